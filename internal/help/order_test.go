package help

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
)

// TestOrder has one case for each criterion: the lines differ in that one only, and the worse has the lower
// number, so that it would stand first if the criterion did nothing.
func TestOrder(t *testing.T) {
	fromAbroad := safety(directory.Safety{ReachableFromAbroad: yes()})
	neighbour := channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+40212345678"})
	for name, c := range map[string]struct {
		lines     []*directory.Hotline
		situation Situation
		want      []int
	}{
		"a way that can be used before one that cannot": {
			[]*directory.Hotline{hotline(1), hotline(2, channel(directory.Channel{Kind: directory.ChannelKindEmail, Email: "help@example.org"}))},
			Situation{Country: "MD", Channels: []directory.ChannelKind{directory.ChannelKindEmail}},
			[]int{2, 0, 1},
		},
		"paused last": {
			[]*directory.Hotline{hotline(1, status(directory.HotlineStatusPaused), verified("2026-11-20")), hotline(2)},
			Situation{Country: "MD"},
			[]int{2, 0, 1},
		},
		"out of service and retired never": {
			[]*directory.Hotline{hotline(1, status(directory.HotlineStatusOutOfService)), hotline(2, status(directory.HotlineStatusRetired)), hotline(3)},
			Situation{Country: "MD"},
			[]int{3, 0},
		},
		"for others behind the emergency numbers": {
			[]*directory.Hotline{hotline(1, forPeople(directory.PopulationWomen)), hotline(2)},
			Situation{Country: "MD", Populations: []directory.Population{directory.PopulationMen}},
			[]int{2, 0, 1},
		},
		"professionals only, for somebody who is none": {
			[]*directory.Hotline{hotline(1, func(h *directory.Hotline) {
				h.Purposes = []directory.HotlinePurpose{directory.HotlinePurposeProfessionalsOnly}
			}), hotline(2)},
			Situation{Country: "MD"},
			[]int{2, 0, 1},
		},
		"another age": {
			[]*directory.Hotline{hotline(1, func(h *directory.Hotline) { h.MaximumAge = new(17) }), hotline(2)},
			Situation{Country: "MD", Age: new(40)},
			[]int{2, 0, 1},
		},
		"police below others, even closed and stale ones": {
			[]*directory.Hotline{
				hotline(1, answeredBy(directory.ResponderPolice), verified("2026-11-20"), open("24/7")),
				hotline(2, open("Mo-Fr 08:00-09:00")), hotline(3, verified("2025-01-01")),
				hotline(4, answeredBy(directory.ResponderMixed)),
			},
			Situation{Country: "MD", PoliceAcceptable: new(false)},
			[]int{2, 3, 4, 1, 0},
		},
		"police among others when acceptable": {
			[]*directory.Hotline{hotline(1, answeredBy(directory.ResponderPolice), verified("2026-11-20")), hotline(2)},
			Situation{Country: "MD", PoliceAcceptable: new(true)},
			[]int{1, 2, 0},
		},
		"stale below a line that nobody checked": {
			[]*directory.Hotline{hotline(1, verified("2026-01-01")), hotline(2)},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"stale below a line of the region": {
			[]*directory.Hotline{hotline(1, verified("2026-01-01")), hotline(2, serving("RO"), neighbour, fromAbroad)},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"open before closed": {
			[]*directory.Hotline{hotline(1, open("Mo-Fr 08:00-09:00")), hotline(2, open("Mo-Fr 08:00-20:00"))},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"hours unknown before closed": {
			[]*directory.Hotline{hotline(1, open("Mo-Fr 08:00-09:00")), hotline(2)},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"help before reports": {
			[]*directory.Hotline{
				hotline(1, func(h *directory.Hotline) {
					h.Purposes = []directory.HotlinePurpose{directory.HotlinePurposeReport}
				}),
				hotline(2, func(h *directory.Hotline) {
					h.Purposes = []directory.HotlinePurpose{directory.HotlinePurposeReport, directory.HotlinePurposeInformation}
				}),
				hotline(3),
			},
			Situation{Country: "MD"},
			[]int{3, 2, 1, 0},
		},
		"verified before unverified": {
			[]*directory.Hotline{hotline(1, speaking("uk")), hotline(2, verified("2026-11-20"))},
			Situation{Country: "MD", Languages: []directory.LanguageTag{"uk"}},
			[]int{2, 1, 0},
		},
		"sure to be reached before perhaps": {
			[]*directory.Hotline{hotline(1, channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+37380077777"})), hotline(2)},
			Situation{Country: "MD", Phone: directory.PhoneKindForeignSim},
			[]int{2, 1, 0},
		},
		"language: own, second, by interpreter, unknown, others": {
			[]*directory.Hotline{hotline(1, speaking("ro")), hotline(2), hotline(3, interpreting("uk")), hotline(4, speaking("ru")), hotline(5, speaking("uk"))},
			Situation{Country: "MD", Languages: []directory.LanguageTag{"uk", "ru"}},
			[]int{5, 4, 3, 2, 1, 0},
		},
		"fit: this person, everybody, some": {
			[]*directory.Hotline{hotline(1, forPeople(directory.PopulationRefugees)), hotline(2), hotline(3, forPeople(directory.PopulationWomen))},
			Situation{Country: "MD", Populations: []directory.Population{directory.PopulationWomen}},
			[]int{3, 2, 1, 0},
		},
		"open for sure before hours unknown": {
			[]*directory.Hotline{hotline(1), hotline(2, open("24/7"))},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"free before what may cost": {
			[]*directory.Hotline{hotline(1), hotline(2, safety(directory.Safety{TollFree: yes()}))},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"without credit, a paid line cannot be used": {
			[]*directory.Hotline{
				hotline(1, safety(directory.Safety{TollFree: directory.SafetyFact{Value: directory.AnswerNo}})),
				hotline(2), hotline(3, safety(directory.Safety{WorksWithoutCredit: yes()})),
			},
			Situation{Country: "MD", CanPay: new(false)},
			[]int{3, 2, 0, 1},
		},
		"nothing said: the directory's own order": {
			[]*directory.Hotline{hotline(3), hotline(1), hotline(2)}, Situation{Country: "MD"}, []int{1, 2, 3, 0},
		},
		"region before world when no line of the country will do": {
			[]*directory.Hotline{
				hotline(1, serving("JP"), channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+81312345678"}), fromAbroad),
				hotline(2, serving("RO"), neighbour, fromAbroad), hotline(3, serving("RO"), neighbour),
			},
			Situation{Country: "MD"},
			[]int{2, 0},
		},
		"the world when there is nothing nearer": {
			[]*directory.Hotline{hotline(1, serving("JP"), channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+81312345678"}), fromAbroad)},
			Situation{Country: "MD"},
			[]int{1, 0},
		},
		"nationals abroad": {
			[]*directory.Hotline{
				hotline(1, serving("TH"), forPeople(directory.PopulationNationalsAbroad), channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+66991301300"})),
				hotline(2),
			},
			Situation{Country: "MD", Nationality: "TH"},
			[]int{1, 2, 0},
		},
		"nationals abroad, for somebody else": {
			[]*directory.Hotline{hotline(1, forPeople(directory.PopulationNationalsAbroad)), hotline(2)},
			Situation{Country: "MD"},
			[]int{2, 0, 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := find(t, build(t, c.lines...), c.situation)
			if d := cmp.Diff(c.want, order(a)); d != "" {
				t.Errorf("order (-want +got):\n%s", d)
			}
			if a.Total != len(a.Entries) {
				t.Errorf("total %d of %d entries", a.Total, len(a.Entries))
			}
			for i, e := range a.Entries {
				if e.Rank != i+1 || len(e.Reasons) == 0 || len(e.Channels) == 0 {
					t.Errorf("entry %d: %+v", i, e)
				}
			}
		})
	}
}

func TestPairedLinesStandTogether(t *testing.T) {
	pairedWith := func(n int) func(*directory.Hotline) {
		return func(h *directory.Hotline) { h.PairedWith = append(h.PairedWith, id(n)) }
	}
	lines := []*directory.Hotline{
		hotline(1, verified("2026-11-20")), hotline(2, verified("2026-11-20")),
		hotline(3, pairedWith(1)), // says so itself; 1 does not
		hotline(4, answeredBy(directory.ResponderPolice), pairedWith(2)),
		hotline(5, status(directory.HotlineStatusRetired), pairedWith(2)),
	}
	s := build(t, lines...)
	if d := cmp.Diff([]int{1, 3, 2, 4, 0}, order(find(t, s, Situation{Country: "MD"}))); d != "" {
		t.Errorf("together (-want +got):\n%s", d)
	}
	a := find(t, s, Situation{Country: "MD", PoliceAcceptable: new(false)})
	if d := cmp.Diff([]int{1, 3, 2, 4, 0}, order(a)); d != "" {
		t.Errorf("police do not rise with their partner (-want +got):\n%s", d)
	}
	if !has(&a.Entries[1], directory.HelpReasonCodePairedLine) || has(&a.Entries[3], directory.HelpReasonCodePairedLine) {
		t.Error("only the line that stands where it stands because of its partner says so")
	}
	first, err := Find(s, &Situation{Country: "MD"}, now, 1)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]int{1, 3, 0}, order(first)); d != "" {
		t.Errorf("partners are not torn apart by the end of the list (-want +got):\n%s", d)
	}
	if first.Total != 5 {
		t.Errorf("total %d, want 5", first.Total)
	}
}

// TestTotalIsOfTheSituation: how many lines there are does not depend on how many are asked for.
func TestTotalIsOfTheSituation(t *testing.T) {
	number := channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+40212345678"})
	pairedWith := func(n int) func(*directory.Hotline) {
		return func(h *directory.Hotline) { h.PairedWith = []directory.ID{id(n)} }
	}
	s := build(t,
		hotline(1), hotline(2), hotline(3, pairedWith(4)), hotline(4, serving("RO"), number),
		hotline(5, serving("RO"), number, forPeople(directory.PopulationNationalsAbroad)),
		hotline(6, serving("RO", "MD"), number, forPeople(directory.PopulationNationalsAbroad)),
		hotline(7, serving("GE"), channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+995322913461"}), verified("2026-11-20"),
			open("24/7"), safety(directory.Safety{TollFree: yes()}), func(h *directory.Hotline) { h.MinimumAge = new(10) }),
		hotline(8, serving("GE")),
		hotline(9, serving("AM"), number, forPeople(directory.PopulationNationalsAbroad)),
		hotline(10, serving("AM"), number, forPeople(directory.PopulationNationalsAbroad)))
	for name, c := range map[string]struct {
		situation Situation
		want      int
	}{
		"a partner elsewhere of the last line":         {Situation{Country: "MD"}, 6},
		"lines for nationals abroad, one counted once": {Situation{Country: "MD", Nationality: "RO"}, 7},
		"enough lines that nothing can surpass":        {Situation{Country: "GE", Nationality: "AM", Age: new(15)}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			for _, first := range []int{1, 2, 3, 20} {
				a, err := Find(s, &c.situation, now, first)
				if err != nil {
					t.Fatal(err)
				}
				if a.Total != c.want {
					t.Errorf("total %d of the first %d, want %d", a.Total, first, c.want)
				}
			}
		})
	}
}

func TestReplacementStandsForTheLineItReplaces(t *testing.T) {
	replacedBy := func(n int) func(*directory.Hotline) {
		return func(h *directory.Hotline) { h.ReplacedBy = id(n) }
	}
	s := build(t,
		hotline(1, status(directory.HotlineStatusOutOfService), replacedBy(2)),
		hotline(2, status(directory.HotlineStatusRetired), replacedBy(3)),
		hotline(3, serving("RO"), channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+40212345678"})),
		hotline(4, status(directory.HotlineStatusRetired), replacedBy(1)),
		hotline(5, status(directory.HotlineStatusRetired), replacedBy(99)),
	)
	a := find(t, s, Situation{Country: "MD"})
	if d := cmp.Diff([]int{3, 0}, order(a)); d != "" {
		t.Fatalf("(-want +got):\n%s", d)
	}
	e := &a.Entries[0]
	if !has(e, directory.HelpReasonCodeReplacesLine) || len(e.Replaces) != 3 {
		t.Errorf("replaces %v", e.Replaces)
	}
}

// TestWhatHostileReadersFound keeps what was wrong once.
func TestWhatHostileReadersFound(t *testing.T) {
	purposes := func(p ...directory.HotlinePurpose) func(*directory.Hotline) {
		return func(h *directory.Hotline) { h.Purposes = p }
	}
	fromAbroad := safety(directory.Safety{ReachableFromAbroad: yes(), TollFree: yes(), WorksWithoutCredit: yes()})
	tollFree := channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+37380077777"})
	neighbour := channel(directory.Channel{Kind: directory.ChannelKindVoice, Number: "+40212345678"})
	helpAbroad := func(h *directory.Hotline) {
		serving("RO")(h)
		neighbour(h)
		safety(directory.Safety{ReachableFromAbroad: yes()})(h)
	}
	for name, c := range map[string]struct {
		lines     []*directory.Hotline
		situation Situation
		want      []int
	}{
		"adults only, for a child": {
			[]*directory.Hotline{hotline(1, func(h *directory.Hotline) { h.MinimumAge = new(18) }), hotline(2)},
			Situation{Country: "MD", Populations: []directory.Population{directory.PopulationChildren}},
			[]int{2, 0, 1},
		},
		"children only, age not said": {
			[]*directory.Hotline{hotline(1, func(h *directory.Hotline) { h.MaximumAge = new(17) }), hotline(2)},
			Situation{Country: "MD"},
			[]int{2, 1, 0},
		},
		"professionals and reports": {
			[]*directory.Hotline{hotline(1, purposes(directory.HotlinePurposeProfessionalsOnly, directory.HotlinePurposeReport)), hotline(2)},
			Situation{Country: "MD"},
			[]int{2, 0, 1},
		},
		"professionals, for one": {
			[]*directory.Hotline{hotline(1), hotline(2, purposes(directory.HotlinePurposeProfessionalsOnly))},
			Situation{Country: "MD", Populations: []directory.Population{directory.PopulationProfessionals}},
			[]int{2, 1, 0},
		},
		"reports alone do not keep the region away": {
			[]*directory.Hotline{hotline(1, purposes(directory.HotlinePurposeReport)), hotline(2, helpAbroad)},
			Situation{Country: "MD"},
			[]int{1, 2, 0},
		},
		"what is free at home need not be from abroad": {
			[]*directory.Hotline{hotline(1, tollFree, fromAbroad), hotline(2, serving("RO"), neighbour)},
			Situation{Country: "RO", CanPay: new(false)},
			[]int{2, 0},
		},
		"an unknown country, something global and something elsewhere": {
			[]*directory.Hotline{hotline(1, helpAbroad)}, Situation{}, []int{0, 1},
		},
		"a part of the country tells the country": {
			[]*directory.Hotline{hotline(1)}, Situation{Subdivision: "MD-CU"}, []int{1, 0},
		},
		"a police partner who may be one": {
			[]*directory.Hotline{
				hotline(1, func(h *directory.Hotline) { h.PairedWith = []directory.ID{id(3)} }), hotline(2), hotline(3, answeredBy(directory.ResponderMixed)),
			},
			Situation{Country: "MD", PoliceAcceptable: new(false)},
			[]int{1, 2, 3, 0},
		},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, order(find(t, build(t, c.lines...), c.situation))); d != "" {
				t.Errorf("order (-want +got):\n%s", d)
			}
		})
	}

	t.Run("free from abroad is not said", func(t *testing.T) {
		a := find(t, build(t, hotline(1, tollFree, fromAbroad, open("24/7"))), Situation{Country: "RO", Phone: directory.PhoneKindMobile, CanPay: new(false)})
		e := &a.Entries[0]
		if e.Usable != directory.AnswerUnknown || has(e, directory.HelpReasonCodeFree) || has(e, directory.HelpReasonCodeWorksWithoutCredit) {
			t.Errorf("usable %s, %+v", e.Usable, e.Reasons)
		}
	})
	t.Run("notices do not depend on the cut", func(t *testing.T) {
		s := build(t, hotline(1, answeredBy(directory.ResponderPolice)), hotline(2, helpAbroad))
		for _, first := range []int{1, 20} {
			a, err := Find(s, &Situation{Country: "MD", PoliceAcceptable: new(false)}, now, first)
			if err != nil {
				t.Fatal(err)
			}
			for _, n := range a.Notices {
				if n.Code == directory.HelpNoticeCodeNoLineForCountry {
					t.Errorf("first %d: no line for the country", first)
				}
			}
		}
	})
	t.Run("a paused line says nothing of hours", func(t *testing.T) {
		a := find(t, build(t, hotline(1, open("24/7"), status(directory.HotlineStatusPaused))), Situation{Country: "MD"})
		e := &a.Entries[1]
		if !has(e, directory.HelpReasonCodePaused) || has(e, directory.HelpReasonCodeOpenNow) || *e.Channels[0].IsOpen || e.Channels[0].Dial().Press != "" {
			t.Errorf("%+v", e)
		}
	})
	t.Run("a mailbox can be used while the telephone is closed", func(t *testing.T) {
		h := hotline(1)
		h.Channels = append(h.Channels, directory.Channel{Kind: directory.ChannelKindEmail, Email: "help@example.org"})
		open("Mo-Fr 08:00-09:00")(h)
		h.Channels[1].Hours = nil
		e := &find(t, build(t, h), Situation{Country: "MD"}).Entries[0]
		if e.Usable != directory.AnswerUnknown || !has(e, directory.HelpReasonCodeOpensAt) {
			t.Errorf("%+v", e)
		}
	})
	t.Run("a hub does not bring all its partners", func(t *testing.T) {
		hub := hotline(1)
		lines := []*directory.Hotline{hub}
		for n := 2; n < 60; n++ {
			lines = append(lines, hotline(n, func(h *directory.Hotline) { h.PairedWith = []directory.ID{hub.ID} }))
		}
		a, err := Find(build(t, lines...), &Situation{Country: "MD"}, now, 1)
		if err != nil || len(a.Entries) > 2+maxPartners {
			t.Errorf("%d entries, %v", len(a.Entries), err)
		}
	})
}

// In a country with more lines than are looked at, a line in the person's language is looked at early, whatever
// the region in either tag.
func TestLineInTheLanguageIsFoundAmongVeryMany(t *testing.T) {
	var lines []*directory.Hotline
	for n := 1; n <= maxScanned+40; n++ {
		lines = append(lines, hotline(n, speaking("ro")))
	}
	const last = 999 // by name, so in the directory's own order
	s := build(t, append(lines, hotline(last, speaking("pt")))...)
	for _, wanted := range [][]directory.LanguageTag{{"pt"}, {"pt-BR"}, {"fr", "pt-BR"}} {
		if got := order(find(t, s, Situation{Country: "MD", Languages: wanted})); got[0] != last {
			t.Errorf("%v: line %d comes first", wanted, got[0])
		}
	}
}
