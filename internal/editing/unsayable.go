package editing

import (
	"reflect"

	"github.com/blueheart-federation/api/internal/directory"
)

// What a partner cannot say in an input, because a command of its own says it: the members of a banner, what
// replaces an initiative, that something was verified, that a consent was withdrawn. The schema has no fields
// for them; this holds for whoever comes past the schema, and for what an input sent back must not undo.

// dropUnsayable takes out of an initiative as it was read what no input may say.
func dropUnsayable(in *directory.Initiative) {
	in.Members, in.ReplacedBy = nil, ""
	eachValue(reflect.ValueOf(in), func(p *directory.Provenance) { p.Verification = nil })
	eachValue(reflect.ValueOf(in), func(c *directory.Consent) { c.WithdrawnOn = "" })
}

// keepUnsayable carries over what no input can say from what was worked on before, verifications apart.
func keepUnsayable(in, old *directory.Initiative) {
	in.Members = old.Members
	if in.Status == directory.InitiativeStatusRetired {
		in.ReplacedBy = old.ReplacedBy
	}
	ended := map[directory.ID]directory.Date{}
	for _, c := range old.Campaigns {
		for i := range c.Testimonies {
			ended[c.Testimonies[i].ID] = c.Testimonies[i].Consent.WithdrawnOn
		}
	}
	for _, c := range in.Campaigns {
		for i := range c.Testimonies {
			c.Testimonies[i].Consent.WithdrawnOn = ended[c.Testimonies[i].ID]
		}
	}
}

// sayable takes out of the input form of an initiative what it cannot be sent back with.
func sayable(in map[string]any) map[string]any {
	delete(in, "members")
	delete(in, "replacedBy") // of the initiative; that of a hotline may be said
	dropKeys(in, "verification", "withdrawnOn")
	return in
}

// dropKeys takes keys out of every object within a value.
func dropKeys(value any, keys ...string) {
	switch v := value.(type) {
	case []any:
		for _, e := range v {
			dropKeys(e, keys...)
		}
	case map[string]any:
		for _, k := range keys {
			delete(v, k)
		}
		for _, e := range v {
			dropKeys(e, keys...)
		}
	}
}
