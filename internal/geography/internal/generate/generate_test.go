package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestListedNumbers(t *testing.T) {
	for pattern, want := range map[string][]string{
		`911`:                  {"911"},
		`9(?:11|99)`:           {"911", "999"},
		`1(?:1(?:22?|5)|[56])`: {"15", "16", "112", "115", "1122"},
		`1(?:12|5\d)`:          {"112"},
		`1(?:3\d\d|730|8)`:     {"18", "1730"},
		`1|1234567`:            nil,
		`(?:12){2}`:            {"1212"},
	} {
		got, err := listedNumbers(pattern)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v, want %v", pattern, got, err, want)
		}
	}
	for _, pattern := range []string{`1+`, `1{2,}`, `[a1]`, `(`} {
		if got, err := listedNumbers(pattern); err == nil {
			t.Errorf("%s: %v", pattern, got)
		}
	}
}

func TestTablesAreGenerated(t *testing.T) {
	data, err := readTrimmed("../../cldr")
	if err != nil {
		t.Fatal(err)
	}
	files, err := render(data)
	if err != nil {
		t.Skip("the build does not know its modules:", err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("../..", name))
		if err != nil || string(got) != string(want) {
			t.Errorf("%s differs from its sources (%v); run go generate", name, err)
		}
	}
}

func TestTrimmedFilesRoundTrip(t *testing.T) {
	data, err := readTrimmed("../../cldr")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := data.writeTrimmed(dir); err != nil {
		t.Fatal(err)
	}
	for name := range data.files() {
		want, err := os.ReadFile(filepath.Join("../../cldr", name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(got) != string(want) {
			t.Errorf("%s does not survive reading and writing: %v", name, err)
		}
	}
}
