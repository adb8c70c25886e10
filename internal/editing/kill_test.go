package editing

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/embedded"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/mongodb"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

// job is a command that the process which is killed carries out, and that its parent may send again. It is
// printed before it is begun, and once more with what came of it.
type job struct {
	Op, Key, Slug string
	ID, Testimony directory.ID
	Base          int64

	Done    bool
	Record  string
	Version int64
}

// batchOf is how many initiatives a file has.
const batchOf = 10

// file is a file of initiatives.
func (j *job) file() string {
	var b strings.Builder
	for i := range batchOf {
		fmt.Fprintf(&b, `%s{"names": [{"value": "Imported %d", "language": "en"}], "slug": "%s-%d", "scope": "GLOBAL", "identifiers": [{"scheme": "x", "value": "%s-%d"}]}`,
			strings.Repeat(",", min(i, 1)), i, j.Slug, i, j.Slug, i)
	}
	return `{"initiatives": [` + b.String() + `]}`
}

// carryOut carries out a job on a desk.
func (j *job) carryOut(ctx context.Context, d *Desk) (*Outcome, error) {
	r := func(a directory.Actor) *Request { return &Request{Actor: a, At: noon, Key: j.Key} }
	switch j.Op {
	case "create":
		return d.CreateInitiative(ctx, r(editor), "", content(j.Slug))
	case "submit":
		return d.SubmitInitiative(ctx, r(editor), j.ID, j.Base)
	case "approve":
		return d.ApproveInitiative(ctx, r(reviewer), j.ID, j.Base, "")
	case "rename":
		return d.change(ctx, r(editor), &change{op: revise, kind: KindInitiative, id: j.ID, path: "input.id", base: &j.Base, apply: func(ctx context.Context, c *document.Content) ([]directory.Problem, error) {
			in, err := working(c)
			if err != nil {
				return nil, err
			}
			in.Slug, c.Draft = j.Slug, nil
			problems, err := d.reserveSlug(ctx, r(editor), j.Slug, j.ID)
			c.Draft = document.Encode(in)
			return problems, err
		}})
	case "withdraw consent":
		return d.WithdrawConsent(ctx, r(editor), j.ID, j.Testimony)
	case "token":
		out, _, err := d.CreateToken(ctx, r(admin), &NewToken{Name: j.Slug, Role: directory.RoleReviewer})
		return out, err
	case "import":
		out, report, err := d.Import(ctx, &Request{Actor: manager, At: noon}, &File{Format: directory.ExchangeFormatJSON, Data: strings.NewReader(j.file()), Publish: false, Limits: exchange.Limits{}})
		if err == nil && len(out.Problems) == 0 && report.Created+report.Unchanged != batchOf {
			err = fmt.Errorf("imported %+v", report)
		}
		return out, err
	}
	return nil, fmt.Errorf("no job %q", j.Op)
}

// work is what the process does that is killed: it publishes, withdraws, makes tokens and imports, and prints
// what it begins and what is done, until the store fails.
func work(ctx context.Context, place string, printed io.Writer) error {
	kind, where, _ := strings.Cut(place, ":")
	var s testkit.Store
	var err error
	if kind == "embedded" {
		s, err = embedded.Open(ctx, where)
	} else {
		s, err = mongodb.Open(ctx, where)
	}
	if err != nil {
		return err
	}
	if _, _, err := s.Heal(ctx, 0); err != nil { // as every process does when it starts
		return err
	}
	d := deskOfNothing(s)
	if _, err := d.Heal(ctx, noon); err != nil {
		return err
	}
	out := json.NewEncoder(printed)
	do := func(j job) (document.Record, error) {
		if err := out.Encode(j); err != nil {
			return document.Record{}, err
		}
		o, err := j.carryOut(ctx, d)
		if err != nil {
			return document.Record{}, fmt.Errorf("%+v: %w", j, err)
		}
		if len(o.Problems) > 0 {
			return document.Record{}, fmt.Errorf("%+v: %+v", j, o.Problems)
		}
		j.Done, j.Record, j.Version = true, o.Record.ID, o.Record.Version
		return o.Record, out.Encode(j)
	}
	for {
		if err := story(do); err != nil {
			return err
		}
	}
}

// story is an initiative from its beginning to the withdrawal of its testimony, with a token and a file.
func story(do func(job) (document.Record, error)) error {
	name := strings.ToLower(rand.Text())
	key := func(op string) string { return op + " " + name }
	rec, err := do(job{Op: "create", Key: key("create"), Slug: name})
	if err != nil {
		return err
	}
	of := directory.ID(rec.ID)
	in, err := working(&rec.Content)
	if err != nil {
		return err
	}
	if mathrand.IntN(2) == 0 {
		if rec, err = do(job{Op: "rename", Key: key("rename"), Slug: name + "-new", ID: of, Base: rec.Version}); err != nil {
			return err
		}
	}
	for _, op := range []string{"submit", "approve"} {
		if rec, err = do(job{Op: op, Key: key(op), ID: of, Base: rec.Version}); err != nil {
			return err
		}
	}
	if _, err := do(job{Op: "token", Key: key("token"), Slug: name}); err != nil {
		return err
	}
	if mathrand.IntN(2) == 0 {
		if _, err := do(job{Op: "import", Slug: name}); err != nil {
			return err
		}
	}
	_, err = do(job{Op: "withdraw consent", Key: key("consent"), ID: of, Testimony: in.Campaigns[0].Testimonies[0].ID})
	return err
}

// deskOfNothing is a desk that sees no public directory, so that the time it takes does not grow with it. To build
// an empty one would take a process longer than all the rest it does.
func deskOfNothing(s Store) *Desk {
	none := &snapshot.Snapshot{
		Organizations: &snapshot.Table[directory.Organization]{}, Initiatives: &snapshot.Table[directory.Initiative]{},
		Hotlines: &snapshot.Table[directory.Hotline]{}, Campaigns: &snapshot.Table[directory.Campaign]{},
		Resources: &snapshot.Table[directory.Resource]{}, Lessons: &snapshot.Table[directory.Lesson]{},
	}
	return NewDesk(Options{Store: s, Public: func() *snapshot.Snapshot { return none }, Rand: rand.Reader})
}

// testKills kills the process at a random moment, and looks what it left, so many times.
func testKills(t *testing.T, open opener, place string, rounds int) {
	s := open(t)
	commitOrganizations(t, s)
	if err := s.Close(t.Context()); err != nil { // the process opens it
		t.Fatal(err)
	}
	var done []job
	first := mathrand.IntN(storyLines)
	for round := range rounds {
		jobs := killed(t, place, (first+7*round)%storyLines) // few rounds, too, are early ones and late ones
		w := (&world{t: t, store: open(t), holder: &snapshot.Holder{}, counts: &counts{}})
		if _, _, err := w.store.Heal(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		d := deskOfNothing(w.store)
		w.desk = d
		if _, err := d.Heal(t.Context(), noon); err != nil {
			t.Fatal(err)
		}
		w.afterKill(d, jobs)
		for _, j := range jobs {
			if j.Done {
				done = append(done, j)
			}
		}
		if round == rounds-1 {
			w.wantWhole(done)
		}
		w.close()
		if t.Failed() {
			t.Fatalf("in round %d, after %d lines", round, len(jobs))
		}
	}
	t.Logf("%d commands were acknowledged in %d rounds", len(done), rounds)
	if len(done) < rounds {
		t.Errorf("only %d commands were acknowledged", len(done))
	}
}

// storyLines is more than a story and the beginning of the next one have.
const storyLines = 18

// killed runs the process until it has said so many lines, and a random moment more, and gives what it said.
func killed(t testing.TB, place string, after int) (jobs []job) {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	process := exec.CommandContext(t.Context(), binary) //nolint:gosec // ourselves
	process.Env = append(os.Environ(), childEnv+"="+place)
	out, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaints bytes.Buffer
	process.Stderr = &complaints
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	// The moment is a line of its story and a while after, so that all steps are met however busy the machine is.
	delay := time.Duration(mathrand.Int64N(int64(8 * time.Millisecond)))
	kill := func() { _ = process.Process.Kill() }
	timer := time.AfterFunc(2*time.Minute, kill)
	if after == 0 { // while it starts
		timer.Reset(delay * 8)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil { // a line without its end was not said
			break
		}
		var j job
		if err := json.Unmarshal(line, &j); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if jobs = append(jobs, j); len(jobs) == after {
			timer.Reset(delay)
		}
	}
	_ = process.Wait() // killed
	timer.Stop()
	if complaints.Len() > 0 {
		t.Fatalf("the process failed by itself: %s", complaints.String())
	}
	return jobs
}

func (w *world) close() {
	w.t.Helper()
	if err := w.store.Close(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// afterKill looks for what was acknowledged, and sends again what was begun.
func (w *world) afterKill(d *Desk, jobs []job) {
	w.t.Helper()
	ctx := w.t.Context()
	for _, j := range jobs {
		if !j.Done || j.Record == "" {
			continue
		}
		if rec, err := w.store.Record(ctx, j.Record); err != nil || rec.Version < j.Version {
			w.t.Errorf("%s was acknowledged at version %d; it is at %d, %v", j.Op, j.Version, rec.Version, err)
		}
	}
	if len(jobs) == 0 || jobs[len(jobs)-1].Done {
		return
	}
	cut := jobs[len(jobs)-1]
	if cut.Op == "withdraw consent" { // all of it or nothing of it
		if in := w.holdsTestimony(cut.ID, cut.Testimony); len(in) > 0 && slices.Contains(w.record(cut.ID).Content.Redacted, string(cut.Testimony)) {
			w.t.Errorf("half withdrawn: still in %v", in)
		}
	}
	for range 2 {
		out, err := cut.carryOut(ctx, d)
		if err != nil || len(out.Problems) > 0 {
			w.t.Errorf("%s, sent again: %s", cut.Op, said(out, err))
			return
		}
		switch cut.Op {
		case "import":
		case "withdraw consent": // it may have been finished without the key, by the healing
			if in := w.holdsTestimony(cut.ID, cut.Testimony); len(in) > 0 || out.Record.Version != w.record(cut.ID).Version {
				w.t.Errorf("withdrawn at version %d, and still in %v", out.Record.Version, in)
			}
		case "token":
			working := 0
			err := w.desk.eachListed(ctx, document.Listing{Kind: KindToken, States: []string{"ACTIVE"}}, func(rec *Stored) {
				token, err := decode[directory.Token](rec.Content.Draft)
				if err == nil && token.Name == cut.Slug {
					working++
				}
			})
			if err != nil || working != 1 {
				w.t.Errorf("%d tokens of one request work, %v", working, err)
			}
		default:
			w.wantAppliedOnce(cut.Op+", sent again", (&Request{Actor: actorOf(cut.Op), Key: cut.Key}).key(operationOf(cut.Op)), out.Record)
		}
	}
}

func actorOf(op string) directory.Actor {
	if op == "approve" {
		return reviewer
	}
	return editor
}

func operationOf(op string) directory.Operation {
	return map[string]directory.Operation{
		"create": directory.CreateInitiative, "rename": revise, "submit": submit, "approve": approve,
	}[op]
}

// holdsTestimony gives the versions of an initiative that still hold a testimony.
func (w *world) holdsTestimony(of, testimony directory.ID) (versions []int64) {
	w.t.Helper()
	err := w.desk.eachRevision(w.t.Context(), string(of), func(v document.Revision) error {
		_, held, err := without(v.Content, testimony)
		if held {
			versions = append(versions, v.Version)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return versions
}

// wantWhole reads everything: every initiative is whole and has its slug, and what was acknowledged is so.
func (w *world) wantWhole(done []job) {
	w.t.Helper()
	a := w.all()
	public := int64(0)
	for _, v := range a.Revisions {
		if v.Public {
			public++
		}
	}
	if a.Revision < public {
		w.t.Errorf("the directory revision is %d, and there are %d public revisions", a.Revision, public)
	}
	w.refresher = snapshot.NewRefresher(w.store, w.holder, snapshot.Settings{Now: w.now})
	if err := w.refresher.Refresh(w.t.Context(), true); err != nil {
		w.t.Fatal(err)
	}
	seen := w.holder.Current()
	if len(seen.SetAside) > 0 {
		w.t.Errorf("set aside: %+v", seen.SetAside)
	}
	for _, rec := range a.Records {
		switch rec.Kind {
		case KindInitiative:
			in, err := working(&rec.Content)
			if err != nil {
				w.t.Error(err)
				continue
			}
			if problems := directory.ValidateAggregate(in); len(problems) > 0 {
				w.t.Errorf("%s: %+v", rec.ID, problems)
			}
			if slug, ok := a.Records[string(slugID(in.Slug))]; !ok || slug.Content.Owner != rec.ID {
				w.t.Errorf("%s: its slug is %q's", rec.ID, slug.Content.Owner)
			}
		case document.KindRedaction:
			if rec.Content.State != "DONE" {
				w.t.Errorf("redaction %s is %s", rec.ID, rec.Content.State)
			}
		default:
		}
	}
	for _, j := range done {
		switch j.Op {
		case "approve":
			if seen.Initiatives.ByID(j.ID) == nil {
				w.t.Errorf("%s was published and is not seen", j.ID)
			}
		case "withdraw consent":
			if in := w.holdsTestimony(j.ID, j.Testimony); len(in) > 0 {
				w.t.Errorf("%s was withdrawn and is in %v", j.Testimony, in)
			}
		case "import":
			for i := range batchOf {
				if a.Records[string(slugID(fmt.Sprintf("%s-%d", j.Slug, i)))].ID == "" {
					w.t.Errorf("number %d of an imported file is not there", i)
				}
			}
		case "token":
			if a.Records[j.Record].Content.State != "ACTIVE" {
				w.t.Errorf("a token that was made is %s", a.Records[j.Record].Content.State)
			}
		default:
		}
	}
	if s, ok := w.store.(*embedded.Store); ok {
		findings, err := s.Check(w.t.Context())
		if err != nil || len(findings) > 0 {
			w.t.Errorf("the check finds %v, %v", findings, err)
		}
	}
}
