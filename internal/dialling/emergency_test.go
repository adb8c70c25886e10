package dialling

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestDialEmergency(t *testing.T) {
	for _, c := range []struct {
		number string
		from   From
		want   Dialling
		reason directory.DialReasonCode
	}{
		{"112", From{"MD", directory.PhoneKindMobile}, Dialling{Reachable: answerYes, Press: "112"}, directory.DialReasonCodeInsideCountry},
		{"112", From{"MD", directory.PhoneKindLandline}, Dialling{Reachable: answerYes, Press: "112"}, directory.DialReasonCodeInsideCountry},
		{"112", From{"MD", directory.PhoneKindForeignSim}, Dialling{Reachable: answerYes, Press: "112"}, directory.DialReasonCodeInsideCountry},
		{"110", From{"TW", ""}, Dialling{Reachable: answerYes, Press: "110"}, directory.DialReasonCodeInsideCountry},
		{"112", From{"MD", directory.PhoneKindNoPhone}, Dialling{Reachable: answerNo}, directory.DialReasonCodeNoPhone},
		{"112", From{}, Dialling{Reachable: answerYes, Press: "112"}, directory.DialReasonCodeCountryUnknown},
		{"911", From{"", directory.PhoneKindForeignSim}, Dialling{Reachable: answerYes, Press: "911"}, directory.DialReasonCodeCountryUnknown},
		{"112", From{"", directory.PhoneKindLandline}, Dialling{Reachable: directory.AnswerUnknown, Press: "112"}, directory.DialReasonCodeCountryUnknown},
		{"113", From{"", directory.PhoneKindMobile}, Dialling{Reachable: directory.AnswerUnknown, Press: "113"}, directory.DialReasonCodeCountryUnknown},
		{"112", From{"TW", directory.PhoneKindLandline}, Dialling{Reachable: directory.AnswerUnknown, Press: "112"}, directory.DialReasonCodeLandlineUnknown},
		{"911", From{"MX", directory.PhoneKindLandline}, Dialling{Reachable: answerYes, Press: "911"}, directory.DialReasonCodeInsideCountry},
		{"911", From{"PA", directory.PhoneKindLandline}, Dialling{Reachable: answerYes, Press: "911"}, directory.DialReasonCodeInsideCountry},
		{"", From{"MD", directory.PhoneKindMobile}, Dialling{Reachable: directory.AnswerUnknown}, directory.DialReasonCodeNoAddress},
	} {
		d := DialEmergency(c.number, c.from)
		link := ""
		if c.want.Press != "" {
			link = "tel:" + c.want.Press
		}
		if d.Reachable != c.want.Reachable || d.Press != c.want.Press || d.Display != c.want.Press || d.Link != link ||
			len(d.Reasons) > 2 || d.Reasons[0].Code != c.reason || d.From != c.from || d.Alternatives(nil) != nil {
			t.Errorf("%s from %+v: got %+v", c.number, c.from, d)
		}
	}
}

// TestForAnyPhone: in these countries 112 or 911 is the number of the country on every phone, or need not be.
func TestForAnyPhone(t *testing.T) {
	for number, countries := range map[string]map[directory.CountryCode]bool{
		"112": {"MD": true, "DE": true, "TR": true, "IN": true, "KR": true, "KW": true, "ST": true, "VU": true, "CY": true, "RE": true, "CR": false, "TW": false, "ZA": false, "BR": false, "": false},
		"911": {"US": true, "JM": true, "MX": true, "PA": true, "CR": true, "EC": true, "FM": true, "PW": true, "AR": false, "BR": false, "ET": false, "MD": false},
		"999": {"GB": false},
	} {
		for country, want := range countries {
			if got := ForAnyPhone(number, country); got != want {
				t.Errorf("%s in %s: %t, want %t", number, country, got, want)
			}
		}
	}
	for country, number := range assigned {
		if !IsEmergency(&directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: number, Country: country}, country) {
			t.Errorf("the metadata do not list %s in %s", number, country)
		}
	}
}

// TestOneNumberOneAnswer: a line that answers at an emergency number is dialled as the emergency number is.
func TestOneNumberOneAnswer(t *testing.T) {
	ch := directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: "911", Country: "CR"}
	for _, phone := range []directory.PhoneKind{"", directory.PhoneKindMobile, directory.PhoneKindLandline, directory.PhoneKindForeignSim, directory.PhoneKindNoPhone} {
		from := From{"CR", phone}
		line, number := Dial(&ch, from), DialEmergency("911", from)
		line.Channel = nil
		if d := cmp.Diff(number, line); d != "" {
			t.Errorf("%s (-emergency +line):\n%s", phone, d)
		}
	}
	if d := Dial(&ch, From{"PA", directory.PhoneKindMobile}); d.Reachable != answerNo || d.Reasons[0].Code != directory.DialReasonCodeShortCodeAbroad {
		t.Errorf("from another country: %+v", d)
	}
}
