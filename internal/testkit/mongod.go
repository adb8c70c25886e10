package testkit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// patience is how long a server may take for anything: many times what it needs, on a machine that does much else.
const patience = 2 * time.Minute

// Cluster is a replica set of real mongod processes on the loopback interface.
type Cluster struct {
	program string
	members []*member
}

type member struct {
	address string // host:port, kept over restarts
	dir     string
	process *exec.Cmd // nil while it is down
	exited  chan struct{}
}

// MongoDB starts a replica set of so many members and gives its connection string, which names no
// database, and the set itself. Everything ends with the test. The program is $MONGOD, or mongod on the
// PATH; where there is none, the test is skipped by that name.
func MongoDB(t testing.TB, members int) (uri string, cluster *Cluster) {
	t.Helper()
	c := &Cluster{program: program(t)}
	for range members {
		c.members = append(c.members, &member{dir: t.TempDir()})
	}
	t.Cleanup(func() { // registered after the folders, and so run before they are removed
		for i := range c.members {
			c.Kill(t, i)
		}
	})
	for _, m := range c.members {
		c.begin(t, m)
	}
	c.initiate(t)
	c.Primary(t)
	return c.URI(""), c
}

// program finds the mongod to start.
func program(t testing.TB) string {
	t.Helper()
	if path := os.Getenv("MONGOD"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			t.Fatalf("$MONGOD: %v", err)
		}
		if found, err = filepath.Abs(found); err != nil {
			t.Fatal(err)
		}
		return found
	}
	found, err := exec.LookPath("mongod")
	if err != nil {
		t.Skip("MongoDB is not tested: there is no mongod in $MONGOD or on the PATH")
	}
	return found
}

// URI is the connection string for one of the cluster's databases; "" names none.
func (c *Cluster) URI(database string) string {
	addresses := make([]string, len(c.members))
	for i, m := range c.members {
		addresses[i] = m.address
	}
	return "mongodb://" + strings.Join(addresses, ",") + "/" + database + "?replicaSet=test"
}

// begin starts a member on a free port, and on another one if somebody else takes that first.
func (c *Cluster) begin(t testing.TB, m *member) {
	t.Helper()
	var err error
	for range 5 {
		if m.address, err = freeAddress(); err != nil {
			t.Fatal(err)
		}
		if err = c.start(t, m); err == nil {
			return
		}
	}
	t.Fatal(err)
}

// Restart starts a member that was killed, with the data it left, and waits until it answers.
func (c *Cluster) Restart(t testing.TB, i int) {
	t.Helper()
	var err error
	for range 5 { // its port may be that of somebody's connection for a moment
		if err = c.start(t, c.members[i]); err == nil {
			return
		}
	}
	t.Fatal(err)
}

func (c *Cluster) start(t testing.TB, m *member) error {
	t.Helper()
	_, port, err := net.SplitHostPort(m.address)
	if err != nil {
		return err
	}
	output := new(bytes.Buffer)
	m.process = exec.Command(c.program, //nolint:gosec,noctx // the test's own program; Kill ends it
		"--dbpath", m.dir, "--port", port, "--bind_ip", "127.0.0.1", "--nounixsocket", "--replSet", "test",
		"--oplogSize", "64", "--wiredTigerCacheSizeGB", "0.25", "--setParameter", "diagnosticDataCollectionEnabled=false",
		// An old mongod now and then misses that a majority has a write, until the next one.
		"--setParameter", "periodicNoopIntervalSecs=1")
	m.process.Stdout, m.process.Stderr = output, output
	if err := m.process.Start(); err != nil {
		return err
	}
	process, exited := m.process, make(chan struct{})
	m.exited = exited
	go func() {
		_ = process.Wait() // it is killed, so it always fails
		close(exited)
	}()
	return until(t, "mongod answers", func(ctx context.Context) error {
		select {
		case <-exited:
			return stop{fmt.Errorf("mongod ended: %s", tail(output))}
		default:
		}
		_, err := command(ctx, m.address, bson.D{{Key: "ping", Value: 1}})
		return err
	})
}

// Kill ends a member as a crash would (SIGKILL) and waits until it is gone. A dead member stays dead.
func (c *Cluster) Kill(t testing.TB, i int) {
	t.Helper()
	m := c.members[i]
	if m.process == nil || m.process.Process == nil {
		return
	}
	_ = m.process.Process.Kill() // it may have ended by itself
	<-m.exited
	m.process = nil
}

// initiate makes a replica set of the members. Elections are quick, so that tests are.
func (c *Cluster) initiate(t testing.TB) {
	t.Helper()
	hosts := make(bson.A, len(c.members))
	for i, m := range c.members {
		hosts[i] = bson.D{{Key: "_id", Value: i}, {Key: "host", Value: m.address}}
	}
	_, err := command(t.Context(), c.members[0].address, bson.D{{Key: "replSetInitiate", Value: bson.D{
		{Key: "_id", Value: "test"},
		{Key: "members", Value: hosts},
		{Key: "settings", Value: bson.D{
			{Key: "electionTimeoutMillis", Value: 1000}, {Key: "heartbeatIntervalMillis", Value: 200}, {Key: "catchUpTimeoutMillis", Value: 1000},
		}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
}

// Primary waits until the living members agree on a primary that takes writes, and gives which it is.
func (c *Cluster) Primary(t testing.TB) int {
	t.Helper()
	primary := -1
	err := until(t, "there is a primary", func(ctx context.Context) error {
		for i, m := range c.members {
			if m.process == nil {
				continue
			}
			answer, err := command(ctx, m.address, bson.D{{Key: "isMaster", Value: 1}})
			if err != nil {
				return err
			}
			if is, _ := answer.Lookup("ismaster").BooleanOK(); is {
				primary = i
				return nil
			}
		}
		return errors.New("no member is primary")
	})
	if err != nil {
		t.Fatal(err)
	}
	return primary
}

// status is how a member sees the set.
func (m *member) status(ctx context.Context) (bson.Raw, error) {
	return command(ctx, m.address, bson.D{{Key: "replSetGetStatus", Value: 1}})
}

// CaughtUp waits until every living member has what the primary has now. One that was killed as primary first takes
// back what nobody else had; as long as it has not, a set that loses another member has no majority.
func (c *Cluster) CaughtUp(t testing.TB) {
	t.Helper()
	primary := c.members[c.Primary(t)]
	applied := func(ctx context.Context, m *member) (term int64, at bson.Timestamp, err error) {
		answer, err := m.status(ctx)
		if err != nil {
			return 0, bson.Timestamp{}, err
		}
		term, _ = answer.Lookup("optimes", "appliedOpTime", "t").AsInt64OK()
		at.T, at.I, _ = answer.Lookup("optimes", "appliedOpTime", "ts").TimestampOK()
		return term, at, nil
	}
	term, at, err := applied(t.Context(), primary)
	if err != nil {
		t.Fatal(err)
	}
	err = until(t, "all members have caught up", func(ctx context.Context) error {
		for _, m := range c.members {
			if m.process == nil {
				continue
			}
			if of, has, err := applied(ctx, m); err != nil {
				return err
			} else if of < term || has.Before(at) {
				return fmt.Errorf("%s is at %v of term %d, and the primary was at %v of %d", m.address, has, of, at, term)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// States tells how each member sees itself, for a test that fails.
func (c *Cluster) States(t testing.TB) string {
	t.Helper()
	var told strings.Builder
	for _, m := range c.members {
		if m.process == nil {
			fmt.Fprintf(&told, "%s: down\n", m.address)
			continue
		}
		answer, err := m.status(context.WithoutCancel(t.Context()))
		if err != nil {
			fmt.Fprintf(&told, "%s: %v\n", m.address, err)
			continue
		}
		fmt.Fprintf(&told, "%s: state %s, term %s, syncs from %s, %s\n", m.address, answer.Lookup("myState"), answer.Lookup("term"), answer.Lookup("syncingTo"), answer.Lookup("optimes"))
	}
	return told.String()
}

// Collections names the collections of a database, of a set of one member.
func (c *Cluster) Collections(t testing.TB, database string) []string {
	t.Helper()
	answer, err := commandIn(t.Context(), c.members[0].address, database, bson.D{{Key: "listCollections", Value: 1}, {Key: "nameOnly", Value: true}})
	if err != nil {
		t.Fatal(err)
	}
	var read struct {
		Cursor struct {
			FirstBatch []struct{ Name string } `bson:"firstBatch"`
		}
	}
	if err := bson.Unmarshal(answer, &read); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, collection := range read.Cursor.FirstBatch {
		names = append(names, collection.Name)
	}
	return names
}

// DropIndexes drops all indexes of a collection but that on _id, in a set of one member.
func (c *Cluster) DropIndexes(t testing.TB, database, collection string) {
	t.Helper()
	_, err := commandIn(t.Context(), c.members[0].address, database, bson.D{{Key: "dropIndexes", Value: collection}, {Key: "index", Value: "*"}})
	if err != nil {
		t.Fatal(err)
	}
}

// freeAddress finds a port nobody listens on.
func freeAddress() (string, error) {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// stop is an error that ends until at once.
type stop struct{ error }

// until repeats fn till it succeeds, and gives up after the usual patience.
func until(t testing.TB, what string, fn func(context.Context) error) error {
	t.Helper()
	// Cleanup functions wait, too, when the test's own context has ended.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.Context()), patience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := fn(ctx)
		if err == nil || errors.As(err, new(stop)) {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waited %s until %s: %w", patience, what, err)
		}
	}
}

// tail gives the last lines of what a process wrote.
func tail(output *bytes.Buffer) string {
	text := output.Bytes()
	return string(text[max(0, len(text)-4000):])
}
