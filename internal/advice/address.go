package advice

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// nearby is how many characters may lie between the word for a shelter and an address for the two to belong
// together: about two sentences.
const nearby = 120

// mostNameWords is how many words the name of a street may have.
const mostNameWords = 6

// connectors stand between a street and its number without being names.
var connectors = wordSet(`de des du la le les l d del della dei delle di da do dos das el los las of the von der den am an
	no nr n numero num number house building bldg bl dom д дом буд будинок им имени ім корп корпус стр رقم بناية مبنى عمارة منزل`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[foldText(w)] = true
	}
	return set
}

var (
	// hanAddress is a street with a number in Chinese.
	hanAddress = regexp.MustCompile(`[路街巷弄道] ?[0-9一二三四五六七八九十百]{1,5} ?[号號弄]`)
	// coordinates are degrees with at least three decimals, which is a hundred metres.
	coordinates = regexp.MustCompile(`[0-9]{1,2}\.[0-9]{3,}°?[nsNS]?[,; ]+-?[0-9]{1,3}\.[0-9]{3,}`)
	mapLinks    = []string{"maps.app.goo.gl", "goo.gl/maps", "google.com/maps", "maps.google.", "maps.apple.com", "openstreetmap.org", "osm.org/", "what3words.com", "w3w.co", "2gis.", "yandex.ru/maps", "amap.com", "map.baidu"}
)

// shelterAddress gives a word of an address that stands near a word for a shelter, -1 when there is none.
func (t *text) shelterAddress() int {
	var shelters []int
	for _, h := range t.hits {
		if h.sign == shelter {
			shelters = append(shelters, h.word)
		}
	}
	if shelters == nil {
		return -1
	}
	near := func(word int) bool {
		for _, s := range shelters {
			if d := t.spans[s].at - t.spans[word].at; -nearby <= d && d <= nearby {
				return true
			}
		}
		return false
	}
	for _, h := range t.hits {
		if h.sign != street && h.sign != via {
			continue
		}
		if t.numbered(h) && near(h.word) {
			return h.word
		}
	}
	if t.inside {
		for _, found := range hanAddress.FindAllStringIndex(t.folded, mostHits) {
			if w := t.wordAt(found[0]); near(w) {
				return w
			}
		}
	}
	if found := coordinates.FindStringIndex(t.folded); found != nil {
		return t.wordAt(found[0])
	}
	for _, link := range mapLinks {
		if i := strings.Index(t.folded, link); i >= 0 {
			return t.wordAt(i)
		}
	}
	return -1
}

// numbered says whether a word for a street has the number of a house before or behind it, with nothing but
// a name between. Names begin with a capital where a script has them.
func (t *text) numbered(h hit) bool {
	names := 0
	for i := h.next; i < len(t.spans) && i < h.next+mostNameWords && !t.broken(i-1); i++ {
		switch {
		case t.houseNumber(i):
			if names > 0 || h.sign == street {
				return true
			}
			return false
		case connectors[t.word(i)]:
		case t.capital(i):
			names++
		default:
			i = len(t.spans) // an ordinary word ends the name
		}
	}
	names = 0
	for i := h.word - 1; i >= 0 && i >= h.word-mostNameWords && !t.broken(i); i-- {
		switch {
		case t.houseNumber(i):
			if names > 0 || h.next == len(t.spans) {
				return names > 0
			}
			return connectors[t.word(h.next)] || h.sign == street && t.capital(h.next)
		case connectors[t.word(i)]:
		case t.capital(i):
			names++
		default:
			return false
		}
	}
	return false
}

// broken says whether a sentence or a line ends between a word and the next. A full stop behind a short word
// is taken for an abbreviation.
func (t *text) broken(i int) bool {
	sep := t.between(i)
	if strings.ContainsAny(sep, "!?;:\n。！？؟|") {
		return true
	}
	return strings.Contains(sep, ".") && utf8.RuneCountInString(t.word(i)) > 4
}

// houseNumber says whether a word can be one: up to five digits with a letter at most, no year and no 24/7.
func (t *text) houseNumber(i int) bool {
	w := t.word(i)
	digits := len(w)
	if n := len(w) - 1; n > 0 && 'a' <= w[n] && w[n] <= 'z' {
		digits = n
	}
	if digits > 5 || !onlyDigits(w[:digits]) || isYear(w) {
		return false
	}
	after := ""
	if t.spans[i].end < len(t.folded) {
		after = t.folded[t.spans[i].end:min(len(t.folded), t.spans[i].end+2)]
	}
	return after != "/7" && !strings.HasPrefix(after, "%") && !(i > 0 && w == "7" && t.word(i-1) == "24")
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

func isYear(w string) bool {
	return len(w) == 4 && onlyDigits(w) && (w[:2] == "19" || w[:2] == "20")
}
