package export

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"github.com/blueheart-federation/api/internal/directory"
)

// delta answers what has changed in own JSON since a revision, or NOT_FOUND where it is better taken whole. It
// trusts nobody to have what it is asked about: who applies a delta compares the outcome with the signature.
func (h *Handler) delta(w http.ResponseWriter, r *http.Request, source *Source) {
	since, err := parseSince(r.URL.RawQuery)
	if err == nil && since > source.Snapshot.Revision {
		err = directory.NewError(directory.NotFound, "This server has not come to that revision. Try again in a moment, or take the whole file.")
	}
	if err != nil {
		h.pay(w, r, CostSmall, func() { h.Refuse(w, r, err) })
		return
	}
	if !h.Charge(w, r, CostDelta) || !h.enter(w, r, h.deltas) {
		return
	}
	defer leave(h.deltas)
	q := h.ask(source, Lookup("directory.json"), &Filter{})
	body, err := writeDelta(q.edition, since, h.surveys.of(source.Snapshot))
	if errors.Is(err, errTooMuch) {
		err = directory.NewError(directory.NotFound, "Too much has changed since that revision. Take the whole file.")
	}
	if err != nil {
		h.Refuse(w, r, err)
		return
	}
	h.sendDelta(w, r, body)
}

// sendDelta writes a delta. Its tag is made of its bytes, since two processes may know of different changes.
func (h *Handler) sendDelta(w http.ResponseWriter, r *http.Request, body []byte) {
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:12])
	coding, encode := h.Encode(r)
	if coding != "" {
		tag += "." + coding
	}
	h.cacheable(w, tag)
	if has(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if coding != "" {
		var packed bytes.Buffer
		to := encode(&packed)
		_, err := to.Write(body)
		if err = errors.Join(err, to.Close()); err != nil { // never, into memory
			h.Refuse(w, r, err)
			return
		}
		body = packed.Bytes()
		w.Header().Set("Content-Encoding", coding)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return
	}
	if _, err := h.patient(w, r).Write(body); err != nil {
		panic(http.ErrAbortHandler) // as with a file
	}
}

// parseSince reads the query string of a delta, which has one parameter: a revision. There are no filters.
func parseSince(query string) (int64, error) {
	const form = "write ?since= and the revision of the file that you have, and nothing else"
	if len(query) > mostBytes {
		return 0, wrong("query", form)
	}
	values, err := url.ParseQuery(query)
	if err != nil || len(values) != 1 || len(values["since"]) != 1 {
		return 0, wrong("query", form)
	}
	since, err := strconv.ParseInt(values["since"][0], 10, 64)
	if err != nil || since < 0 || strconv.FormatInt(since, 10) != values["since"][0] {
		return 0, wrong("since", "the revision is a number from 0, in digits")
	}
	return since, nil
}
