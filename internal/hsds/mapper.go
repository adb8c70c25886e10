package hsds

import (
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// Mapper turns records of one snapshot into objects of HSDS. It is safe for concurrent use. Records stay
// shared with the snapshot; nothing is changed.
type Mapper struct {
	Snapshot  *snapshot.Snapshot
	Languages []directory.LanguageTag // of texts, most wanted first; else each record's own
	Day       directory.Date          // on which consents must hold
	Publisher string                  // names the directory, where no organization leads an initiative
	// Bare leaves out attributes, for tables that have no place for them.
	Bare bool
	// brief leaves out records and their prints, for those who look at the attributes that say single facts.
	brief bool
}

// Placeholder is the organization of initiatives that no organization leads: HSDS must have one.
func (m *Mapper) Placeholder() *Organization {
	o := &Organization{
		ID: derived("placeholder"), Name: m.Publisher,
		Description: "Stands for initiatives of which no organization is named.",
	}
	if !m.Bare {
		a := attributes{of: o.ID}
		a.add("placeholder", "YES")
		o.Attributes = a.list
	}
	return o
}

// Owner gives the organization that leads an initiative, else the first one named, nil when none is.
func (m *Mapper) Owner(in *directory.Initiative) *directory.Organization {
	var first *directory.Organization
	for i := range in.Organizations {
		o := m.Snapshot.Organizations.ByID(in.Organizations[i].Organization)
		if o == nil {
			continue
		}
		if in.Organizations[i].Role == directory.OrganizationRoleLead {
			return o
		}
		if first == nil {
			first = o
		}
	}
	return first
}

// Organization gives an organization without programs and services.
func (m *Mapper) Organization(o *directory.Organization) *Organization {
	name, other := directory.BestNames(o.Names, m.Languages)
	out := &Organization{
		ID: string(o.ID), Name: name, AlternateName: other, Description: m.text(o.Notes, languageOf(o.Names, m.Languages)),
		Website: string(o.Website), ParentID: string(o.Parent),
	}
	if len(o.Emails) > 0 {
		out.Email = string(o.Emails[0])
	}
	for i, id := range o.Identifiers {
		out.Identifiers = append(out.Identifiers, Identifier{ID: nth(out.ID, "identifier", i), Scheme: id.Scheme, Type: id.Scheme, Value: id.Value})
	}
	if m.Bare {
		return out
	}
	a := attributes{of: out.ID}
	a.add("language", languageOf(o.Names, m.Languages))
	a.add("country", string(o.Country))
	a.add("organization_kind", string(o.Kind))
	out.Attributes = a.list
	a.record("organization", out, document.EncodeJSON(o))
	out.Attributes = a.list
	return out
}

// Program gives an initiative without its services.
func (m *Mapper) Program(in *directory.Initiative) *Program {
	name, other := directory.BestNames(in.Names, m.Languages)
	out := &Program{
		ID: string(in.ID), Name: name, AlternateName: other, Description: m.text(in.Summaries, languageOf(in.Names, m.Languages)),
	}
	if m.Bare {
		return out
	}
	a := attributes{of: out.ID}
	a.add("language", languageOf(in.Names, m.Languages))
	a.add("scope", string(in.Scope))
	addAll(&a, "countries", in.Countries)
	addAll(&a, "forms_of_exploitation", in.FormsOfExploitation)
	addAll(&a, "populations", in.Populations)
	a.add("website", string(in.Website))
	out.Attributes = a.list
	alone := *in.Shown(m.Day)
	alone.Hotlines, alone.Resources = nil, nil // services of their own
	a.record("program", out, document.EncodeJSON(&alone))
	out.Attributes = a.list
	return out
}

// Services gives the hotlines and resources of an initiative.
func (m *Mapper) Services(in *directory.Initiative) []*Service {
	out := make([]*Service, 0, len(in.Hotlines)+len(in.Resources))
	for _, h := range in.Hotlines {
		out = append(out, m.Hotline(in, h))
	}
	for _, r := range in.Resources {
		out = append(out, m.Resource(in, r))
	}
	return out
}

// Whole gives a service in full, with its organization and program.
func (m *Mapper) Whole(in *directory.Initiative, s *Service) *Service {
	whole := *s
	whole.Program = m.Program(in)
	if o := m.Owner(in); o != nil {
		whole.Organization = m.Organization(o)
	} else {
		whole.Organization = m.Placeholder()
	}
	return &whole
}

func (m *Mapper) service(in *directory.Initiative, c *directory.Common) *Service {
	name, other := directory.BestNames(c.Names, m.Languages)
	s := &Service{ID: string(c.ID), Name: name, AlternateName: other, Status: "active"}
	if !in.UpdatedAt.IsZero() {
		s.LastModified = in.UpdatedAt.UTC().Format(time.RFC3339)
	}
	if p := c.Provenance; p != nil {
		for i := range p.Sources {
			if s.URL = string(p.Sources[i].URL); s.URL != "" {
				break
			}
		}
		s.AssuredDate = string(p.VerifiedOn())
	}
	return s
}

// languageOf is the language of the name that is shown.
func languageOf(names []directory.Text, preferred []directory.LanguageTag) string {
	if best := directory.Best(names, preferred); best != nil {
		return string(best.Language)
	}
	return ""
}

// text gives the text that suits best: in a wanted language, else in that of the name.
func (m *Mapper) text(texts []directory.Text, language string) string {
	wanted := m.Languages
	if len(wanted) == 0 && language != "" {
		wanted = []directory.LanguageTag{directory.LanguageTag(language)}
	}
	if best := directory.Best(texts, wanted); best != nil {
		return best.Value
	}
	return ""
}
