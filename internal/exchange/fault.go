package exchange

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/blueheart-federation/api/internal/directory"
)

// quoted is how many characters of a file a message may repeat.
const quoted = 40

// fault is an error of the file as a whole.
func fault(format string, args ...any) error {
	return directory.NewError(directory.InvalidInput, fmt.Sprintf(format, args...))
}

// quote repeats a value of the file: 40 characters at most, in quotes, nothing unprintable.
func quote(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n == quoted {
			b.WriteRune('…')
			break
		}
		switch {
		case r == '"':
			r = '\''
		case !unicode.IsPrint(r):
			r = '\uFFFD'
		}
		b.WriteRune(r)
		n++
	}
	return `"` + b.String() + `"`
}

// shorten cuts what a message of another package repeats of the file: each quoted string to 40 characters.
func shorten(message string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(message, '"')
		if i < 0 {
			break
		}
		b.WriteString(message[:i])
		message = message[i:]
		literal, err := strconv.QuotedPrefix(message)
		if err != nil {
			break
		}
		text, err := strconv.Unquote(literal)
		if err != nil {
			break
		}
		b.WriteString(quote(text))
		message = message[len(literal):]
	}
	b.WriteString(message)
	return b.String()
}
