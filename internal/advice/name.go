package advice

import (
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/directory"
)

// alike is the least likeness of two names for which a duplicate is suspected. name_test.go has the pairs of
// the founding directory on both sides of it: different initiatives of one country reach 0.48, the same one
// under two names mostly 0.56 or more.
const alike = 0.55

// Two words weigh the same unless they are of the words that every other name in the field has.
const (
	common   = 0.25
	distinct = 1.0
)

// mostTokens bounds the words of a name that count.
const mostTokens = 32

// nameTokens is a name as it is compared: its words without case, accents and order, each once, as hashes. Runs
// of scripts without spaces are taken as pairs of characters.
type nameTokens struct {
	tokens  []token // sorted by hash
	weight  float64
	own     float64 // weight of the words that are not common
	initial uint64  // a bit for each word, to tell in one step that two names have none in common
	whole   uint64  // of all letters and digits in their order, without what stands between
}

type token struct {
	hash   uint64
	weight float64
}

// hash64 is FNV-1a, which can be fed rune by rune.
type hash64 uint64

const (
	hashStart hash64 = 14695981039346656037
	hashPrime hash64 = 1099511628211
)

func (h hash64) add(r rune) hash64 { return (h ^ hash64(uint32(r))) * hashPrime } //nolint:gosec // characters are not negative

// commonWords are in the names of hotlines and campaigns against trafficking everywhere, and tell nothing apart.
var commonWords = func() map[hash64]bool {
	all := map[hash64]bool{}
	for word := range strings.FieldsSeq(`
		a an and against anti at by centre center combating counter for free from human being beings help helpline
		hotline hot in initiative line lines modern national of office on or person persons phone people police program programme project
		report reporting service services slavery support telephone the to toll trafficked trafficking victim
		victims with exploitation campaign association centro national
		al contra de del el en la las linea los nacional para personas por servicio telefono trata victimas y e
		au aux contre d des du en et etre etres humaine humains l la le les ligne lutte nationale numero pour
		traite victimes
		as ao da das do dos linha o os trafico vitimas
		contro degli dei della delle gli il tratta umani verde
		der die das den fur gegen hilfetelefon im menschenhandel mensch national nationale und von
		impotriva persoane si traficului van voor tegen mensenhandel
		борьбе в горячая для и линия людьми людеи национальная по помощи против с телефон торговлеи торговли
		гаряча допомоги з і лінія національна проти та торгівлі торгівлею
		خط في من ضد الاتجار بالبشر بالاشخاص الوطني مكافحة المساعدة
		人口 贩运 贩卖 反人 热线 求助 全国 国家 拐卖`) {
		h := hashStart
		for _, r := range word {
			h = h.add(foldLetter(r))
		}
		all[h] = true
	}
	return all
}()

// tokensOf reads a name into into's memory.
func tokensOf(name string, into *nameTokens) {
	n := nameTokens{tokens: into.tokens[:0]}
	whole, word := hashStart, hashStart
	in := false
	var before rune // the character before in a run without spaces
	end := func() {
		if in {
			n.addWord(word)
		}
		word, in = hashStart, false
	}
	for _, r := range name {
		switch {
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
		case ignored(r):
			continue
		default:
			r = foldLetter(r)
		}
		letter := 'a' <= r && r <= 'z' || '0' <= r && r <= '9' || r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if !letter {
			if r != '\'' && r != '’' || !in {
				before = 0
				end()
			} else {
				end()
			}
			continue
		}
		whole = whole.add(r)
		if r >= 0x2E80 && spaceless(r) {
			end()
			if before != 0 {
				n.addWord(hashStart.add(before).add(r))
			}
			before = r
			continue
		}
		before = 0
		word, in = word.add(r), true
	}
	end()
	n.whole = uint64(whole)
	slices.SortFunc(n.tokens, func(a, b token) int {
		switch {
		case a.hash < b.hash:
			return -1
		case a.hash > b.hash:
			return 1
		}
		return 0
	})
	*into = n
}

func (n *nameTokens) addWord(word hash64) {
	if len(n.tokens) >= mostTokens {
		return
	}
	for _, t := range n.tokens {
		if t.hash == uint64(word) {
			return
		}
	}
	t := token{uint64(word), distinct}
	if commonWords[word] {
		t.weight = common
	} else {
		n.own += distinct
	}
	n.weight += t.weight
	n.initial |= 1 << (uint64(word) >> 58)
	n.tokens = append(n.tokens, t)
}

// spaceless says whether a character belongs to a script that puts no spaces between words.
func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// likeness is from 0 to 1: the weight of the words two names share, of the mean weight of both (Dice's
// coefficient). Names that share nothing but common words are not alike, unless they are one name.
func likeness(a, b *nameTokens) float64 {
	if len(a.tokens) == 0 || len(b.tokens) == 0 {
		return 0
	}
	if a.whole == b.whole {
		return 1
	}
	if bits.OnesCount64(a.initial&b.initial) == 0 || 2*min(a.weight, b.weight) < alike*(a.weight+b.weight) {
		return 0
	}
	shared, own := 0.0, 0.0
	for i, j := 0, 0; i < len(a.tokens) && j < len(b.tokens); {
		switch x, y := a.tokens[i], b.tokens[j]; {
		case x.hash < y.hash:
			i++
		case x.hash > y.hash:
			j++
		default:
			shared += x.weight
			if x.weight == distinct {
				own += x.weight
			}
			i, j = i+1, j+1
		}
	}
	if own == 0 {
		return 0
	}
	return 2 * shared / (a.weight + b.weight)
}

// namesOf gives the names of a record to compare, an acronym among them.
func namesOf(m *directory.Common, acronym string) []string {
	names := make([]string, 0, len(m.Names)+1)
	for i := range m.Names {
		names = append(names, m.Names[i].Value)
	}
	if len([]rune(acronym)) >= 3 {
		names = append(names, acronym)
	}
	return names
}
