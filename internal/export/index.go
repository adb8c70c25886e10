package export

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// listing is what /export/ answers.
type listing struct {
	Directory Stamp   `json:"directory"`
	Exports   []entry `json:"exports"`
	Filters   struct {
		Country  string `json:"country"`
		Language string `json:"language"`
	} `json:"filters"`
	Cost int    `json:"cost"`
	Key  string `json:"key,omitempty"`
}

// entry is one file. How large it is shows only once it is written.
type entry struct {
	URL       string `json:"url"`
	Title     string `json:"title"`
	MediaType string `json:"mediaType"`
	Import    string `json:"importFormat,omitempty"`
	SHA256    string `json:"sha256"`
	Signature string `json:"signature,omitempty"`
	Delta     string `json:"delta,omitempty"` // where to ask for what has changed since this revision
}

// index lists the files.
func (h *Handler) index(w http.ResponseWriter, r *http.Request, source *Source) {
	if !h.Charge(w, r, CostSmall) {
		return
	}
	e := &Edition{Source: *source, Updated: h.surveys.of(source.Snapshot).updated}
	l := listing{Directory: e.Stamp(), Cost: CostWhole}
	l.Filters.Country = "ISO 3166-1 codes, repeated or with commas: initiatives at work there, or with a line or resource for it"
	l.Filters.Language = "BCP 47 tags, repeated or with commas: initiatives with a line on which one is spoken, or a resource in it"
	if h.Signer != nil {
		l.Key = KeyPath
	}
	for i := range Formats {
		f := &Formats[i]
		x := entry{URL: Prefix + f.Name, Title: f.Title, MediaType: f.Type, Import: f.Restores, SHA256: Prefix + f.Name + suffixDigest}
		if h.Signer != nil {
			x.Signature = Prefix + f.Name + suffixSignature
		}
		if f.Name+suffixDelta == deltaName {
			x.Delta = Prefix + deltaName + "?since=" + revisionText(e.Snapshot.Revision)
		}
		l.Exports = append(l.Exports, x)
	}
	body := append(marshal(l), '\n')
	sum := sha256.Sum256(append(body, source.Revision...))
	h.small(w, r, hex.EncodeToString(sum[:12]), "application/json; charset=utf-8", body)
}
