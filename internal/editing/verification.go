package editing

import (
	"bytes"
	"encoding/json"
	"reflect"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// keepVerifications carries over what was checked. A partner cannot write a verification, so a revised part
// comes without: it keeps that of the same part before, as long as it says the same. A changed number has to
// be checked again.
//
// A part without provenance of its own is shown with that of its initiative, verification included. So that
// this neither makes a changed part verified nor an unchanged one unverified, the part then gets a provenance
// of its own. An imported file may state verifications; a later one than that of before stands.
func keepVerifications(in, old *directory.Initiative) {
	k := keeping{in: in, old: old, stated: in.Provenance.VerifiedOn() != ""}
	if was := withoutParts(old); sameButVerified(withoutParts(in), was) && verifiedOn(withoutParts(in)) <= verifiedOn(was) {
		in.Provenance, in.Facts = old.Provenance, old.Facts
	}
	keepParts(&k, in.Hotlines, old.Hotlines, keepLine)
	keepParts(&k, in.Campaigns, old.Campaigns, nil)
	keepParts(&k, in.Resources, old.Resources, nil)
	keepParts(&k, in.Lessons, old.Lessons, nil)
}

// keeping is an initiative whose verifications are carried over, and what it was before.
type keeping struct {
	in, old *directory.Initiative
	stated  bool // it came with a verification of its own
}

// keepParts carries over the verifications of the parts of one kind. Where a part does not say the same, partly
// may still keep some of it.
func keepParts[T any, P interface {
	*T
	Meta() *directory.Common
}](k *keeping, parts, old []P, partly func(part, was P) bool) {
	before := make(map[directory.ID]P, len(old))
	for _, p := range old {
		before[p.Meta().ID] = p
	}
	for i, p := range parts {
		was, kept := before[p.Meta().ID]
		switch {
		case !kept:
		case !sameButVerified(p, was):
			kept = partly != nil && partly(p, was)
		case verifiedOn(p) <= verifiedOn(was):
			same := *was
			p = P(&same)
			parts[i] = p
		}
		var above *directory.Provenance
		if kept {
			above = was.Meta().Provenance
		}
		k.settle(p.Meta(), above, kept)
	}
}

// settle gives a part a provenance of its own where that of its initiative would say something else about its
// verification than what was kept.
func (k *keeping) settle(part *directory.Common, was *directory.Provenance, kept bool) {
	if part.Provenance == nil && k.stated || part.Provenance.VerifiedOn() != "" {
		return
	}
	var want *directory.Verification
	if kept {
		want = verificationOf(was, k.old.Provenance)
	}
	if have := verificationOf(part.Provenance, k.in.Provenance); have == want || have != nil && want != nil && *have == *want {
		return
	}
	own := directory.Provenance{}
	switch {
	case part.Provenance != nil:
		own = *part.Provenance
	case k.in.Provenance != nil:
		own = *k.in.Provenance
	}
	own.Verification = want
	part.Provenance = &own
}

// verificationOf is the verification that is shown of a part.
func verificationOf(own, above *directory.Provenance) *directory.Verification {
	if own == nil {
		own = above
	}
	if own == nil {
		return nil
	}
	return own.Verification
}

// verifiedOn is the day of the latest verification anywhere in a record, empty when there is none.
func verifiedOn(record any) (latest directory.Date) {
	eachValue(reflect.ValueOf(record), func(v *directory.Verification) { latest = max(latest, v.VerifiedOn) })
	return latest
}

// keepLine carries over the verification of a hotline when nothing changed on which somebody relies: its
// channels, whom it serves, who answers and whether it works.
func keepLine(h, was *directory.Hotline) bool {
	if !sameButVerified(reliedOn(h), reliedOn(was)) {
		return false
	}
	if verifiedOn(reliedOn(h)) <= verifiedOn(reliedOn(was)) {
		h.Channels = was.Channels
	}
	if sameButVerified(&directory.Hotline{Facts: h.Facts}, &directory.Hotline{Facts: was.Facts}) {
		h.Facts = was.Facts
	}
	return true
}

func reliedOn(h *directory.Hotline) *directory.Hotline {
	return &directory.Hotline{
		Common:   directory.Common{ID: h.ID},
		Operator: h.Operator, Purposes: h.Purposes, AnsweredBy: h.AnsweredBy, Status: h.Status, Countries: h.Countries,
		Subdivisions: h.Subdivisions, Populations: h.Populations, MinimumAge: h.MinimumAge, MaximumAge: h.MaximumAge,
		Channels: h.Channels,
	}
}

func withoutParts(in *directory.Initiative) *directory.Initiative {
	whole := *in
	whole.Hotlines, whole.Campaigns, whole.Resources, whole.Lessons, whole.Members = nil, nil, nil, nil, nil
	return &whole
}

// sameButVerified says that two records say the same, verifications apart.
func sameButVerified(a, b any) bool {
	return bytes.Equal(unverified(a), unverified(b))
}

// unverified gives a record's JSON without any verification.
func unverified(record any) []byte {
	var v any
	if err := json.Unmarshal(document.EncodeJSON(record), &v); err != nil {
		panic(err) // we wrote it
	}
	out, err := json.Marshal(stripped(v))
	if err != nil {
		panic(err)
	}
	return out
}

func stripped(value any) any {
	switch v := value.(type) {
	case []any:
		for i := range v {
			v[i] = stripped(v[i])
		}
	case map[string]any:
		delete(v, "verification")
		for k, e := range v {
			if e = stripped(e); isEmpty(e) {
				delete(v, k)
			} else {
				v[k] = e
			}
		}
	}
	return value
}

func isEmpty(value any) bool {
	m, ok := value.(map[string]any)
	return ok && len(m) == 0
}
