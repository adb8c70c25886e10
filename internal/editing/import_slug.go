package editing

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// slugs gives what an initiative may be called, in the order of preference: the slug that the file names, or
// one made of its name, then that with a piece of its id.
func (a *arrival) slugs() []string {
	if a.stated {
		return []string{a.in.Slug}
	}
	suffix := "-" + string(a.id[len(a.id)-8:])
	return []string{a.in.Slug, cutSlug(a.in.Slug, len(suffix)) + suffix}
}

// reserve reserves the slugs of initiatives, in one commit, and gives those that have one. The others are
// refused.
func (m *importing) reserve(ctx context.Context, due []*arrival) ([]*arrival, error) {
	var ids []string
	for _, a := range due {
		if a.needsSlug() {
			for _, s := range a.slugs() {
				ids = append(ids, string(slugID(s)))
			}
		}
	}
	if len(ids) == 0 {
		return due, nil
	}
	held, err := m.desk.store.RecordsByID(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read slugs: %w", err)
	}
	var reservations []document.Revision
	of := map[int]*arrival{} // reservations by their place
	named := make([]*arrival, 0, len(due))
	for _, a := range due {
		if !a.needsSlug() {
			named = append(named, a)
			continue
		}
		reservation, ok, err := m.choose(ctx, a, held)
		if err != nil {
			return nil, err
		}
		if !ok {
			m.refuse(a, "slug", "is taken", "Choose another, or leave it out.")
			continue
		}
		if reservation != nil {
			of[len(reservations)] = a
			reservations = append(reservations, *reservation)
		}
		named = append(named, a)
	}
	lost, err := m.commitSlugs(ctx, reservations, of)
	if err != nil || len(lost) == 0 {
		return named, err
	}
	kept := named[:0]
	for _, a := range named {
		if lost[a] {
			m.refuse(a, "slug", "was taken while the file was imported", "Import the file again.")
			continue
		}
		kept = append(kept, a)
	}
	return kept, nil
}

func (a *arrival) needsSlug() bool { return a.old == nil || a.in.Slug != a.old.Slug }

// choose gives an initiative the first slug that is free, and the reservation it needs for that, nil when it
// has it already. held are the reservations that are there.
func (m *importing) choose(ctx context.Context, a *arrival, held map[string]document.Record) (*document.Revision, bool, error) {
	for _, slug := range a.slugs() {
		if other, taken := m.slugs[slug]; taken && other != a.id {
			continue
		}
		if other := m.desk.public().InitiativeBySlug(slug); other != nil && other.ID != a.id {
			continue
		}
		rec, there := held[string(slugID(slug))]
		ours := there && rec.Content.Owner == string(a.id)
		if there && !ours {
			free, err := m.desk.abandonedSlug(ctx, m.request, &rec)
			if err != nil {
				return nil, false, err
			}
			if !free {
				continue
			}
		}
		a.in.Slug, m.slugs[slug] = slug, a.id
		if ours {
			return nil, true, nil
		}
		v := m.desk.slugRevision(m.request, slug, a.id, rec.Version+1)
		return &v, true, nil
	}
	return nil, false, nil
}

// commitSlugs commits reservations and gives the initiatives that somebody else was faster than.
func (m *importing) commitSlugs(ctx context.Context, reservations []document.Revision, of map[int]*arrival) (map[*arrival]bool, error) {
	if len(reservations) == 0 || m.file.DryRun {
		return nil, nil
	}
	_, outcomes, err := m.desk.store.Commit(ctx, reservations)
	if err != nil {
		return nil, fmt.Errorf("reserve slugs: %w", err)
	}
	lost := map[*arrival]bool{}
	for i, err := range outcomes {
		switch {
		case err == nil:
		case isCode(err, directory.Conflict):
			lost[of[i]] = true
		default:
			return nil, fmt.Errorf("reserve slugs: %w", err)
		}
	}
	return lost, nil
}

// slugOf makes a slug of the first name that is mostly in Latin letters, without accents; else of the
// acronym; else of the country. Other scripts are not transliterated: nobody would find it by what a
// program makes of them.
func slugOf(in *directory.Initiative) string {
	names := make([]string, 0, len(in.Names)+len(in.Countries)+1)
	for _, n := range in.Names {
		names = append(names, n.Value)
	}
	names = append(names, in.Acronym)
	for _, c := range in.Countries {
		names = append(names, "initiative-"+string(c))
	}
	for _, n := range names {
		if s := slugged(n); len(s) > 2 {
			return s
		}
	}
	return "initiative"
}

// undivided are the Latin letters that do not come apart into a plain one and an accent.
var undivided = strings.NewReplacer("ß", "ss", "æ", "ae", "œ", "oe", "ø", "o", "đ", "d", "ð", "d", "þ", "th", "ł", "l", "ı", "i", "ħ", "h", "ŧ", "t", "ə", "e", "ŋ", "n", "'", "", "’", "", "ʻ", "", "ʼ", "")

// slugged makes a slug of a name, empty when more than half of its letters are lost.
func slugged(name string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFKD, runes.Remove(runes.In(unicode.Mn))), undivided.Replace(strings.ToLower(name)))
	if err != nil {
		return ""
	}
	var b strings.Builder
	letters, lost := 0, 0
	for _, r := range plain {
		switch {
		case r >= 'a' && r <= 'z':
			letters++
			b.WriteRune(r)
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		default:
			if unicode.IsLetter(r) {
				lost++
			}
			if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
				b.WriteByte('-')
			}
		}
	}
	if letters <= lost {
		return ""
	}
	return cutSlug(b.String(), 0)
}

// cutSlug shortens a slug so that so many more bytes fit.
func cutSlug(s string, more int) string {
	if most := directory.MaxSlug - more; len(s) > most {
		s = s[:most]
	}
	return strings.Trim(s, "-")
}
