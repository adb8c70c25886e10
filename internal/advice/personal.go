package advice

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// seen is what one text holds: for each thing the word where it is, -1 where it is not.
type seen struct {
	shelter, named, birth, document, age, story, own, plea, email, phone int

	contact              int // a telephone number of whoever writes
	nameAndAge           bool
	firstPersons, length int
}

// nameAndAge is a name with an age, as newspapers write it: "Maria, 17," or "Maria (17)".
var nameAndAge = regexp.MustCompile(`\p{Lu}\p{Ll}{2,}(?:, (?:aged )?[1-9][0-9][,.;]| \([1-9][0-9]\))`)

// see judges one text. The time goes with its length.
func see(s string) (*text, seen) {
	t := read(s)
	v := seen{shelter: -1, named: -1, birth: -1, document: -1, age: -1, story: -1, own: -1, plea: -1, email: -1, phone: -1, contact: -1}
	v.length = utf8.RuneCountInString(s)
	if len(t.spans) == 0 {
		return t, v
	}
	first := func(at *int, word int) {
		if *at < 0 || word < *at {
			*at = word
		}
	}
	for _, h := range t.hits {
		switch h.sign {
		case birth:
			if t.yearAfter(h.next) {
				first(&v.birth, h.word)
			}
		case papers:
			if t.numberAfter(h.next) {
				first(&v.document, h.word)
			}
		case naming:
			if h.next < len(t.spans) && t.capital(h.next) || t.inside && together(runeAt(t.folded, t.spans[h.word].start)) {
				first(&v.named, h.word)
			}
		case contact:
			if p := t.phone(h.word - closeBy); p >= 0 && p < h.next+closeBy {
				first(&v.contact, p)
			}
		case story:
			first(&v.story, h.word)
		case ownStory:
			first(&v.own, h.word)
		case plea:
			first(&v.plea, h.word)
		case firstPerson:
			v.firstPersons++
		case shelter, street, via, signs:
		}
	}
	v.shelter = t.shelterAddress()
	v.email = t.personalEmail()
	v.phone = t.phone(0)
	for i := range t.spans {
		if t.spans[i].number && len(t.word(i)) >= 16 {
			first(&v.document, i) // longer than any telephone number
		}
		if v.age < 0 && t.age(i) {
			v.age = i
		}
	}
	v.nameAndAge = (v.story >= 0 || v.own >= 0) && nameAndAge.MatchString(t.bare)
	return t, v
}

func runeAt(s string, at int) rune {
	r, _ := utf8.DecodeRuneInString(s[at:])
	return r
}

// told is the word where something is told that was done to somebody, -1 when nothing is.
func (v *seen) told() int {
	if v.story >= 0 {
		return v.story
	}
	return v.own
}

// recognizable says whether a text tells who somebody is.
func (v *seen) recognizable() bool {
	return v.named >= 0 || v.birth >= 0 || v.document >= 0 || v.nameAndAge
}

// yearAfter says whether a date follows within a few words.
func (t *text) yearAfter(i int) bool {
	for k := i; k < len(t.spans) && k < i+6; k++ {
		if isYear(t.word(k)) {
			return true
		}
	}
	return false
}

// numberWords stand between a document and its number.
var numberWords = wordSet(`no nr n number num numero nummer is es est e ist was series serie seria серия серии номер номером № رقم رقمه رقمها هو 号码 是 号码是 号 为`)

// numberAfter says whether a number of a document follows: five digits or more in one word, or six in several.
func (t *text) numberAfter(i int) bool {
	digits := 0
	for k := i; k < len(t.spans) && k < i+6; k++ {
		w := t.word(k)
		n := 0
		for _, c := range w {
			if '0' <= c && c <= '9' {
				n++
			}
		}
		if digits += n; n >= 5 || digits >= 6 {
			return true
		}
		if n == 0 && digits == 0 && !numberWords[w] && utf8.RuneCountInString(w) > 2 {
			return false
		}
	}
	return false
}

var (
	agedBefore = wordSet(`aged age edad عمرها عمره`)
	agedAfter  = wordSet(`años anos ans jahre anni лет года рокiв років year years`)
)

// age says whether a number is the age of somebody: "17 years old", "17 años", "aged 17".
func (t *text) age(i int) bool {
	if !t.spans[i].number || len(t.word(i)) > 2 {
		return false
	}
	if i > 0 && agedBefore[t.word(i-1)] {
		return true
	}
	if i+1 == len(t.spans) || t.broken(i) {
		return false
	}
	next := t.word(i + 1)
	if next == "year" || next == "years" {
		return i+2 < len(t.spans) && t.word(i+2) == "old"
	}
	return agedAfter[next] || strings.HasPrefix(next, "岁") || strings.HasPrefix(next, "歲") || strings.HasPrefix(next, "летн")
}

// freeMail are hosts at which people have mailboxes for themselves.
var freeMail = wordSet(`gmail.com googlemail.com yahoo.com yahoo.fr yahoo.es yahoo.it yahoo.de yahoo.co.uk yahoo.com.br yahoo.co.in ymail.com hotmail.com hotmail.fr hotmail.es
	hotmail.it outlook.com outlook.fr outlook.es live.com msn.com icloud.com me.com aol.com proton.me protonmail.com pm.me tutanota.com gmx.de gmx.net gmx.com gmx.at gmx.ch
	web.de t-online.de orange.fr wanadoo.fr free.fr laposte.net libero.it virgilio.it mail.ru inbox.ru list.ru bk.ru yandex.ru ya.ru yandex.com rambler.ru
	ukr.net i.ua meta.ua qq.com 163.com 126.com sina.com foxmail.com naver.com rediffmail.com seznam.cz wp.pl onet.pl o2.pl interia.pl abv.bg uol.com.br bol.com.br terra.com.br`)

// roles are words in the addresses of offices.
var roles = wordSet(`info contact contacto contatto contato kontakt kontakte office help helpline hotline hope support service services
	customer care desk helpdesk report reports reporting tip tips trata antitrata tratta traite trafficking antitrafficking human rights women children police
	press media team secretariat admin mail post ngo legal victim victims shelter line national team crisis counselling beratung ayuda denuncia
	denuncias atencion ouvidoria aide ecoute linea safe stop desk unit enquiries general public relations migration labour labor consular`)

// personalMailbox says whether an address looks like one person's: at a host where people have their own, or
// a first name and a last name. A role in it speaks against that.
func personalMailbox(address string) bool {
	local, host, ok := strings.Cut(strings.ToLower(address), "@")
	if !ok {
		return false
	}
	parts := strings.FieldsFunc(foldText(local), func(r rune) bool { return r == '.' || r == '_' || r == '-' || r == '+' })
	if slices.ContainsFunc(parts, func(p string) bool { return roles[strings.TrimRight(p, "0123456789")] }) {
		return false
	}
	if freeMail[host] {
		return true
	}
	first, last, dotted := strings.Cut(foldText(local), ".")
	return dotted && nameLike(first, 1) && nameLike(strings.TrimRight(last, "0123456789"), 2)
}

// nameLike says whether a part of an address can be a name: letters, perhaps hyphened, not too many.
func nameLike(s string, least int) bool {
	const most = 14
	n := 0
	for _, r := range s {
		if n++; !unicode.IsLetter(r) && r != '-' && r != '.' {
			return false
		}
	}
	return n >= least && n <= most
}

// personalEmail gives the word where a person's address begins, -1 when there is none.
func (t *text) personalEmail() int {
	for from := 0; ; {
		i := strings.IndexByte(t.folded[from:], '@')
		if i < 0 {
			return -1
		}
		at := from + i
		start := len(strings.TrimRightFunc(t.folded[:at], inAddress))
		end := at + 1
		for end < len(t.folded) && inAddress(runeAt(t.folded, end)) {
			end += utf8.RuneLen(runeAt(t.folded, end))
		}
		host := strings.TrimRight(t.folded[at+1:end], ".-")
		if start < at && strings.Contains(host, ".") && personalMailbox(t.folded[start:at]+"@"+host) {
			return t.wordAt(start)
		}
		from = at + 1
	}
}

func inAddress(r rune) bool {
	return unicode.IsLetter(r) && !together(r) || unicode.IsDigit(r) || r == '.' || r == '_' || r == '-' || r == '+'
}

// closeBy is how many words may stand between a telephone number and the words that say whose it is.
const closeBy = 4

// phone gives the first word of a telephone number from a word on, -1 when there is none: 7 to 15 digits in groups, which
// are no date, no span of years and no number with separated thousands.
func (t *text) phone(from int) int {
	for i := max(from, 0); i < len(t.spans); i++ {
		if !t.spans[i].number {
			continue
		}
		last, digits := i, len(t.word(i))
		for last+1 < len(t.spans) && t.spans[last+1].number && strings.Trim(t.between(last), " \u00a0-‐‑–./()") == "" && t.between(last) != "" {
			last++
			digits += len(t.word(last))
		}
		if digits >= 7 && digits <= 15 && !t.dates(i, last) && !t.thousands(i, last) && !t.counted(i) {
			return i
		}
		i = last
	}
	return -1
}

// dates says whether groups of digits are dates, or numbers with a year: 30.07.2019, 20190730, 162/2025. A
// telephone number that has a year in it begins with a plus or a zero.
func (t *text) dates(first, last int) bool {
	start := t.spans[first].start
	if t.word(first)[0] == '0' && len(t.word(first)) > 2 || start > 0 && t.folded[start-1] == '+' {
		return false
	}
	for i := first; i <= last; i++ {
		if w := t.word(i); isYear(w) || len(w) == 8 && isYear(w[:4]) {
			return true
		}
	}
	return false
}

// counted says whether digits are the rest of a number with separated thousands, as in 100,000.
func (t *text) counted(i int) bool {
	return i > 0 && t.spans[i-1].number && t.between(i-1) == "," && len(t.word(i)) == 3
}

// thousands says whether groups of digits are one number, such as 1.275.000.
func (t *text) thousands(first, last int) bool {
	if first == last || len(t.word(first)) > 3 || t.word(first)[0] == '0' {
		return false
	}
	for i := first; i < last; i++ {
		if sep := t.between(i); len(t.word(i+1)) != 3 || sep != "." && sep != "\u00a0" && sep != "\u202f" {
			return false
		}
	}
	return true
}
