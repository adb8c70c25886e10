package mirror

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMain makes this binary a mirror when a test starts it so.
func TestMain(m *testing.M) {
	if source := os.Getenv("MIRROR_SOURCE"); source != "" {
		_, err := New(Options{Source: source, Dir: os.Getenv("MIRROR_DIR"), Client: http.DefaultClient, Verify: verify, Pages: somePages}).Sync(context.Background())
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
	served := int64(0)
	for edition := range int64(3) {
		u.set(directoryFile(edition+1, 40))
		for range 3 {
			_ = run(chance.Int64N(int64(len(u.file)))) // it may have been faster
			now := wholeWithPages(t, dir)
			if now < served {
				t.Fatalf("revision %d is served after %d", now, served)
			}
			served = now
		}
		_ = run(int64(len(u.file))) // while it writes
		wholeWithPages(t, dir)
		if err := run(-1); err != nil {
			t.Fatal(err)
		}
		if served = wholeWithPages(t, dir); served != edition+1 {
			t.Fatalf("revision %d is served, want %d", served, edition+1)
		}
	}
}
