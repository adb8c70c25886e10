package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// wire is a client without a network: in a bubble of synctest only time may be waited for.
type wire func(ctx context.Context, address, id string) (int, error)

func (w wire) Post(ctx context.Context, address string, header http.Header, _ []byte) (int, error) {
	return w(ctx, address, header.Get("webhook-id"))
}

// journal notes who was called when.
type journal struct {
	mu    sync.Mutex
	begun time.Time
	lines []string
}

func (j *journal) note(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf("%s ", time.Since(j.begun))+fmt.Sprintf(format, args...))
}

func (j *journal) read() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Clone(j.lines)
}

// running runs deliverers for the length of a test of synctest, and closes the store after them.
func running(t *testing.T, s *store, ds ...*Deliverer) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for _, d := range ds {
		all.Go(func() { d.Run(ctx) })
	}
	return func() {
		cancel()
		all.Wait()
		if err := s.Close(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	}
}

func TestRunKeepsTheSchedule(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		j := &journal{begun: time.Now()}
		d := New(s, wire(func(context.Context, string, string) (int, error) {
			j.note("call")
			return 500, errors.New("failed")
		}), Settings{Now: time.Now, Schedule: []time.Duration{5 * time.Second, time.Minute, time.Hour}, Poll: 24 * time.Hour})
		defer running(t, s, d)()
		time.Sleep(time.Second)
		enqueue(t, d, "a")
		time.Sleep(3 * time.Hour)
		synctest.Wait()
		id := s.only(t, directory.RecordStateFailed)
		extra := func(wait time.Duration) time.Duration {
			return (wait + wait/10*time.Duration(id[len(id)-1]%16)/16).Truncate(time.Millisecond)
		}
		at := time.Second
		want := []string{at.String() + " call"}
		for _, wait := range d.schedule {
			at += extra(wait)
			want = append(want, at.String()+" call")
		}
		if diff := cmp.Diff(want, j.read()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestRunFindsWhatOthersQueued(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		j := &journal{begun: time.Now()}
		d := New(s, wire(func(context.Context, string, string) (int, error) { j.note("call"); return 200, nil }), Settings{Now: time.Now})
		enqueue(t, New(s, nil, Settings{Now: time.Now}), "before")
		defer running(t, s, d)()
		time.Sleep(time.Second)
		enqueue(t, New(s, nil, Settings{Now: time.Now}), "by another process")
		time.Sleep(time.Minute)
		synctest.Wait()
		if diff := cmp.Diff([]string{"0s call", "30s call"}, j.read()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// TestASlowWebhookHoldsUpNoOther has one webhook that takes 20 s for each of many messages, and one that is
// quick, with fewer workers than messages.
func TestASlowWebhookHoldsUpNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://slow.example", directory.RecordStateActive)
		j := &journal{begun: time.Now()}
		var atOnce, most int
		var mu sync.Mutex
		d := New(s, wire(func(_ context.Context, address, _ string) (int, error) {
			if address == "https://quick.example" {
				j.note("quick")
				return 200, nil
			}
			mu.Lock()
			atOnce++
			most = max(most, atOnce)
			mu.Unlock()
			time.Sleep(20 * time.Second)
			mu.Lock()
			atOnce--
			mu.Unlock()
			return 200, nil
		}), Settings{Now: time.Now, Concurrency: 2})
		for i := range 10 {
			enqueue(t, d, fmt.Sprint("backlog", i))
		}
		s.hook(t, organization, "https://quick.example", directory.RecordStateActive)
		defer running(t, s, d)()
		time.Sleep(time.Second)
		for i := range 3 {
			enqueue(t, d, fmt.Sprint("news", i))
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if diff := cmp.Diff([]string{"1s quick", "1s quick", "1s quick"}, j.read()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if most != 1 {
			t.Errorf("%d messages at once to one webhook", most)
		}
		if open, done := s.deliveries(t, directory.RecordStateOpen), s.deliveries(t, directory.RecordStateDone); len(open) > 0 || len(done) != 16 {
			t.Errorf("%d open, %d done", len(open), len(done))
		}
	})
}

func TestWebhooksTakeTurnsAndWorkersAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		const hooks, messages, workers = 7, 5, 3
		for i := range hooks {
			s.hook(t, organization, fmt.Sprintf("https://%d.example", i), directory.RecordStateActive)
		}
		var mu sync.Mutex
		var atOnce, most int
		calls := map[string]int{}
		d := New(s, wire(func(_ context.Context, address, _ string) (int, error) {
			mu.Lock()
			atOnce++
			most = max(most, atOnce)
			calls[address]++
			if least, many := bounds(calls, hooks); many-least > 2 { // one, and one for those that are begun at once
				t.Errorf("turns are not kept: %v", calls)
			}
			mu.Unlock()
			time.Sleep(time.Second)
			mu.Lock()
			atOnce--
			mu.Unlock()
			return 200, nil
		}), Settings{Now: time.Now, Concurrency: workers})
		for i := range messages {
			enqueue(t, d, fmt.Sprint(i))
		}
		defer running(t, s, d)()
		time.Sleep(time.Minute)
		synctest.Wait()
		if most != workers || len(s.deliveries(t, directory.RecordStateDone)) != hooks*messages {
			t.Errorf("%d at once, %v", most, calls)
		}
	})
}

func bounds(calls map[string]int, of int) (least, most int) {
	if len(calls) == of {
		least = 1 << 30
	}
	for _, n := range calls {
		least, most = min(least, n), max(most, n)
	}
	return least, most
}

// TestTwoDeliverersShareAQueue lets two run on one store, as two processes do.
func TestTwoDeliverersShareAQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		for i := range 5 {
			s.hook(t, organization, fmt.Sprintf("https://%d.example", i), directory.RecordStateActive)
		}
		var mu sync.Mutex
		calls := map[string]int{}
		client := wire(func(_ context.Context, _, id string) (int, error) {
			mu.Lock()
			calls[id]++
			n := calls[id]
			mu.Unlock()
			time.Sleep(3 * time.Second)
			if n == 1 && id[0]%2 == 0 {
				return 500, errors.New("failed")
			}
			return 200, nil
		})
		one, two := New(s, client, Settings{Now: time.Now}), New(s, client, Settings{Now: time.Now})
		for i := range 3 {
			enqueue(t, one, fmt.Sprint(i))
		}
		defer running(t, s, one, two)()
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		for id, n := range calls {
			if want := 1 + map[bool]int{true: 1}[id[0]%2 == 0]; n != want {
				t.Errorf("%s was sent %d times, want %d", id, n, want)
			}
		}
		if done := s.deliveries(t, directory.RecordStateDone); len(done) != 15 || len(calls) != 15 {
			t.Errorf("%d done, %d sent", len(done), len(calls))
		}
	})
}

func TestManyMessagesInASecondCostFewLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		d := New(s, wire(func(context.Context, string, string) (int, error) { return 200, nil }), Settings{Now: time.Now})
		defer running(t, s, d)()
		const messages = 40
		for i := range messages {
			enqueue(t, d, fmt.Sprint(i))
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if n := s.looks.Load(); n > 6 {
			t.Errorf("%d looks at the queue in 0.4 s", n)
		}
		if done := s.deliveries(t, directory.RecordStateDone); len(done) != messages {
			t.Errorf("%d done", len(done))
		}
	})
}

func TestRunOutlivesAPanicAndAStoreThatIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		var l logs
		j := &journal{begun: time.Now()}
		first := true
		d := New(s, wire(func(context.Context, string, string) (int, error) {
			j.note("call")
			if first {
				first = false
				panic("broken")
			}
			return 200, nil
		}), Settings{Now: time.Now, Logger: l.logger()})
		enqueue(t, d, "a")
		defer running(t, s, d)()
		time.Sleep(time.Second)
		synctest.Wait()
		if text := l.String(); strings.Count(text, "webhook messages wait") != 1 || !strings.Contains(text, "panic: broken") {
			t.Errorf("the log says %s", text)
		}
		time.Sleep(2 * time.Minute) // past the lease
		synctest.Wait()
		if diff := cmp.Diff([]string{"0s call", "1m0s call"}, j.read()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		s.down.Store(true)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		s.down.Store(false)
		enqueue(t, d, "b")
		time.Sleep(time.Second)
		synctest.Wait()
		if n := strings.Count(l.String(), "webhook messages wait"); n != 2 {
			t.Errorf("logged %d times, want once more:\n%s", n, l.String())
		}
		if done := s.deliveries(t, directory.RecordStateDone); len(done) != 2 || strings.Count(l.String(), "go out again") != 2 {
			t.Errorf("%d done:\n%s", len(done), l.String())
		}
	})
}

// TestAStoreThatTakesNoClaimIsNotHammered has many messages due while the store takes nothing.
func TestAStoreThatTakesNoClaimIsNotHammered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		d := New(s, wire(func(context.Context, string, string) (int, error) {
			t.Error("sent without a claim")
			return 200, nil
		}), Settings{Now: time.Now})
		for i := range 10 {
			enqueue(t, d, fmt.Sprint(i))
		}
		tries := 0
		refuse := func(document.Revision) error { tries++; return directory.NewError(directory.Unavailable, "Not now.") }
		s.refuse.Store(&refuse)
		defer running(t, s, d)()
		time.Sleep(5*time.Minute - time.Second)
		synctest.Wait()
		if tries < 10 || tries > 11 { // one a poll, and one for the Wake of Enqueue if the first look did not take it in
			t.Errorf("%d tries in 5 min", tries)
		}
	})
}

func TestStoppingCutsAttemptsShortAndWaitsForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		returned := false
		d := New(s, wire(func(ctx context.Context, _, _ string) (int, error) {
			<-ctx.Done()
			time.Sleep(time.Second)
			returned = true
			return 0, ctx.Err()
		}), Settings{Now: time.Now})
		enqueue(t, d, "a")
		begun := time.Now()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		d.Run(ctx)
		if !returned || time.Since(begun) != 2*time.Second {
			t.Errorf("Run returned after %s", time.Since(begun))
		}
		m, state := s.delivery(t, s.only(t, directory.RecordStateOpen))
		if state != directory.RecordStateOpen || m.Attempts != 1 || !m.NextAttemptAt.Equal(begun.Add(lease)) || m.LastError != "" {
			t.Errorf("%s: %+v", state, m)
		}
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// TestAnOutcomeIsKeptThoughTheProgramStops stops while the answer comes in.
func TestAnOutcomeIsKeptThoughTheProgramStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		ctx, cancel := context.WithCancel(t.Context())
		d := New(s, wire(func(context.Context, string, string) (int, error) { cancel(); return 200, nil }), Settings{Now: time.Now})
		enqueue(t, d, "a")
		d.Run(ctx)
		s.only(t, directory.RecordStateDone)
		if err := s.Close(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestAnAttemptEndsWithinItsLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := open(t, t.TempDir())
		s.hook(t, organization, "https://a.example", directory.RecordStateActive)
		j := &journal{begun: time.Now()}
		d := New(s, wire(func(ctx context.Context, _, _ string) (int, error) {
			<-ctx.Done()
			j.note("cut short")
			return 0, ctx.Err()
		}), Settings{Now: time.Now, Schedule: []time.Duration{}})
		enqueue(t, d, "a")
		defer running(t, s, d)()
		time.Sleep(time.Hour)
		synctest.Wait()
		if diff := cmp.Diff([]string{"30s cut short"}, j.read()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		s.only(t, directory.RecordStateFailed)
	})
}

func TestWhatIsBeyondOneLookIsFoundByTheNext(t *testing.T) {
	q := newQueue()
	fill := func(n int) (taken int) {
		f := newFinding(q)
		for i := range n {
			if !f.add("a", fmt.Sprint(i), time.Time{}) {
				break
			}
		}
		q.replace(f)
		for {
			webhook, _, ok := q.take()
			if !ok {
				return taken
			}
			taken++
			q.free(webhook)
		}
	}
	if n := fill(maxDue + 5); n != maxDue || !q.partial {
		t.Errorf("%d taken, partial %v", n, q.partial)
	}
	if n := fill(5); n != 5 || q.partial {
		t.Errorf("%d taken, partial %v", n, q.partial)
	}
}
