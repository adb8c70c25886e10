package editing

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/blueheart-federation/api/internal/advice"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// localID begins an id that a partner makes up for a part that is not there yet, so that other parts of the
// same input can refer to it: "new:1". It is replaced by a minted one everywhere in the input.
const localID = "new:"

// read makes an initiative of what a partner says, old being what was worked on before, nil for a new one.
func (d *Desk) read(content Content, id directory.ID, old *directory.Initiative, at time.Time) (*directory.Initiative, []directory.Problem, error) {
	raw, named, err := d.nameParts(content)
	if err != nil {
		return nil, nil, err
	}
	in := &directory.Initiative{}
	problems := append(document.ReadInput(raw, in), strangers(in, old, named)...)
	in.ID = id
	if err := d.identify(in); err != nil {
		return nil, nil, err
	}
	dropUnsayable(in)
	if old != nil {
		keepUnsayable(in, old)
		keepVerifications(in, old)
	}
	if len(problems) > 0 { // what could not be read would be reported as missing
		return nil, below("input", append(problems, withoutPlaces(d.refusals(in, at), problems)...)), nil
	}
	return in, d.check(in, at), nil
}

// check gives everything that refuses a draft that could be read, paths below "input".
func (d *Desk) check(in *directory.Initiative, at time.Time) []directory.Problem {
	return below("input", d.refusals(in, at))
}

// refusals gives the same with paths relative to the initiative, all at once: who corrects one thing must not be
// told of the next only then.
func (d *Desk) refusals(in *directory.Initiative, at time.Time) []directory.Problem {
	problems := refusedWith(in, advice.About(d.public(), in, at))
	if d.slugIsPublic(in.Slug, in.ID) { // two public initiatives with one slug would hide one of the two
		problems = append(problems, slugTaken("slug"))
	}
	return problems
}

// refusedWith gives the rules of its form that an initiative breaks, then what may never be published, such as
// the address of a shelter, where the form is kept.
func refusedWith(in *directory.Initiative, about advice.Advice) []directory.Problem {
	problems := directory.ValidateAggregate(in)
	return append(problems, withoutPlaces(findingsAt("", about.Problems), problems)...)
}

// below puts paths below another.
func below(above string, problems []directory.Problem) []directory.Problem {
	for i := range problems {
		problems[i].Path = directory.JoinPath(above, problems[i].Path)
	}
	return problems
}

// withoutPlaces leaves out the problems at places that others name already. An address that cannot be read is not
// missing as well.
func withoutPlaces(problems, named []directory.Problem) (left []directory.Problem) {
	at := make(map[string]bool, len(named))
	for _, p := range named {
		at[p.Path] = true
		if dot := strings.LastIndexByte(p.Path, '.'); dot >= 0 && slices.Contains(addressFields[:], p.Path[dot+1:]) {
			at[p.Path[:dot]+".address"] = true
		}
	}
	for _, p := range problems {
		if !at[p.Path] {
			left = append(left, p)
		}
	}
	return left
}

// addressFields are those of which a channel needs exactly one.
var addressFields = [...]string{"number", "shortCode", "nationalNumber", "url", "email"}

// nameParts replaces local ids by minted ones, wherever they stand in the input, and gives those it made.
func (d *Desk) nameParts(content Content) (raw map[string]any, named map[string]bool, err error) {
	minted := map[string]string{}
	named = map[string]bool{}
	for _, list := range []string{"hotlines", "campaigns", "resources", "lessons"} {
		parts, _ := content[list].([]any)
		for _, p := range parts {
			part, _ := p.(map[string]any)
			local, _ := part["id"].(string)
			if !strings.HasPrefix(local, localID) || minted[local] != "" {
				continue
			}
			id, err := d.mint()
			if err != nil {
				return nil, nil, err
			}
			minted[local], named[string(id)] = string(id), true
		}
	}
	if len(minted) == 0 {
		return content, named, nil
	}
	return renamed(map[string]any(content), minted).(map[string]any), named, nil
}

// renamed gives a copy of a value with some strings replaced.
func renamed(value any, names map[string]string) any {
	switch v := value.(type) {
	case string:
		if name, ok := names[v]; ok {
			return name
		}
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = renamed(e, names)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, e := range v {
			out[k] = renamed(e, names)
		}
		return out
	}
	return value
}

// identify gives an id to every part that has none.
func (d *Desk) identify(in *directory.Initiative) error {
	for _, id := range partIDs(in) {
		if *id.id != "" {
			continue
		}
		made, err := d.mint()
		if err != nil {
			return err
		}
		*id.id = made
	}
	return nil
}

// partID is the id of a part, what kind of part it is, and where it stands.
type partID struct {
	id         *directory.ID
	kind, path string
}

// partIDs gives the ids of an initiative's parts, testimonies among them.
func partIDs(in *directory.Initiative) []partID {
	var ids []partID
	add := func(kind, list string, i int, id *directory.ID) {
		ids = append(ids, partID{id, kind, fmt.Sprintf("%s[%d].id", list, i)})
	}
	for i, h := range in.Hotlines {
		add("hotline", "hotlines", i, &h.ID)
	}
	for i, c := range in.Campaigns {
		add("campaign", "campaigns", i, &c.ID)
		for j := range c.Testimonies {
			add("testimony", fmt.Sprintf("campaigns[%d].testimonies", i), j, &c.Testimonies[j].ID)
		}
	}
	for i, r := range in.Resources {
		add("resource", "resources", i, &r.ID)
	}
	for i, l := range in.Lessons {
		add("lesson", "lessons", i, &l.ID)
	}
	return ids
}

// strangers finds parts whose ids are not those of parts of the same kind that were there before: taking the id
// of another's hotline would hide that hotline, and an id that means a hotline must not come to mean a campaign.
func strangers(in, old *directory.Initiative, named map[string]bool) (problems []directory.Problem) {
	known := map[directory.ID]string{} // the kind
	if old != nil {
		for _, id := range partIDs(old) {
			known[*id.id] = id.kind
		}
	}
	for _, id := range partIDs(in) {
		if v := *id.id; v != "" && known[v] != id.kind && !named[string(v)] {
			problems = append(problems, stranger(id.path))
		}
	}
	return problems
}

func stranger(path string) directory.Problem {
	return problem(directory.NotFound, path, "names no part of this initiative. Leave it out for a new part, or write %s1 to refer to it elsewhere", localID)
}
