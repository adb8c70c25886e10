package dialling

import "github.com/blueheart-federation/api/internal/directory"

// MaxAlternatives is how many alternatives are offered: somebody in need cannot choose among more.
const MaxAlternatives = 10

// Alternatives are other ways than a channel that is not known to be reachable: first the channels that
// are, of the same line and then of the paired lines, then those of which nobody knows, in the same order.
// There are none when the channel itself is reachable. A paired line that is paused, out of service or
// retired is left out, and so is the address of the channel itself.
func Alternatives(ch *directory.Channel, from From, paired []*directory.Hotline) []*directory.Channel {
	if answer, _ := Assess(ch, from); answer == directory.AnswerYes {
		return nil
	}
	var sure, perhaps []*directory.Channel
	consider := func(h *directory.Hotline) {
		for i := range h.Channels {
			other := &h.Channels[i]
			if other == ch || same(other, ch) || holds(sure, other) || holds(perhaps, other) {
				continue
			}
			switch answer, _ := Assess(other, from); answer {
			case directory.AnswerYes:
				sure = append(sure, other)
			case directory.AnswerUnknown:
				perhaps = append(perhaps, other)
			default:
			}
		}
	}
	if ch.Line() != nil && ch.Line().Works() {
		consider(ch.Line())
	}
	for _, h := range paired {
		if h != nil && h != ch.Line() && h.Works() {
			consider(h)
		}
	}
	all := append(sure, perhaps...)
	return all[:min(len(all), MaxAlternatives)]
}

// Alternatives are those of the channel that was asked about; none for an emergency number.
func (d *Dialling) Alternatives(paired []*directory.Hotline) []*directory.Channel {
	if d.Channel == nil || d.Reachable == directory.AnswerYes {
		return nil
	}
	return Alternatives(d.Channel, d.From, paired)
}

// same says whether two channels are one way: a line and its pair may name the same number.
func same(a, b *directory.Channel) bool {
	return a.Kind == b.Kind && a.Country == b.Country && a.Address() == b.Address()
}

func holds(all []*directory.Channel, ch *directory.Channel) bool {
	for _, other := range all {
		if same(other, ch) {
			return true
		}
	}
	return false
}
