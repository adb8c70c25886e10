package wording

import (
	"fmt"
	"strings"
)

// parameter is a value that a sentence can take.
type parameter uint8

const (
	literal parameter = iota // no value: words of the text itself
	country
	languageName
	channel
	weekday
	clock
	zone
	date
)

var parameterNames = [...]string{
	country: "Country", languageName: "Language", channel: "Channel", weekday: "Weekday", clock: "Time", zone: "Zone", date: "Date",
}

// parameters is a set of them, a bit each.
type parameters uint8

func (p parameters) has(q parameter) bool { return p&(1<<q) != 0 }

// String lists the placeholders for an error message.
func (p parameters) String() string {
	var names []string
	for q := country; int(q) < len(parameterNames); q++ {
		if p.has(q) {
			names = append(names, "{{."+parameterNames[q]+"}}")
		}
	}
	if names == nil {
		return "none"
	}
	return strings.Join(names, " ")
}

// piece is a part of a sentence: words, or the place of a value.
type piece struct {
	words string
	value parameter
	// inside says that the value stands in the middle of a sentence, not where one begins.
	inside bool
}

// message is one text, cut at its placeholders if it has any. The zero message is a missing one.
type message struct {
	text   string
	pieces []piece // nil for a text without placeholders
}

// takes gives the values that the text needs.
func (m *message) takes() parameters {
	var p parameters
	for _, piece := range m.pieces {
		if piece.value != literal {
			p |= 1 << piece.value
		}
	}
	return p
}

// compile cuts a text at its placeholders.
func compile(source string) (message, error) {
	m := message{text: source}
	inside := false
	for rest := source; rest != ""; {
		words, after, found := strings.Cut(rest, "{{")
		if strings.Contains(words, "}}") {
			return message{}, fmt.Errorf("has }} without {{")
		}
		if !found && m.pieces == nil {
			return m, nil
		}
		if words != "" {
			m.pieces = append(m.pieces, piece{words: words})
			inside = inside && isBlank(words) || !endsSentence(words)
		}
		if !found {
			break
		}
		name, after, closed := strings.Cut(after, "}}")
		value, known := parameterNamed(name)
		if !closed || !known {
			return message{}, fmt.Errorf("has {{%.20s, which is no placeholder; those are written as {{.Country}}", name)
		}
		m.pieces = append(m.pieces, piece{value: value, inside: inside})
		inside, rest = true, after
	}
	return m, nil
}

func parameterNamed(name string) (parameter, bool) {
	for q := country; int(q) < len(parameterNames); q++ {
		if name == "."+parameterNames[q] {
			return q, true
		}
	}
	return literal, false
}

// endsSentence says that a new sentence may begin after these words.
func endsSentence(words string) bool {
	trimmed := strings.TrimSpace(words)
	return trimmed == "" || strings.ContainsAny(trimmed[len(trimmed)-1:], ".!?")
}

func isBlank(words string) bool { return strings.TrimSpace(words) == "" }
