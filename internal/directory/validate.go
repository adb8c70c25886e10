package directory

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// Limits on a record. They bound what one answer can cost; the sizes are several times those of the
// largest entry seen.
const (
	MaxName     = 300   // runes of a name or label
	MaxText     = 4_000 // runes of any other text
	MaxList     = 100   // items of a list of values
	MaxChildren = 500   // hotlines, campaigns, resources or lessons of one initiative
	MaxMembers  = 2_000 // members of a banner
	MaxSlug     = 100   // bytes of a slug
)

// checker collects problems, so that an editor sees all of them at once. The path is put into words only
// for a problem: a start checks every record, and nearly all of them are right.
type checker struct {
	problems []Problem
	path     []pathStep
}

// pathStep is a field, or an item of a list when index is not negative.
type pathStep struct {
	field string
	index int
}

func (c *checker) at(field string, check func()) { c.item(field, -1, check) }

func (c *checker) item(field string, index int, check func()) {
	c.path = append(c.path, pathStep{field, index})
	check()
	c.path = c.path[:len(c.path)-1]
}

func (c *checker) add(field, format string, args ...any) {
	var b strings.Builder
	for _, s := range append(slices.Clone(c.path), pathStep{field, -1}) {
		if s.field == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(s.field)
		if s.index >= 0 {
			fmt.Fprintf(&b, "[%d]", s.index)
		}
	}
	c.problems = append(c.problems, Problem{Path: b.String(), Code: InvalidInput, Message: fmt.Sprintf(format, args...)})
}

// check keeps the error of a Parse function; an empty value is unknown and passes.
func check[T ~string](c *checker, field string, v T, parse func(string) (T, error)) {
	if v == "" {
		return
	}
	switch canonical, err := parse(string(v)); {
	case err != nil:
		c.add(field, "%s", err)
	case canonical != v:
		c.add(field, "%q is not canonical: write %q", printable(string(v)), string(canonical))
	}
}

func checkAll[T ~string](c *checker, field string, vs []T, parse func(string) (T, error)) {
	c.listLength(field, len(vs), MaxList)
	for i, v := range vs {
		c.item(field, i, func() {
			if v == "" {
				c.add("", "is empty: leave it out")
			}
			check(c, "", v, parse)
			if slices.Contains(vs[:i], v) {
				c.add("", "stands twice")
			}
		})
	}
}

func (c *checker) listLength(field string, n, most int) {
	if n > most {
		c.add(field, "has %d items; at most %d are allowed", n, most)
	}
}

func enum[T ~string](c *checker, field string, v T, required bool) {
	if v == "" {
		if required {
			c.add(field, "is required")
		}
		return
	}
	if !slices.Contains(EnumValues(reflect.TypeFor[T]()), string(v)) {
		c.add(field, "%q is not one of the allowed values", printable(string(v)))
	}
}

func enums[T ~string](c *checker, field string, vs []T) {
	c.listLength(field, len(vs), MaxList)
	for i, v := range vs {
		c.item(field, i, func() {
			enum(c, "", v, true)
			if slices.Contains(vs[:i], v) {
				c.add("", "stands twice")
			}
		})
	}
}

// requiredLine is for what every reader is promised.
func (c *checker) requiredLine(field, s string, most int) {
	if s == "" {
		c.add(field, "is required")
	}
	c.line(field, s, most)
}

func (c *checker) line(field, s string, most int) {
	switch {
	case !utf8.ValidString(s):
		c.add(field, "is not valid UTF-8")
	case utf8.RuneCountInString(s) > most:
		c.add(field, "is longer than %d characters", most)
	default:
		for _, r := range s {
			switch {
			case unicode.IsControl(r) && r != '\n':
				c.add(field, "holds a control character")
				return
			case turns(r):
				c.add(field, "holds an invisible character that changes the direction of what follows (%U); leave it out", r)
				return
			}
		}
	}
}

// turns says that a character embeds, overrides or isolates a direction of text (UAX #9): with one, digits are
// shown in another order than they are dialled, and text outside the value is turned round with it. The marks
// U+200E and U+200F, which do no such thing, are allowed.
func turns(r rune) bool { return r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069' }

func (c *checker) text(field string, t *Text, most int) {
	if t == nil {
		return
	}
	c.at(field, func() {
		if strings.TrimSpace(t.Value) == "" {
			c.add("value", "is empty: leave the text out")
		}
		c.line("value", t.Value, most)
		if t.Language == "" {
			c.add("language", "is required; \"und\" stands for a language nobody stated")
		}
		check(c, "language", t.Language, ParseLanguageTag)
		enum(c, "kind", t.Kind, false)
		c.line("translatedBy", t.TranslatedBy, MaxName)
	})
}

func (c *checker) texts(field string, ts []Text, most int) {
	c.listLength(field, len(ts), MaxList)
	for i := range ts {
		c.item(field, i, func() { c.text("", &ts[i], most) })
	}
}

func (c *checker) common(m *Common) {
	if _, err := ParseID(string(m.ID)); err != nil {
		c.add("id", "%s", err)
	}
	c.texts("names", m.Names, MaxText)
	if len(m.Names) == 0 {
		c.add("names", "at least one is required")
	}
	c.texts("notes", m.Notes, MaxText)
	c.provenance("provenance", m.Provenance)
	c.listLength("conflicts", len(m.Conflicts), MaxList)
	for i, k := range m.Conflicts {
		c.item("conflicts", i, func() {
			c.requiredLine("path", k.Path, MaxName)
			c.text("note", k.Note, MaxText)
			if len(k.Claims) < 2 {
				c.add("claims", "a conflict needs at least two")
			}
			c.listLength("claims", len(k.Claims), MaxList)
			for j, claim := range k.Claims {
				c.item("claims", j, func() {
					if claim.Value == "" {
						c.add("value", "is required")
					}
					c.line("value", claim.Value, MaxText)
					if claim.Source != nil {
						c.source("source", claim.Source)
					}
				})
			}
		})
	}
	c.listLength("identifiers", len(m.Identifiers), MaxList)
	for i, id := range m.Identifiers {
		c.item("identifiers", i, func() {
			if id.Scheme == "" || id.Value == "" {
				c.add("", "scheme and value are required")
			}
			c.line("scheme", id.Scheme, MaxName)
			c.line("value", id.Value, MaxName)
		})
	}
}

func (c *checker) provenance(field string, p *Provenance) {
	if p == nil {
		return
	}
	c.at(field, func() {
		c.listLength("sources", len(p.Sources), MaxList)
		for i := range p.Sources {
			c.item("sources", i, func() { c.source("", &p.Sources[i]) })
		}
		enums(c, "sourceClasses", p.SourceClasses)
		check(c, "publishedOn", p.PublishedOn, ParsePartialDate)
		if v := p.Verification; v != nil {
			check(c, "verification.verifiedOn", v.VerifiedOn, hours.ParseDate)
			if v.VerifiedOn == "" {
				c.add("verification.verifiedOn", "is required")
			}
			enum(c, "verification.method", v.Method, true)
		}
	})
}

func (c *checker) source(field string, s *Source) {
	c.at(field, func() {
		if s.URL == "" && s.Reference == "" {
			c.add("url", "a source needs a url or a reference")
		}
		check(c, "url", s.URL, ParseURL)
		c.line("reference", s.Reference, MaxText)
		enum(c, "class", s.Class, false)
		check(c, "seenOn", s.SeenOn, hours.ParseDate)
		check(c, "publishedOn", s.PublishedOn, ParsePartialDate)
	})
}

func (c *checker) quantity(field string, q *Quantity) {
	if q == nil {
		return
	}
	c.at(field, func() {
		enum(c, "qualifier", q.Qualifier, true)
		if q.Printed == "" {
			c.add("printed", "is required: the words of the source")
		}
		c.line("printed", q.Printed, MaxName)
		c.line("unit", q.Unit, MaxName)
		check(c, "asOf", q.AsOf, ParsePartialDate)
		c.provenance("provenance", q.Provenance)
	})
}

func (c *checker) facts(field string, fs []Fact) {
	c.listLength(field, len(fs), MaxList)
	for i := range fs {
		f := &fs[i]
		c.item(field, i, func() {
			if f.Topic == "" || f.Value == "" {
				c.add("value", "topic and value are required")
			}
			c.line("topic", f.Topic, MaxName)
			c.line("value", f.Value, MaxText)
			c.quantity("quantity", f.Quantity)
			check(c, "date", f.Date, ParsePartialDate)
			c.provenance("provenance", f.Provenance)
		})
	}
}

func (c *checker) span(start, end PartialDate) {
	check(c, "start", start, ParsePartialDate)
	check(c, "end", end, ParsePartialDate)
	if before(end, start) {
		c.add("end", "is before start")
	}
}

// before says that a date lies before another as far as both are known.
func before(d, other PartialDate) bool {
	n := min(len(d), len(other))
	return n > 0 && d[:n] < other[:n]
}

// ValidateOrganization gives everything that is wrong with an organization, paths relative to it.
func ValidateOrganization(o *Organization) []Problem {
	c := &checker{}
	c.common(&o.Common)
	c.line("acronym", o.Acronym, MaxName)
	enum(c, "kind", o.Kind, false)
	check(c, "country", o.Country, geography.ParseCode)
	check(c, "website", o.Website, ParseURL)
	checkAll(c, "emails", o.Emails, ParseEmailAddress)
	c.quantity("staff", o.Staff)
	c.facts("governance", o.Governance)
	c.facts("facts", o.Facts)
	return c.problems
}

// ValidateInitiative gives everything that is wrong with an initiative itself, paths relative to it. Its
// hotlines, campaigns, resources and lessons are checked one by one by [ValidateHotline] and its
// siblings, so that one bad line never hides the others.
func ValidateInitiative(in *Initiative) []Problem {
	c := &checker{}
	c.common(&in.Common)
	if !validSlug(in.Slug) {
		c.add("slug", "must be 1 to %d lower-case ASCII letters, digits and single hyphens", MaxSlug)
	}
	c.line("acronym", in.Acronym, MaxName)
	c.texts("summaries", in.Summaries, MaxText)
	enum(c, "scope", in.Scope, true)
	checkAll(c, "countries", in.Countries, geography.ParseCode)
	if in.Scope == ScopeNational && len(in.Countries) != 1 {
		c.add("countries", "a national initiative serves exactly one country")
	}
	checkAll(c, "subdivisions", in.Subdivisions, ParseSubdivisionCode)
	enum(c, "status", in.Status, false)
	c.text("statusNote", in.StatusNote, MaxText)
	if in.ID != "" && in.Parent == in.ID {
		c.add("parent", "names the initiative itself")
	}
	if in.ID != "" && in.ReplacedBy == in.ID {
		c.add("replacedBy", "names the initiative itself")
	}
	enum(c, "leadKind", in.LeadKind, false)
	c.listLength("organizations", len(in.Organizations), MaxList)
	for i, o := range in.Organizations {
		c.item("organizations", i, func() {
			if o.Organization == "" {
				c.add("organization", "is required")
			}
			enum(c, "role", o.Role, true)
			c.text("note", o.Note, MaxText)
		})
	}
	c.listLength("members", len(in.Members), MaxMembers)
	for i := range in.Members {
		c.item("members", i, func() { c.membership(&in.Members[i]) })
	}
	enums(c, "formsOfExploitation", in.FormsOfExploitation)
	enums(c, "populations", in.Populations)
	check(c, "website", in.Website, ParseURL)
	c.facts("facts", in.Facts)
	c.listLength("hotlines", len(in.Hotlines), MaxChildren)
	c.listLength("campaigns", len(in.Campaigns), MaxChildren)
	c.listLength("resources", len(in.Resources), MaxChildren)
	c.listLength("lessons", len(in.Lessons), MaxChildren)
	return c.problems
}

func (c *checker) membership(m *BannerMembership) {
	named := 0
	for _, s := range []string{string(m.Initiative), string(m.Campaign), string(m.Country)} {
		if s != "" {
			named++
		}
	}
	if named != 1 {
		c.add("initiative", "exactly one of initiative, campaign and country is needed")
	}
	check(c, "country", m.Country, geography.ParseCode)
	check(c, "since", m.Since, ParsePartialDate)
	check(c, "until", m.Until, ParsePartialDate)
	if before(m.Until, m.Since) {
		c.add("until", "is before since")
	}
	enum(c, "status", m.Status, true)
	c.text("localName", m.LocalName, MaxName)
	c.text("note", m.Note, MaxText)
	c.provenance("evidence", m.Evidence)
}

func validSlug(s string) bool {
	if s == "" || len(s) > MaxSlug || s[0] == '-' || s[len(s)-1] == '-' || strings.Contains(s, "--") {
		return false
	}
	return strings.IndexFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }) < 0
}
