package wording

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"

	"github.com/blueheart-federation/api/internal/directory"
)

// Limits on a file and on each text in it.
const (
	maxFile = 1 << 20
	maxText = 1000 // characters
)

// text is one entry of a file.
type text struct {
	key     string
	message message
}

// tagOf gives the language of a file, which its name must say in the canonical way: two names for one
// language would override each other in an order that nobody sees.
func tagOf(name string) (directory.LanguageTag, error) {
	stem := strings.TrimSuffix(name, ".json")
	tag, err := directory.ParseLanguageTag(stem)
	switch {
	case err != nil:
		return "", fmt.Errorf("wording: %.100s: %w", name, err)
	case string(tag) != stem:
		return "", fmt.Errorf("wording: %s: the language is written %q, so name the file %s.json", name, tag, tag)
	case tag == directory.Undetermined:
		return "", fmt.Errorf("wording: %s: the language of the texts must be known", name)
	}
	return tag, nil
}

// readFile reads the texts of a file in the order of their keys and checks each of them. known is nil for
// the English file, which says what there is.
func readFile(dir fs.FS, name string, known *keys) ([]text, error) {
	source, err := readBounded(dir, name)
	if err != nil {
		return nil, fmt.Errorf("wording: %s: %w", name, err)
	}
	file, err := i18n.ParseMessageFileBytes(source, name, map[string]i18n.UnmarshalFunc{"json": unmarshalOnce})
	if err != nil {
		return nil, fmt.Errorf("wording: %s: %w", name, err)
	}
	texts := make([]text, 0, len(file.Messages))
	for _, m := range file.Messages {
		compiled, err := check(m, known)
		if err != nil {
			return nil, fmt.Errorf("wording: %s: %.100q %w", name, m.ID, err)
		}
		texts = append(texts, text{m.ID, compiled})
	}
	slices.SortFunc(texts, func(a, b text) int { return strings.Compare(a.key, b.key) })
	for i := 1; i < len(texts); i++ {
		if texts[i].key == texts[i-1].key {
			return nil, fmt.Errorf("wording: %s: %q is there twice", name, texts[i].key)
		}
	}
	return texts, nil
}

func readBounded(dir fs.FS, name string) ([]byte, error) {
	f, err := dir.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	source, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(source) > maxFile:
		return nil, errors.New("has more than 1 MiB")
	case !utf8.Valid(source):
		return nil, errors.New("is not in UTF-8")
	}
	return source, nil
}

// unmarshalOnce reads JSON and refuses an object that has a key twice, which encoding/json lets pass: one of
// the two texts would be lost.
func unmarshalOnce(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	var seen []map[string]bool // by depth; nil for an array
	isKey := false
	for decoder := json.NewDecoder(bytes.NewReader(data)); ; {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case json.Delim:
			switch t {
			case '{':
				seen = append(seen, map[string]bool{})
			case '[':
				seen = append(seen, nil)
			default:
				seen = seen[:len(seen)-1]
			}
			isKey = true
			continue
		case string:
			if top := len(seen) - 1; isKey && top >= 0 && seen[top] != nil {
				if seen[top][t] {
					return fmt.Errorf("%.100q is there twice", t)
				}
				seen[top][t] = true
				isKey = false
				continue
			}
		}
		isKey = true // a value ends, a key may follow
	}
}

// check compiles one text if it is as it should be.
func check(m *i18n.Message, known *keys) (message, error) {
	if known != nil {
		if _, ok := known.places[m.ID]; !ok {
			return message{}, errors.New("is no key: the English file has all there are")
		}
	}
	if m.Zero+m.One+m.Two+m.Few+m.Many != "" {
		return message{}, errors.New("has plural forms, and nothing is counted here: give one text")
	}
	if n := utf8.RuneCountInString(m.Other); n < 1 || n > maxText || strings.TrimSpace(m.Other) == "" {
		return message{}, fmt.Errorf("has %d characters, and must have 1 to %d that are not all spaces", n, maxText)
	}
	if i := strings.IndexFunc(m.Other, controls); i >= 0 {
		r, _ := utf8.DecodeRuneInString(m.Other[i:])
		return message{}, fmt.Errorf("has the control character %U", r)
	}
	compiled, err := compile(m.Other)
	if err != nil || known == nil {
		return compiled, err
	}
	if want, got := known.values[known.places[m.ID]], compiled.takes(); got != want {
		return message{}, fmt.Errorf("has the placeholders %s, and English has %s", got, want)
	}
	return compiled, nil
}

// controls are the characters that no text needs: control characters, line and paragraph separators, byte
// order marks, what replaced something unreadable, and the embeddings, overrides and isolates that could show
// a number in another order. Marks (U+200E, U+200F, U+061C) and joiners are part of how some languages are written.
func controls(r rune) bool {
	return unicode.IsControl(r) || r >= '\u2028' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\ufeff' || r == '\ufffd'
}
