package policy

import (
	"strings"
	"testing"
)

const (
	gqlgen  = "github.com/99designs/gqlgen"
	mongo   = "go.mongodb.org/mongo-driver"
	client  = "go.mongodb.org/mongo-driver/v2/mongo"
	bbolt   = "go.etcd.io/bbolt"
	testkit = module + "/internal/testkit"
)

// rule says which imports are allowed in some of the files. .golangci.yml says more, and needs a linter.
type rule struct {
	name    string
	files   func(*goFile) bool
	refused func(imported string) bool
}

func refuses(paths ...string) func(string) bool {
	return func(imported string) bool {
		for _, p := range paths {
			if within(imported, p) {
				return true
			}
		}
		return false
	}
}

func outside(dirs ...string) func(*goFile) bool {
	return func(f *goFile) bool { return !f.in(dirs...) }
}

func inside(dirs ...string) func(*goFile) bool { return func(f *goFile) bool { return f.in(dirs...) } }

var rules = []rule{
	{
		"the domain imports the standard library, golang.org/x/text, phonenumbers and itself",
		func(f *goFile) bool {
			return !f.test && f.in("internal/directory", "internal/geography", "internal/dialling", "internal/holidays")
		},
		func(imported string) bool {
			first, _, _ := strings.Cut(imported, "/")
			standard := !strings.Contains(first, ".")
			return !standard && !refuses("golang.org/x/text", "github.com/nyaruka/phonenumbers",
				module+"/internal/directory", module+"/internal/geography")(imported)
		},
	},
	{
		"the domain does no I/O and logs nothing",
		func(f *goFile) bool {
			return !f.test && f.in("internal/directory", "internal/geography", "internal/dialling", "internal/holidays") && !f.in("internal/geography/internal")
		},
		func(imported string) bool {
			return imported == "os" || imported == "net" || imported == "log" ||
				refuses("os/exec", "net/http", "log/slog", "database/sql")(imported)
		},
	},
	{"only graph, internal/httpapi and server import gqlgen", outside("graph", "internal/httpapi", "server"), refuses(gqlgen)},
	{"only internal/mongodb imports the driver's client", outside("internal/mongodb"), refuses(client)},
	{
		"only document, the stores and testkit import BSON, and tests that build from documents",
		func(f *goFile) bool {
			return !f.in("internal/document", "internal/embedded", "internal/mongodb", "internal/testkit") &&
				(!f.test || !f.in("internal/snapshot"))
		},
		refuses(mongo),
	},
	{"only internal/embedded imports bbolt", outside("internal/embedded"), refuses(bbolt)},
	{"snapshot imports no store", inside("internal/snapshot"), refuses(module+"/internal/embedded", module+"/internal/mongodb")},
	{"loaders import no store", inside("loaders"), refuses(module+"/internal/embedded", module+"/internal/mongodb", module+"/internal/document")},
	{"only tests import testkit", func(f *goFile) bool { return !f.test && !f.in("internal/testkit") }, refuses(testkit)},
	{"outbound imports nothing of ours", inside("internal/outbound"), func(imported string) bool {
		return within(imported, module) && !within(imported, module+"/internal/outbound")
	}},
	{"only outbound imports the guard against private addresses", outside("internal/outbound"), refuses("code.dny.dev/ssrf")},
	{"webhook imports no store", func(f *goFile) bool { return !f.test && f.in("internal/webhook") }, refuses(module+"/internal/embedded", module+"/internal/mongodb")},
	{"nobody imports policy", outside("internal/policy"), refuses(module + "/internal/policy")},
}

func TestImportsFollowTheDirectionsOfTheHouse(t *testing.T) {
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			for _, f := range goFiles(t) {
				for _, imported := range brokenBy(r, f) {
					t.Errorf("%s imports %s", f.path, imported)
				}
			}
		})
	}
}

func brokenBy(r rule, f *goFile) (broken []string) {
	if !r.files(f) {
		return nil
	}
	for _, imported := range f.imports {
		if r.refused(imported) {
			broken = append(broken, imported)
		}
	}
	return broken
}

// TestEveryRuleOfImportsCanFail shows each rule a file that breaks it and one that keeps it.
func TestEveryRuleOfImportsCanFail(t *testing.T) {
	cases := map[string]struct{ breaks, keeps [2]string }{
		rules[0].name:  {[2]string{"internal/directory/hours/a.go", "github.com/google/uuid"}, [2]string{"internal/directory/a.go", "golang.org/x/text/language"}},
		rules[1].name:  {[2]string{"internal/directory/a.go", "net/http"}, [2]string{"internal/directory/a.go", "net/url"}},
		rules[2].name:  {[2]string{"internal/snapshot/a_test.go", gqlgen + "/graphql"}, [2]string{"graph/scalar/a.go", gqlgen + "/graphql"}},
		rules[3].name:  {[2]string{"internal/embedded/a.go", client + "/options"}, [2]string{"internal/mongodb/a.go", client}},
		rules[4].name:  {[2]string{"server/a.go", mongo + "/v2/bson"}, [2]string{"internal/document/a_test.go", mongo + "/v2/x/bsonx/bsoncore"}},
		rules[5].name:  {[2]string{"internal/mongodb/a.go", bbolt}, [2]string{"internal/embedded/a_test.go", bbolt + "/errors"}},
		rules[6].name:  {[2]string{"internal/snapshot/a.go", module + "/internal/mongodb"}, [2]string{"internal/snapshot/a.go", module + "/internal/document"}},
		rules[7].name:  {[2]string{"loaders/a.go", module + "/internal/embedded"}, [2]string{"loaders/a.go", module + "/internal/snapshot"}},
		rules[8].name:  {[2]string{"server/a.go", testkit}, [2]string{"server/a_test.go", testkit}},
		rules[9].name:  {[2]string{"internal/outbound/a.go", module + "/internal/directory"}, [2]string{"internal/outbound/a_test.go", module + "/internal/outbound"}},
		rules[10].name: {[2]string{"server/a.go", "code.dny.dev/ssrf"}, [2]string{"internal/outbound/a.go", "code.dny.dev/ssrf"}},
		rules[11].name: {[2]string{"internal/webhook/a.go", module + "/internal/embedded"}, [2]string{"internal/webhook/a_test.go", module + "/internal/embedded"}},
		rules[12].name: {[2]string{"server/a_test.go", module + "/internal/policy"}, [2]string{"server/a_test.go", module + "/internal/policyholder"}},
	}
	for _, r := range rules {
		c, ok := cases[r.name]
		if !ok {
			t.Errorf("%s: no case", r.name)
			continue
		}
		file := func(of [2]string) *goFile {
			return parseGo(t, of[0], []byte("package a\n\nimport \""+of[1]+"\"\n"))
		}
		if len(brokenBy(r, file(c.breaks))) != 1 {
			t.Errorf("%s: %s may import %s", r.name, c.breaks[0], c.breaks[1])
		}
		if len(brokenBy(r, file(c.keeps))) != 0 {
			t.Errorf("%s: %s may not import %s", r.name, c.keeps[0], c.keeps[1])
		}
	}
}
