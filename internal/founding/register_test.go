package founding

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
)

// entry is an initiative as the register prints it, and line one of its hotline entries. They were taken
// from the register itself, so that nothing of it can get lost on the way into the founding files.
type entry struct {
	Slug          string
	Name          string
	Country       directory.CountryCode
	Website       directory.URL
	Organisation  string
	Kind          string
	Sources       []string
	SourceClasses []directory.SourceClass
	SourceDate    string
	Lines         []line
	Campaigns     []struct {
		Name         string
		Source       []string
		Since, Until directory.PartialDate
		Countries    []directory.CountryCode
		DurationDays int
		Kind         string
	}
	Resources []struct{ Name, Kind, Publisher, Source string }
	Facts     []struct {
		Topic, Value string
		Source       []string
	}
	Texts []string
}

type line struct {
	Name, Printed, E164, ShortCode         string
	Channels                               []string
	Status, Hours, Timezone                string
	Languages                              []directory.LanguageTag
	LanguagesByDay                         map[string][]directory.LanguageTag
	TollFree, ReachableFromAbroad          *bool
	WorksWithoutCredit, AppearsOnPhoneBill *bool
	CallsRecorded, Anonymous               *bool
	MenuOption, Audience, Region           string
	AnsweredBy, Cost                       string
}

func register(t *testing.T) []entry {
	t.Helper()
	data, err := os.ReadFile("testdata/register.json")
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	var entries []entry
	if err := dec.Decode(&entries); err != nil {
		t.Fatal(err)
	}
	if len(entries) != 108 {
		t.Fatalf("the register has %d entries, want 108", len(entries))
	}
	return entries
}

func TestEveryLineOfTheRegisterIsThere(t *testing.T) {
	f := load(t)
	lines, channels := 0, 0
	for _, e := range register(t) {
		in := f.initiative[e.Slug]
		if in == nil {
			t.Errorf("%s: no initiative", e.Slug)
			continue
		}
		for _, l := range e.Lines {
			lines++
			h, found := channelsOf(in, l)
			channels += len(found)
			t.Run(e.Slug+"/"+l.Name, func(t *testing.T) { checkLine(t, e, l, h, found) })
		}
	}
	if lines != 126 {
		t.Errorf("%d lines, want 126", lines)
	}
	for range f.hotlines {
		lines--
	}
	got := 0
	for _, h := range f.hotlines {
		got += len(h.Channels)
	}
	if got != channels {
		t.Errorf("the founding data have %d channels, the register accounts for %d", got, channels)
	}
}

// channelsOf finds what became of a line: the channels of one hotline with its name as label.
func channelsOf(in *directory.Initiative, l line) (*directory.Hotline, []*directory.Channel) {
	for _, h := range in.Hotlines {
		var found []*directory.Channel
		for i := range h.Channels {
			if c := &h.Channels[i]; c.Label != nil && c.Label.Value == l.Name {
				found = append(found, c)
			}
		}
		if found != nil {
			return h, found
		}
	}
	return nil, nil
}

func checkLine(t *testing.T, e entry, l line, h *directory.Hotline, found []*directory.Channel) {
	if h == nil {
		t.Fatal("no channel has this name")
	}
	checkAddresses(t, e, l, h, found)
	for _, c := range found {
		checkChannel(t, e, l, c)
	}
	if want := map[string]directory.HotlineStatus{"as_printed": directory.HotlineStatusActive, "superseded": directory.HotlineStatusRetired, "historic": directory.HotlineStatusRetired}[l.Status]; h.Status != want {
		t.Errorf("status %s, want %s", h.Status, want)
	}
	if l.AnsweredBy == "law enforcement" && h.AnsweredBy != directory.ResponderPolice {
		t.Errorf("answered by %s, want POLICE", h.AnsweredBy)
	}
	if diff := cmp.Diff([]directory.CountryCode{e.Country}, h.Countries); diff != "" {
		t.Errorf("countries (-want +got):\n%s", diff)
	}
	if l.Audience != "" && (len(h.PopulationsPrinted) != 1 || h.PopulationsPrinted[0].Value != l.Audience || len(h.Populations) == 0) {
		t.Errorf("populations %v printed %v, want %q", h.Populations, h.PopulationsPrinted, l.Audience)
	}
	if l.Region != "" && (len(h.ServiceAreas) != 1 || h.ServiceAreas[0].Value != l.Region) {
		t.Errorf("service areas %v, want %q", h.ServiceAreas, l.Region)
	}
}

// checkAddresses checks that each way of the line has each of its addresses, and nothing else. A chat or
// e-mail named beside a printed number has no address and is no channel.
func checkAddresses(t *testing.T, e entry, l line, h *directory.Hotline, found []*directory.Channel) {
	kinds := map[string]directory.ChannelKind{
		"voice": directory.ChannelKindVoice, "sms": directory.ChannelKindSms, "tty": directory.ChannelKindTty,
		"whatsapp": directory.ChannelKindWhatsapp, "email": directory.ChannelKindEmail,
	}
	type way struct {
		Kind                                    directory.ChannelKind
		Number, ShortCode, NationalNumber, Mail string
		Country                                 directory.CountryCode
	}
	var want, got []way
	var unaddressed []directory.ChannelKind
	for _, k := range l.Channels {
		mail := strings.Contains(l.Printed, "@")
		if !mail && (k == "email" || k == "chat") {
			unaddressed = append(unaddressed, map[string]directory.ChannelKind{"email": directory.ChannelKindEmail, "chat": directory.ChannelKindChat}[k])
			continue
		}
		switch {
		case mail:
			want = append(want, way{Kind: kinds[k], Mail: l.Printed})
		case l.E164 == "" && l.ShortCode == "":
			digits := strings.Map(func(r rune) rune {
				if r < '0' || r > '9' {
					return -1
				}
				return r
			}, l.Printed)
			want = append(want, way{Kind: kinds[k], NationalNumber: digits, Country: e.Country})
		}
		if l.E164 != "" {
			want = append(want, way{Kind: kinds[k], Number: l.E164})
		}
		if l.ShortCode != "" {
			want = append(want, way{Kind: kinds[k], ShortCode: l.ShortCode, Country: e.Country})
		}
	}
	printed := false
	for _, c := range found {
		got = append(got, way{c.Kind, string(c.Number), c.ShortCode, c.NationalNumber, string(c.Email), c.Country})
		if c.Printed != "" && c.Printed != l.Printed {
			t.Errorf("printed %q, want %q", c.Printed, l.Printed)
		}
		printed = printed || c.Printed == l.Printed
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ways to reach it (-want +got):\n%s", diff)
	}
	if !slices.Equal(unaddressed, h.UnaddressedChannels) {
		t.Errorf("ways without an address %v, want %v", h.UnaddressedChannels, unaddressed)
	}
	if !printed {
		t.Errorf("no channel keeps the printed %q", l.Printed)
	}
}

func checkChannel(t *testing.T, e entry, l line, c *directory.Channel) {
	for name, pair := range map[string]struct {
		want *bool
		got  directory.SafetyFact
	}{
		"tollFree": {l.TollFree, known(c).TollFree}, "reachableFromAbroad": {l.ReachableFromAbroad, known(c).ReachableFromAbroad},
		"worksWithoutCredit": {l.WorksWithoutCredit, known(c).WorksWithoutCredit}, "appearsOnPhoneBill": {l.AppearsOnPhoneBill, known(c).AppearsOnPhoneBill},
		"callsRecorded": {l.CallsRecorded, known(c).CallsRecorded}, "anonymous": {l.Anonymous, known(c).Anonymous},
		"reportsToPoliceWithoutConsent": {nil, known(c).ReportsToPoliceWithoutConsent},
	} {
		var want directory.Answer
		if pair.want != nil {
			want = map[bool]directory.Answer{true: directory.AnswerYes, false: directory.AnswerNo}[*pair.want]
		}
		if pair.got.Value != want {
			t.Errorf("%s is %q, want %q", name, pair.got.Value, want)
		}
	}
	if c.MenuOption != l.MenuOption {
		t.Errorf("menu option %q, want %q", c.MenuOption, l.MenuOption)
	}
	if l.Cost != "" && (c.Cost == nil || c.Cost.Value != l.Cost) {
		t.Errorf("cost %v, want %q", c.Cost, l.Cost)
	}
	var tags []directory.LanguageTag
	for _, s := range c.Languages {
		tags = append(tags, s.Tag)
		for _, d := range hours.Weekdays() {
			short := string(d[:1]) + strings.ToLower(string(d[1:2]))
			if want := slices.Contains(l.LanguagesByDay[short], s.Tag); want != slices.Contains(s.Days, d) {
				t.Errorf("%s on %s: want %t", s.Tag, d, want)
			}
		}
	}
	if diff := cmp.Diff(l.Languages, tags, cmp.Transformer("empty", func(s []directory.LanguageTag) []directory.LanguageTag {
		return append([]directory.LanguageTag{}, s...)
	})); diff != "" {
		t.Errorf("languages (-want +got):\n%s", diff)
	}
	checkHours(t, e, l, c.Hours)
	if zone := c.Zone(); l.Timezone != "" && (zone != l.Timezone || !c.ZoneDerived()) || l.Timezone == "" && l.Hours == "" && zone != "" {
		t.Errorf("time zone %q, derived: %t, want %q", zone, c.ZoneDerived(), l.Timezone)
	}
}

func checkHours(t *testing.T, e entry, l line, got *directory.OpeningHours) {
	if l.Hours == "" {
		seed := got != nil && got.AlwaysOpen && e.Country == "CO" && got.Provenance.Sources[0].Class == directory.SourceClassSeed
		if got != nil && !seed && (got.AlwaysOpen || len(got.Weekly) > 0 || got.Note == "") {
			t.Errorf("hours %+v, but the register has none", got)
		}
		return
	}
	if got == nil {
		t.Fatalf("no hours, want %q", l.Hours)
	}
	want, err := hours.Parse(l.Hours)
	if err != nil {
		t.Fatal(err)
	}
	if want.PublicHolidays == hours.HolidaysUnknown {
		want.PublicHolidays = ""
	}
	switch l.Name {
	case "IOM hotline": // printed are days without times, which OpenStreetMap reads as the whole day
		want.Weekly = []hours.Row{{Days: hours.Weekdays()[:5], TimesUnknown: true}}
	case "La Strada hotline": // Friday was not visible in what was read
		want.Weekly = append(want.Weekly, hours.Row{Days: []hours.Weekday{hours.Friday}, TimesUnknown: true})
	}
	want.Printed, want.TimeZone, want.TimeZoneDerived, want.Note = l.Hours, l.Timezone, l.Timezone != "", got.Note
	if diff := cmp.Diff(*want, got.Schedule); diff != "" {
		t.Errorf("hours (-want +got):\n%s", diff)
	}
}

func TestEveryEntryOfTheRegisterIsThere(t *testing.T) {
	f := load(t)
	for _, e := range register(t) {
		t.Run(e.Slug, func(t *testing.T) {
			in := f.initiative[e.Slug]
			if in == nil {
				t.Fatal("no initiative")
			}
			if in.Website != e.Website {
				t.Errorf("website %q, want %q", in.Website, e.Website)
			}
			if (e.Country == "") != (len(in.Countries) == 0) || e.Country != "" && in.Countries[0] != e.Country {
				t.Errorf("countries %v, want %q", in.Countries, e.Country)
			}
			checkKind(t, f, e, in)
			checkSources(t, e, in)
			checkChildren(t, f, e, in)
			words := wordsOf(f, in)
			has := func(text string) bool {
				return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, text) })
			}
			for _, text := range e.Texts {
				if !has(text) {
					t.Errorf("nowhere stands %q", text)
				}
			}
			// Names may be split into parts and organizations into several: each word stays.
			for _, text := range []string{e.Name, e.Organisation} {
				for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
					switch word {
					case "and", "with", "the", "for", "of": // between the parts
					default:
						if !has(word) {
							t.Errorf("nowhere stands %q of %q", word, text)
						}
					}
				}
			}
		})
	}
}

// checkKind finds the kind of body at one of the organizations, or with the initiative where none is named.
func checkKind(t *testing.T, f *founding, e entry, in *directory.Initiative) {
	t.Helper()
	want := map[string]directory.OrganizationKind{
		"government": directory.OrganizationKindGovernment, "ngo": directory.OrganizationKindNgo,
		"igo": directory.OrganizationKindIgo, "survivor-led": directory.OrganizationKindSurvivorLed,
	}[e.Kind]
	if len(in.Organizations) == 0 {
		if in.LeadKind != want {
			t.Errorf("lead kind %q, want %q", in.LeadKind, want)
		}
		return
	}
	if in.LeadKind != "" {
		t.Errorf("lead kind %s beside named organizations", in.LeadKind)
	}
	if !slices.ContainsFunc(in.Organizations, func(o directory.InitiativeOrganization) bool { return f.organization[o.Organization].Kind == want }) {
		t.Errorf("nothing says that it is run by a body of the kind %s", e.Kind)
	}
}

func checkSources(t *testing.T, e entry, in *directory.Initiative) {
	t.Helper()
	var sources []string
	classes := slices.Clone(in.Provenance.SourceClasses)
	dated := 0
	for _, s := range in.Provenance.Sources {
		sources = append(sources, max(string(s.URL), s.Reference))
		if s.Class != "" {
			classes = append(classes, s.Class)
		}
		if e.SourceDate != "" && string(s.PublishedOn) == e.SourceDate {
			dated++
		}
	}
	if diff := cmp.Diff(e.Sources, sources); diff != "" {
		t.Errorf("sources (-want +got):\n%s", diff)
	}
	slices.Sort(classes)
	want := slices.Sorted(slices.Values(e.SourceClasses))
	if diff := cmp.Diff(want, slices.Compact(classes)); diff != "" {
		t.Errorf("source classes (-want +got):\n%s", diff)
	}
	if e.SourceDate != "" && string(in.Provenance.PublishedOn) == e.SourceDate {
		dated++
	}
	if want := min(len(e.SourceDate), 1); dated != want {
		t.Errorf("the date %q of the sources stands in %d places, want %d", e.SourceDate, dated, want)
	}
}

func checkChildren(t *testing.T, f *founding, e entry, in *directory.Initiative) {
	t.Helper()
	from := func(what string, p *directory.Provenance, want []string) {
		t.Helper()
		for _, w := range want {
			if !slices.ContainsFunc(p.Sources, func(s directory.Source) bool { return string(s.URL) == w }) {
				t.Errorf("%s: no source %s", what, w)
			}
		}
	}
	if len(in.Campaigns) != len(e.Campaigns) || len(in.Resources) != len(e.Resources) {
		t.Fatalf("%d campaigns and %d resources, want %d and %d", len(in.Campaigns), len(in.Resources), len(e.Campaigns), len(e.Resources))
	}
	for i, want := range e.Campaigns {
		c := in.Campaigns[i]
		if c.Names[0].Value != want.Name || c.Start != want.Since || c.End != want.Until {
			t.Errorf("campaign %q from %q to %q, want %q from %q to %q", c.Names[0].Value, c.Start, c.End, want.Name, want.Since, want.Until)
		}
		if want.Countries != nil && !slices.Equal(c.Countries, want.Countries) {
			t.Errorf("%s: countries %v, want %v", want.Name, c.Countries, want.Countries)
		}
		if c.KindPrinted != want.Kind {
			t.Errorf("%s: kind %q, want %q", want.Name, c.KindPrinted, want.Kind)
		}
		if want.DurationDays > 0 && (c.DurationDays == nil || *c.DurationDays != want.DurationDays) {
			t.Errorf("%s: duration %v, want %d", want.Name, c.DurationDays, want.DurationDays)
		}
		from(want.Name, c.Provenance, want.Source)
	}
	for i, want := range e.Resources {
		r := in.Resources[i]
		if last := r.Names[len(r.Names)-1].Value; last != want.Name || r.KindPrinted != want.Kind || r.PublisherPrinted != want.Publisher {
			t.Errorf("resource %q, %q, %q, want %q, %q, %q", last, r.KindPrinted, r.PublisherPrinted, want.Name, want.Kind, want.Publisher)
		}
		from(want.Name, r.Provenance, []string{want.Source})
	}
	for _, want := range e.Facts {
		facts := slices.Clone(in.Facts)
		for _, o := range in.Organizations {
			facts = append(append(facts, f.organization[o.Organization].Facts...), f.organization[o.Organization].Governance...)
		}
		i := slices.IndexFunc(facts, func(k directory.Fact) bool { return k.Topic == want.Topic && k.Value == want.Value })
		if i < 0 {
			t.Errorf("no fact %q: %q", want.Topic, want.Value)
			continue
		}
		from(want.Topic, facts[i].Provenance, want.Source)
	}
}

// wordsOf gives every text in an initiative and its organizations.
func wordsOf(f *founding, in *directory.Initiative) []string {
	words := leaves(document.EncodeJSON(in))
	for _, o := range in.Organizations {
		words = append(words, leaves(document.EncodeJSON(f.organization[o.Organization]))...)
	}
	return words
}

func leaves(data []byte) []string {
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		panic(err)
	}
	var out []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(v)
	return out
}

// known gives what is stated of a channel's safety, nothing when nothing is.
func known(c *directory.Channel) *directory.Safety {
	if c.Safety == nil {
		return &directory.Safety{}
	}
	return c.Safety
}
