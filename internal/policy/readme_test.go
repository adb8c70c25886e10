package policy

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	quoted   = regexp.MustCompile("`([^`\n]+)`")
	link     = regexp.MustCompile(`\]\(([^)#\s]+)\)`)
	command  = regexp.MustCompile(`go run \./server ([a-z]+)`)
	declared = regexp.MustCompile("(?m)^\\s+([A-Z][a-z]+)\\s+\\w+\\s+`cmd:")
)

// papers are what people read first.
func papers(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, name := range repositoryFiles(t) {
		if path.Ext(name) == ".md" {
			texts[name] = string(read(t, name))
		}
	}
	if texts["README.md"] == "" {
		t.Fatal("there is no README.md")
	}
	return texts
}

func exists(name string) bool {
	_, err := os.Stat(filepath.Join(root, filepath.FromSlash(name)))
	return err == nil
}

func TestLinksOfThePapersLeadSomewhere(t *testing.T) {
	for name, text := range papers(t) {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if to := m[1]; !strings.Contains(to, "://") && !strings.HasPrefix(to, "mailto:") && !exists(path.Join(path.Dir(name), to)) {
				t.Errorf("%s: nothing is at %s", name, to)
			}
		}
	}
}

func TestCommandsOfThePapersExist(t *testing.T) {
	commands := map[string]bool{}
	for _, m := range declared.FindAllStringSubmatch(string(read(t, "server/main.go")), -1) {
		commands[strings.ToLower(m[1])] = true
	}
	if !commands["serve"] {
		t.Fatalf("the commands of server/main.go were not found: %v", commands)
	}
	for name, text := range papers(t) {
		for _, m := range command.FindAllStringSubmatch(text, -1) {
			if !commands[m[1]] {
				t.Errorf("%s: there is no command %s", name, m[1])
			}
		}
	}
}

// TestReadmeHasEveryRoom compares the table of rooms with the folders that hold Go.
func TestReadmeHasEveryRoom(t *testing.T) {
	rooms := map[string]bool{}
	for line := range strings.Lines(papers(t)["README.md"]) {
		if !strings.HasPrefix(line, "|") {
			continue
		}
		cell, _, _ := strings.Cut(line[1:], "|")
		for _, m := range quoted.FindAllStringSubmatch(cell, -1) {
			room := path.Clean(m[1])
			rooms[room] = true
			if !exists(room) {
				t.Errorf("README.md: there is no room %s", room)
			}
		}
	}
	missing := map[string]bool{}
	for _, f := range goFiles(t) {
		for dir := f.dir; !rooms[dir]; dir = path.Dir(dir) {
			if parent := path.Dir(dir); parent == "." || parent == "internal" {
				missing[dir] = true
				break
			}
		}
	}
	for dir := range missing {
		t.Errorf("README.md does not name the room %s", dir)
	}
}
