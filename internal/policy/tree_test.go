package policy

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

const (
	root   = "../.."
	module = "github.com/blueheart-federation/api"
)

// goFile is a Go file of the repository, whatever its build tags.
type goFile struct {
	path      string // from the root, with slashes
	dir       string // "." for the root
	test      bool
	generated bool // says so itself, as https://go.dev/s/generatedcode asks
	lines     int
	imports   []string
	syntax    *ast.File
}

var generatedHeader = regexp.MustCompile(`^// Code generated .* DO NOT EDIT\.$`)

// in says whether the file is in one of the directories or below.
func (f *goFile) in(dirs ...string) bool {
	return slices.ContainsFunc(dirs, func(d string) bool { return within(f.dir, d) })
}

// within says whether an import path or directory is another one or below it.
func within(path, parent string) bool { return path == parent || strings.HasPrefix(path, parent+"/") }

// files gives the path of every file that belongs to the repository: what .gitignore names is left out.
var files = sync.OnceValues(func() ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if name := d.Name(); name == ".git" || name == "node_modules" || rel == "data" || strings.HasSuffix(rel, "testdata/rapid") {
				return fs.SkipDir
			}
			return nil
		}
		switch path.Ext(rel) {
		case ".test", ".prof", ".out":
			return nil
		}
		if d.Type().IsRegular() && rel != "server/server" {
			found = append(found, rel)
		}
		return nil
	})
	return found, err
})

func repositoryFiles(t *testing.T) []string {
	t.Helper()
	found, err := files()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(found, "go.mod") {
		t.Fatal("this is not the repository")
	}
	return found
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// goFiles gives every Go file, parsed once for all tests. Generated code is read as far as its imports.
func goFiles(t *testing.T) []*goFile {
	t.Helper()
	names := repositoryFiles(t)
	parsed.Do(func() {
		for _, name := range names {
			if path.Ext(name) == ".go" && !strings.Contains(name, "/testdata/") {
				parsedFiles = append(parsedFiles, parseGo(t, name, read(t, name)))
			}
		}
	})
	if len(parsedFiles) == 0 {
		t.Fatal("there are no Go files")
	}
	return parsedFiles
}

var (
	parsed      sync.Once
	parsedFiles []*goFile
)

func parseGo(t *testing.T, name string, source []byte) *goFile {
	t.Helper()
	f := &goFile{
		path:  name,
		dir:   path.Dir(name),
		test:  strings.HasSuffix(name, "_test.go"),
		lines: bytes.Count(source, []byte("\n")),
	}
	for line := range strings.Lines(string(source)) {
		line = strings.TrimRight(line, "\r\n")
		if strings.HasPrefix(line, "package ") {
			break
		}
		f.generated = f.generated || generatedHeader.MatchString(line)
	}
	mode := parser.ParseComments | parser.SkipObjectResolution
	if f.generated {
		mode |= parser.ImportsOnly
	}
	var err error
	if f.syntax, err = parser.ParseFile(token.NewFileSet(), name, source, mode); err != nil {
		t.Fatal(err)
	}
	for _, spec := range f.syntax.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		f.imports = append(f.imports, imported)
	}
	return f
}

// TestNoTextNamesTheMachineItWasWrittenOn keeps paths and proxies of one workshop out of what others clone.
func TestNoTextNamesTheMachineItWasWrittenOn(t *testing.T) {
	forbidden := []string{"/wor" + "k/", "far" + "m-", "proxy.golang" + ".org", "registry." + "npmjs"}
	for _, name := range repositoryFiles(t) {
		if path.Base(name) == "go.sum" { // hashes, in which anything may stand
			continue
		}
		text := read(t, name)
		if bytes.IndexByte(text, 0) >= 0 || !utf8.Valid(text) {
			continue
		}
		for _, f := range forbidden {
			if before, _, found := bytes.Cut(text, []byte(f)); found {
				t.Errorf("%s:%d: holds %q", name, 1+bytes.Count(before, []byte("\n")), f)
			}
		}
	}
}
