package editing

import (
	"context"
	"fmt"
	"reflect"

	"github.com/blueheart-federation/api/internal/advice"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// maxApplications is how many organizations may wait for approval at once: anybody may register one, and a
// flood must not fill the store.
const maxApplications = 1000

// RegisterOrganization hands in an organization for approval. Anybody may; nobody sees it before a reviewer
// has approved it.
func (d *Desk) RegisterOrganization(ctx context.Context, r *Request, content Content) (*Outcome, error) {
	const op = directory.RegisterOrganization
	if err := permit(r.Actor, op); err != nil {
		return nil, err
	}
	if out := r.validKey(); out != nil {
		return out, nil
	}
	if !r.Actor.Known() {
		r = r.ofStranger()
	}
	id, out, err := d.newID(ctx, r, op)
	if err != nil || out != nil {
		return out, err
	}
	o := &directory.Organization{}
	problems := document.ReadInput(content, o)
	o.ID = id
	eachValue(reflect.ValueOf(o), func(p *directory.Provenance) { p.Verification = nil }) // nobody verifies themselves
	problems = append(problems, withoutPlaces(directory.ValidateOrganization(o), problems)...)
	problems = append(problems, withoutPlaces(personal(o), problems)...)
	if len(problems) > 0 {
		return refused(below("input", problems)...), nil
	}
	if full, err := d.full(ctx); err != nil || full {
		return nil, cmpError(err, directory.NewError(directory.RateLimited, "Too many organizations wait for approval. Try again in some days."))
	}
	return d.create(ctx, r, op, document.KindOrganization, id, document.Content{
		State: string(directory.RecordStateSubmitted), Owner: string(id), Draft: document.Encode(o),
	})
}

// ofStranger gives a request of somebody nobody knows. All of them are one actor, so that their keys would meet: only
// one that comes with the same input is the same request sent again.
func (r *Request) ofStranger() *Request {
	of := &Request{Actor: r.Actor, At: r.At}
	if r.Key != "" && r.Asked != "" {
		of.Key = r.Key + "\x00" + r.Asked
	}
	return of
}

// personal gives what in the texts of an organization may never be published, paths relative to it. Nobody knows who
// registers one, so every text is read, the names of sources and of translators among them.
func personal(o *directory.Organization) []directory.Problem {
	return findingsAt("", advice.FreeTexts(o))
}

func cmpError(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// full says that no more organizations may wait.
func (d *Desk) full(ctx context.Context) (bool, error) {
	q := document.Listing{Kind: document.KindOrganization, States: []string{string(directory.RecordStateSubmitted)}, Limit: document.MaxListing}
	for waiting := 0; waiting < maxApplications; {
		page, err := d.store.List(ctx, q)
		if err != nil {
			return false, fmt.Errorf("count applications: %w", err)
		}
		if len(page) < q.Limit {
			return false, nil
		}
		waiting += len(page)
		q.After = page[len(page)-1].ID
	}
	return true, nil
}

// ApproveOrganization makes a registered organization public, or lets a suspended one work again.
func (d *Desk) ApproveOrganization(ctx context.Context, r *Request, id directory.ID) (*Outcome, error) {
	out, err := d.change(ctx, r, &change{
		op: directory.ApproveOrganization, kind: document.KindOrganization, id: id, path: "input.id",
		apply: func(_ context.Context, c *document.Content) ([]directory.Problem, error) {
			if len(c.Draft) > 0 {
				c.Public, c.Draft = c.Draft, nil
			}
			return nil, nil
		},
	})
	if err == nil && len(out.Problems) == 0 {
		d.forget(id) // that its tokens did not work
	}
	return out, err
}

// SuspendOrganization stops an organization's tokens. Its public records stay: numbers that help people do not
// become wrong with it.
func (d *Desk) SuspendOrganization(ctx context.Context, r *Request, id directory.ID, reason string) (*Outcome, error) {
	out, err := d.change(ctx, r, &change{
		op: directory.SuspendOrganization, kind: document.KindOrganization, id: id, path: "input.id", because: reason,
		apply: func(context.Context, *document.Content) ([]directory.Problem, error) {
			if reason == "" {
				return []directory.Problem{problem(directory.InvalidInput, "input.reason", "is required")}, nil
			}
			return reasons(reason), nil
		},
	})
	if err == nil && len(out.Problems) == 0 {
		d.forget(id)
	}
	return out, err
}
