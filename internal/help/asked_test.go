package help

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
)

// TestWhatATesterAsked keeps what a tester of findHelp found wrong, on lines made for it.
func TestWhatATesterAsked(t *testing.T) {
	fromAbroad := safety(directory.Safety{ReachableFromAbroad: yes()})
	neighbour := channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+40212345678"})
	inPart := func(area string) func(*directory.Hotline) {
		return func(h *directory.Hotline) {
			h.ServiceAreas = []directory.Text{{Value: area, Language: "ro"}}
		}
	}
	for name, c := range map[string]struct {
		lines     []*directory.Hotline
		situation Situation
		want      []int
	}{
		"without credit, no international call": {
			[]*directory.Hotline{hotline(1, serving("RO"), neighbour, fromAbroad), hotline(2, open("Mo-Fr 08:00-09:00"))},
			Situation{Country: "MD", CanPay: new(false)},
			[]int{2, 0},
		},
		"without credit, no ordinary number while the country is unknown": {
			[]*directory.Hotline{hotline(1, fromAbroad)}, Situation{CanPay: new(false)}, []int{0},
		},
		"with credit, an international call": {
			[]*directory.Hotline{hotline(1, serving("RO"), neighbour, fromAbroad), hotline(2, open("Mo-Fr 08:00-09:00"))},
			Situation{Country: "MD"},
			[]int{1, 2, 0},
		},
		"an area without a code behind the whole country": {
			[]*directory.Hotline{hotline(1, inPart("Nord")), hotline(2)}, Situation{Country: "MD"}, []int{2, 1, 0},
		},
		"the same for somebody who said which part they are in": {
			[]*directory.Hotline{hotline(1, inPart("Nord")), hotline(2)}, Situation{Country: "MD", Subdivision: "MD-CU"}, []int{2, 1, 0},
		},
		"an area without a code behind the person's part, before others": {
			[]*directory.Hotline{
				hotline(1, func(h *directory.Hotline) { h.Subdivisions = []directory.SubdivisionCode{"MD-BA"} }),
				hotline(2, inPart("Nord")),
				hotline(3, func(h *directory.Hotline) { h.Subdivisions = []directory.SubdivisionCode{"MD-CU"} }, inPart("Chișinău")),
			},
			Situation{Country: "MD", Subdivision: "MD-CU"},
			[]int{3, 2, 1, 0},
		},
		"an area of another country is no help from afar": {
			[]*directory.Hotline{hotline(1, serving("RO"), neighbour, fromAbroad, inPart("Cluj"))}, Situation{Country: "MD"}, []int{0},
		},
		"police last among equals when nobody said": {
			[]*directory.Hotline{hotline(1, answeredBy(directory.ResponderPolice)), hotline(2, answeredBy(directory.ResponderMixed)), hotline(3)},
			Situation{Country: "MD"},
			[]int{3, 2, 1, 0},
		},
		"police before what is less in anything else": {
			[]*directory.Hotline{hotline(1), hotline(2, answeredBy(directory.ResponderPolice), open("24/7"))},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"police as any other when acceptable": {
			[]*directory.Hotline{hotline(1, answeredBy(directory.ResponderPolice)), hotline(2)},
			Situation{Country: "MD", PoliceAcceptable: new(true)},
			[]int{1, 2, 0},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, order(find(t, build(t, c.lines...), c.situation))); d != "" {
				t.Errorf("order (-want +got):\n%s", d)
			}
		})
	}

	t.Run("an area without a code is said to be perhaps another", func(t *testing.T) {
		e := &find(t, build(t, hotline(1, inPart("Nord"))), Situation{Country: "MD"}).Entries[0]
		if !has(e, directory.HelpReasonCodeServesOtherSubdivision) {
			t.Errorf("%+v", e.Reasons)
		}
	})
	t.Run("nationals abroad of another country", func(t *testing.T) {
		s := build(t, hotline(1, serving("TH"), forPeople(directory.PopulationNationalsAbroad), channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+66991301300"}), fromAbroad))
		for name, c := range map[string]struct {
			situation Situation
			want      directory.HelpReasonCode
			other     directory.HelpReasonCode
		}{
			"of Myanmar in Thailand":         {Situation{Country: "TH", Nationality: "MM"}, directory.HelpReasonCodeNotForPopulation, directory.HelpReasonCodeServesPopulation},
			"of Thailand in Korea":           {Situation{Country: "KR", Nationality: "TH"}, directory.HelpReasonCodeServesPopulation, directory.HelpReasonCodeNotForPopulation},
			"of a country not said in Korea": {Situation{Country: "KR", Languages: []directory.LanguageTag{"th"}}, directory.HelpReasonCodeForSomePeople, directory.HelpReasonCodeServesPopulation},
		} {
			c.situation.Populations = []directory.Population{directory.PopulationNationalsAbroad}
			for _, e := range find(t, s, c.situation).Entries {
				if e.Hotline != nil && (!has(&e, c.want) || has(&e, c.other)) {
					t.Errorf("%s: %+v", name, e.Reasons)
				}
			}
		}
		for _, e := range find(t, s, Situation{Country: "KR", Nationality: "PH", Languages: []directory.LanguageTag{"th"}, Populations: []directory.Population{directory.PopulationNationalsAbroad}}).Entries {
			if e.Hotline != nil {
				t.Errorf("a line for Thais abroad for somebody of the Philippines: %+v", e.Reasons)
			}
		}
	})
	t.Run("no line at all is told twice", func(t *testing.T) {
		a := find(t, build(t, hotline(1)), Situation{Country: "LB", Channels: []directory.ChannelKind{directory.ChannelKindWhatsapp}})
		for _, code := range []directory.HelpNoticeCode{directory.HelpNoticeCodeNoLineForCountry, directory.HelpNoticeCodeNoUsableLine} {
			if !slices.Contains(a.Notices, Notice{code}) {
				t.Errorf("%s is missing in %v", code, a.Notices)
			}
		}
	})
	t.Run("who names texts can send them, whatever the phone", func(t *testing.T) {
		h := hotline(1, channel(directory.Channel{Kind: directory.ChannelKindSms, Number: "+37369123456"}))
		e := &find(t, build(t, h), Situation{Country: "MD", Phone: directory.PhoneKindLandline, Channels: []directory.ChannelKind{directory.ChannelKindSms}}).Entries[0]
		if !has(e, directory.HelpReasonCodeChannelUsable) || !has(e, directory.HelpReasonCodeReachableFromHere) || e.Usable != directory.AnswerUnknown || e.Channels[0].Dial().Link == "" {
			t.Errorf("%s %+v", e.Usable, e.Reasons)
		}
		e = &find(t, build(t, h), Situation{Country: "MD", Phone: directory.PhoneKindLandline}).Entries[1]
		if !has(e, directory.HelpReasonCodeNotReachableFromHere) || e.Usable != directory.AnswerNo {
			t.Errorf("not named: %s %+v", e.Usable, e.Reasons)
		}
	})
	t.Run("what can be used stands first in an entry", func(t *testing.T) {
		h := hotline(1)
		h.Channels = append(h.Channels, directory.Channel{Kind: directory.ChannelKindEmail, Email: "help@example.org"})
		open("Mo-Fr 08:00-09:00")(h)
		h.Channels[1].Hours = nil
		e := &find(t, build(t, h), Situation{Country: "MD"}).Entries[0]
		if e.Channels[0].Usable != directory.AnswerUnknown || e.Channels[1].Usable != directory.AnswerNo {
			t.Errorf("%s before %s", e.Channels[0].Usable, e.Channels[1].Usable)
		}
	})
	t.Run("a check later than the instant asked about is a check", func(t *testing.T) {
		lastYear := now.AddDate(-1, 0, 0)
		e := &find(t, build(t, hotline(1, verified("2026-11-20"))), Situation{Country: "MD", At: &lastYear}).Entries[0]
		if !has(e, directory.HelpReasonCodeVerifiedRecently) {
			t.Errorf("%+v", e.Reasons)
		}
		inAYear := now.AddDate(1, 0, 0)
		if e = &find(t, build(t, hotline(1, verified("2026-11-20"))), Situation{Country: "MD", At: &inAYear}).Entries[0]; !has(e, directory.HelpReasonCodeStale) {
			t.Errorf("in a year: %+v", e.Reasons)
		}
	})
}

// TestWhatATesterAskedOfTheFoundingData is the same on real lines: what must stand before what.
func TestWhatATesterAskedOfTheFoundingData(t *testing.T) {
	s := foundingSnapshot()
	named := func(e *Entry) string {
		if e.Hotline == nil {
			return "emergency numbers"
		}
		return e.Hotline.Names[0].Value
	}
	for situation, want := range map[string][]string{ // these first, in this order
		`{"Country":"PT"}`:                         {"Linha nacional", "EME TSH Alentejo"},
		`{"Country":"PT","Subdivision":"PT-08"}`:   {"Linha nacional", "EME TSH Alentejo"},
		`{"Country":"HR"}`:                         {"SOS line", "Police", "emergency numbers"},
		`{"Country":"LU"}`:                         {"Police (working days)", "Police (outside office hours)"},
		`{"Country":"LU","PoliceAcceptable":true}`: {"Police (working days)", "Police (outside office hours)"},
		`{"Country":"GB","Subdivision":"GB-ENG"}`:  {"Modern Slavery & Exploitation Helpline"},
		`{"Country":"ME"}`:                         {"SOS helpline", "Police", "emergency numbers"},
	} {
		var q Situation
		if err := json.Unmarshal([]byte(situation), &q); err != nil {
			t.Fatal(err)
		}
		a, err := Find(s, &q, time.Date(2026, 11, 25, 11, 0, 0, 0, time.UTC), 20)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for i := range a.Entries {
			got = append(got, named(&a.Entries[i]))
		}
		if d := cmp.Diff(want, got[:len(want)]); d != "" {
			t.Errorf("%s (-want +got):\n%s", situation, d)
		}
	}
	for _, situation := range []Situation{{Country: "PT", Phone: directory.PhoneKindMobile}, {Phone: directory.PhoneKindMobile}, {Country: "GQ"}} {
		situation.CanPay = new(false)
		for _, e := range find(t, s, situation).Entries {
			for _, c := range e.Channels {
				d := c.Dial()
				if c.Usable != directory.AnswerNo && slices.Contains(d.Reasons, dialling.DialReason{Code: directory.DialReasonCodeInternationalCall}) {
					t.Errorf("%s: %s calls %s abroad without credit", situation.Country, named(&e), d.Press)
				}
			}
		}
	}
}
