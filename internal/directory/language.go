package directory

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Best gives the text that suits the reader: the first preferred language that a text is in, by exact
// tag, then by lookup (RFC 4647 section 3.4: "fr-CH" falls back to "fr"), then a text in a variety of
// the language ("pt" accepts "pt-BR", "no" accepts "nb"). Without any match it is the first text, the record's own. It is
// nil only for an empty list.
func Best(texts []Text, preferred []LanguageTag) *Text {
	if len(texts) == 0 {
		return nil
	}
	if len(texts) == 1 {
		return &texts[0]
	}
	for _, want := range preferred {
		for tag := string(want); tag != ""; tag = parentTag(tag) {
			for i := range texts {
				if string(texts[i].Language) == tag {
					return &texts[i]
				}
			}
		}
		for i := range texts {
			if Covers(want, texts[i].Language) || norwegian(want) && norwegian(texts[i].Language) {
				return &texts[i]
			}
		}
	}
	return &texts[0]
}

// BestNames gives the values of the text that suits the reader and of another one in its language, empty where
// there is none: forms that keep a name and an alternate name, such as HSDS, have no more.
func BestNames(texts []Text, preferred []LanguageTag) (name, other string) {
	best := Best(texts, preferred)
	if best == nil {
		return "", ""
	}
	for i := range texts {
		if t := &texts[i]; t != best && t.Language == best.Language && t.Value != best.Value {
			return best.Value, t.Value
		}
	}
	return best.Value, ""
}

// Covers says whether a language range includes a tag: "pt" covers "pt" and "pt-BR" (RFC 4647 section
// 3.3.1, basic filtering).
func Covers(within, tag LanguageTag) bool {
	return strings.HasPrefix(string(tag), string(within)) && (len(tag) == len(within) || tag[len(within)] == '-')
}

// Understands says that somebody who speaks one language is understood in the other: they are one language,
// whatever the region and the script, or both are Norwegian. Sign languages have a tag each.
func Understands(a, b LanguageTag) bool {
	if a == b {
		return true
	}
	base := baseOf(a)
	return base == baseOf(b) && base != "sgn" || norwegian(a) && norwegian(b)
}

// baseOf is the primary language subtag.
func baseOf(t LanguageTag) LanguageTag {
	if i := strings.IndexByte(string(t), '-'); i >= 0 {
		return t[:i]
	}
	return t
}

// Norwegian is one language with two written forms, and tags say no, nb and nn of the same speakers.
var Norwegian = [...]LanguageTag{"no", "nb", "nn"}

func norwegian(t LanguageTag) bool {
	return slices.ContainsFunc(Norwegian[:], func(n LanguageTag) bool { return Covers(n, t) })
}

// parentTag drops the last subtag, and a single-letter subtag left at the end (RFC 4647 section 3.4).
func parentTag(tag string) string {
	i := strings.LastIndexByte(tag, '-')
	if i < 0 {
		return ""
	}
	if i >= 2 && tag[i-2] == '-' {
		i -= 2
	}
	return tag[:i]
}

// maxLanguages bounds how many languages of a preference count: each distinct list has finished answers of
// its own.
const maxLanguages = 5

// anyLanguage is what golang.org/x/text makes of the wildcard "*".
var anyLanguage = language.MustParse("mul")

// CanonicalLanguages turns an Accept-Language header (RFC 9110 section 12.5.4) into the preference that
// answers depend on: canonical tags, best first, separated by commas. What cannot be read is left out.
func CanonicalLanguages(header string) string {
	if len(header) > 1000 {
		header = header[:1000]
	}
	type preference struct {
		tag string
		q   float32
	}
	var read []preference
	for item := range strings.SplitSeq(header, ",") { // one by one: a bad item must not spoil the others
		tags, q, err := language.ParseAcceptLanguage(item)
		if err != nil || len(tags) == 0 || q[0] <= 0 || tags[0] == language.Und || tags[0] == anyLanguage {
			continue
		}
		if t, err := canonicalTag(tags[0]); err == nil {
			read = append(read, preference{t.String(), q[0]})
		}
	}
	slices.SortStableFunc(read, func(a, b preference) int { return cmp.Compare(b.q, a.q) })
	var kept []string
	for _, p := range read {
		if len(kept) < maxLanguages && !slices.Contains(kept, p.tag) {
			kept = append(kept, p.tag)
		}
	}
	return strings.Join(kept, ",")
}

// ParseLanguages reads what CanonicalLanguages gives.
func ParseLanguages(canonical string) []LanguageTag {
	if canonical == "" {
		return nil
	}
	parts := strings.Split(canonical, ",")
	tags := make([]LanguageTag, len(parts))
	for i, p := range parts {
		tags[i] = LanguageTag(p)
	}
	return tags
}
