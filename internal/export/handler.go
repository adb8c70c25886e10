package export

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/signing"
)

// Costs of requests, out of the budget of a client.
const (
	CostWhole = 5000 // a file, or a digest of one that is not known yet
	CostDelta = 500  // what has changed in a file
	CostSmall = 10   // anything else
)

// Options are what a [Handler] is made of. Source, Now, Charge and Refuse are required.
type Options struct {
	// Source pins the directory that answers; nil before there is one.
	Source func() *Source
	Now    func() time.Time
	// Charge takes a cost out of the budget of the client. When there is too little it answers and says false.
	Charge func(w http.ResponseWriter, r *http.Request, cost int) bool
	// Refuse answers with an error.
	Refuse func(w http.ResponseWriter, r *http.Request, err error)
	// Encode gives the content coding for a client and how to write it; an empty name for none.
	Encode func(r *http.Request) (name string, to func(io.Writer) io.WriteCloser)
	Signer *signing.Signer // nil: nothing is signed
	// Caching is the Cache-Control of what changes with the directory only; default no-cache.
	Caching string

	Concurrent int           // files that are written at once; default 8
	Patience   time.Duration // for a client to take 64 KiB; default 30 s
	Longest    time.Duration // for a whole file; default 10 min
}

// Handler serves files of the directory under /export/, and the public key. It is safe for concurrent use.
type Handler struct {
	Options
	surveys surveys
	digests digests
	places  chan struct{} // for files
	deltas  chan struct{} // for what has changed, which is held in memory
	sums    chan struct{} // for digests that are made: no client can hold one of these by reading slowly
}

// Prefix is where the files are, and KeyPath where the public key is.
const (
	Prefix  = "/export/"
	KeyPath = "/.well-known/blueheart-key"
)

// NewHandler makes a Handler.
func NewHandler(o Options) *Handler {
	if o.Concurrent <= 0 {
		o.Concurrent = 8
	}
	if o.Patience <= 0 {
		o.Patience = 30 * time.Second
	}
	if o.Longest <= 0 {
		o.Longest = 10 * time.Minute
	}
	if o.Caching == "" {
		o.Caching = "no-cache"
	}
	if o.Encode == nil {
		o.Encode = func(*http.Request) (string, func(io.Writer) io.WriteCloser) { return "", nil }
	}
	return &Handler{
		Options: o,
		places:  make(chan struct{}, o.Concurrent), deltas: make(chan struct{}, o.Concurrent), sums: make(chan struct{}, o.Concurrent),
	}
}

// What stands behind the name of a file.
const (
	suffixDigest    = ".sha256"
	suffixSignature = ".sig"
	suffixDelta     = ".delta" // behind that of own JSON only
)

// asked is a request for a file, its digest or its signature.
type asked struct {
	format  *Format
	edition *Edition
	name    string // of the file, with its filters
	tag     string // of the file, without quotes
}

// ServeHTTP answers GET and HEAD of whatever is under /export/.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	source := h.Source()
	if source == nil {
		h.Refuse(w, r, directory.NewError(directory.Unavailable, "The directory is starting. Try again in a moment."))
		return
	}
	name := strings.TrimPrefix(r.URL.Path, Prefix)
	if name == "" {
		h.index(w, r, source)
		return
	}
	if name == deltaName {
		h.delta(w, r, source)
		return
	}
	file, suffix := name, ""
	for _, s := range []string{suffixDigest, suffixSignature} {
		if before, ok := strings.CutSuffix(name, s); ok {
			file, suffix = before, s
		}
	}
	f := Lookup(file)
	if f == nil {
		h.Refuse(w, r, directory.NewError(directory.NotFound, "There is no such export. GET "+Prefix+" lists them."))
		return
	}
	filter, err := ParseFilter(r.URL.RawQuery)
	if err != nil {
		h.pay(w, r, CostSmall, func() { h.Refuse(w, r, err) })
		return
	}
	q := h.ask(source, f, filter)
	switch suffix {
	case suffixDigest:
		h.digest(w, r, q)
	case suffixSignature:
		h.signature(w, r, q)
	default:
		h.file(w, r, q)
	}
}

func (h *Handler) pay(w http.ResponseWriter, r *http.Request, cost int, then func()) {
	if h.Charge(w, r, cost) {
		then()
	}
}

// ask makes the edition. Its tag is made of all that decides the bytes of the file.
func (h *Handler) ask(source *Source, f *Format, filter *Filter) *asked {
	day := directory.Date(h.Now().UTC().Format(time.DateOnly))
	v := h.surveys.of(source.Snapshot)
	q := &asked{format: f, name: f.Name, edition: &Edition{Source: *source, Filter: *filter, Day: day, Updated: v.updated}}
	query := filter.Query()
	if query != "" {
		q.name += "?" + query
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{source.Revision, q.name, string(v.expired(day))}, "\x00")))
	q.tag = revisionText(source.Snapshot.Revision) + "-" + hex.EncodeToString(sum[:12])
	return q
}

// cacheable sets what caches may know of an answer.
func (h *Handler) cacheable(w http.ResponseWriter, tag string) {
	head := w.Header()
	head.Set("Etag", `"`+tag+`"`)
	head.Set("Cache-Control", h.Caching)
	// Beside what was set for pages of other sites, and in one line, since some caches look at one only.
	head.Set("Vary", strings.Join(append(head.Values("Vary"), "Accept-Encoding"), ", "))
}

// has says that the client has an answer already (RFC 9110 section 13.1.2).
func has(r *http.Request, tag string) bool {
	for _, line := range r.Header["If-None-Match"] {
		for item := range strings.SplitSeq(line, ",") {
			if item = strings.TrimPrefix(strings.TrimSpace(item), "W/"); item == `"`+tag+`"` || item == "*" {
				return true
			}
		}
	}
	return false
}

// file writes a file, or one part of it where its length is known and it is sent as it is: a range of an answer
// that is compressed would be one of other bytes.
func (h *Handler) file(w http.ResponseWriter, r *http.Request, q *asked) {
	coding, encode := h.Encode(r)
	if q.format.Packed {
		coding = ""
	}
	tag := q.tag
	var known *digest
	if coding != "" {
		tag += "." + coding
	} else if d, ok := h.digests.get(q.tag); ok {
		known = &d
	}
	if held := has(r, tag); held || r.Method == http.MethodHead {
		h.pay(w, r, CostSmall, func() {
			h.cacheable(w, tag)
			if held {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			h.describe(w.Header(), q, coding, known)
			w.WriteHeader(http.StatusOK)
		})
		return
	}
	piece, reach := span{}, reachWhole
	if known != nil {
		piece, reach = reached(r, tag, known.length)
	}
	if reach == reachBehind {
		h.unsatisfiable(w, r, known.length)
		return
	}
	if !h.Charge(w, r, CostWhole) || !h.enter(w, r, h.places) {
		return
	}
	defer leave(h.places)
	h.cacheable(w, tag)
	h.describe(w.Header(), q, coding, known)
	out := h.patient(w, r)
	var err error
	if reach == reachPart {
		piece.describe(w.Header(), known.length)
		_ = out.to.SetWriteDeadline(out.end) // nothing is sent while what is before it is let go
		w.WriteHeader(http.StatusPartialContent)
		err = q.part(r.Context(), out, piece)
	} else {
		w.WriteHeader(http.StatusOK)
		err = h.stream(out, q, coding, encode)
	}
	if err != nil {
		// Half a file is out: only a cut connection tells the client so.
		panic(http.ErrAbortHandler)
	}
}

func (h *Handler) patient(w http.ResponseWriter, r *http.Request) *patient {
	return &patient{w: w, to: http.NewResponseController(w), ctx: r.Context(), now: h.Now, each: h.Patience, end: h.Now().Add(h.Longest)}
}

func (h *Handler) stream(out io.Writer, q *asked, coding string, encode func(io.Writer) io.WriteCloser) error {
	var encoded io.WriteCloser
	if coding != "" {
		encoded = encode(out)
		out = encoded
	}
	hashed := newHashing(out)
	if err := q.format.Write(hashed, q.edition); err != nil {
		return err
	}
	if encoded != nil {
		if err := encoded.Close(); err != nil {
			return err
		}
	}
	h.digests.put(q.edition.Source.Revision, q.tag, hashed.digest())
	return nil
}

// describe sets what is known of a file before it is written: its digest (RFC 9530), and that parts of it can be
// had, only where somebody asked for the digest before, or got the file.
func (h *Handler) describe(head http.Header, q *asked, coding string, known *digest) {
	head.Set("Content-Type", q.format.Type)
	head.Set("Content-Disposition", `attachment; filename="`+q.format.Name+`"`)
	if !q.edition.Updated.IsZero() {
		head.Set("Last-Modified", q.edition.Updated.UTC().Format(http.TimeFormat))
	}
	if h.Signer != nil {
		head.Set("Link", `<`+Prefix+q.format.Name+suffixSignature+queryOf(q)+`>; rel="describedby"`)
	}
	if coding != "" {
		head.Set("Content-Encoding", coding)
	}
	if known != nil {
		head.Set("Content-Length", strconv.FormatInt(known.length, 10))
		head.Set("Repr-Digest", "sha-256=:"+base64.StdEncoding.EncodeToString(known.sum[:])+":")
		head.Set("Accept-Ranges", "bytes")
	}
}

func queryOf(q *asked) string {
	if query := q.edition.Query(); query != "" {
		return "?" + query
	}
	return ""
}

// enter takes a place among those that are written at once.
func (h *Handler) enter(w http.ResponseWriter, r *http.Request, places chan struct{}) bool {
	select {
	case places <- struct{}{}:
		return true
	default:
		h.Refuse(w, r, directory.NewError(directory.Unavailable, "As many exports as this server writes at once are under way. Try again in a few seconds."))
		return false
	}
}

func leave(places chan struct{}) { <-places }

// known gives the digest of a file, made now if need be. When it cannot it answers and says false.
func (h *Handler) known(w http.ResponseWriter, r *http.Request, q *asked) (digest, bool) {
	if d, ok := h.digests.get(q.tag); ok {
		return d, h.Charge(w, r, CostSmall)
	}
	if !h.Charge(w, r, CostWhole) || !h.enter(w, r, h.sums) {
		return digest{}, false
	}
	defer leave(h.sums)
	_ = http.NewResponseController(w).SetWriteDeadline(h.Now().Add(h.Longest)) // else the server's own holds
	d, err := h.digests.make(q.format, q.edition, q.tag)
	if err != nil {
		h.Refuse(w, r, err)
		return digest{}, false
	}
	return d, true
}

// digest answers as sha256sum writes and reads.
func (h *Handler) digest(w http.ResponseWriter, r *http.Request, q *asked) {
	if d, ok := h.known(w, r, q); ok {
		h.small(w, r, q.tag+suffixDigest, "text/plain; charset=utf-8", fmt.Appendf(nil, "%x  %s\n", d.sum, q.format.Name))
	}
}

// signature answers with the signed statement about a file.
func (h *Handler) signature(w http.ResponseWriter, r *http.Request, q *asked) {
	if h.Signer == nil {
		h.pay(w, r, CostSmall, func() { h.Refuse(w, r, unsigned()) })
		return
	}
	if d, ok := h.known(w, r, q); ok {
		signed := h.Signer.Sign(&signing.Statement{Name: q.name, Revision: q.edition.Snapshot.Revision, Length: d.length, SHA256: d.sum})
		h.small(w, r, q.tag+"."+h.Signer.ID()+suffixSignature, "text/plain; charset=utf-8", signed)
	}
}

func unsigned() error {
	return directory.NewError(directory.NotFound, "This server signs nothing, as its operator gave it no key (BLUEHEART_SIGNING_KEY_FILE). SHA-256 digests are there.")
}

// Key answers with the public key.
func (h *Handler) Key(w http.ResponseWriter, r *http.Request) {
	h.pay(w, r, CostSmall, func() {
		if h.Signer == nil {
			h.Refuse(w, r, unsigned())
			return
		}
		h.small(w, r, h.Signer.ID(), "application/x-pem-file", h.Signer.PublicKey())
	})
}

// small writes a short answer.
func (h *Handler) small(w http.ResponseWriter, r *http.Request, tag, media string, body []byte) {
	h.cacheable(w, tag)
	if has(r, tag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the client may have left
	}
}
