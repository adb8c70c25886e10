package snapshot

import (
	"fmt"
	"hash/maphash"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/holidays"
)

// Entry is one stored record, read and prepared for serving: derived fields are filled in, opening hours
// compiled, and parts that break a rule set aside. It is immutable, so it outlives rebuilds.
type Entry struct {
	ID           directory.ID
	Version      int64
	Organization *directory.Organization // exactly one of the two is set for a public record,
	Initiative   *directory.Initiative   // none for one that is not public or is set aside
	SetAside     []SetAside

	updatedAt time.Time            // of the stored record
	kind      directory.RecordKind // of an aggregate that can be public
	published bool                 // it is public, or once was
	face      uint64               // fingerprint of what everybody sees of it, within this process
}

// SetAside is a record left out of the directory, and why. Its partner is to be told.
type SetAside struct {
	Record   directory.ID // the stored record
	Part     string       // which part of it, such as "hotlines[2]"; empty for all of it
	Problems []directory.Problem
}

// Prepare reads a stored record. It never fails: what cannot be served is set aside alone.
func Prepare(rec document.Record) *Entry { return prepare(rec, nil) }

// prepare is Prepare with a decoder that shares parts among many records.
func prepare(rec document.Record, d *document.Decoder) *Entry {
	e := &Entry{ID: directory.ID(rec.ID), Version: rec.Version, updatedAt: rec.UpdatedAt, kind: aggregates[rec.Kind]}
	e.published = e.kind != "" && (len(rec.Content.Public) > 0 || !rec.Content.PublishedAt.IsZero())
	if e.published {
		e.face = faceOf(&rec)
	}
	if len(rec.Content.Public) == 0 {
		return e
	}
	switch rec.Kind {
	case document.KindOrganization:
		o := &directory.Organization{}
		if e.read(rec, d, o, func() []directory.Problem { return directory.ValidateOrganization(o) }) && e.owns(o.ID) {
			o.UpdatedAt = rec.PublishedAt()
			fillOrganization(o)
			e.Organization = o
		}
	case document.KindInitiative:
		in := &directory.Initiative{}
		if e.read(rec, d, in, func() []directory.Problem { return directory.ValidateInitiative(in) }) && e.owns(in.ID) {
			in.UpdatedAt, in.UpdatedBy = rec.PublishedAt(), directory.ID(rec.Content.PublishedBy)
			e.dropBrokenParts(in)
			fillInitiative(in)
			e.Initiative = in
		}
	default:
		e.setAside("", directory.Problem{Path: "kind", Code: directory.InvalidInput, Message: fmt.Sprintf("%.40q is no kind of record", rec.Kind)})
	}
	return e
}

// aggregates are the kinds of stored record that have a public face.
var aggregates = map[document.Kind]directory.RecordKind{
	document.KindOrganization: directory.RecordKindOrganization,
	document.KindInitiative:   directory.RecordKindInitiative,
}

var faces = maphash.MakeSeed()

// faceOf makes one number of all that a reader can see of a record, and of when that came to be: another process
// may have shown what was in between.
func faceOf(rec *document.Record) uint64 {
	var h maphash.Hash
	h.SetSeed(faces)
	_, _ = h.Write(rec.Content.Public) // never fails
	_, _ = h.WriteString(rec.Content.PublishedBy)
	maphash.WriteComparable(&h, rec.PublishedAt().UnixNano())
	return h.Sum64()
}

func (e *Entry) setAside(part string, problems ...directory.Problem) {
	e.SetAside = append(e.SetAside, SetAside{Record: e.ID, Part: part, Problems: problems})
}

func (e *Entry) read(rec document.Record, d *document.Decoder, into any, validate func() []directory.Problem) bool {
	if err := d.Decode(rec.Content.Public, into); err != nil && !e.readParts(rec, d, into) {
		e.setAside("", directory.Problem{Path: "", Code: directory.InvalidInput, Message: err.Error()})
		return false
	}
	if problems := validate(); len(problems) > 0 {
		e.setAside("", problems...)
		return false
	}
	return true
}

// readParts reads a record of which parts cannot be read, such as a line with a value that only a newer
// program knows, and sets those parts aside. It says whether the rest can be served.
func (e *Entry) readParts(rec document.Record, d *document.Decoder, into any) bool {
	reflect.ValueOf(into).Elem().SetZero() // what the failed attempt left
	broken, err := d.DecodeParts(rec.Content.Public, into)
	if err != nil {
		return false
	}
	for _, b := range broken {
		e.setAside(b.Part, directory.Problem{Path: b.Part, Code: directory.InvalidInput, Message: b.Err.Error()})
	}
	return true
}

func (e *Entry) owns(id directory.ID) bool {
	if id != e.ID {
		e.setAside("", directory.Problem{Path: "id", Code: directory.InvalidInput, Message: "differs from the id it is stored under"})
	}
	return id == e.ID
}

// dropBrokenParts keeps one bad hotline from hiding the rest of its initiative.
func (e *Entry) dropBrokenParts(in *directory.Initiative) {
	in.Hotlines = keep(e, "hotlines", in.Hotlines, directory.ValidateHotline)
	in.Campaigns = keep(e, "campaigns", in.Campaigns, directory.ValidateCampaign)
	in.Resources = keep(e, "resources", in.Resources, directory.ValidateResource)
	in.Lessons = keep(e, "lessons", in.Lessons, directory.ValidateLesson)
}

func keep[T any](e *Entry, list string, parts []*T, validate func(*T) []directory.Problem) []*T {
	index := -1
	return slices.DeleteFunc(parts, func(p *T) bool {
		index++
		if p == nil {
			return true // could not be read and was set aside then
		}
		problems := validate(p)
		if len(problems) > 0 {
			e.setAside(fmt.Sprintf("%s[%d]", list, index), problems...)
		}
		return len(problems) > 0
	})
}

func or[T ~string](v *T, unknown T) {
	if *v == "" {
		*v = unknown
	}
}

// noProvenance is what a record shows that came without any. It is shared before anybody sees it, since
// entries are prepared on all processors at once.
var noProvenance = func() *directory.Provenance {
	p := &directory.Provenance{}
	p.Share()
	return p
}()

func fillCommon(m *directory.Common, above *directory.Provenance) {
	if m.Provenance == nil {
		m.Provenance = above
	}
	m.Provenance.Share()
}

func fillFacts(fs []directory.Fact, above *directory.Provenance) {
	for i := range fs {
		if fs[i].Provenance == nil {
			fs[i].Provenance = above.ForParts()
		}
	}
}

func fillOrganization(o *directory.Organization) {
	fillCommon(&o.Common, noProvenance)
	fillFacts(o.Governance, o.Provenance)
	fillFacts(o.Facts, o.Provenance)
}

func fillInitiative(in *directory.Initiative) {
	fillCommon(&in.Common, noProvenance)
	or(&in.Status, directory.InitiativeStatusActive)
	above := in.Provenance.ForParts()
	fillFacts(in.Facts, above)
	for i := range in.Members {
		m := &in.Members[i]
		m.Banner = in.ID
		if m.Evidence == nil {
			m.Evidence = above
		}
	}
	for _, h := range in.Hotlines {
		h.Initiative = in.ID
		fillHotline(h, above)
	}
	for _, c := range in.Campaigns {
		c.Initiative = in.ID
		fillCommon(&c.Common, above)
		or(&c.Status, directory.CampaignStatusUnknown)
		fillFacts(c.Facts, c.Provenance)
		for i := range c.Testimonies {
			or(&c.Testimonies[i].SurvivorsAnonymous, directory.AnswerUnknown)
			or(&c.Testimonies[i].Consent.Status, directory.ConsentStatusUnknown)
			if c.Testimonies[i].Provenance == nil {
				c.Testimonies[i].Provenance = c.Provenance.ForParts()
			}
		}
	}
	for _, r := range in.Resources {
		r.Initiative = in.ID
		fillCommon(&r.Common, above)
		or(&r.Free, directory.AnswerUnknown)
	}
	for _, l := range in.Lessons {
		l.Initiative = in.ID
		fillCommon(&l.Common, above)
	}
}

func fillHotline(h *directory.Hotline, above *directory.Provenance) {
	fillCommon(&h.Common, above)
	or(&h.AnsweredBy, directory.ResponderUnknown)
	or(&h.Status, directory.HotlineStatusActive)
	fillFacts(h.Facts, h.Provenance)
	for i := range h.Channels {
		ch := &h.Channels[i]
		ch.BelongTo(h, dialling.Classify(ch))
		if ch.Provenance == nil {
			ch.Provenance = h.Provenance.ForParts()
		}
		ch.Provenance.Share()
		if ch.Hours != nil {
			ch.Hours = share(ch.Hours, onlyCountry(h.Countries))
		}
	}
}

// onlyCountry is the country of a line that serves one. Where it serves more, nobody says whose holidays its
// staff keeps.
func onlyCountry(countries []directory.CountryCode) directory.CountryCode {
	if len(countries) != 1 {
		return ""
	}
	return countries[0]
}

// holidaysFor gives the calendar that hours depend on, nil where holidays change nothing or are not known.
func holidaysFor(oh *directory.OpeningHours, country directory.CountryCode) hours.Holidays {
	asUsual := oh.PublicHolidays == hours.HolidaysAsUsual ||
		oh.AlwaysOpen && (oh.PublicHolidays == "" || oh.PublicHolidays == hours.HolidaysUnknown)
	if asUsual {
		return nil
	}
	return holidays.For(country)
}

// sharedHours holds one value for all channels with the same hours: a directory has few distinct
// schedules, so this saves memory, and "open now" over all of them asks each once.
var sharedHours sync.Map // string -> *directory.OpeningHours

func share(oh *directory.OpeningHours, country directory.CountryCode) *directory.OpeningHours {
	key := string(document.Encode(oh))
	calendar := holidaysFor(oh, country)
	if calendar != nil {
		key = string(country) + "\x00" + key
	}
	if shared, ok := sharedHours.Load(key); ok {
		return shared.(*directory.OpeningHours)
	}
	if c, err := hours.Compile(&oh.Schedule, calendar); err == nil { // validated before; without it, unknown
		oh.Use(c)
	}
	shared, _ := sharedHours.LoadOrStore(key, oh)
	return shared.(*directory.OpeningHours)
}
