package httpapi

import (
	"hash/maphash"
	"sync/atomic"
)

// answers keeps finished answers to anonymous queries. Such an answer is a pure function of the request's
// bytes, the negotiated type and language, the directory's revision and, only where the clock matters,
// the minute; and it is found by exactly these, so a hit parses nothing.
//
// The key in the map is a seeded hash; the parts themselves are compared in full, so that a collision,
// made on purpose or not, is a miss and never somebody else's answer.
type answers struct {
	kept     *bounded[uint64, *answer]
	revision string // of all that is kept; guarded by kept.mu
	seed     maphash.Seed
}

// answerKey is what an answer depends on beside revision and minute.
type answerKey struct {
	hash     uint64
	kind     uint8 // the method and the media type
	language string
	raw      string // the body, or the query string
}

// anyMinute marks an answer that the clock does not touch.
const anyMinute = -1

// answer is one finished answer in the forms that were asked for so far.
type answer struct {
	answerKey
	minute int64
	cost   int
	tag    string // ETag without coding and quotes; "" when nobody may keep the answer
	forms  [3]atomic.Pointer[form]
}

// form is an answer's body in one coding, with the header values that go with it.
type form struct {
	body   []byte
	length []string
	etag   []string
}

// newAnswers makes a cache of at most maxBytes.
func newAnswers(maxBytes int) *answers {
	return &answers{kept: newBounded[uint64, *answer](maxBytes), seed: maphash.MakeSeed()}
}

func (a *answers) key(kind uint8, language, raw string) answerKey {
	h := maphash.String(a.seed, raw)
	h ^= (maphash.String(a.seed, language) + uint64(kind)) * 0x9e3779b97f4a7c15
	return answerKey{hash: h, kind: kind, language: language, raw: raw}
}

// get finds the answer to key in this revision and minute, nil if there is none. The first look with
// another revision drops all that is kept.
func (a *answers) get(key answerKey, revision string, minute int64) *answer {
	a.kept.mu.Lock()
	defer a.kept.mu.Unlock()
	if a.revision != revision {
		a.kept.reset()
		a.revision = revision
		return nil
	}
	e, ok := a.kept.getLocked(key.hash)
	if !ok || e.kind != key.kind || e.language != key.language || e.raw != key.raw {
		return nil
	}
	if e.minute != anyMinute && e.minute != minute {
		return nil
	}
	return e
}

// put keeps e, unless the revision has moved on since.
func (a *answers) put(revision string, e *answer) {
	const overhead = 512 // of the map, the list and the structs
	a.kept.mu.Lock()
	defer a.kept.mu.Unlock()
	if a.revision == revision {
		a.kept.putLocked(e.hash, e, len(e.raw)+len(e.language)+len(e.forms[codingIdentity].Load().body)+overhead)
	}
}

// in gives the answer in coding c and which coding it really has. A compressed form is made at the first
// request for it; two at once may make it twice, which is harmless.
func (e *answer) in(c coding) (f *form, used coding, made int) {
	plain := e.forms[codingIdentity].Load()
	if c == codingIdentity || len(plain.body) < compressFrom {
		return plain, codingIdentity, 0
	}
	if f := e.forms[c].Load(); f != nil {
		return f, c, 0
	}
	f = newForm(compress(plain.body, c), e.tag, c)
	if e.forms[c].CompareAndSwap(nil, f) {
		made = len(f.body)
	}
	return f, c, made
}

func newForm(body []byte, tag string, c coding) *form {
	f := &form{body: body, length: []string{itoa(len(body))}}
	if tag != "" {
		f.etag = []string{quoteTag(tag, c)}
	}
	return f
}
