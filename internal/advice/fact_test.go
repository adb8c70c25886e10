package advice

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

func safety(free directory.Answer) *directory.Safety {
	return &directory.Safety{TollFree: directory.SafetyFact{Value: free}}
}

func TestNumbers(t *testing.T) {
	with := func(ch directory.Channel, s *directory.Safety) directory.Channel { ch.Safety = s; return ch }
	short := func(code string, country directory.CountryCode) directory.Channel {
		return directory.Channel{Kind: directory.ChannelKindVoice, ShortCode: code, Country: country}
	}
	national := func(number string, country directory.CountryCode) directory.Channel {
		return directory.Channel{Kind: directory.ChannelKindVoice, NationalNumber: number, Country: country}
	}
	for name, tc := range map[string]struct {
		channels []directory.Channel
		want     []string
	}{
		"an ordinary number":                        {[]directory.Channel{voice("+37322233309")}, nil},
		"a digit too many":                          {[]directory.Channel{voice("+373222333090")}, []string{"hotlines[0].channels[0].number NUMBER_LENGTH"}},
		"a digit missing":                           {[]directory.Channel{voice("+3732223330")}, []string{"hotlines[0].channels[0].number NUMBER_LENGTH"}},
		"the right length in no range":              {[]directory.Channel{voice("+37312345678")}, []string{"hotlines[0].channels[0].number NUMBER_NOT_IN_PLAN"}},
		"no calling code":                           {[]directory.Channel{voice("+9991234567")}, []string{"hotlines[0].channels[0].number NUMBER_NOT_IN_PLAN"}},
		"a short code with a calling code glued on": {[]directory.Channel{voice("+90157")}, []string{"hotlines[0].channels[0].number NUMBER_IS_SHORT_CODE"}},
		"five digits that are no short code":        {[]directory.Channel{voice("+37311611")}, []string{"hotlines[0].channels[0].number NUMBER_LENGTH"}},
		"a longer one that the tables know":         {[]directory.Channel{voice("+373116111")}, []string{"hotlines[0].channels[0].number NUMBER_IS_SHORT_CODE"}},
		"one that stands beside it as it is":        {[]directory.Channel{voice("+373116999"), short("116999", "MD")}, []string{"hotlines[0].channels[0].number NUMBER_IS_SHORT_CODE", "hotlines[0].channels[1].shortCode SHORT_CODE_UNKNOWN"}},
		"a short code that the tables do not know":  {[]directory.Channel{short("527", "UA"), short("116006", "FR")}, []string{"hotlines[0].channels[0].shortCode SHORT_CODE_UNKNOWN", "hotlines[0].channels[1].shortCode SHORT_CODE_UNKNOWN"}},
		"a short code that they know":               {[]directory.Channel{short("112", "MD")}, nil},
		"toll-free outside such ranges":             {[]directory.Channel{with(voice("+37322233309"), safety(directory.AnswerYes))}, []string{"hotlines[0].channels[0].number TOLL_FREE_DOUBTFUL"}},
		"not toll-free in such a range":             {[]directory.Channel{with(voice("+37380077777"), safety(directory.AnswerNo))}, []string{"hotlines[0].channels[0].number TOLL_FREE_DOUBTFUL"}},
		"toll-free in such a range":                 {[]directory.Channel{with(voice("+37380077777"), safety(directory.AnswerYes))}, nil},
		"unknown in such a range":                   {[]directory.Channel{with(voice("+37380077777"), safety(directory.AnswerUnknown))}, nil},
		"a messenger is not toll-free or otherwise": {[]directory.Channel{{Kind: directory.ChannelKindWhatsapp, Number: "+37322233309", Safety: safety(directory.AnswerYes)}}, nil},
		"a number of another country":               {[]directory.Channel{voice("+40213133100")}, []string{"hotlines[0].channels[0].number NUMBER_OF_OTHER_COUNTRY"}},
		"a number of no country":                    {[]directory.Channel{voice("+80012345678")}, nil},
		"a national number":                         {[]directory.Channel{national("080088888", "MD")}, nil},
		"a national number too long":                {[]directory.Channel{national("08008888899", "MD")}, []string{"hotlines[0].channels[0].nationalNumber NUMBER_LENGTH"}},
		"a national number of one digit":            {[]directory.Channel{national("1", "MD")}, []string{"hotlines[0].channels[0].nationalNumber NUMBER_LENGTH"}},
		"a national number, stated toll-free":       {[]directory.Channel{with(national("022233309", "MD"), safety(directory.AnswerYes))}, []string{"hotlines[0].channels[0].nationalNumber TOLL_FREE_DOUBTFUL"}},
		"a country that does not exist":             {[]directory.Channel{short("157", "ZZ"), national("157157", "ZZ")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := About(nil, initiative(1, line(2, tc.channels...)), now)
			if diff := cmp.Diff(tc.want, at(a.Warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
			if len(a.Problems) > 0 {
				t.Errorf("problems %v: a number is never one", a.Problems)
			}
		})
	}
}

func TestNumbersOfSharedPlans(t *testing.T) {
	for name, tc := range map[string]struct {
		number    directory.E164
		countries []directory.CountryCode
		want      int
	}{
		"British number for Jersey":               {"+442079460018", []directory.CountryCode{"JE"}, 0},
		"American number for Jamaica":             {"+12025550123", []directory.CountryCode{"JM"}, 1},
		"toll-free +1 for Jamaica":                {"+18887768328", []directory.CountryCode{"JM"}, 0},
		"a line of no country":                    {"+442079460018", nil, 0},
		"one of the countries that a line serves": {"+442079460018", []directory.CountryCode{"FR", "GB"}, 0},
	} {
		h := line(2, voice(tc.number))
		h.Countries = tc.countries
		in := initiative(1, h)
		in.Scope = directory.ScopeRegional
		if got := codes(About(nil, in, now).Warnings)[NumberOfOtherCountry]; got != tc.want {
			t.Errorf("%s: %d warnings, want %d", name, got, tc.want)
		}
	}
}

func TestFacts(t *testing.T) {
	age := func(n int) *int { return &n }
	testimony := func(k directory.Consent) func(*directory.Initiative) {
		return func(in *directory.Initiative) {
			in.Campaigns = []*directory.Campaign{{Common: meta(9, "Campania"), Testimonies: []directory.Testimony{{ID: id(8), Consent: k}}}}
		}
	}
	hotline := func(change func(*directory.Hotline)) func(*directory.Initiative) {
		return func(in *directory.Initiative) { change(in.Hotlines[0]) }
	}
	channel := func(change func(*directory.Channel)) func(*directory.Initiative) {
		return func(in *directory.Initiative) { change(&in.Hotlines[0].Channels[0]) }
	}
	checked := func(day directory.Date) *directory.Provenance {
		return &directory.Provenance{Verification: &directory.Verification{VerifiedOn: day, Method: directory.VerificationMethodCalled}}
	}
	for name, tc := range map[string]struct {
		change   func(*directory.Initiative)
		problems []string
		warnings []string
	}{
		"nothing to say": {change: func(*directory.Initiative) {}},
		"toll-free with a price": {change: channel(func(ch *directory.Channel) {
			ch.Number, ch.Safety = "+37380077777", safety(directory.AnswerYes)
			ch.Cost = &directory.Text{Value: "1 leu", Language: "ro"}
		}), warnings: []string{"hotlines[0].channels[0].cost CONTRADICTION"}},
		"adults only, for children too": {change: hotline(func(h *directory.Hotline) {
			h.MinimumAge, h.Populations = age(18), []directory.Population{directory.PopulationWomen, directory.PopulationChildren}
		}), warnings: []string{"hotlines[0].minimumAge CONTRADICTION"}},
		"adults only, for children only": {change: hotline(func(h *directory.Hotline) {
			h.MinimumAge, h.Populations = age(18), []directory.Population{directory.PopulationGirls, directory.PopulationBoys}
		}), problems: []string{"hotlines[0].minimumAge CONTRADICTION"}},
		"from 14, for children": {change: hotline(func(h *directory.Hotline) {
			h.MinimumAge, h.Populations = age(14), []directory.Population{directory.PopulationChildren}
		})},
		"adults only, for women": {change: hotline(func(h *directory.Hotline) {
			h.MinimumAge, h.Populations = age(18), []directory.Population{directory.PopulationWomen}
		})},
		"police that do not tell the police": {change: hotline(func(h *directory.Hotline) {
			h.AnsweredBy = directory.ResponderPolice
			h.Channels[0].Safety = &directory.Safety{ReportsToPoliceWithoutConsent: directory.SafetyFact{Value: directory.AnswerNo}}
		}), warnings: []string{"hotlines[0].channels[0].safety.reportsToPoliceWithoutConsent CONTRADICTION"}},
		"a working line without channels": {change: hotline(func(h *directory.Hotline) { h.Channels = nil }), warnings: []string{"hotlines[0].channels NO_CHANNEL"}},
		"a retired line without channels": {change: hotline(func(h *directory.Hotline) { h.Channels, h.Status = nil, directory.HotlineStatusRetired })},
		"help where no channel reaches": {change: hotline(func(h *directory.Hotline) {
			h.Purposes = []directory.HotlinePurpose{directory.HotlinePurposeHelp}
			h.Channels = []directory.Channel{{Kind: directory.ChannelKindVoice, ShortCode: "112", Country: "RO"}}
		}), warnings: []string{"hotlines[0].channels NOT_REACHABLE"}},
		"reports where no channel reaches": {change: hotline(func(h *directory.Hotline) {
			h.Purposes = []directory.HotlinePurpose{directory.HotlinePurposeReport}
			h.Channels = []directory.Channel{{Kind: directory.ChannelKindVoice, ShortCode: "112", Country: "RO"}}
		})},
		"a successor of a working line":        {change: hotline(func(h *directory.Hotline) { h.ReplacedBy = id(77) }), warnings: []string{"hotlines[0].replacedBy CONTRADICTION"}},
		"a successor of a retired line":        {change: hotline(func(h *directory.Hotline) { h.ReplacedBy, h.Status = id(77), directory.HotlineStatusRetired })},
		"a successor of an initiative at work": {change: func(in *directory.Initiative) { in.ReplacedBy = id(77) }, warnings: []string{"replacedBy CONTRADICTION"}},
		"a language of some hours only": {change: channel(func(ch *directory.Channel) {
			ch.Languages = []directory.ChannelLanguage{{Tag: "ro"}, {Tag: "pt-BR"}}
			ch.Hours = &directory.OpeningHours{Schedule: hours.Schedule{TimeZone: "Europe/Chisinau", Weekly: []hours.Row{
				{Days: hours.Weekdays(), Opens: "08:00", Closes: "12:00", Languages: []string{"ro", "pt", "uk"}},
			}}}
		}), warnings: []string{"hotlines[0].channels[0].hours.weekly[0].languages[2] CONTRADICTION"}},
		"a country outside": {change: hotline(func(h *directory.Hotline) { h.Countries = []directory.CountryCode{"MD", "RO"} }), warnings: []string{"hotlines[0].countries[1] CONTRADICTION"}},
		"a private mailbox": {change: channel(func(ch *directory.Channel) {
			*ch = directory.Channel{Kind: directory.ChannelKindEmail, Email: "ana.popescu@example.org"}
		}), warnings: []string{"hotlines[0].channels[0].email PERSONAL_EMAIL"}},
		"a consent that is over":    {change: testimony(directory.Consent{ExpiresOn: "2026-11-23"}), warnings: []string{"campaigns[0].testimonies[0].consent.expiresOn CONSENT_ENDED"}},
		"a consent on its last day": {change: testimony(directory.Consent{ExpiresOn: "2026-11-24"})},
		"a consent withdrawn":       {change: testimony(directory.Consent{WithdrawnOn: "2026-01-01"}), warnings: []string{"campaigns[0].testimonies[0].consent.withdrawnOn CONSENT_ENDED"}},
		"a consent of the future":   {change: testimony(directory.Consent{RecordedOn: "2026-11-26"}), problems: []string{"campaigns[0].testimonies[0].consent.recordedOn IN_FUTURE"}},
		"a check of the future":     {change: hotline(func(h *directory.Hotline) { h.Provenance = checked("2027-01-01") }), problems: []string{"hotlines[0].provenance.verification.verifiedOn IN_FUTURE"}},
		"a check of tomorrow":       {change: hotline(func(h *directory.Hotline) { h.Provenance = checked("2026-11-25") })},
		"a check on no day":         {change: hotline(func(h *directory.Hotline) { h.Provenance = checked("soon") })},
		"the address of a shelter":  {change: hotline(func(h *directory.Hotline) { h.Notes = []directory.Text{{Value: refused[0].text, Language: "en"}} }), problems: []string{"hotlines[0].notes[0].value SHELTER_ADDRESS"}},
		"a case": {change: func(in *directory.Initiative) {
			in.Summaries = []directory.Text{{Value: refused[9].text, Language: "en"}}
		}, problems: []string{"summaries[0].value CASE_DETAILS"}},
		"the plot of a spot": {change: func(in *directory.Initiative) {
			in.Summaries = []directory.Text{{Value: "The spot: a 17 years old girl; she was sold to a bar.", Language: "en"}}
		}, warnings: []string{"summaries[0].value CASE_DETAILS"}},
		"a slogan in the first person": {change: func(in *directory.Initiative) {
			in.Summaries = []directory.Text{{Value: "“I was sold”: look twice.", Language: "en"}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			in := initiative(1, line(2, voice("+37322233309")))
			tc.change(in)
			a := About(nil, in, now)
			if diff := cmp.Diff(tc.problems, at(a.Problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.warnings, at(a.Warnings)); diff != "" {
				t.Errorf("warnings (-want +got):\n%s", diff)
			}
		})
	}
}
