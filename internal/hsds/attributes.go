package hsds

import (
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/blueheart-federation/api/internal/exchange"
)

// attributes gathers the attributes of one object.
type attributes struct {
	of   string // id of the object
	list []Attribute
}

// add adds an attribute unless its value is empty.
func (a *attributes) add(code, value string) {
	if value == "" {
		return
	}
	a.list = append(a.list, Attribute{ID: nth(a.of, "attribute", len(a.list)), Value: value, Term: briefOf[code]})
}

// addAll adds values of a closed set as one list.
func addAll[T ~string](a *attributes, code string, values []T) { a.add(code, joined(values)) }

func joined[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ",")
}

// longestPiece bounds one attribute of a record, in bytes: readers of tables take cells of 32 KiB.
const longestPiece = 24 << 10

// record adds the whole record of an object and the print of the object without it.
func (a *attributes) record(kind string, object any, record []byte) {
	text := string(record)
	for len(text) > 0 {
		n := pieceOf(text)
		a.add(exchange.CodeRecord, text[:n])
		text = text[n:]
	}
	data, err := json.Marshal(object)
	if err != nil {
		panic(err) // texts, numbers and lists of them
	}
	printed, err := exchange.Print(kind, data)
	if err != nil {
		panic(err) // as above
	}
	a.add(exchange.CodePrint, printed)
}

// pieceOf gives where to cut a text that is too long: between two letters or digits, as readers take off what
// stands around a value.
func pieceOf(text string) int {
	if len(text) <= longestPiece {
		return len(text)
	}
	for n := longestPiece; n > longestPiece/2; n-- {
		if !utf8.RuneStart(text[n]) {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(text[:n])
		after, _ := utf8.DecodeRuneInString(text[n:])
		if solid(before) && solid(after) {
			return n
		}
	}
	n := longestPiece
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return n
}

func solid(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
