package mirror

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestMain makes this binary a mirror when a test starts it so.
func TestMain(m *testing.M) {
	if source := os.Getenv("MIRROR_SOURCE"); source != "" {
		check := verify
		if os.Getenv("MIRROR_KEY") != "" {
			check = verifyServed
		}
		_, err := New(Options{Source: source, Dir: os.Getenv("MIRROR_DIR"), Client: http.DefaultClient, Verify: check}).Sync(context.Background())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestMirrorMayDieAtAnyPoint kills a mirror while it fetches and while it writes, over several editions, and
// reads the copy as a reader would each time.
func TestMirrorMayDieAtAnyPoint(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	u, dir := newUpstream(t, 1), t.TempDir()
	chance := rand.New(rand.NewPCG(3, 4))
	run := func(killAfter int64) error {
		command := exec.CommandContext(t.Context(), self)
		command.Env = append(os.Environ(), "MIRROR_SOURCE="+u.URL+"/export/", "MIRROR_DIR="+dir)
		var said strings.Builder
		command.Stderr = &said
		kill := make(chan struct{}, 1)
		u.mu.Lock()
		u.served = 0
		u.chunk = func(sent int64) {
			if killAfter >= 0 && sent >= killAfter {
				select {
				case kill <- struct{}{}:
				default:
				}
			}
		}
		u.mu.Unlock()
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		select {
		case <-kill:
			_ = command.Process.Kill()
			return <-ended
		case err := <-ended:
			if err != nil {
				return fmt.Errorf("%w: %s", err, said.String())
			}
			return nil
		}
	}
	served, editions, kills := int64(0), int64(3), 3
	if testing.Short() {
		editions, kills = 2, 2
	}
	for edition := range editions {
		u.set(directoryFile(edition+1, 40))
		for range kills {
			_ = run(chance.Int64N(int64(len(u.file)))) // it may have been faster
			now := whole(t, dir)
			if now < served {
				t.Fatalf("revision %d is served after %d", now, served)
			}
			served = now
		}
		_ = run(int64(len(u.file))) // while it writes
		whole(t, dir)
		if err := run(-1); err != nil {
			t.Fatal(err)
		}
		if served = whole(t, dir); served != edition+1 {
			t.Fatalf("revision %d is served, want %d", served, edition+1)
		}
	}
}

// TestMirrorMayDieWhileItFollowsByDelta kills a mirror when it has come to some step of making a copy from the one
// before, and reads the copy as a reader would.
func TestMirrorMayDieWhileItFollowsByDelta(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	a := writing(func(records ...any) *served { return newServed(t, records...) }, rand.New(rand.NewPCG(5, 5)))
	dir := t.TempDir()
	// run runs a mirror until there is a file that fits a pattern, or until its end.
	run := func(until string) error {
		command := exec.CommandContext(t.Context(), self)
		command.Env = append(os.Environ(), "MIRROR_SOURCE="+a.URL+"/export/", "MIRROR_DIR="+dir, "MIRROR_KEY=served")
		if err := command.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- command.Wait() }()
		for {
			if found, _ := filepath.Glob(filepath.Join(dir, until)); len(found) > 0 && until != "" {
				_ = command.Process.Kill()
				return <-ended
			}
			select {
			case err := <-ended:
				return err
			default:
				runtime.Gosched()
			}
		}
	}
	if err := run(""); err != nil {
		t.Fatal(err)
	}
	steps := []string{".*.made", ".making/countries/*", ".making/index.html"}
	if testing.Short() {
		steps = steps[:1]
	}
	for _, until := range steps {
		before := a.file()
		a.change(a.public[0])
		after := a.file()
		a.forget()
		_ = run(until) // it may have been faster
		if now := copied(t, dir); !bytes.Equal(now, before) && !bytes.Equal(now, after) {
			t.Fatalf("killed at %s: the copy is neither the one before nor the new one", until)
		}
		if err := run(""); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(copied(t, dir), after) || a.asked[File] > 0 {
			t.Fatalf("killed at %s: the copy is not the new one, or was fetched whole: %v", until, a.asked)
		}
	}
}
