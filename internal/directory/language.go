package directory

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// Best gives the text that suits the reader: the first preferred language that a text is in, by exact
// tag, then in the script that the tag stands for ("zh-TW" is "zh-Hant-TW"), then by lookup (RFC 4647
// section 3.4: "fr-CH" falls back to "fr"), then a text in a variety of the language ("pt" accepts
// "pt-BR", "no" accepts "nb"). Without any match it is the first text, the record's own. It is nil only
// for an empty list.
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
			if len(tag) == len(want) {
				if t := written(texts, want); t != nil {
					return t
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

// written looks a language up with its script told, where one of the tags tells it: readers in China ask for
// "zh-CN", and what is written for them may say "zh-Hans".
func written(texts []Text, want LanguageTag) *Text {
	base := baseOf(want)
	told := tellsScript(want)
	for i := range texts {
		told = told || baseOf(texts[i].Language) == base && tellsScript(texts[i].Language)
	}
	if !told {
		return nil
	}
	find := func(suits func(tag LanguageTag) bool) *Text {
		for i := range texts {
			if baseOf(texts[i].Language) == base && suits(withScript(texts[i].Language)) {
				return &texts[i]
			}
		}
		return nil
	}
	whole := withScript(want)
	for tag := whole; tag != base && tag != ""; tag = LanguageTag(parentTag(string(tag))) {
		if t := find(func(other LanguageTag) bool { return other == tag }); t != nil {
			return t
		}
	}
	if !tellsScript(whole) {
		return nil
	}
	return find(func(other LanguageTag) bool { return Covers(whole, other) })
}

// tellsScript says that a tag has a script: four letters behind the language.
func tellsScript(t LanguageTag) bool {
	_, rest, _ := strings.Cut(string(t), "-")
	script, _, _ := strings.Cut(rest, "-")
	return len(script) == 4 && (script[0] < '0' || script[0] > '9')
}

// withScript tells the script in which a language is written where it is spoken.
func withScript(t LanguageTag) LanguageTag {
	if tellsScript(t) {
		return t
	}
	parsed, err := language.Parse(string(t))
	if err != nil {
		return t
	}
	script, confidence := parsed.Script()
	if confidence == language.No {
		return t
	}
	base := baseOf(t)
	return base + LanguageTag("-"+script.String()) + t[len(base):]
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
