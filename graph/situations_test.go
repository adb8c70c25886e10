package graph_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/blueheart-federation/api/graph"
)

// situation is one person's, with why the answer is right as far as the founding data go.
type situation struct {
	title string
	input string // the Situation, as JSON
	why   string
}

// situationsDoc is the table that people read; it is the golden file of the test.
var situationsDoc = filepath.Join("..", ".github", "docs", "situations.md")

// situations were each looked at by eye, with the register beside them.
var situations = []situation{
	{
		"Speaks Ukrainian, in Moldova with a foreign SIM, Sunday night", `{"country": "MD", "languages": ["uk", "ro"], "phone": "FOREIGN_SIM", "at": "2026-11-29T21:10:00Z"}`,
		"The number for calls from abroad comes first, because a foreign SIM can surely call it; the toll-free number of the same line stands behind it, since a foreign SIM may not reach it. The partner line serves a part of the country and is closed: when it opens is said.",
	},
	{
		"French-speaking child of twelve, in Switzerland", `{"country": "CH", "languages": ["fr"], "age": 12, "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"The register knows no Swiss line, and the answer says so. Before the emergency numbers stand the lines of the region that a source says can be called from abroad and that help anybody; none is known to speak French. A line for reports is left out, and the line for a part of Moldova stands there only as the partner of the first.",
	},
	{
		"Domestic worker in Lebanon who has WhatsApp only", `{"country": "LB", "channels": ["WHATSAPP"], "populations": ["DOMESTIC_WORKERS"], "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"No line serves Lebanon, and of no line with WhatsApp does a source say that it helps people abroad. A message may well arrive, as dial says, but who reads it is there for another country. The emergency numbers are what is left; they need a call, and that no line can be used is said as well.",
	},
	{
		"In Türkiye without credit", `{"country": "TR", "phone": "MOBILE", "canPay": false, "at": "2026-11-25T15:00:00Z"}`,
		"157 is toll-free. The ordinary number of the same line costs money and is not offered first.",
	},
	{
		"In Syria, speaks Turkish, mobile phone", `{"country": "SY", "languages": ["tr"], "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"No line serves Syria. The Turkish line stands first as the nearest that takes calls from abroad and speaks the language, with the number that works from abroad and not with the short code.",
	},
	{
		"Thai national in South Korea", `{"country": "KR", "nationality": "TH", "languages": ["th"], "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"The Thai line for nationals abroad is meant for exactly this person and can be called from Korea.",
	},
	{
		"Woman in Germany, Wednesday at noon", `{"country": "DE", "populations": ["WOMEN"], "languages": ["de"], "phone": "MOBILE", "at": "2026-11-25T11:00:00Z"}`,
		"The line for women is meant for her and open day and night; the line against forced labour is open as well.",
	},
	{
		"Man in Germany, Wednesday at noon", `{"country": "DE", "populations": ["MEN"], "languages": ["de"], "phone": "MOBILE", "at": "2026-11-25T11:00:00Z"}`,
		"The line for women is not for him: it comes behind the emergency numbers. The other line is open.",
	},
	{
		"In Spain, police not acceptable", `{"country": "ES", "policeAcceptable": false, "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"The line of an organization comes first. The police line is free and open, and stands below it all the same.",
	},
	{
		"In Spain, police acceptable", `{"country": "ES", "policeAcceptable": true, "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"The police line is for everybody, free and leaves no trace on the bill; the other is for women and people in prostitution, and whether this person is one was not said. Police are labelled.",
	},
	{
		"In Austria, police not acceptable", `{"country": "AT", "policeAcceptable": false, "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"The register knows no other Austrian line than that of the police, so lines of the region that take calls from abroad and help anybody come before it.",
	},
	{
		"Somebody in Sweden", `{"country": "SE", "phone": "MOBILE", "at": "2026-11-25T10:00:00Z"}`,
		"The one Swedish line is for professionals. It stands behind the emergency numbers, and lines of the region stand before them.",
	},
	{
		"Teacher in Sweden, during office hours", `{"country": "SE", "populations": ["PROFESSIONALS"], "phone": "MOBILE", "at": "2026-11-25T10:00:00Z"}`,
		"For a professional the same line is the right one.",
	},
	{
		"Child of thirteen in Egypt", `{"country": "EG", "age": 13, "languages": ["ar"], "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"The child line comes first, then the general one, then the line for women, who it may be for was not said.",
	},
	{
		"Does not know where they are, speaks Ukrainian", `{"languages": ["uk"], "at": "2026-11-25T15:00:00Z"}`,
		"The answer says how to find out, and begins with the numbers that a mobile phone can call on any network, with their limits. Lines that take calls from abroad stand behind them, as none of them need be for the place.",
	},
	{
		"In the Netherlands, no phone, e-mail at a library", `{"country": "NL", "phone": "NO_PHONE", "channels": ["EMAIL"], "at": "2026-11-25T15:00:00Z"}`,
		"The line that has a mail address is the only one that this person can use; the others come last, each with why.",
	},
	{
		"In Colombia, mobile phone", `{"country": "CO", "phone": "MOBILE", "languages": ["es"], "at": "2026-11-25T15:00:00Z"}`,
		"The short code 122 is for mobile phones, the toll-free number for landlines: the same line, the other way first.",
	},
	{
		"In Colombia, landline", `{"country": "CO", "phone": "LANDLINE", "languages": ["es"], "at": "2026-11-25T15:00:00Z"}`,
		"The other way round.",
	},
	{
		"Deaf person in Canada with a text telephone", `{"country": "CA", "channels": ["TTY"], "phone": "LANDLINE", "at": "2026-11-25T15:00:00Z"}`,
		"The Canadian line takes TTY calls at its toll-free number.",
	},
	{
		"In Jamaica, mobile phone", `{"country": "JM", "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"The number that was given up is not shown, though it is still printed in places.",
	},
	{
		"In Denmark, a Sunday night", `{"country": "DK", "phone": "MOBILE", "languages": ["da"], "at": "2026-11-29T22:30:00Z"}`,
		"The line of the Danish Centre is closed, and when it opens is said; an e-mail can wait there. The police number that belongs with it, for outside its hours, comes first.",
	},
	{
		"In Equatorial Guinea, for which no emergency number is known", `{"country": "GQ", "languages": ["es"], "phone": "MOBILE", "at": "2026-11-25T15:00:00Z"}`,
		"No line, no emergency number and no line of the region is known, so what stands there are lines elsewhere that can be called from abroad, and the numbers that mobile phones treat as emergency calls on any network.",
	},
}

const situationQuery = `query ($situation: Situation!) { findHelp(situation: $situation, first: 6) {
	notices { code }
	entries { rank kind usable
		hotline { name(languages: ["en"]) { value } countries { code } }
		channels { usable isOpen channel { kind address } dial { reachable press link } }
		reasons { code text(languages: ["en"]) { value } }
	} } }`

type situationAnswer struct {
	Data struct {
		FindHelp struct {
			Notices []struct{ Code string }
			Entries []struct {
				Rank         int
				Kind, Usable string
				Hotline      *struct {
					Name      struct{ Value string }
					Countries []struct{ Code string }
				}
				Channels []struct {
					Usable  string
					IsOpen  *bool
					Channel struct{ Kind, Address string }
					Dial    struct{ Reachable, Press, Link string }
				}
				Reasons []struct {
					Code string
					Text struct{ Value string }
				}
			}
		}
	}
	Errors []struct{ Message string }
}

// TestSituations keeps the table of situations: each was looked at by eye.
func TestSituations(t *testing.T) {
	h := serve(graph.NewSchema(resolver()), foundingSnapshot())
	var doc strings.Builder
	doc.WriteString(`# Twenty-two situations and their answers

What findHelp answers from the founding data, and why that is right. A test asks the server and compares
with this file byte by byte; ` + "`go test ./graph -run TestSituations -update`" + ` writes it anew, and a reviewer reads
the difference. No entry of the founding data has been verified, so every line is marked UNVERIFIED; that
reason and SERVES_COUNTRY are left out below. "Press" is what to dial from there with that phone.
`)
	for i, s := range situations {
		var input any
		if err := json.Unmarshal([]byte(s.input), &input); err != nil {
			t.Fatalf("%s: %v", s.title, err)
		}
		status, body := ask(t, h, situationQuery, map[string]any{"situation": input}, nil)
		var a situationAnswer
		if err := json.Unmarshal(body, &a); err != nil || status != 200 || len(a.Errors) > 0 || len(a.Data.FindHelp.Entries) == 0 {
			t.Fatalf("%s: status %d, %v\n%s", s.title, status, err, body)
		}
		fmt.Fprintf(&doc, "\n## %d. %s\n\n`%s`\n\n%s\n\n", i+1, s.title, s.input, s.why)
		writeSituation(&doc, &a)
	}
	if *update {
		if err := os.WriteFile(situationsDoc, []byte(doc.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(situationsDoc)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), doc.String()); d != "" {
		t.Errorf("the answers differ from the table; if they are right, run with -update:\n%s", d)
	}
}

func writeSituation(doc *strings.Builder, a *situationAnswer) {
	var notices []string
	for _, n := range a.Data.FindHelp.Notices {
		notices = append(notices, n.Code)
	}
	fmt.Fprintf(doc, "Notices: %s\n\n| | Line | Usable | Ways | Reasons |\n|---|---|---|---|---|\n", strings.Join(notices, ", "))
	for _, e := range a.Data.FindHelp.Entries {
		name := "Emergency numbers"
		if e.Hotline != nil {
			name = strings.ReplaceAll(e.Hotline.Name.Value, "|", "/")
			for _, c := range e.Hotline.Countries {
				name += " (" + c.Code + ")"
			}
		}
		var ways, reasons []string
		for _, c := range e.Channels {
			way := c.Channel.Kind + " " + c.Channel.Address
			switch {
			case c.Dial.Press != "":
				way += ": press " + c.Dial.Press
			case c.Dial.Link == "":
				way += ": not from here"
			}
			ways = append(ways, way+" ("+c.Usable+")")
		}
		for _, r := range e.Reasons {
			if r.Code != "UNVERIFIED" && r.Code != "SERVES_COUNTRY" {
				reasons = append(reasons, r.Code)
			}
		}
		fmt.Fprintf(doc, "| %d | %s | %s | %s | %s |\n", e.Rank, name, e.Usable, strings.Join(ways, "<br>"), strings.Join(reasons, ", "))
	}
}
