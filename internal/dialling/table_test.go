package dialling

import (
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

// row is a row of the decision table in the package documentation, by its name there.
type row struct {
	name    string
	channel directory.Channel
	serves  string // the country of the line, besides that of the number
	abroad  directory.Answer
	free    directory.Answer
	from    string // the country and the phone: "MD/MOBILE", "/LANDLINE"
	want    string // the answer, what is pressed, and the reasons
}

const (
	ordinary = "+37322233309"
	freeMD   = "+37380077777"
	freeUS   = "+18883737888"
	special  = "+358295463177"
	notKnown = "+999123456789"
	invalid  = "+3731234567"
	brazil   = "+551123456789"
)

func voice(number directory.E164) directory.Channel {
	return directory.Channel{Kind: directory.ChannelKindVoice, Number: number}
}

func text(number directory.E164) directory.Channel {
	return directory.Channel{Kind: directory.ChannelKindSms, Number: number}
}

func app(kind directory.ChannelKind, number directory.E164) directory.Channel {
	return directory.Channel{Kind: kind, Number: number}
}

func page(kind directory.ChannelKind) directory.Channel {
	return directory.Channel{Kind: kind, URL: "https://example.org/"}
}

func short(kind directory.ChannelKind) directory.Channel {
	return directory.Channel{Kind: kind, ShortCode: "157", Country: "TR"}
}

func nationally(phones ...directory.PhoneKind) directory.Channel {
	return directory.Channel{Kind: directory.ChannelKindVoice, NationalNumber: "080088888", Country: "MD", Phones: phones}
}

func only(number directory.E164, phones ...directory.PhoneKind) directory.Channel {
	return directory.Channel{Kind: directory.ChannelKindVoice, Number: number, Phones: phones}
}

const (
	whatsapp  = directory.ChannelKindWhatsapp
	line      = directory.ChannelKindLine
	chat      = directory.ChannelKindChat
	mobilePh  = directory.PhoneKindMobile
	landline  = directory.PhoneKindLandline
	answerYes = directory.AnswerYes
	answerNo  = directory.AnswerNo
)

var table = []row{
	{"A1 no address", directory.Channel{Kind: directory.ChannelKindVoice}, "", "", "", "MD/MOBILE", "UNKNOWN - NO_ADDRESS"},

	{"W1 page", page(chat), "", "", "", "MD/MOBILE", "YES - NEEDS_INTERNET"},
	{"W1 page, landline", page(chat), "", "", "", "MD/LANDLINE", "YES - NEEDS_INTERNET"},
	{"W1 page, no phone", page(chat), "", "", "", "/NO_PHONE", "YES - NEEDS_INTERNET"},
	{"W1 video, no phone", page(directory.ChannelKindVideoSign), "", "", "", "MD/NO_PHONE", "YES - NEEDS_INTERNET"},
	{"W1 mail", directory.Channel{Kind: directory.ChannelKindEmail, Email: "a@example.org"}, "", "", "", "/LANDLINE", "YES - NEEDS_INTERNET"},
	{"W1 call over a page", page(directory.ChannelKindVoice), "", "", "", "MD/NO_PHONE", "YES - NEEDS_INTERNET"},
	{"W2 app", app(whatsapp, ordinary), "", "", "", "BR/MOBILE", "YES - NEEDS_APP"},
	{"W2 app with a toll-free number", app(whatsapp, freeMD), "", "", "", "BR/FOREIGN_SIM", "YES - NEEDS_APP"},
	{"W2 app by page", page(line), "", "", "", "/", "YES - NEEDS_APP"},
	{"W2 application", page(directory.ChannelKindApp), "", "", "", "MD/", "YES - NEEDS_APP"},
	{"W3 app, landline", app(whatsapp, ordinary), "", "", "", "MD/LANDLINE", "NO - PHONE_CANNOT"},
	{"W3 app by page, landline", page(line), "", "", "", "MD/LANDLINE", "NO - PHONE_CANNOT"},
	{"W4 app, no phone", app(whatsapp, ordinary), "", "", "", "MD/NO_PHONE", "UNKNOWN - NO_PHONE NEEDS_APP"},
	{"W5 a page that is a number", app(chat, ordinary), "", "", "", "MD/MOBILE", "UNKNOWN - NEEDS_INTERNET"},
	{"W6 not from abroad, country unknown", page(chat), "TR", answerNo, "", "/MOBILE", "UNKNOWN - COUNTRY_UNKNOWN STATED_NOT_FROM_ABROAD NEEDS_INTERNET"},
	{"W7 not from abroad, there", page(chat), "TR", answerNo, "", "TR/MOBILE", "YES - NEEDS_INTERNET"},
	{"W7 not from abroad, there by number", app(whatsapp, ordinary), "", answerNo, "", "MD/MOBILE", "YES - NEEDS_APP"},
	{"W8 not from abroad, line without countries", page(chat), "", answerNo, "", "TR/MOBILE", "UNKNOWN - STATED_NOT_FROM_ABROAD NEEDS_INTERNET"},
	{"W9 not from abroad, elsewhere", page(chat), "TR", answerNo, "", "MD/MOBILE", "NO - STATED_NOT_FROM_ABROAD"},

	{"P1 call, no phone", voice(ordinary), "", answerYes, "", "MD/NO_PHONE", "NO - NO_PHONE"},
	{"P1 text, no phone", text(ordinary), "", "", "", "MD/NO_PHONE", "NO - NO_PHONE"},
	{"P1 text telephone, no phone", app(directory.ChannelKindTty, ordinary), "", "", "", "/NO_PHONE", "NO - NO_PHONE"},
	{"P1 short code, no phone", short(directory.ChannelKindVoice), "", "", "", "TR/NO_PHONE", "NO - NO_PHONE"},
	{"P2 text, landline", text(ordinary), "", "", "", "MD/LANDLINE", "NO - PHONE_CANNOT"},
	{"P2 text to a short code, landline", short(directory.ChannelKindSms), "", "", "", "TR/LANDLINE", "NO - PHONE_CANNOT"},
	{"P3 other phone", only(ordinary, landline), "", "", "", "MD/MOBILE", "UNKNOWN 022233309 OTHER_PHONE INSIDE_COUNTRY"},
	{"P3 other phone, unknown anyway", only(invalid, landline), "", "", "", "MD/MOBILE", "UNKNOWN +3731234567 NOT_IN_NUMBER_PLAN INSIDE_COUNTRY OTHER_PHONE"},
	{"P3 other phone, not reachable", directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "122", Country: "CO", Phones: []directory.PhoneKind{mobilePh}}, "", "", "", "MD/LANDLINE", "NO - SHORT_CODE_ABROAD"},
	{"P3 national number, other phone", nationally(landline), "", "", "", "MD/MOBILE", "UNKNOWN 080088888 OTHER_PHONE INSIDE_COUNTRY"},
	{"P3 this phone", only(ordinary, landline, mobilePh), "", "", "", "MD/MOBILE", "YES 022233309 INSIDE_COUNTRY"},
	{"P3 phone unknown", only(ordinary, landline), "", "", "", "MD/", "UNKNOWN 022233309 OTHER_PHONE INSIDE_COUNTRY"},
	{"P4 for SIMs of the country", only(ordinary, mobilePh), "", "", "", "MD/FOREIGN_SIM", "UNKNOWN +37322233309 FOREIGN_SIM INSIDE_COUNTRY"},

	{"U1 not from abroad", voice(ordinary), "", answerNo, "", "/MOBILE", "UNKNOWN - COUNTRY_UNKNOWN STATED_NOT_FROM_ABROAD"},
	{"U2 from abroad", voice(freeMD), "", answerYes, "", "/MOBILE", "YES +37380077777 STATED_FROM_ABROAD COUNTRY_UNKNOWN"},
	{"U2 from abroad, not in plan", voice(notKnown), "", answerYes, "", "/", "YES +999123456789 STATED_FROM_ABROAD COUNTRY_UNKNOWN NOT_IN_NUMBER_PLAN"},
	{"U3 from abroad, landline", voice(ordinary), "", answerYes, "", "/LANDLINE", "UNKNOWN - COUNTRY_UNKNOWN STATED_FROM_ABROAD"},
	{"U4 toll-free", voice(freeMD), "", "", "", "/MOBILE", "UNKNOWN - COUNTRY_UNKNOWN TOLL_FREE_ABROAD"},
	{"U4 toll-free by a source", voice(ordinary), "", "", answerYes, "/MOBILE", "UNKNOWN - COUNTRY_UNKNOWN TOLL_FREE_ABROAD"},
	{"U4 special", voice(special), "", "", "", "/FOREIGN_SIM", "UNKNOWN - COUNTRY_UNKNOWN SPECIAL_NUMBER_ABROAD"},
	{"U5 not in plan", voice(notKnown), "", "", "", "/MOBILE", "UNKNOWN +999123456789 NOT_IN_NUMBER_PLAN COUNTRY_UNKNOWN"},
	{"U5 not in plan, landline", voice(notKnown), "", "", "", "/LANDLINE", "UNKNOWN - NOT_IN_NUMBER_PLAN COUNTRY_UNKNOWN"},
	{"U6 ordinary", voice(ordinary), "", "", "", "/", "YES +37322233309 COUNTRY_UNKNOWN"},
	{"U6 ordinary, foreign SIM", text(ordinary), "", "", "", "/FOREIGN_SIM", "YES +37322233309 COUNTRY_UNKNOWN"},
	{"U7 ordinary, landline", voice(ordinary), "", "", "", "/LANDLINE", "UNKNOWN - COUNTRY_UNKNOWN"},

	{"I1 foreign SIM, from abroad", voice(freeMD), "", answerYes, "", "MD/FOREIGN_SIM", "YES +37380077777 STATED_FROM_ABROAD INSIDE_COUNTRY"},
	{"I2 foreign SIM, toll-free", voice(freeMD), "", "", "", "MD/FOREIGN_SIM", "UNKNOWN +37380077777 FOREIGN_SIM INSIDE_COUNTRY"},
	{"I2 foreign SIM, special", voice(special), "", "", "", "FI/FOREIGN_SIM", "UNKNOWN +358295463177 FOREIGN_SIM INSIDE_COUNTRY"},
	{"I2 foreign SIM, not from abroad", voice(ordinary), "", answerNo, "", "MD/FOREIGN_SIM", "UNKNOWN +37322233309 FOREIGN_SIM INSIDE_COUNTRY"},
	{"I3 not in plan", voice(invalid), "", "", "", "MD/MOBILE", "UNKNOWN +3731234567 NOT_IN_NUMBER_PLAN INSIDE_COUNTRY"},
	{"I4 not in plan, landline", voice(invalid), "", "", "", "MD/LANDLINE", "UNKNOWN - NOT_IN_NUMBER_PLAN INSIDE_COUNTRY"},
	{"I5 foreign SIM, ordinary", voice(ordinary), "", "", "", "MD/FOREIGN_SIM", "YES +37322233309 INSIDE_COUNTRY"},
	{"I6 plus at home", voice(brazil), "", "", "", "BR/MOBILE", "YES +551123456789 INSIDE_COUNTRY"},
	{"I7 carrier at home", voice(brazil), "", "", "", "BR/LANDLINE", "UNKNOWN - PREFIX_UNKNOWN INSIDE_COUNTRY"},
	{"I8 mobile", voice(ordinary), "", "", "", "MD/MOBILE", "YES 022233309 INSIDE_COUNTRY"},
	{"I8 not from abroad is no matter", voice(freeMD), "", answerNo, "", "MD/LANDLINE", "YES 080077777 INSIDE_COUNTRY"},
	{"I8 phone unknown", voice(freeMD), "", "", "", "MD/", "YES 080077777 INSIDE_COUNTRY"},
	{"I8 given to callers there", voice(freeUS), "JM", "", "", "JM/LANDLINE", "YES 18883737888 INSIDE_COUNTRY"},
	{"I8 Kosovo", voice("+38338123456"), "", "", "", "XK/MOBILE", "YES 038123456 INSIDE_COUNTRY"},

	{"X1 not from abroad", voice(ordinary), "", answerNo, "", "RO/MOBILE", "NO - STATED_NOT_FROM_ABROAD"},
	{"X2 from abroad", voice(freeMD), "", answerYes, "", "RO/MOBILE", "YES +37380077777 STATED_FROM_ABROAD"},
	{"X2 from abroad, ordinary", voice(ordinary), "", answerYes, "", "RO/FOREIGN_SIM", "YES +37322233309 STATED_FROM_ABROAD INTERNATIONAL_CALL"},
	{"X2 from abroad, not in plan", voice(notKnown), "", answerYes, "", "RO/MOBILE", "YES +999123456789 STATED_FROM_ABROAD NOT_IN_NUMBER_PLAN"},
	{"X3 toll-free", voice(freeMD), "", "", "", "RO/MOBILE", "UNKNOWN - TOLL_FREE_ABROAD"},
	{"X3 toll-free says UNKNOWN", voice(freeMD), "", directory.AnswerUnknown, directory.AnswerUnknown, "RO/MOBILE", "UNKNOWN - TOLL_FREE_ABROAD"},
	{"X3 toll-free by a source", voice(ordinary), "", "", answerYes, "RO/LANDLINE", "UNKNOWN - TOLL_FREE_ABROAD"},
	{"X3 toll-free in another country of the plan", voice(freeUS), "US", "", "", "JM/MOBILE", "UNKNOWN - TOLL_FREE_ABROAD"},
	{"X3 serves the country, with a foreign number", voice(freeMD), "RO", "", "", "RO/MOBILE", "UNKNOWN - TOLL_FREE_ABROAD"},
	{"X3 special", voice(special), "", "", "", "SE/MOBILE", "UNKNOWN - SPECIAL_NUMBER_ABROAD"},
	{"X4 ordinary", voice(ordinary), "", "", answerNo, "RO/", "YES +37322233309 INTERNATIONAL_CALL"},
	{"X4 a territory of the same code", voice("+442079460000"), "", "", "", "JE/MOBILE", "YES +442079460000 INTERNATIONAL_CALL"},
	{"X5 not in plan", voice(notKnown), "", "", "", "MD/MOBILE", "UNKNOWN +999123456789 NOT_IN_NUMBER_PLAN INTERNATIONAL_CALL"},
	{"X6 landline, same code", voice("+442079460000"), "", "", "", "JE/LANDLINE", "YES 02079460000 INTERNATIONAL_CALL"},
	{"X7 landline", voice(ordinary), "", "", "", "US/LANDLINE", "YES 01137322233309 INTERNATIONAL_CALL"},
	{"X7 landline, not in plan", voice(notKnown), "", "", "", "MD/LANDLINE", "UNKNOWN 00999123456789 NOT_IN_NUMBER_PLAN INTERNATIONAL_CALL"},
	{"X8 landline, no prefix known", voice(ordinary), "", "", "", "TH/LANDLINE", "UNKNOWN - PREFIX_UNKNOWN INTERNATIONAL_CALL"},
	{"X8 landline, no number plan", voice(ordinary), "", "", "", "AQ/LANDLINE", "UNKNOWN - PREFIX_UNKNOWN INTERNATIONAL_CALL"},

	{"L1 country unknown", short(directory.ChannelKindVoice), "", answerYes, "", "/MOBILE", "UNKNOWN - COUNTRY_UNKNOWN"},
	{"L1 national number, country unknown", nationally(), "", "", "", "/MOBILE", "UNKNOWN - COUNTRY_UNKNOWN"},
	{"L2 there", short(directory.ChannelKindVoice), "", "", "", "TR/LANDLINE", "YES 157 INSIDE_COUNTRY"},
	{"L2 text there", short(directory.ChannelKindSms), "", answerNo, "", "TR/", "YES 157 INSIDE_COUNTRY"},
	{"L2 national number there", nationally(), "", "", "", "MD/MOBILE", "YES 080088888 INSIDE_COUNTRY"},
	{"L3 foreign SIM, from abroad", short(directory.ChannelKindVoice), "", answerYes, "", "TR/FOREIGN_SIM", "YES 157 STATED_FROM_ABROAD INSIDE_COUNTRY"},
	{"L4 foreign SIM", short(directory.ChannelKindSms), "", "", "", "TR/FOREIGN_SIM", "UNKNOWN 157 FOREIGN_SIM INSIDE_COUNTRY"},
	{"L4 national number, foreign SIM", nationally(), "", "", "", "MD/FOREIGN_SIM", "UNKNOWN 080088888 FOREIGN_SIM INSIDE_COUNTRY"},
	{"L5 short code not from abroad", short(directory.ChannelKindVoice), "", answerNo, "", "MD/MOBILE", "NO - STATED_NOT_FROM_ABROAD SHORT_CODE_ABROAD"},
	{"L5 national number not from abroad", nationally(), "", answerNo, "", "RO/MOBILE", "NO - STATED_NOT_FROM_ABROAD NATIONAL_NUMBER_ABROAD"},
	{"L6 short code from abroad", short(directory.ChannelKindVoice), "", answerYes, "", "MD/MOBILE", "UNKNOWN - SHORT_CODE_ABROAD STATED_FROM_ABROAD"},
	{"L6 national number from abroad", nationally(), "", answerYes, "", "RO/MOBILE", "UNKNOWN - NATIONAL_NUMBER_ABROAD STATED_FROM_ABROAD"},
	{"L7 short code abroad", short(directory.ChannelKindVoice), "", "", "", "MD/MOBILE", "NO - SHORT_CODE_ABROAD"},
	{"L7 short code of a line that serves the country", short(directory.ChannelKindVoice), "MD", "", "", "MD/MOBILE", "NO - SHORT_CODE_ABROAD"},
	{"L7 text to a short code abroad", short(directory.ChannelKindSms), "", "", "", "MD/MOBILE", "NO - SHORT_CODE_ABROAD"},
	{"L8 national number abroad", nationally(), "", "", "", "RO/MOBILE", "UNKNOWN - NATIONAL_NUMBER_ABROAD"},
	{"L9 app to a short code", short(whatsapp), "", "", "", "TR/MOBILE", "YES 157 INSIDE_COUNTRY NEEDS_APP"},
	{"L9 app to a short code abroad", short(whatsapp), "", "", "", "MD/MOBILE", "NO - SHORT_CODE_ABROAD"},
	{"L9 app to a short code, landline", short(whatsapp), "", "", "", "TR/LANDLINE", "NO - PHONE_CANNOT"},
	{"L9 app to a short code, no phone", short(whatsapp), "", "", "", "TR/NO_PHONE", "UNKNOWN 157 NO_PHONE INSIDE_COUNTRY NEEDS_APP"},
	{"L10 a page that is a short code", short(chat), "", "", "", "TR/MOBILE", "UNKNOWN - INSIDE_COUNTRY NEEDS_INTERNET"},
}

func TestDecisionTable(t *testing.T) {
	for _, r := range table {
		t.Run(r.name, func(t *testing.T) {
			ch := r.channel
			if r.abroad != "" || r.free != "" {
				ch.Safety = &directory.Safety{
					ReachableFromAbroad: directory.SafetyFact{Value: r.abroad},
					TollFree:            directory.SafetyFact{Value: r.free},
				}
			}
			plan := Classify(&ch)
			serving := &directory.Hotline{}
			if r.serves != "" {
				serving.Countries = []directory.CountryCode{directory.CountryCode(r.serves)}
			}
			ch.BelongTo(serving, plan)
			country, phone, _ := strings.Cut(r.from, "/")
			from := From{directory.CountryCode(country), directory.PhoneKind(phone)}
			d := Dial(&ch, from)
			got := string(d.Reachable) + " " + or2(d.Press)
			for _, reason := range d.Reasons {
				got += " " + string(reason.Code)
			}
			if got != r.want {
				t.Errorf("from %s\n got %s\nwant %s", r.from, got, r.want)
			}
			if broken := invariants(&ch, from); broken != "" {
				t.Error(broken)
			}
		})
	}
}
