package webhook

import (
	"slices"
	"time"
)

// maxDue bounds how many due deliveries are known at once. What is beyond is found by a later look.
const maxDue = 10_000

// queue is what is due, a line per webhook, oldest first. It belongs to one goroutine.
type queue struct {
	lines   map[string][]due
	turns   []string          // webhooks with a line, whose turn is next first
	busy    map[string]string // webhooks that are being sent to, and the delivery
	partial bool              // there was more than maxDue
}

// due is a delivery to be attempted.
type due struct {
	id string
	at time.Time
}

func newQueue() *queue { return &queue{lines: map[string][]due{}, busy: map[string]string{}} }

// finding collects what one look at the store finds.
type finding struct {
	lines   map[string][]due
	busy    map[string]string
	count   int
	partial bool
}

func newFinding(q *queue) *finding { return &finding{lines: map[string][]due{}, busy: q.busy} }

// add notes a delivery that is not under way, and says whether there is room for more.
func (f *finding) add(webhook, id string, at time.Time) bool {
	if f.busy[webhook] == id {
		return true
	}
	if f.count == maxDue {
		f.partial = true
		return false
	}
	f.count++
	f.lines[webhook] = append(f.lines[webhook], due{id, at})
	return true
}

// replace takes over a finding. Webhooks that had no line come first, the others keep their turns.
func (q *queue) replace(f *finding) {
	var turns []string
	for webhook, line := range f.lines {
		slices.SortFunc(line, func(a, b due) int { return a.at.Compare(b.at) })
		if _, had := q.lines[webhook]; !had {
			turns = append(turns, webhook)
		}
	}
	slices.Sort(turns) // a map has no order, and tests want one
	for _, webhook := range q.turns {
		if _, has := f.lines[webhook]; has {
			turns = append(turns, webhook)
		}
	}
	q.lines, q.turns, q.partial = f.lines, turns, f.partial
}

// take gives the next delivery whose webhook is not being sent to, and makes the webhook busy.
func (q *queue) take() (webhook, id string, ok bool) {
	for i, webhook := range q.turns {
		if _, busy := q.busy[webhook]; busy {
			continue
		}
		line := q.lines[webhook]
		id := line[0].id
		q.turns = slices.Delete(q.turns, i, i+1)
		if len(line) > 1 {
			q.lines[webhook] = line[1:]
			q.turns = append(q.turns, webhook)
		} else {
			delete(q.lines, webhook)
		}
		q.busy[webhook] = id
		return webhook, id, true
	}
	return "", "", false
}

func (q *queue) free(webhook string) { delete(q.busy, webhook) }

// clear forgets what is due, not what is under way.
func (q *queue) clear() { q.lines, q.turns, q.partial = map[string][]due{}, nil, false }
