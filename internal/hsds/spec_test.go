package hsds

import (
	"archive/tar"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/testkit"
)

// specification gives the files of HSDS 3.0: see testdata/NOTICE.
var specification = sync.OnceValues(func() (map[string][]byte, error) {
	f, err := os.Open(filepath.Join("testdata", "hsds-3.0.tar.zst"))
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	unpacked, err := zstd.NewReader(f)
	if err != nil {
		return nil, err
	}
	defer unpacked.Close()
	files := map[string][]byte{}
	for archive := tar.NewReader(unpacked); ; {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if files[h.Name], err = io.ReadAll(archive); err != nil {
			return nil, err
		}
	}
})

const specURL = "https://raw.githubusercontent.com/openreferral/specification/3.0/"

// specLoader reads the addresses of the specification from the archive, and no other.
type specLoader map[string][]byte

func (l specLoader) Load(url string) (any, error) {
	data, ok := l[strings.TrimPrefix(url, specURL)]
	if !ok {
		return nil, errors.New("no such file of the specification: " + url)
	}
	return jsonschema.UnmarshalJSON(bytes.NewReader(data))
}

// schemaOf compiles a schema of the specification, with its formats asserted.
func schemaOf(t testing.TB, name string) *jsonschema.Schema {
	t.Helper()
	files, err := specification()
	if err != nil {
		t.Fatal(err)
	}
	if s := compiled[name]; s != nil {
		return s
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	c.UseLoader(specLoader(files))
	s, err := c.Compile(specURL + "schema/" + name)
	if err != nil {
		t.Fatal(err)
	}
	compiled[name] = s
	return s
}

// compiled keeps schemas that were compiled: some are large.
var compiled = map[string]*jsonschema.Schema{}

func valid(t testing.TB, s *jsonschema.Schema, what string, object any) {
	t.Helper()
	data, err := json.Marshal(object)
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(value); err != nil {
		t.Errorf("%s: %v", what, err)
	}
}

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// foundingDirectory is the founding data as a server has it. Nobody changes it.
var foundingDirectory = sync.OnceValue(func() *snapshot.Snapshot { return testkit.Founding(noon) })

func mapper(s *snapshot.Snapshot) *Mapper {
	return &Mapper{Snapshot: s, Day: "2026-11-24", Publisher: "Blue Heart federation directory"}
}

// TestObjectsAreValid holds every object of the founding data against the compiled schemas.
func TestObjectsAreValid(t *testing.T) {
	if testing.Short() {
		t.Skip("validates thousands of objects")
	}
	s := foundingDirectory()
	m := mapper(s)
	whole, service := schemaOf(t, "compiled/organization.json"), schemaOf(t, "compiled/service.json")
	short := schemaOf(t, "compiled/service_list.json")
	n := 0
	for in := range s.Initiatives.All {
		for _, part := range m.Services(in) {
			valid(t, service, part.Name, m.Whole(in, part))
			valid(t, short, part.Name, alone(m.Whole(in, part)))
			n++
		}
	}
	for o := range s.Organizations.All {
		object := m.Organization(o)
		for in := range s.Initiatives.All {
			if m.Owner(in) == o {
				object.Programs = append(object.Programs, *m.Program(in))
				object.Services = append(object.Services, m.Services(in)...)
			}
		}
		valid(t, whole, object.Name, object)
	}
	valid(t, whole, "placeholder", m.Placeholder())
	valid(t, schemaOf(t, "taxonomy.json"), "taxonomy", Profile())
	term := schemaOf(t, "taxonomy_term.json")
	for _, x := range Terms() {
		valid(t, term, x.Code, x)
	}
	if n < 100 {
		t.Errorf("only %d services were looked at", n)
	}
}

// TestTheSchemasRefuse makes sure that the schemas are asked at all.
func TestTheSchemasRefuse(t *testing.T) {
	service := schemaOf(t, "compiled/service.json")
	for name, s := range map[string]*Service{
		"no uuid": {ID: "1", Name: "x", Status: "active"}, "status": {ID: nth("a", "b", 1), Name: "x", Status: "open"},
		"url": {ID: nth("a", "b", 1), Name: "x", Status: "active", URL: "no url at all"},
	} {
		data, _ := json.Marshal(s)
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if service.Validate(value) == nil {
			t.Errorf("%s: it is valid", name)
		}
	}
}

func TestNumbersAreWrittenAsTheyAreRead(t *testing.T) {
	for name, c := range map[string]struct {
		ch   directory.Channel
		want string
	}{
		"as printed":               {directory.Channel{Number: "+37322233309", Printed: "+373 22 233 309"}, "+373 22 233 309"},
		"printed without plus":     {directory.Channel{Number: "+37322233309", Printed: "022 233 309"}, "+37322233309"},
		"two ways to read it":      {directory.Channel{Number: "+441234234567", Printed: "+44 (0)1234 234567"}, "+441234234567"},
		"short code":               {directory.Channel{ShortCode: "116000", Printed: "116 000"}, "116 000"},
		"short code with words":    {directory.Channel{ShortCode: "1527", Printed: "call 1527"}, "1527"},
		"national":                 {directory.Channel{NationalNumber: "080077777", Printed: "0 800 77777"}, "0 800 77777"},
		"national, printed abroad": {directory.Channel{NationalNumber: "080077777", Printed: "+373 800 77777"}, "080077777"},
	} {
		if got := Number(&c.ch); got != c.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLongRecordsAreCutBetweenLetters(t *testing.T) {
	for name, text := range map[string]string{
		"words":   strings.Repeat("слова и числа 12 ", 8000),
		"spaces":  strings.Repeat(" ", 3*longestPiece),
		"letters": strings.Repeat("字", 3*longestPiece),
	} {
		var joined strings.Builder
		for rest := text; rest != ""; {
			n := pieceOf(rest)
			if n == 0 || n > longestPiece && n != len(rest) {
				t.Fatalf("%s: a piece of %d bytes", name, n)
			}
			if piece := rest[:n]; name == "words" && rest[n:] != "" && strings.TrimSpace(piece) != piece {
				t.Errorf("%s: a piece begins or ends with a space", name)
			}
			joined.WriteString(rest[:n])
			rest = rest[n:]
		}
		if joined.String() != text {
			t.Errorf("%s: something is lost", name)
		}
	}
}

// TestMessengersSayWhatTheyAre looks at numbers that must not be called, as somebody does who does not know the
// profile.
func TestMessengersSayWhatTheyAre(t *testing.T) {
	m := mapper(foundingDirectory())
	for kind, want := range map[directory.ChannelKind]string{directory.ChannelKindWhatsapp: "WHATSAPP", directory.ChannelKindVoice: "", directory.ChannelKindSms: ""} {
		if got := m.phone("s", 0, &directory.Channel{Kind: kind, Number: "+37369000002"}).Description; got != want {
			t.Errorf("%s is called %q, want %q", kind, got, want)
		}
	}
	named := &directory.Channel{Kind: directory.ChannelKindWhatsapp, Number: "+37369000002", Label: &directory.Text{Value: "Chat with us", Language: "en"}}
	if got := m.phone("s", 0, named).Description; got != "Chat with us" {
		t.Errorf("its name is lost: %q", got)
	}
}
