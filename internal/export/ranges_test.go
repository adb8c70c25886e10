package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPartsOfEveryFile puts each file together again from parts of random lengths.
func TestPartsOfEveryFile(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), true)
	chance := rand.New(rand.NewPCG(5, 6))
	for _, f := range Formats {
		const query = "?country=MD"
		path := Prefix + f.Name + query
		if w := h.get(t, path, "Range", "bytes=0-9"); w.Header().Get("Accept-Ranges") != "" || w.Header().Get("Content-Range") != "" {
			t.Errorf("%s: parts of a file of which nobody knows the length: %v", f.Name, w.Header())
		}
		whole := h.get(t, path)
		tag, file := whole.Header().Get("ETag"), whole.Body.Bytes()
		if whole.Header().Get("Accept-Ranges") != "bytes" {
			t.Errorf("%s: %v", f.Name, whole.Header())
		}
		var got []byte
		for len(got) < len(file) {
			upTo := min(len(file)-1, len(got)+chance.IntN(len(file)/3+1))
			wanted := fmt.Sprintf("bytes=%d-%d", len(got), upTo)
			if upTo == len(file)-1 {
				wanted = fmt.Sprintf("bytes=%d-", len(got))
			}
			h.spent = 0
			w := h.ask(http.MethodGet, path, "Range", wanted, "If-Range", tag)
			head := w.Header()
			if w.Code != http.StatusPartialContent || head.Get("Content-Range") != fmt.Sprintf("bytes %d-%d/%d", len(got), upTo, len(file)) ||
				head.Get("Content-Length") != fmt.Sprint(w.Body.Len()) || head.Get("ETag") != tag || head.Get("Repr-Digest") != whole.Header().Get("Repr-Digest") || h.spent != CostWhole {
				t.Fatalf("%s: %s: %d %v, %d bytes for %d", f.Name, wanted, w.Code, head, w.Body.Len(), h.spent)
			}
			got = append(got, w.Body.Bytes()...)
		}
		if !bytes.Equal(got, file) {
			t.Errorf("%s: its parts are not the file", f.Name)
		}
		h.get(t, path) // no place was kept
	}
}

func TestWhatIsNoPart(t *testing.T) {
	h := newHouse(t, wholeDirectory(t), false)
	const path = "/export/directory.json"
	h.get(t, path)
	whole := h.get(t, path)
	tag, length := whole.Header().Get("ETag"), whole.Body.Len()
	for name, c := range map[string]struct {
		headers []string
		status  int
	}{
		"two ranges":                    {[]string{"Range", "bytes=0-1,4-5"}, 200},
		"another unit":                  {[]string{"Range", "records=0-1"}, 200},
		"the end before the start":      {[]string{"Range", "bytes=5-4"}, 200},
		"no number":                     {[]string{"Range", "bytes=a-"}, 200},
		"a sign":                        {[]string{"Range", "bytes=+1-"}, 200},
		"nothing":                       {[]string{"Range", "bytes=-"}, 200},
		"no range":                      {[]string{"Range", "bytes"}, 200},
		"of another edition":            {[]string{"Range", "bytes=1-", "If-Range", `"1-other"`}, 200},
		"with a weak tag":               {[]string{"Range", "bytes=1-", "If-Range", "W/" + tag}, 200},
		"with a date":                   {[]string{"Range", "bytes=1-", "If-Range", whole.Header().Get("Last-Modified")}, 200},
		"of what was compressed":        {[]string{"Range", "bytes=1-", "If-Range", strings.TrimSuffix(tag, `"`) + `.gzip"`}, 200},
		"held already":                  {[]string{"Range", "bytes=1-", "If-None-Match", tag}, 304},
		"behind the end":                {[]string{"Range", fmt.Sprintf("bytes=%d-", length)}, 416},
		"far behind the end":            {[]string{"Range", "bytes=99999999999999999999999-", "If-Range", tag}, 416},
		"the last none":                 {[]string{"Range", "bytes=-0"}, 416},
		"a part of a part":              {[]string{"Range", "bytes=1-2"}, 206},
		"more than there is":            {[]string{"Range", "bytes=1-99999999999999999999999"}, 206},
		"the last ones":                 {[]string{"Range", "bytes=-5"}, 206},
		"more of the last than are":     {[]string{"Range", "bytes=-99999999"}, 206},
		"the unit in large letters":     {[]string{"Range", "Bytes=1-"}, 206},
		"with the tag and white space ": {[]string{"Range", "bytes= 1-", "If-Range", " " + tag}, 206},
	} {
		h.spent = 0
		w := h.ask(http.MethodGet, path, c.headers...)
		if w.Code != c.status {
			t.Errorf("%s: %d, want %d", name, w.Code, c.status)
		}
		if c.status == http.StatusOK && !bytes.Equal(w.Body.Bytes(), whole.Body.Bytes()) {
			t.Errorf("%s: not the whole file", name)
		}
		if c.status == 416 && (w.Header().Get("Content-Range") != fmt.Sprintf("bytes */%d", length) || h.spent != CostSmall || w.Header().Get("Cache-Control") != "") {
			t.Errorf("%s: %v for %d", name, w.Header(), h.spent)
		}
	}
	if w := h.get(t, path, "Range", "bytes=7-", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Accept-Ranges") != "" {
		t.Errorf("a part of an answer that is compressed: %v", w.Header())
	}
	h.spent = 0
	if w := h.ask(http.MethodHead, path, "Range", "bytes=7-"); w.Code != http.StatusOK || w.Header().Get("Accept-Ranges") != "bytes" || w.Header().Get("Content-Length") != fmt.Sprint(length) || h.spent != CostSmall {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	h.source = &Source{Snapshot: h.source.Snapshot, Revision: "2-test", Licence: "Apache-2.0", Attribution: "x"}
	if w := h.get(t, path, "Range", "bytes=7-", "If-Range", tag); w.Header().Get("ETag") == tag {
		t.Error("a part of one revision is gone on with from another")
	}
}

// TestAPartEndsWithItsReader leaves while everything is still let go, and in the middle.
func TestAPartEndsWithItsReader(t *testing.T) {
	f := Lookup("directory.json")
	q := &asked{format: f, edition: edition(foundingDirectory(), Filter{})}
	length := int64(len(written(t, f.Name, q.edition)))
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := q.part(gone, io.Discard, span{length - 1, length}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := q.part(t.Context(), &failing{httptest.NewRecorder(), 10}, span{100, length}); err == nil {
		t.Error("a client that cannot be written to has its part")
	}
	if err := q.part(t.Context(), io.Discard, span{length - 1, length + 1}); err == nil {
		t.Error("a part that is too short is whole")
	}
}

func FuzzParseRange(f *testing.F) {
	for _, seed := range []string{"bytes=0-", "bytes=5-4", "bytes=-7", "bytes=1-2,3-4", "BYTES = 3-99999999999999999999"} {
		f.Add(seed, int64(10))
	}
	f.Fuzz(func(t *testing.T, value string, length int64) {
		if length < 1 {
			return
		}
		s, reach := parseRange(value, length)
		if reach == reachPart != (s.end > s.from) || s.from < 0 || s.end > length {
			t.Errorf("%q of %d: %+v %v", value, length, s, reach)
		}
	})
}
