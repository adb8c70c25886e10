package hsds

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestFilesAreValid holds what package export writes, of a small directory in which every field is set, against the
// specification: the golden files that its tests keep.
func TestFilesAreValid(t *testing.T) {
	golden := func(name string) []byte {
		t.Helper()
		data, err := os.ReadFile(filepath.Join("..", "export", "testdata", name+".golden"))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	var page struct{ Contents []json.RawMessage }
	if err := json.Unmarshal(golden("hsds.json"), &page); err != nil || len(page.Contents) < 2 {
		t.Fatalf("%d objects, %v", len(page.Contents), err)
	}
	whole := schemaOf(t, "compiled/organization.json")
	for i, object := range page.Contents {
		valid(t, whole, itoa(i), object)
	}

	files, err := specification()
	if err != nil {
		t.Fatal(err)
	}
	type resource struct {
		Name, Path string
		Schema     struct {
			Fields []struct {
				Name        string
				Constraints struct{ Required bool }
			}
		}
	}
	type descriptor struct {
		Profile   string
		Resources []resource
	}
	var known, ours descriptor
	if err := json.Unmarshal(files["datapackage.json"], &known); err != nil {
		t.Fatal(err)
	}
	headers := map[string][]string{}
	sections := strings.Split("\n"+string(golden("hsds.zip")), "\n== ")
	for _, section := range sections[1:] {
		name, text, _ := strings.Cut(section, " ==\n")
		first, _, _ := strings.Cut(text, "\n")
		headers[name] = strings.Split(first, ",")
		if name == "datapackage.json" {
			if err := json.Unmarshal([]byte(text), &ours); err != nil {
				t.Fatal(err)
			}
		}
	}
	if len(ours.Resources) != len(headers)-1 || ours.Profile != known.Profile {
		t.Errorf("%d resources in %d files", len(ours.Resources), len(headers))
	}
	for _, r := range ours.Resources {
		at := slices.IndexFunc(known.Resources, func(k resource) bool {
			return k.Name == r.Name && k.Path == r.Path
		})
		if at < 0 {
			t.Errorf("HSDS has no resource %s in %s", r.Name, r.Path)
			continue
		}
		var columns []string
		for _, f := range known.Resources[at].Schema.Fields {
			columns = append(columns, f.Name)
			if f.Constraints.Required && !slices.Contains(headers[r.Path], f.Name) {
				t.Errorf("%s has no column %s, which HSDS requires", r.Path, f.Name)
			}
		}
		for i, f := range r.Schema.Fields {
			if !slices.Contains(columns, f.Name) || headers[r.Path][i] != f.Name {
				t.Errorf("%s has a column %s", r.Path, f.Name)
			}
		}
	}
}
