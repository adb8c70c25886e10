package httpapi

import (
	"hash/fnv"
	"strconv"
	"strings"
)

// tagger writes ETags. A tag is strong: revision, build, media type, language, the minute where the clock
// matters and the coding settle each byte of the answer to one URL. The query is not in it, because an
// ETag only ever speaks for its own URL. Replicas of one build give equal tags.
type tagger struct{ build string }

func newTagger(build string) tagger {
	if build == "" {
		return tagger{}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(build)) // never fails
	return tagger{build: "." + strconv.FormatUint(uint64(h.Sum32()), 36)}
}

// tag gives the ETag without coding and quotes.
func (t tagger) tag(revision, language string, m media, minute int64) string {
	var b strings.Builder
	b.Grow(len(revision) + len(language) + 24)
	writeTagText(&b, revision)
	b.WriteString(t.build)
	if m == mediaGraphQL {
		b.WriteString(".g")
	} else {
		b.WriteString(".j")
	}
	if language != "" {
		b.WriteByte('.')
		writeTagText(&b, language)
	}
	if minute != anyMinute {
		b.WriteString(".m")
		b.WriteString(strconv.FormatInt(minute, 36))
	}
	return b.String()
}

// writeTagText writes s in characters that an ETag may hold and that no list parser stumbles over. Any
// other becomes its number, so that two texts never look alike.
func writeTagText(b *strings.Builder, s string) {
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-':
			b.WriteByte(c)
		default:
			b.WriteByte('_')
			b.WriteString(strconv.FormatUint(uint64(c), 16))
			b.WriteByte('_')
		}
	}
}

func quoteTag(tag string, c coding) string {
	switch c {
	case codingGzip:
		return `"` + tag + `.gz"`
	case codingZstd:
		return `"` + tag + `.zs"`
	default:
		return `"` + tag + `"`
	}
}

// matchesTag reads an If-None-Match header (RFC 9110 section 13.1.2): a list, compared weakly. star tells
// whether "*" matches, which it does only when an answer is known to exist.
func matchesTag(header []string, etag string, star bool) bool {
	for _, line := range header {
		for item := range strings.SplitSeq(line, ",") {
			item = strings.TrimPrefix(strings.TrimSpace(item), "W/")
			if item == etag || star && item == "*" {
				return true
			}
		}
	}
	return false
}
