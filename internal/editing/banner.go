package editing

import (
	"context"
	"fmt"
	"slices"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// JoinBanner proposes that an initiative, one of its campaigns or a country belongs to a banner. The banner
// then shows it as PROPOSED until a reviewer decides. A country is proposed by an administrator. An initiative becomes a
// banner by its first member, whom its own organization or an administrator proposes: nobody else can touch one that is
// none.
func (d *Desk) JoinBanner(ctx context.Context, r *Request, m *directory.BannerMembership) (*Outcome, error) {
	const op = directory.JoinBanner
	if err := permit(r.Actor, op); err != nil {
		return nil, err
	}
	if out := r.validKey(); out != nil {
		return out, nil
	}
	if out, err := d.mayPropose(ctx, r.Actor, m); err != nil || out != nil {
		return out, err
	}
	m.Status = directory.MembershipStatusProposed
	if problems := slices.Concat(freeText("input.localName", m.LocalName), freeText("input.note", m.Note), freeSources("input.evidence", m.Evidence)); len(problems) > 0 {
		return refused(problems...), nil
	}
	is := false // a banner: its public face comes first, and decides
	return d.changeBanner(ctx, r, op, m.Banner, func(banner *directory.Initiative, owner directory.ID) []directory.Problem {
		if is = is || len(banner.Members) > 0 || r.Actor.May(op, owner); !is {
			return []directory.Problem{problem(directory.InvalidInput, "input.banner", "is no banner yet; its organization or an administrator proposes the first member")}
		}
		if m.Initiative == banner.ID {
			return []directory.Problem{problem(directory.InvalidInput, memberPath(m), "is the banner itself")}
		}
		if existing := membership(banner, m); existing != nil {
			if existing.Status != directory.MembershipStatusEnded {
				return []directory.Problem{problem(directory.Conflict, memberPath(m), "is a member already, or proposed as one")}
			}
			*existing = *m
		} else {
			banner.Members = append(banner.Members, *m)
		}
		return membershipProblems(banner)
	})
}

// mayPropose checks that the member is public and the caller's to propose.
func (d *Desk) mayPropose(ctx context.Context, a directory.Actor, m *directory.BannerMembership) (*Outcome, error) {
	named := 0
	for _, is := range []bool{m.Initiative != "", m.Campaign != "", m.Country != ""} {
		if is {
			named++
		}
	}
	if named != 1 {
		return refused(problem(directory.InvalidInput, "input", "exactly one of initiative, campaign and country is needed")), nil
	}
	if m.Country != "" {
		if !a.Staff() {
			return nil, directory.NewError(directory.Forbidden, "A country is proposed by an administrator.")
		}
		return nil, nil
	}
	of := m.Initiative
	if m.Campaign != "" {
		c := d.public().Campaigns.ByID(m.Campaign)
		if c == nil {
			return notFound(memberPath(m)), nil
		}
		of = c.Initiative
	}
	rec, out, err := d.find(ctx, a, directory.JoinBanner, document.KindInitiative, of, memberPath(m))
	if err != nil || out != nil {
		return out, err
	}
	if len(rec.Content.Public) == 0 {
		return refused(problem(directory.InvalidInput, memberPath(m), "is not public yet")), nil
	}
	return nil, nil
}

// DecideBanner accepts, ends or refuses a membership of a banner.
func (d *Desk) DecideBanner(ctx context.Context, r *Request, m *directory.BannerMembership) (*Outcome, error) {
	if err := permit(r.Actor, directory.DecideBanner); err != nil {
		return nil, err
	}
	if problems := freeText("input.note", m.Note); len(problems) > 0 {
		return refused(problems...), nil
	}
	return d.changeBanner(ctx, r, directory.DecideBanner, m.Banner, func(banner *directory.Initiative, _ directory.ID) []directory.Problem {
		existing := membership(banner, m)
		if existing == nil {
			return []directory.Problem{problem(directory.NotFound, memberPath(m), "is no member of this banner and not proposed as one")}
		}
		if m.Status != directory.MembershipStatusActive && m.Status != directory.MembershipStatusEnded {
			return []directory.Problem{problem(directory.InvalidInput, "input.status", "must be ACTIVE or ENDED")}
		}
		existing.Status = m.Status
		if m.Since != "" {
			existing.Since = m.Since
		}
		if m.Until != "" {
			existing.Until = m.Until
		}
		if m.Note != nil {
			existing.Note = m.Note
		}
		return membershipProblems(banner)
	})
}

// changeBanner changes the memberships of a public banner. It needs no permission for the banner itself.
func (d *Desk) changeBanner(ctx context.Context, r *Request, op directory.Operation, id directory.ID, edit func(banner *directory.Initiative, owner directory.ID) []directory.Problem) (*Outcome, error) {
	const path = "input.banner"
	if out := r.validKey(); out != nil {
		return out, nil
	}
	leave, err := d.turns.take(ctx, id)
	if err != nil {
		return nil, err
	}
	defer leave()
	for attempt := 0; ; attempt++ {
		rec, err := d.current(ctx, id)
		switch {
		case isCode(err, directory.NotFound):
			return notFound(path), nil
		case err != nil:
			return nil, fmt.Errorf("read banner: %w", err)
		case rec.Kind != document.KindInitiative || len(rec.Content.Public) == 0:
			return notFound(path), nil
		}
		if out, err := d.replayed(ctx, r, op, rec); err != nil || out != nil {
			return out, err
		}
		next := rec
		next.Version++
		for _, raw := range []*document.Raw{&next.Content.Public, &next.Content.Draft} {
			if len(*raw) == 0 {
				continue
			}
			banner, err := decode[directory.Initiative](*raw)
			if err != nil {
				return nil, err
			}
			if problems := edit(banner, directory.ID(rec.Content.Owner)); len(problems) > 0 {
				return refused(problems...), nil
			}
			*raw = document.Encode(banner)
		}
		out, err := d.commit(ctx, r, op, "", next, &rec.Content)
		if err != nil || len(out.Problems) == 0 || attempt == maxAttempts {
			return out, err
		}
	}
}

func membership(banner *directory.Initiative, m *directory.BannerMembership) *directory.BannerMembership {
	for i := range banner.Members {
		if e := &banner.Members[i]; e.Initiative == m.Initiative && e.Campaign == m.Campaign && e.Country == m.Country {
			return e
		}
	}
	return nil
}

func memberPath(m *directory.BannerMembership) string {
	switch {
	case m.Initiative != "":
		return "input.initiative"
	case m.Campaign != "":
		return "input.campaign"
	}
	return "input.country"
}

// membershipProblems gives what is wrong with the memberships of a banner after a change: the last item is
// the one that is new.
func membershipProblems(banner *directory.Initiative) (problems []directory.Problem) {
	for _, p := range directory.ValidateInitiative(banner) {
		rest, ok := cutItem(p.Path, "members")
		if !ok {
			continue
		}
		p.Path = directory.JoinPath("input", rest)
		problems = append(problems, p)
	}
	return problems
}

// cutItem takes "members[3].since" apart.
func cutItem(path, list string) (rest string, ok bool) {
	if len(path) <= len(list) || path[:len(list)] != list {
		return "", false
	}
	rest = path[len(list):]
	for i := range len(rest) {
		if rest[i] == ']' {
			rest = rest[i+1:]
			if rest != "" && rest[0] == '.' {
				rest = rest[1:]
			}
			return rest, true
		}
	}
	return "", true
}
