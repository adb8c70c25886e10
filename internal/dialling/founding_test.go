package dialling

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/founding"
)

var update = flag.Bool("update", false, "rewrite testdata/founding.golden")

// TestFounding shows how the channels of the founding data are reached from their own country, from a
// neighbour by landline and from the other side of the world. A reviewer should read every changed line.
func TestFounding(t *testing.T) {
	_, initiatives, err := founding.Load()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	channels := 0
	for _, in := range initiatives {
		for _, h := range in.Hotlines {
			for i := range h.Channels {
				ch := &h.Channels[i]
				ch.BelongTo(h, Classify(ch))
			}
			for i := range h.Channels {
				channels++
				show(&b, h, &h.Channels[i])
			}
		}
	}
	if channels < 100 {
		t.Errorf("only %d channels", channels)
	}
	name := filepath.Join("testdata", "founding.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("run with -update and read what changed (-want +got):\n%s", diff)
	}
}

var typeNames = [...]string{"no number", "ordinary", "toll-free", "special", "not in plan"}

func show(b *strings.Builder, h *directory.Hotline, ch *directory.Channel) {
	home := ch.Country
	if home == "" && len(h.Countries) > 0 {
		home = h.Countries[0]
	}
	fmt.Fprintf(b, "%s %s %s (printed %q), %s of %q", home, ch.Kind, ch.Address(), ch.Printed, typeNames[ch.NumberPlan().Type], ch.NumberPlan().Region)
	if s := ch.Safety; s != nil {
		fmt.Fprintf(b, ", toll-free %s, from abroad %s", or(s.TollFree.Value), or(s.ReachableFromAbroad.Value))
	}
	if len(ch.Phones) > 0 {
		fmt.Fprintf(b, ", for %v", ch.Phones)
	}
	b.WriteString("\n")
	for _, from := range []From{
		{home, directory.PhoneKindMobile},
		{home, directory.PhoneKindLandline},
		{home, directory.PhoneKindForeignSim},
		{"RO", directory.PhoneKindLandline},
		{"BR", directory.PhoneKindMobile},
		{"", ""},
	} {
		if (ch.Email != "" || ch.URL != "") && from.Country != "" {
			continue // the same from everywhere
		}
		if from.Country == home && from.Phone == directory.PhoneKindMobile && home == "BR" && ch.Country == "" {
			continue
		}
		d := Dial(ch, from)
		fmt.Fprintf(b, "\t%2s %-11s %-7s press %-17s shown %-24q %-30s", from.Country, from.Phone, d.Reachable, or2(d.Press), d.Display, or2(d.Link))
		for _, r := range d.Reasons {
			fmt.Fprintf(b, " %s", r.Code)
		}
		if n := len(d.Alternatives(nil)); n > 0 {
			fmt.Fprintf(b, ", %d alternatives", n)
		}
		b.WriteString("\n")
	}
}

func or(a directory.Answer) directory.Answer {
	if a == "" {
		return directory.AnswerUnknown
	}
	return a
}

func or2(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
