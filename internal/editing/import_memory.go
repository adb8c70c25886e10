package editing

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/exchange"
)

// memory is what an import knows before it takes the first initiative: what its organization has here, and
// who is meant by the names in the file.
type memory struct {
	organization *directory.Organization

	living       map[directory.ID]bool                 // the organization's initiatives; false: retired or withdrawn
	byIdentifier map[directory.Identifier]directory.ID // the same by the identifiers they carry
	redacted     map[directory.ID]bool                 // testimonies that must not come back

	organizations map[directory.Identifier]directory.ID // of the file, with their ids here; empty: not known here
	told          map[directory.Identifier]bool         // unknown ones that the report has named

	// renamed are ids that the file gives to records and parts of its own, with those that they get here.
	renamed map[directory.ID]directory.ID
}

func newMemory() memory {
	return memory{
		living: map[directory.ID]bool{}, byIdentifier: map[directory.Identifier]directory.ID{}, redacted: map[directory.ID]bool{},
		organizations: map[directory.Identifier]directory.ID{}, told: map[directory.Identifier]bool{},
		renamed: map[directory.ID]directory.ID{},
	}
}

// remember reads what the organization has here.
func (m *importing) remember(ctx context.Context) error {
	rec, err := m.desk.store.Record(ctx, string(m.owner))
	if err != nil {
		return fmt.Errorf("read organization: %w", err)
	}
	if m.organization, err = decode[directory.Organization](rec.Content.Public); err != nil {
		return err
	}
	var broken error
	err = m.desk.eachListed(ctx, document.Listing{Kind: document.KindInitiative, Owner: string(m.owner)}, func(rec *Stored) {
		in, err := working(&rec.Content)
		if err != nil {
			broken = err
			return
		}
		alive := revisable(rec)
		m.living[in.ID] = alive
		for _, k := range in.Identifiers {
			if other, there := m.byIdentifier[k]; !there || alive && !m.living[other] {
				m.byIdentifier[k] = in.ID
			}
		}
		for _, t := range rec.Content.Redacted {
			m.redacted[directory.ID(t)] = true
		}
	})
	if err == nil {
		err = broken
	}
	return err
}

// revisable says that an import may change a record. What its people have taken back or ended stays so.
func revisable(rec *document.Record) bool {
	state := directory.RecordState(rec.Content.State)
	_, ok := state.Next(directory.ReviseInitiative)
	return ok && state != directory.RecordStateWithdrawn
}

// identity finds which initiative here one of the file is: by its id here, else by the partner's identifier.
// A new one gets an id that follows from the identifier, so that the next import finds it. An id of somebody
// else's initiative is an identifier like any other.
func (m *importing) identity(key directory.Identifier, claimed directory.ID) directory.ID {
	if _, ours := m.living[claimed]; ours {
		return claimed
	}
	id := derivedID("import", string(m.owner), key.Scheme, key.Value)
	if _, ours := m.living[id]; !ours {
		if known, ok := m.byIdentifier[key]; ok {
			return known
		}
	}
	return id
}

// maxOrganizations is how many organizations of a file are told apart.
const maxOrganizations = 1000

// survey reads the file to its end: whether that can be done, which organizations it names, and how its ids
// are to be read. Only files that state ids cost a look into the store.
func (m *importing) survey(ctx context.Context) error {
	said := map[directory.Identifier]*directory.Organization{}
	var order []directory.Identifier
	meet := func(k directory.Identifier, o *directory.Organization) {
		if known, there := said[k]; !there && len(said) < maxOrganizations {
			said[k], order = o, append(order, k)
		} else if there && known == nil {
			said[k] = o
		}
	}
	initiatives, most := 0, cmp.Or(m.file.Most, maxImported)
	_, err := m.read(ctx, func(ctx context.Context, row *exchange.Row) error {
		if m.total++; m.total%progressEvery == 0 && m.file.Progress != nil {
			m.file.Progress(m.total, 0)
		}
		if row.Organization != nil {
			meet(row.Key, row.Organization)
		}
		if row.Initiative == nil {
			return nil
		}
		if initiatives++; initiatives > most {
			return directory.NewError(directory.InvalidInput, fmt.Sprintf("the file has more than %d initiatives; divide it into several files", most))
		}
		for _, ref := range row.References {
			if ref.Kind == document.KindOrganization {
				meet(ref.Key, nil)
			}
		}
		if !statesIDs(row.Initiative) {
			return nil
		}
		a := &arrival{row: *row, in: row.Initiative, id: m.identity(row.Key, row.Initiative.ID)}
		if m.batch = append(m.batch, a); len(m.batch) < importBatch {
			return nil
		}
		return m.foresee(ctx)
	})
	if err != nil {
		return err
	}
	for _, k := range order {
		m.recognize(k, said[k], len(order) == 1)
	}
	return m.foresee(ctx)
}

// statesIDs says that an initiative or a part of it has an id in the file.
func statesIDs(in *directory.Initiative) bool {
	return in.ID != "" || slices.ContainsFunc(partIDs(in), func(p partID) bool { return *p.id != "" })
}

// foresee learns which ids the initiatives of a batch, and their parts, will have.
func (m *importing) foresee(ctx context.Context) error {
	batch := m.batch
	m.batch = nil
	there, err := m.stored(ctx, batch)
	if err != nil {
		return err
	}
	for _, a := range batch {
		var old *directory.Initiative
		if rec, ok := there[string(a.id)]; ok && rec.Kind == document.KindInitiative && rec.Content.Owner == string(m.owner) {
			if old, err = working(&rec.Content); err != nil {
				return err
			}
		}
		m.namings(a, old)
	}
	return nil
}

// recognize finds out which organization here one of the file is. It is the importing one when it says so
// by identifier or name, and when the file knows no other.
func (m *importing) recognize(k directory.Identifier, said *directory.Organization, alone bool) {
	public := m.desk.public().Organizations
	own := m.organization
	switch id := directory.ID(strings.ToLower(k.Value)); {
	case public.ByID(id) != nil || id == m.owner:
		m.organizations[k] = id
		return
	case slices.Contains(own.Identifiers, k) || said != nil && sameName(said, own):
	case alone:
		if said != nil {
			m.report.note(ImportNote{
				Field: "organization", Problem: "the only organization of the file has another name than yours and is taken to be yours",
				Remedy: "If it is another one, ask for its registration and let it import the file.",
			})
		}
	default:
		m.organizations[k] = ""
		return
	}
	m.organizations[k] = m.owner
	if k.Scheme == exchange.SchemeOwn {
		m.renamed[directory.ID(k.Value)] = m.owner
	}
}

// sameName says that one of two organizations bears a name of the other.
func sameName(a, b *directory.Organization) bool {
	for _, n := range a.Names {
		for _, o := range b.Names {
			if strings.EqualFold(n.Value, o.Value) {
				return true
			}
		}
	}
	return false
}

// refer fills in the ids of organizations that a row refers to by the partner's identifiers.
func (m *importing) refer(row *exchange.Row) {
	for _, ref := range row.References {
		if ref.Kind != document.KindOrganization {
			continue
		}
		id := m.organizations[ref.Key]
		if *ref.Into = id; id == "" && !m.told[ref.Key] {
			if len(m.told) < maxOrganizations {
				m.told[ref.Key] = true
			}
			m.report.note(ImportNote{
				Row: row.RowOf(ref.Path), Field: ref.Path, Problem: "names an organization that is not known here; it is left out everywhere",
				Remedy: "Give its id in this directory, or ask for its registration.",
			})
		}
	}
	in := row.Initiative
	in.Organizations = slices.DeleteFunc(in.Organizations, func(o directory.InitiativeOrganization) bool { return o.Organization == "" })
}
