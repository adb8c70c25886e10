package main

import (
	"bytes"
	"encoding/binary"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/founding"
)

const counts = "{ directory { revision counts { initiatives hotlines } warnings { value } } }"

func countsAt(t *testing.T, url string) (revision, initiatives float64) {
	t.Helper()
	d := ask(t, url, counts)["directory"].(map[string]any)
	return d["revision"].(float64), d["counts"].(map[string]any)["initiatives"].(float64)
}

func TestServeStartsWithTheFoundingDataAndKeepsThem(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first := start(t, "--data-dir="+dir)
	revision, initiatives := countsAt(t, first.url)
	if initiatives < 100 {
		t.Errorf("%v initiatives", initiatives)
	}
	if warnings := ask(t, first.url, counts)["directory"].(map[string]any)["warnings"].([]any); len(warnings) == 0 {
		t.Error("the founding data are shown without their warnings")
	}
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	second := start(t, "--data-dir="+dir)
	if r, i := countsAt(t, second.url); r != revision || i != initiatives {
		t.Errorf("after a new start: revision %v, %v initiatives; before: %v, %v", r, i, revision, initiatives)
	}
}

func TestServePages(t *testing.T) {
	s := start(t, "--data-dir="+t.TempDir())
	base := strings.TrimSuffix(s.url, "/graphql")
	for path, want := range map[string]struct {
		status int
		text   string
	}{
		"/":       {http.StatusOK, "/developers"},
		"/livez":  {http.StatusOK, "alive"},
		"/readyz": {http.StatusOK, "ready"},
		"/nope":   {http.StatusNotFound, "nothing here"},
		"/graphql?query={country(code:%22CO%22){initiatives(first:1){nodes{slug}}}}": {http.StatusOK, `"slug"`},
		"/graphql?query={__type(name:%22Entity%22){name}}":                           {http.StatusOK, `"__type":null`},
	} {
		if status, body := get(t, base+path); status != want.status || !strings.Contains(body, want.text) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
}

func TestFoundingIsFinishedAfterACrash(t *testing.T) {
	dir := t.TempDir()
	c, err := parseConfig(t, "--data-dir="+dir)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// A batch that breaks off after one record, as a crash between two batches leaves it.
	half := &halfStore{store: s, left: 1}
	if _, err := found(t.Context(), half, true, time.Now()); err == nil {
		t.Fatal("the crash did not happen")
	}
	if _, err := found(t.Context(), s, true, time.Now()); err != nil {
		t.Fatal(err)
	}
	again, err := found(t.Context(), s, true, time.Now())
	if err != nil || again.added != 0 || !again.here {
		t.Errorf("a third time: %+v, %v", again, err)
	}
	versions, err := s.Versions(t.Context())
	if err != nil || len(versions) < 200 {
		t.Errorf("%d records, %v", len(versions), err)
	}
	for id, v := range versions {
		if v != 1 {
			t.Errorf("%s has version %d", id, v)
		}
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestServeLeavesAStoreOfOthersAlone(t *testing.T) {
	dir := t.TempDir()
	if code := run([]string{"generate", "--initiatives=10", "--data-dir=" + dir}, &strings.Builder{}, &strings.Builder{}); code != exitFine {
		t.Fatalf("generate: exit code %d", code)
	}
	s := start(t, "--data-dir="+dir)
	if _, initiatives := countsAt(t, s.url); initiatives != 10 {
		t.Errorf("%v initiatives", initiatives)
	}
}

func TestFirstSignalDrainsAndSecondEnds(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("signals cannot be sent there")
	}
	p := launch(t, "--data-dir="+t.TempDir(), "--grace=1m")
	base := strings.TrimSuffix(p.url, "/graphql")
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for { // the test's own deadline ends this
		status, body := get(t, base+"/readyz")
		if status == http.StatusServiceUnavailable && strings.Contains(body, "stopping") {
			break
		}
	}
	countsAt(t, p.url) // it still answers
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err == nil {
		t.Error("the second signal ended the program as if it had drained")
	}
}

func TestOneSignalEndsInOrder(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, "--data-dir="+dir, "--grace=0s")
	countsAt(t, p.url)
	if err := p.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.Wait(); err != nil {
		t.Errorf("%v: %s", err, p.errors)
	}
	if log := p.errors.String(); !strings.Contains(log, `"msg":"stopping"`) || strings.Contains(log, "revision counts") {
		t.Errorf("log: %s", log)
	}
}

func TestSecondProcessOnOneFolderIsRefused(t *testing.T) {
	dir := t.TempDir()
	s := start(t, "--data-dir="+dir)
	var errors strings.Builder
	code := run([]string{"serve", "--address=127.0.0.1:0", "--data-dir=" + dir}, &strings.Builder{}, &errors)
	if code != exitProblem || !strings.Contains(errors.String(), "in use by another process") || !strings.Contains(errors.String(), dir) {
		t.Errorf("exit code %d: %s", code, errors.String())
	}
	countsAt(t, s.url)
}

func TestTakenPortIsNamed(t *testing.T) {
	s := start(t, "--data-dir="+t.TempDir())
	address := strings.TrimSuffix(strings.TrimPrefix(s.url, "http://"), "/graphql")
	dir := filepath.Join(t.TempDir(), "untouched")
	var errors strings.Builder
	code := run([]string{"--address=" + address, "--data-dir=" + dir}, &strings.Builder{}, &errors)
	if code != exitProblem || !strings.Contains(errors.String(), "BLUEHEART_ADDRESS") || !strings.Contains(errors.String(), address) {
		t.Errorf("exit code %d: %s", code, errors.String())
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the store was opened all the same")
	}
}

func TestServePrintsWhatToOpen(t *testing.T) {
	dir := t.TempDir()
	for _, host := range []string{"127.0.0.1", "0.0.0.0"} {
		s := start(t, "--data-dir="+filepath.Join(dir, host), "--address="+host+":0")
		page := lineOf(s.printed, "Open")
		if page+"graphql" != s.url || !strings.HasPrefix(page, "http://127.0.0.1:") {
			t.Errorf("%q is not the front page of %q", page, s.url)
		}
		if status, body := get(t, page); status != http.StatusOK || !strings.Contains(body, "<!doctype html>") {
			t.Errorf("%s: %d %s", page, status, body)
		}
		if data := lineOf(s.printed, "Data"); data != filepath.Join(dir, host, "directory.db") {
			t.Errorf("the data are said to lie in %q", data)
		}
	}
}

func TestUnwritableFolderNamesTheSetting(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	wants := []string{"BLUEHEART_DATA_DIR (--data-dir)", "choose a folder that can be written", file}
	for _, command := range []string{"serve", "check", "generate --initiatives=1"} {
		var errors strings.Builder
		code := run(append(strings.Fields(command), "--address=127.0.0.1:0", "--data-dir="+filepath.Join(file, "data")), &strings.Builder{}, &errors)
		for _, want := range wants {
			if code != exitProblem || !strings.Contains(errors.String(), want) {
				t.Errorf("%s: exit code %d: %s lacks %q", command, code, errors.String(), want)
			}
		}
	}
	// Permissions do not bind every user who runs tests, so those errors are made up.
	c := &Config{}
	for _, cause := range []syscall.Errno{syscall.EACCES, syscall.EPERM, syscall.EROFS} {
		err := c.unwritable(&os.PathError{Op: "open", Path: file, Err: cause})
		for _, want := range wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%v lacks %q", err, want)
			}
		}
	}
	if err := c.unwritable(os.ErrClosed); err != os.ErrClosed { //nolint:errorlint // the very same
		t.Errorf("another error became %v", err)
	}
}

// A record that does not match its checksum is met only after the store was opened.
func TestDamageFoundAfterOpenSaysWhatToDo(t *testing.T) {
	dir, path, content := founded(t)
	frame := []byte{0x28, 0xb5, 0x2f, 0xfd} // a zstd frame, which begins every sealed document
	if !bytes.Contains(content, frame) {
		t.Fatal("the file holds no document")
	}
	damaged := bytes.ReplaceAll(content, frame, []byte{0x28, 0xb5, 0x2f, 0xfe})
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	for command, want := range map[string]string{"serve": "look for the founding data: ", "check": "read all records: "} {
		var errors strings.Builder
		code := run([]string{command, "--address=127.0.0.1:0", "--data-dir=" + dir}, &strings.Builder{}, &errors)
		for _, part := range []string{want, path, "nothing was changed; restore the file from a backup, or move it aside to begin an empty directory"} {
			if code != exitProblem || !strings.Contains(errors.String(), part) {
				t.Errorf("%s: exit code %d: %s lacks %q", command, code, errors.String(), part)
			}
		}
	}
	if after, err := os.ReadFile(path); err != nil || !bytes.Equal(after, damaged) {
		t.Errorf("the file has changed, %v", err)
	}
}

// A directory revision that does not fit the revisions keeps nobody from reading, so only the check tells.
func TestCheckSaysWhatToDoAboutFindings(t *testing.T) {
	dir, path, content := founded(t)
	number := binary.BigEndian.AppendUint64([]byte("revision"), foundingRecords(t))
	if !bytes.Contains(content, number) {
		t.Fatal("the file does not hold its directory revision where this test looks for it")
	}
	content = bytes.ReplaceAll(content, number, binary.BigEndian.AppendUint64([]byte("revision"), 7))
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errors strings.Builder
	code := run([]string{"check", "--data-dir=" + dir}, &out, &errors)
	want := "server: 1 findings; " + path + " is damaged: nothing was changed; restore the file from a backup, or move it aside to begin an empty directory\n"
	if code != exitProblem || errors.String() != want || !strings.Contains(out.String(), "- the directory revision is 7") {
		t.Errorf("exit code %d: %s%s", code, out.String(), errors.String())
	}
}

// founded makes a directory that has the founding data and that nobody serves.
func founded(t *testing.T) (dir, path string, content []byte) {
	t.Helper()
	dir = t.TempDir()
	if err := start(t, "--data-dir="+dir).stop(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(dir, "directory.db")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return dir, path, content
}

// foundingRecords is how many records a founded directory has, each of one public revision.
func foundingRecords(t *testing.T) uint64 {
	t.Helper()
	organizations, initiatives, err := founding.Load()
	if err != nil {
		t.Fatal(err)
	}
	return uint64(len(organizations) + len(initiatives))
}
