package hsds

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/exchange"
)

// derived makes an id that follows from names: a UUIDv8 (RFC 9562) of their SHA-256. Objects of HSDS need ids
// where our parts have none.
func derived(names ...string) string {
	sum := sha256.Sum256([]byte("hsds\x00" + strings.Join(names, "\x00")))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	h := hex.EncodeToString(sum[:16])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// nth is the id of the n-th part of an object.
func nth(of, kind string, n int) string { return derived(of, kind, strconv.Itoa(n)) }

// Profile is the taxonomy of our attributes.
func Profile() Taxonomy {
	return Taxonomy{
		ID: derived("taxonomy", exchange.Profile), Name: exchange.Profile, Version: strings.TrimPrefix(exchange.Profile, "blueheart-"),
		Description: "What the fields of HSDS cannot say of hotlines and initiatives against trafficking in persons.",
	}
}

// Terms are the codes of the profile, in its order.
func Terms() []Term {
	terms := make([]Term, 0, len(exchange.Attributes))
	for _, a := range exchange.Attributes {
		terms = append(terms, *termOf[a.Code])
	}
	return terms
}

// briefOf finds a term by its code, as it stands beside each value: what it means stands with the taxonomy, once.
var briefOf = func() map[string]*Term {
	terms := map[string]*Term{}
	for code, t := range termOf {
		terms[code] = &Term{ID: t.ID, Code: t.Code, Name: t.Name, Description: t.Name, Taxonomy: t.Taxonomy}
	}
	return terms
}()

// termOf finds a term by its code.
var termOf = func() map[string]*Term {
	terms := map[string]*Term{}
	for _, a := range exchange.Attributes {
		terms[a.Code] = &Term{
			ID: derived("term", exchange.Profile, a.Code), Code: a.Code, Name: strings.ReplaceAll(a.Code, "_", " "),
			Description: a.Value, Taxonomy: exchange.Profile, TaxonomyID: Profile().ID,
		}
	}
	return terms
}()
