package wording

import "strings"

// label names a value of an enum. As a key of a map it spares joining the two words on each call.
type label struct{ enum, value string }

// keys are what can be said, from the English file. Each key has a place, the same in all dictionaries.
type keys struct {
	places map[string]int
	names  []string // by place
	values []parameters
	codes  []label // by place: the code that a sentence tells, for when its values are missing
	labels map[label]int
	enums  map[string]bool
}

// families are the keys that sentences begin with, and the enums whose values they tell. The words of the
// pages have no enum.
var families = map[string]string{"DialReason": "DialReasonCode", "HelpReason": "HelpReasonCode", "HelpNotice": "HelpNoticeCode", page: ""}

// page begins the keys of the words that stand on the pages themselves: titles, questions, buttons.
const page = "Page"

func newKeys(texts []text) *keys {
	k := &keys{places: make(map[string]int, len(texts)), labels: make(map[label]int, len(texts)), enums: map[string]bool{}}
	for place, t := range texts {
		k.places[t.key] = place
		k.names = append(k.names, t.key)
		k.values = append(k.values, t.message.takes())
		first, rest, _ := strings.Cut(t.key, ".")
		if enum, ok := families[first]; ok {
			code, _, _ := strings.Cut(rest, ".")
			k.codes = append(k.codes, label{enum, code})
			continue
		}
		k.codes = append(k.codes, label{first, rest})
		k.labels[label{first, rest}] = place
		k.enums[first] = true
	}
	return k
}
