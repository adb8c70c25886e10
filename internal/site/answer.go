package site

import (
	"bytes"
	"html/template"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/help"
	"github.com/blueheart-federation/api/internal/wording"
)

// Limits of an answer.
const (
	asked   = 12          // lines asked for
	opened  = 3           // of those that suit, shown at once
	budget  = 26 << 10    // bytes of a page after which no further line is shown
	atMost  = 30*1000 - 1 // bytes a page never has, whatever records hold
	tooMany = 8           // channels and numbers shown of one entry; no country has more emergency numbers
)

// notice is something to hear before the lines: a paragraph, or what opens when somebody wants to read it.
type notice struct {
	Title words
	Text  words
	Long  bool
}

// answerView is what an answer shows.
type answerView struct {
	talk
	Title     string
	Unclear   []string
	Fields    []field
	Show      bool
	Urgent    words
	Notices   []notice
	Traces    *notice
	First     bool            // the emergency numbers stand before the lines
	Lines     []template.HTML // rendered already, since their size decides how many there are
	Emergency template.HTML
	Others    []template.HTML
	Left      bool // there are lines that are not shown
	Leave     bool // a framed page has an exit
	AsOf      directory.Date
}

func (s *Site) answer(page *bytes.Buffer, t *tongue, c *choices) {
	k := talk{site: s, tongue: t, Framed: c.framed}
	now := s.now()
	snap := s.snapshot()
	situation := c.situation()
	found, err := help.Find(snap, situation, now, asked)
	if err != nil { // the form makes no contradictions; if it does, what is surest is kept
		c.doubt("UNCLEAR_CHOICE")
		found, err = help.Find(snap, &help.Situation{Country: c.country}, now, asked)
	}
	if err != nil {
		panic(err) // a country alone contradicts nothing
	}
	v := answerView{talk: k, Unclear: c.unclear, Fields: c.fields(), Show: true, AsOf: directory.Date(s.asOf().UTC().Format(time.DateOnly))}
	v.Title = k.answerTitle(c.country)
	name := "answer"
	if v.Leave = c.exit; c.framed {
		name = "frame"
	}
	k.lay(page, name, &v, found)
}

func (k talk) answerTitle(country directory.CountryCode) string {
	if country == "" {
		return k.Say("ANSWER_ANYWHERE")
	}
	return k.sentence("Page.ANSWER", wording.About{Country: country}).Value
}

// lay renders an answer, with as many lines as there is room for.
func (k talk) lay(page *bytes.Buffer, name string, v *answerView, found *help.Answer) {
	k.notices(v, found.Notices)
	start := page.Len()
	render(page, name, v) // without lines, to know how much room they have
	room := budget - (page.Len() - start)
	page.Truncate(start)
	k.fill(v, found, room)
	render(page, name, v)
}

// longNotices are those that open when somebody wants to read them.
var longNotices = map[directory.HelpNoticeCode]bool{
	directory.HelpNoticeCodeHowToFindOutWhere: true, directory.HelpNoticeCodeNumbersOnAnyNetwork: true, directory.HelpNoticeCodeTraces: true,
}

func (k talk) notices(v *answerView, notices []help.Notice) {
	for _, n := range notices {
		one := notice{Title: k.Label("HelpNoticeCode", string(n.Code)), Text: k.sentence("HelpNotice."+string(n.Code), wording.About{}), Long: longNotices[n.Code]}
		switch n.Code {
		case directory.HelpNoticeCodeImmediateDanger:
			v.Urgent = one.Text
		case directory.HelpNoticeCodeTraces:
			v.Traces = &one
		default:
			v.Notices = append(v.Notices, one)
		}
	}
}

// fill puts the entries on the page, in the order of the answer, until its room is taken. The emergency numbers
// are always there, and so is the first line.
func (k talk) fill(v *answerView, found *help.Answer, room int) {
	emergencyAt := 0
	for i := range found.Entries {
		if e := &found.Entries[i]; e.Kind == directory.HelpEntryKindEmergencyNumbers {
			emergencyAt = i
			v.First = i == 0
			v.Emergency = k.emergency(e)
			room -= len(v.Emergency)
		}
	}
	shown := 0
	for i := range found.Entries {
		e := &found.Entries[i]
		if e.Hotline == nil {
			continue
		}
		open := i < emergencyAt && shown < opened
		line := k.line(e, shown+1, open)
		if left := room - len(line); left < 0 && (shown > 0 || left < budget-atMost) {
			continue // a shorter one may fit
		}
		room -= len(line)
		if shown++; open {
			v.Lines = append(v.Lines, line)
		} else {
			v.Others = append(v.Others, line)
		}
	}
	v.Left = found.Total > shown+1
}

func (k talk) emergency(e *help.Entry) template.HTML {
	v := lineView{talk: k, Reasons: k.reasons(e, false)}
	k.contacts(&v, e, false)
	return piece("numbers", &v)
}

// piece renders a part of a page.
func piece(name string, view any) template.HTML {
	var b bytes.Buffer
	render(&b, name, view)
	return template.HTML(b.String()) //nolint:gosec // it comes out of a template, which escaped it
}
