package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/blueheart-federation/api/internal/document"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// BenchmarkImportOverHTTP sends a program of its own a file of 16 MiB by the mutation, and tells by how much
// its memory was above that of the idle program at most. The limit is 300 MiB. Linux only; run it with
// -benchtime 1x.
func BenchmarkImportOverHTTP(b *testing.B) {
	if runtime.GOOS != "linux" {
		b.Skip("the memory of a process is read from /proc")
	}
	const most = 16 << 20
	files := map[string][]byte{"JSON": ownFileOf(most), "CSV": sheetOf(most)}
	for _, format := range []string{"JSON", "CSV"} {
		b.Run(format, func(b *testing.B) {
			for b.Loop() {
				p := launch(b, "--data-dir="+withHarbour(b), "--no-founding", "--admin-token="+adminToken, "--log-level=error")
				idle := memoryOf(b, p.Process.Pid, "VmRSS")
				body, err := json.Marshal(map[string]any{
					"query":     "mutation($organization: ID!, $format: ExchangeFormat!, $data: String!) { importInitiatives(input: {organization: $organization, format: $format, data: $data, submit: true}) { problems { message } report { created refused } } }",
					"variables": map[string]any{"organization": harbour, "format": format, "data": string(files[format])},
				})
				if err != nil {
					b.Fatal(err)
				}
				begun := time.Now()
				answer, status := postAnswer(b, p.url, adminToken, body)
				if status != http.StatusOK || !strings.Contains(answer, `"problems":[],"report":{"created":`) {
					b.Fatalf("%d %.1000s", status, answer)
				}
				b.ReportMetric(time.Since(begun).Seconds(), "s/import")
				b.ReportMetric(float64(memoryOf(b, p.Process.Pid, "VmHWM")-idle)/(1<<10), "MiB-above-idle")
				b.ReportMetric(float64(idle)/(1<<10), "MiB-idle")
				b.Log(answer)
				if err := p.Process.Kill(); err != nil {
					b.Fatal(err)
				}
				_ = p.Wait() // killed
			}
		})
	}
}

// ownFileOf makes a file in the project's own JSON of at most so many bytes.
func ownFileOf(most int) []byte {
	b := []byte(`{"initiatives": [`)
	for _, in := range synthetic.Directory(1_000_000, 1, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)) {
		in.Slug = ""
		one := append(document.EncodeJSON(in), ',')
		if len(b)+len(one)+2 > most {
			break
		}
		b = append(b, one...)
	}
	return append(b[:len(b)-1], "]}"...)
}

// sheetOf makes a CSV of at most so many bytes.
func sheetOf(most int) []byte {
	b := []byte("initiative_id,initiative_name,language,hotline_id,hotline_name,countries,phone,offers\n")
	for i := 0; ; i++ {
		row := fmt.Sprintf("I%d,Initiative %d,en,H%d,Line %d,MD,+3732%07d,%s\n", i/4, i/4, i, i, i, strings.Repeat("a word ", 15))
		if len(b)+len(row) > most {
			return b
		}
		b = append(b, row...)
	}
}

// memoryOf reads a figure of a process, in KiB.
func memoryOf(t testing.TB, pid int, name string) int {
	t.Helper()
	status, err := os.ReadFile(filepath.Join("/proc", fmt.Sprint(pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(status) {
		var kib int
		if n, _ := fmt.Sscanf(string(line), name+": %d kB", &kib); n == 1 {
			return kib
		}
	}
	t.Fatalf("there is no %s", name)
	return 0
}
