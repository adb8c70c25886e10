package dialling

import (
	"encoding/binary"
	"fmt"
	"regexp/syntax"
	"slices"
)

// automaton recognises digits against several patterns in one pass: one table look-up a digit, no
// allocation, any number of readers. The number-plan metadata are regular expressions, up to a hundred of
// them for one calling code, and running each would take fifty times as long.
type automaton struct {
	next    [][10]uint16 // the state after a digit; state 0 is the one from which nothing can match
	matched []matches    // the patterns that match what led to the state
}

// matches is a set of patterns, a bit each.
type matches uint16

// pattern is a regular expression over digits, which must match the whole, and its bit.
type pattern struct {
	expression string
	bit        matches
}

const (
	dead  = 0
	start = 1

	maxStates = 1 << 16 // what a uint16 can name
)

// compile builds the automaton by subset construction: a state stands for all places in the programs of
// the patterns at which the digits so far can have arrived.
func compile(patterns []pattern) (*automaton, error) {
	n := nfa{}
	var first []place
	for i, p := range patterns {
		parsed, err := syntax.Parse(p.expression, syntax.Perl)
		if err != nil {
			return nil, fmt.Errorf("parse number pattern %q: %w", p.expression, err)
		}
		prog, err := syntax.Compile(parsed.Simplify())
		if err != nil {
			return nil, fmt.Errorf("compile number pattern %q: %w", p.expression, err)
		}
		n.progs, n.bits = append(n.progs, prog), append(n.bits, p.bit)
		first = append(first, place{uint32(i), uint32(prog.Start)}) // #nosec G115 -- programs are short
	}
	a := &automaton{next: make([][10]uint16, 1), matched: make([]matches, 1)}
	seen := map[string]uint16{"": dead}
	var pending [][]place
	state := func(from []place) (uint16, error) {
		places, bits, err := n.close(from)
		if err != nil {
			return dead, err
		}
		// Places that wait for a digit and the matches are all that counts for what comes.
		key := n.key(places, bits)
		if s, ok := seen[key]; ok {
			return s, nil
		}
		if len(a.next) == maxStates {
			return dead, fmt.Errorf("number patterns need more than %d states", maxStates)
		}
		s := uint16(len(a.next)) // #nosec G115 -- checked above
		seen[key] = s
		a.next, a.matched = append(a.next, [10]uint16{}), append(a.matched, bits)
		pending = append(pending, places)
		return s, nil
	}
	if _, err := state(first); err != nil {
		return nil, err
	}
	if len(pending) == 0 { // no pattern can match at all
		a.next, a.matched = append(a.next, [10]uint16{}), append(a.matched, 0)
	}
	for i := 0; i < len(pending); i++ {
		for d := range 10 {
			s, err := state(n.step(pending[i], '0'+rune(d)))
			if err != nil {
				return nil, err
			}
			a.next[i+start][d] = s
		}
		pending[i] = nil
	}
	return a, nil
}

// match gives the patterns that match all of the digits.
func (a *automaton) match(digits string) matches {
	s := uint16(start)
	for i := 0; i < len(digits); i++ {
		d := digits[i] - '0'
		if d > 9 {
			return 0
		}
		if s = a.next[s][d]; s == dead {
			return 0
		}
	}
	return a.matched[s]
}

// nfa is the programs of the patterns.
type nfa struct {
	progs []*syntax.Prog
	bits  []matches
}

// place is an instruction of one of the programs.
type place struct{ prog, pc uint32 }

// close follows the instructions that consume nothing, and gives those that wait for a digit, in order,
// with the patterns that match here.
func (n *nfa) close(from []place) (waiting []place, bits matches, err error) {
	seen := make(map[place]bool, 2*len(from))
	stack := slices.Clone(from)
	for len(stack) > 0 {
		p := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[p] {
			continue
		}
		seen[p] = true
		switch in := &n.progs[p.prog].Inst[p.pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			stack = append(stack, place{p.prog, in.Out}, place{p.prog, in.Arg})
		case syntax.InstCapture, syntax.InstNop:
			stack = append(stack, place{p.prog, in.Out})
		case syntax.InstMatch:
			bits |= n.bits[p.prog]
		case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
			waiting = append(waiting, p)
		case syntax.InstFail:
		default: // an assertion such as \b, which number plans do not have
			return nil, 0, fmt.Errorf("number pattern with unknown instruction %v", in.Op)
		}
	}
	slices.SortFunc(waiting, func(a, b place) int {
		if a.prog != b.prog {
			return int(a.prog) - int(b.prog)
		}
		return int(a.pc) - int(b.pc)
	})
	return waiting, bits, nil
}

func (n *nfa) step(waiting []place, digit rune) (next []place) {
	for _, p := range waiting {
		if in := &n.progs[p.prog].Inst[p.pc]; in.MatchRune(digit) {
			next = append(next, place{p.prog, in.Out})
		}
	}
	return next
}

// key names a state; the dead one, which waits for nothing and matches nothing, is "".
func (n *nfa) key(waiting []place, bits matches) string {
	if len(waiting) == 0 && bits == 0 {
		return ""
	}
	key := binary.LittleEndian.AppendUint16(make([]byte, 0, 2+8*len(waiting)), uint16(bits))
	for _, p := range waiting {
		key = binary.LittleEndian.AppendUint32(key, p.prog)
		key = binary.LittleEndian.AppendUint32(key, p.pc)
	}
	return string(key)
}
