package main

import (
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/outbound"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// feedSite is a partner's server with one file.
type feedSite struct {
	*httptest.Server
	file, etag atomic.Value
	answer     atomic.Pointer[http.HandlerFunc] // instead of the file
	sent       atomic.Int64                     // whole files
}

func newFeedSite(t *testing.T) *feedSite {
	t.Helper()
	s := &feedSite{}
	s.put("", "")
	s.Server = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a := s.answer.Load(); a != nil {
			(*a)(w, r)
			return
		}
		etag := s.etag.Load().(string)
		if etag != "" {
			w.Header().Set("ETag", etag)
			if r.Header.Get("If-None-Match") == etag {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		s.sent.Add(1)
		_, _ = w.Write([]byte(s.file.Load().(string))) // whoever asked may be gone
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *feedSite) put(file, etag string) {
	s.file.Store(file)
	s.etag.Store(etag)
}

// harvest is a store with harbour and a feed of it, and a desk that may call this machine.
type harvest struct {
	t       *testing.T
	store   store
	desk    *editing.Desk
	site    *feedSite
	feed    directory.ID
	manager directory.Actor
}

func newHarvest(t *testing.T, options outbound.Options) *harvest {
	t.Helper()
	c, err := parseConfig(t, "--data-dir="+withHarbour(t))
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		var failed error
		if closing(t.Context(), s, &failed); failed != nil {
			t.Error(failed)
		}
	})
	served, err := (&console{Context: t.Context(), config: c, now: time.Now}).snapshot(s)
	if err != nil {
		t.Fatal(err)
	}
	h := &harvest{t: t, store: s, site: newFeedSite(t), manager: directory.Actor{ID: "manager", Role: directory.RoleManager, Organization: harbour}}
	options.RootCAs = x509.NewCertPool()
	options.RootCAs.AddCert(h.site.Certificate())
	client := outbound.New(options)
	t.Cleanup(client.Close)
	h.desk = editing.NewDesk(editing.Options{Store: s, Public: func() *snapshot.Snapshot { return served }, Fetch: feeds{client}, Rand: rand.Reader})
	out, err := h.desk.RegisterFeed(t.Context(), h.request(), "", h.site.URL+"/lines.csv", directory.ExchangeFormatCSV)
	if err != nil || len(out.Problems) > 0 {
		t.Fatalf("%+v %v", out, err)
	}
	h.feed = directory.ID(out.Record.ID)
	return h
}

func (h *harvest) request() *editing.Request {
	return &editing.Request{Actor: h.manager, At: time.Now()}
}

func (h *harvest) run(dry bool) (*editing.Outcome, *editing.ImportReport, error) {
	return h.desk.HarvestFeed(h.t.Context(), h.request(), h.feed, dry)
}

// good runs a harvest that can be done and gives the feed and the counts of the report, nil without one.
func (h *harvest) good() (*directory.Feed, []int) {
	h.t.Helper()
	out, r, err := h.run(false)
	if err != nil || len(out.Problems) > 0 {
		h.t.Fatalf("%+v %v", out, err)
	}
	f, err := editing.Decode[directory.Feed](&out.Record)
	if err != nil {
		h.t.Fatal(err)
	}
	if r == nil {
		return f, nil
	}
	return f, []int{r.Created, r.Changed, r.Unchanged, r.Refused}
}

// state is everything in the store.
func (h *harvest) state() map[string]document.Record {
	h.t.Helper()
	all := map[string]document.Record{}
	if err := h.store.Records(h.t.Context(), func(r document.Record) error { all[r.ID] = r; return nil }); err != nil {
		h.t.Fatal(err)
	}
	return all
}

var thisMachine = outbound.Options{AnyPort: true, Loopback: true}

func TestHarvest(t *testing.T) {
	h := newHarvest(t, thisMachine)
	first, second := fmt.Sprintf(lineFile, "+37322233302"), fmt.Sprintf(lineFile, "+37322233303")
	step := func(what string, wantCounts []int, outcome, etag string, sent int64) {
		t.Helper()
		f, counts := h.good()
		if !reflect.DeepEqual(counts, wantCounts) || !strings.Contains(f.Outcome, outcome) || f.ETag != etag || f.HarvestedAt.IsZero() || h.site.sent.Load() != sent {
			t.Errorf("%s: %v %+v, sent %d times", what, counts, f, h.site.sent.Load())
		}
	}
	h.site.put(first, `"1"`)
	before := h.state()
	out, report, err := h.run(true)
	if err != nil || len(out.Problems) > 0 || report.Created != 2 {
		t.Errorf("dry run: %+v %+v %v", out, report, err)
	}
	if !reflect.DeepEqual(before, h.state()) {
		t.Error("a dry run wrote")
	}
	step("new", []int{2, 0, 0, 0}, "2 new", `"1"`, 2)
	for _, r := range h.state() {
		if r.Kind == document.KindInitiative && r.Content.State != string(directory.RecordStateSubmitted) {
			t.Errorf("%s is %s", r.ID, r.Content.State)
		}
	}
	step("unchanged by its entity tag", nil, "has not changed", `"1"`, 2)
	h.site.put(second, `"2"`)
	step("changed", []int{0, 1, 1, 0}, "1 changed", `"2"`, 3)
	h.site.put(second, "")
	step("without entity tag", []int{0, 0, 2, 0}, "2 as before", "", 4)
	// What was refused is looked at again next time, whatever the entity tag says.
	h.site.put(fmt.Sprintf(lineFile, "nonsense"), `"3"`)
	step("a bad row", []int{0, 0, 1, 1}, "1 refused", "", 5)
	step("the bad row again", []int{0, 0, 1, 1}, "1 refused", "", 6)
	h.site.put("no table", `"4"`)
	step("no table", []int{0, 0, 0, 0}, "cannot be read", "", 7)

	pause := func(paused bool) {
		t.Helper()
		if out, err := h.desk.PauseFeed(t.Context(), h.request(), h.feed, paused); err != nil || len(out.Problems) > 0 {
			t.Fatalf("%+v %v", out, err)
		}
	}
	pause(true)
	before = h.state()
	if out, report, err := h.run(false); err != nil || report != nil || len(out.Problems) != 1 || out.Problems[0].Path != "input.id" || h.site.sent.Load() != 7 {
		t.Errorf("paused: %+v %+v %v", out, report, err)
	}
	if !reflect.DeepEqual(before, h.state()) {
		t.Error("a paused feed was written to")
	}
	pause(false)
	h.site.put(second, `"5"`)
	step("goes on", []int{0, 0, 2, 0}, "2 as before", `"5"`, 8)

	h.manager = directory.Actor{ID: "stranger", Role: directory.RoleManager, Organization: "00000000-0000-4000-8000-000000000002"}
	if out, _, err := h.run(false); err != nil || len(out.Problems) != 1 || out.Problems[0].Code != directory.NotFound {
		t.Errorf("a feed of others: %+v %v", out, err)
	}
}

func TestFeedsThatCannotBeHarvested(t *testing.T) {
	short := thisMachine
	short.Answer, short.Stall = 50*time.Millisecond, 50*time.Millisecond
	hang := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	for name, c := range map[string]struct {
		options outbound.Options
		answer  http.HandlerFunc
	}{
		"an endless body": {thisMachine, func(w http.ResponseWriter, r *http.Request) {
			for chunk := []byte(strings.Repeat("x", 1<<20)); r.Context().Err() == nil; {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		}},
		"a body that is said to be too large": {thisMachine, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999999") }},
		"no answer":                           {short, hang},
		"a body that stalls": {short, func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("initiative_id"))
			w.(http.Flusher).Flush()
			hang(w, r)
		}},
		"a body that breaks off": {thisMachine, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = fmt.Fprintf(w, lineFile, "+37322233302")
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}},
		"an error":    {thisMachine, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }},
		"a not found": {thisMachine, http.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHarvest(t, c.options)
			h.site.answer.Store(&c.answer)
			before := h.state()
			out, report, err := h.run(false)
			if directory.CodeOf(err) != directory.Unavailable || out != nil || report != nil {
				t.Errorf("%+v %+v %v", out, report, err)
			}
			if !reflect.DeepEqual(before, h.state()) {
				t.Error("something was written")
			}
		})
	}
	t.Run("an address inside", func(t *testing.T) {
		h := newHarvest(t, outbound.Options{AnyPort: true})
		h.site.put(fmt.Sprintf(lineFile, "+37322233302"), "")
		before := h.state()
		out, report, err := h.run(false)
		if err != nil || report != nil || len(out.Problems) != 1 || out.Problems[0].Path != "input.id" || !strings.Contains(out.Problems[0].Message, "refused") || h.site.sent.Load() != 0 {
			t.Errorf("%+v %+v %v", out, report, err)
		}
		if !reflect.DeepEqual(before, h.state()) {
			t.Error("something was written")
		}
	})
	t.Run("a redirect to an address inside", func(t *testing.T) {
		h := newHarvest(t, thisMachine)
		redirect := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://169.254.169.254/latest", http.StatusFound)
		})
		h.site.answer.Store(&redirect)
		if out, _, err := h.run(false); err != nil || len(out.Problems) != 1 {
			t.Errorf("%+v %v", out, err)
		}
	})
}
