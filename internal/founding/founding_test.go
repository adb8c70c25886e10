package founding

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

type founding struct {
	organizations []*directory.Organization
	initiatives   []*directory.Initiative
	organization  map[directory.ID]*directory.Organization
	initiative    map[string]*directory.Initiative // by slug
}

func load(t *testing.T) *founding {
	t.Helper()
	organizations, initiatives, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	f := &founding{organizations, initiatives, map[directory.ID]*directory.Organization{}, map[string]*directory.Initiative{}}
	for _, o := range organizations {
		f.organization[o.ID] = o
	}
	for _, in := range initiatives {
		f.initiative[in.Slug] = in
	}
	return f
}

func (f *founding) hotlines(yield func(*directory.Initiative, *directory.Hotline) bool) {
	for _, in := range f.initiatives {
		for _, h := range in.Hotlines {
			if !yield(in, h) {
				return
			}
		}
	}
}

func TestEveryRecordIsValid(t *testing.T) {
	f := load(t)
	report := func(what string, problems []directory.Problem) {
		for _, p := range problems {
			t.Errorf("%s: %s: %s", what, p.Path, p.Message)
		}
	}
	for _, o := range f.organizations {
		report(o.Names[0].Value, directory.ValidateOrganization(o))
	}
	for _, in := range f.initiatives {
		report(in.Slug, directory.ValidateInitiative(in))
		for _, h := range in.Hotlines {
			report(in.Slug+", hotline "+h.Names[0].Value, directory.ValidateHotline(h))
		}
		for _, c := range in.Campaigns {
			report(in.Slug+", campaign "+c.Names[0].Value, directory.ValidateCampaign(c))
		}
		for _, r := range in.Resources {
			report(in.Slug+", resource "+r.Names[0].Value, directory.ValidateResource(r))
		}
		for _, l := range in.Lessons {
			report(in.Slug+", lesson "+l.Names[0].Value, directory.ValidateLesson(l))
		}
	}
}

func TestFilesAreCanonical(t *testing.T) {
	f := load(t)
	for name, v := range map[string]any{
		"organizations.json": &organizationsFile{f.organizations},
		"initiatives.json":   &initiativesFile{f.initiatives},
	} {
		stored, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Indent(&want, document.EncodeJSON(v), "", " "); err != nil {
			t.Fatal(err)
		}
		plain := strings.NewReplacer(`\u0026`, "&", `\u003c`, "<", `\u003e`, ">").Replace(want.String()) + "\n"
		if diff := cmp.Diff(plain, string(stored)); diff != "" {
			t.Errorf("%s is not what the decoded records encode to (-encoded +stored):\n%.2000s", name, diff)
		}
	}
}

func TestIDsAndSlugsAreUnique(t *testing.T) {
	f := load(t)
	seen := map[directory.ID]string{}
	check := func(id directory.ID, what string) {
		if other, twice := seen[id]; twice {
			t.Errorf("%s and %s share the id %s", other, what, id)
		}
		seen[id] = what
	}
	slugs := map[string]bool{}
	for _, o := range f.organizations {
		check(o.ID, o.Names[0].Value)
	}
	for _, in := range f.initiatives {
		if slugs[in.Slug] {
			t.Errorf("slug %s stands twice", in.Slug)
		}
		slugs[in.Slug] = true
		check(in.ID, in.Slug)
		for _, h := range in.Hotlines {
			check(h.ID, in.Slug+"/"+h.Names[0].Value)
		}
		for _, c := range in.Campaigns {
			check(c.ID, in.Slug+"/"+c.Names[0].Value)
			for i := range c.Testimonies {
				check(c.Testimonies[i].ID, fmt.Sprintf("%s/%s/testimony %d", in.Slug, c.Names[0].Value, i))
			}
		}
		for _, r := range in.Resources {
			check(r.ID, in.Slug+"/"+r.Names[0].Value)
		}
		for _, l := range in.Lessons {
			check(l.ID, in.Slug+"/"+l.Names[0].Value)
		}
	}
}

func TestReferencesResolve(t *testing.T) {
	f := load(t)
	initiatives := map[directory.ID]bool{}
	hotlines := map[directory.ID]*directory.Hotline{}
	campaigns := map[directory.ID]bool{}
	resources := map[directory.ID]bool{}
	for _, in := range f.initiatives {
		initiatives[in.ID] = true
		for _, h := range in.Hotlines {
			hotlines[h.ID] = h
		}
		for _, c := range in.Campaigns {
			campaigns[c.ID] = true
		}
		for _, r := range in.Resources {
			resources[r.ID] = true
		}
	}
	refer := func(what string, id directory.ID, known bool) {
		if id != "" && !known {
			t.Errorf("%s refers to %s, which is not there", what, id)
		}
	}
	org := func(what string, id directory.ID) { refer(what, id, f.organization[id] != nil) }
	for _, o := range f.organizations {
		org(o.Names[0].Value, o.Parent)
	}
	for _, in := range f.initiatives {
		for _, o := range in.Organizations {
			org(in.Slug, o.Organization)
		}
		refer(in.Slug, in.Parent, initiatives[in.Parent])
		refer(in.Slug, in.ReplacedBy, initiatives[in.ReplacedBy])
		for _, m := range in.Members {
			refer(in.Slug, m.Initiative, initiatives[m.Initiative])
			refer(in.Slug, m.Campaign, campaigns[m.Campaign])
		}
		for _, h := range in.Hotlines {
			org(h.Names[0].Value, h.Operator)
			refer(h.Names[0].Value, h.ReplacedBy, hotlines[h.ReplacedBy] != nil)
			for _, id := range h.PairedWith {
				other := hotlines[id]
				refer(h.Names[0].Value, id, other != nil)
				back := false
				for _, b := range other.PairedWith {
					back = back || b == h.ID
				}
				if !back {
					t.Errorf("%s is paired with %s, but not the other way", h.Names[0].Value, other.Names[0].Value)
				}
			}
		}
		for _, c := range in.Campaigns {
			refer(c.Names[0].Value, c.Predecessor, campaigns[c.Predecessor])
			for _, p := range c.Partners {
				org(c.Names[0].Value, p.Organization)
			}
			for _, id := range c.Hotlines {
				refer(c.Names[0].Value, id, hotlines[id] != nil)
			}
			for _, id := range c.Materials {
				refer(c.Names[0].Value, id, resources[id])
			}
		}
		for _, r := range in.Resources {
			org(r.Names[0].Value, r.Publisher)
			org(r.Names[0].Value, r.Author)
			org(r.Names[0].Value, r.Commissioner)
			for _, id := range r.Compares {
				refer(r.Names[0].Value, id, initiatives[id])
			}
		}
		for _, l := range in.Lessons {
			refer(l.Names[0].Value, l.LearnedFrom, campaigns[l.LearnedFrom])
			for _, id := range l.AppliedIn {
				refer(l.Names[0].Value, id, campaigns[id])
			}
		}
	}
}

// Nobody has checked any entry, and no entry says when its pages were read.
func TestNothingIsVerified(t *testing.T) {
	for _, data := range [][]byte{organizationsJSON, initiativesJSON} {
		for _, name := range []string{"verification", "verifiedOn", "seenOn"} {
			if bytes.Contains(data, []byte(`"`+name+`":`)) {
				t.Errorf("the founding data hold a field %s", name)
			}
		}
	}
}

func TestEveryRecordSaysWhereItComesFrom(t *testing.T) {
	f := load(t)
	check := func(what string, p *directory.Provenance) {
		if p == nil || len(p.Sources) == 0 {
			t.Errorf("%s has no source", what)
		}
	}
	for _, o := range f.organizations {
		check(o.Names[0].Value, o.Provenance)
	}
	for _, in := range f.initiatives {
		check(in.Slug, in.Provenance)
		for _, c := range in.Campaigns {
			check(c.Names[0].Value, c.Provenance)
			for _, y := range c.Testimonies {
				check(c.Names[0].Value+", testimony", y.Provenance)
			}
		}
		for _, r := range in.Resources {
			check(r.Names[0].Value, r.Provenance)
		}
		for _, l := range in.Lessons {
			check(l.Names[0].Value, l.Provenance)
		}
		for _, m := range in.Members {
			check(in.Slug+", member", m.Evidence)
		}
		for _, k := range in.Facts {
			check(in.Slug+", "+k.Topic, k.Provenance)
		}
	}
}

func TestCounts(t *testing.T) {
	f := load(t)
	got := map[string]int{"initiatives": len(f.initiatives), "warnings": len(Warnings)}
	numbers, codes, countries := map[directory.E164]bool{}, map[string]bool{}, map[directory.CountryCode]bool{}
	for _, o := range f.organizations {
		got["facts"] += len(o.Facts) + len(o.Governance)
	}
	for _, in := range f.initiatives {
		got["campaigns"] += len(in.Campaigns)
		got["resources"] += len(in.Resources)
		got["lessons"] += len(in.Lessons)
		got["facts"] += len(in.Facts)
		for _, c := range in.Countries {
			countries[c] = true
		}
		for _, h := range in.Hotlines {
			got["hotlines"]++
			for _, c := range h.Channels {
				got["channels"]++
				if c.Number != "" {
					numbers[c.Number] = true
				}
				if c.ShortCode != "" {
					codes[c.ShortCode] = true
					got["short codes with country"]++
				}
				if c.NationalNumber != "" {
					got["national numbers"]++
				}
				if c.Email != "" {
					got["e-mail addresses"]++
				}
			}
		}
	}
	got["numbers"], got["distinct short codes"], got["countries"] = len(numbers), len(codes), len(countries)
	want := map[string]int{
		"initiatives": 108, "countries": 77, "campaigns": 55, "resources": 31, "facts": 40, "lessons": 5, "warnings": 7,
		"hotlines": 101, "channels": 130, "numbers": 71, "distinct short codes": 36, "short codes with country": 40,
		"national numbers": 5, "e-mail addresses": 11,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}
