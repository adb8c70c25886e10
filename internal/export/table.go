package export

import (
	"bufio"
	"encoding/csv"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/hsds"
)

// cells are the values of one row, by column.
type cells map[string]string

// tableWriter writes rows after the template.
type tableWriter struct {
	e       *Edition
	csv     *csv.Writer
	columns []string
	stamp   cells
	row     []string
}

// writeTable writes CSV after the template of imports, with columns that say which directory it is of. What the
// template has no column for is left out: .github/docs/exporting.md lists it.
func writeTable(w *bufio.Writer, e *Edition) error {
	t := &tableWriter{e: e, csv: csv.NewWriter(w), stamp: cells{
		"directory_source": e.Attribution, "directory_revision": strconv.FormatInt(e.Snapshot.Revision, 10),
		"directory_updated": e.updated(), "directory_licence": e.Licence,
	}}
	t.csv.UseCRLF = true
	for _, c := range exchange.Columns {
		t.columns = append(t.columns, c.Name)
	}
	t.columns = append(t.columns, exchange.StampColumns...)
	if err := t.csv.Write(t.columns); err != nil {
		return err
	}
	for in := range e.initiatives {
		if err := t.initiative(in); err != nil {
			return err
		}
	}
	t.csv.Flush()
	return t.csv.Error()
}

// Neutral makes a cell that no spreadsheet program runs as a formula, or takes a zero off to dial another number
// than was meant, by an apostrophe before it, as readers of the template know.
func Neutral(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) || zeroFirst(cell) {
		return "'" + cell
	}
	return cell
}

// zeroFirst says that a cell is a number whose first digit is a zero that counts.
func zeroFirst(cell string) bool {
	return len(cell) > 1 && cell[0] == '0' && strings.Trim(cell, "0123456789") == ""
}

func (t *tableWriter) write(all ...cells) error {
	t.row = t.row[:0]
	for _, column := range t.columns {
		value := ""
		for _, some := range all {
			if v := some[column]; v != "" {
				value = v
				break
			}
		}
		t.row = append(t.row, Neutral(value))
	}
	return t.csv.Write(t.row)
}

// initiative writes the rows of an initiative: one for each line and for each group of its channels that differ
// in languages, hours or what is known about them.
func (t *tableWriter) initiative(in *directory.Initiative) error {
	s := sayings{wanted: t.e.Languages, language: t.languageOf(in)}
	first := t.ofInitiative(&s, in)
	always := cells{"initiative_id": string(in.ID), "initiative_name": first["initiative_name"], "language": first["language"]}
	if len(in.Hotlines) == 0 {
		return t.write(first, t.stamp, cells{"directory_notice": noticeOf(&in.Common)})
	}
	for _, h := range in.Hotlines {
		line := ofHotline(&s, h)
		notice := cells{"directory_notice": noticeOf(&h.Common)}
		rows := channelRows(&s, h)
		for i, row := range rows {
			if i > 0 {
				line = cells{"hotline_id": line["hotline_id"], "hotline_name": line["hotline_name"]}
			}
			if err := t.write(first, line, row, t.stamp, notice); err != nil {
				return err
			}
			first = always
		}
	}
	return nil
}

func noticeOf(c *directory.Common) string {
	if on := c.Provenance.VerifiedOn(); on != "" {
		return "Checked on " + string(on)
	}
	return unverified
}

// languageOf is the language in which most is said about an initiative, among those that are wanted and that it
// has a name in.
func (t *tableWriter) languageOf(in *directory.Initiative) directory.LanguageTag {
	if len(t.e.Languages) > 0 {
		if best := directory.Best(in.Names, t.e.Languages); best != nil {
			return best.Language
		}
	}
	said := map[directory.LanguageTag]int{}
	count := func(texts []directory.Text) {
		for i := range texts {
			said[texts[i].Language]++
		}
	}
	count(in.Summaries)
	for _, h := range in.Hotlines {
		for _, texts := range [][]directory.Text{h.Names, h.Notes, h.Offers, h.DoesNotOffer, h.PopulationsPrinted, h.ServiceAreas} {
			count(texts)
		}
	}
	best := directory.LanguageTag("")
	for i := range in.Names {
		if tag := in.Names[i].Language; best == "" || said[tag] > said[best] {
			best = tag
		}
	}
	return best
}

// sayings picks the texts of one language: a row has one.
type sayings struct {
	wanted   []directory.LanguageTag
	language directory.LanguageTag
}

// texts gives all texts in the language, one after another.
func (s *sayings) texts(texts []directory.Text) string {
	var said []string
	for i := range texts {
		if texts[i].Language == s.language {
			said = append(said, texts[i].Value)
		}
	}
	return strings.Join(said, "\n")
}

func (s *sayings) text(t *directory.Text) string {
	if t == nil || t.Language != s.language {
		return ""
	}
	return t.Value
}

func (t *tableWriter) ofInitiative(s *sayings, in *directory.Initiative) cells {
	name, other := directory.BestNames(in.Names, []directory.LanguageTag{s.language})
	c := cells{
		"initiative_id": string(in.ID), "initiative_name": name, "initiative_other_name": other,
		"initiative_summary": s.texts(in.Summaries), "language": string(s.language), "scope": string(in.Scope),
		"initiative_status": string(in.Status), "initiative_countries": joined(in.Countries), "initiative_website": string(in.Website),
		"initiative_populations": joined(in.Populations), "forms_of_exploitation": joined(in.FormsOfExploitation),
	}
	o := t.e.mapper().Owner(in)
	if o == nil {
		return c
	}
	for i := range in.Organizations {
		if in.Organizations[i].Organization == o.ID {
			c["organization_role"] = string(in.Organizations[i].Role)
			break
		}
	}
	// Not by the language of the initiative: all rows must describe an organization in the same words.
	c["organization_id"], c["organization_name"] = string(o.ID), directory.Best(o.Names, t.e.Languages).Value
	c["organization_kind"], c["organization_country"] = string(o.Kind), string(o.Country)
	c["organization_website"] = string(o.Website)
	if len(o.Emails) > 0 {
		c["organization_email"] = string(o.Emails[0])
	}
	return c
}

func ofHotline(s *sayings, h *directory.Hotline) cells {
	name, other := directory.BestNames(h.Names, []directory.LanguageTag{s.language})
	c := cells{
		"hotline_id": string(h.ID), "hotline_name": name, "hotline_other_name": other,
		"purposes": joined(h.Purposes), "answered_by": string(h.AnsweredBy), "hotline_status": string(h.Status),
		"hotline_status_note": s.text(h.StatusNote), "countries": joined(h.Countries), "subdivisions": joined(h.Subdivisions),
		"service_area": s.texts(h.ServiceAreas), "populations": joined(h.Populations), "populations_printed": s.texts(h.PopulationsPrinted),
		"minimum_age": number(h.MinimumAge), "maximum_age": number(h.MaximumAge),
		"offers": s.texts(h.Offers), "does_not_offer": s.texts(h.DoesNotOffer), "hotline_notes": s.texts(h.Notes),
	}
	if p := h.Provenance; p != nil {
		for i := range p.Sources {
			if p.Sources[i].URL != "" {
				c["source_url"], c["source_seen_on"] = string(p.Sources[i].URL), string(p.Sources[i].SeenOn)
				break
			}
		}
		if v := p.Verification; v != nil {
			c["verified_on"], c["verification_method"] = string(v.VerifiedOn), string(v.Method)
		}
	}
	return c
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// channelRows divides the channels of a line into rows, in their order: a row has one set of languages, hours and
// facts, and each of its columns one address. A line without channels has one row.
func channelRows(s *sayings, h *directory.Hotline) []cells {
	var rows []cells
	var last []string // the columns of the row that are still free
	for i := range h.Channels {
		ch := &h.Channels[i]
		shared, ofNumber := factsOf(s, ch)
		column := ""
		if n := len(rows); n > 0 && fits(rows[n-1], shared, ofNumber) {
			column = free(exchange.ColumnOf(ch.Kind), last)
		}
		if column == "" {
			rows = append(rows, cells{})
			last = nil
			for _, c := range exchange.Columns {
				last = append(last, c.Name)
			}
			column = free(exchange.ColumnOf(ch.Kind), last)
		}
		row := rows[len(rows)-1]
		for _, facts := range []cells{shared, ofNumber} {
			maps.Copy(row, facts)
		}
		row[column] = hsds.Number(ch)
		for j, c := range last {
			if c == column {
				last = last[j+1:] // columns before it would change the order of the channels
				break
			}
		}
	}
	if rows == nil {
		rows = []cells{{}}
	}
	return rows
}

// free gives the first of some columns that is among others.
func free(columns, among []string) string {
	for _, c := range columns {
		if slices.Contains(among, c) {
			return c
		}
	}
	return ""
}

// fits says that the facts of a channel are those of a row so far.
func fits(row, shared, ofNumber cells) bool {
	for k, v := range shared {
		if row[k] != v {
			return false
		}
	}
	if ofNumber == nil {
		return true
	}
	if _, there := row["dial_country"]; !there {
		return true // no number yet
	}
	for k, v := range ofNumber {
		if row[k] != v {
			return false
		}
	}
	return true
}

// factsOf gives what a channel's row says of it: what any channel has, and what a number has, nil for a page or
// an e-mail address.
func factsOf(s *sayings, ch *directory.Channel) (shared, ofNumber cells) {
	var spoken, interpreted []directory.LanguageTag
	for i := range ch.Languages {
		if l := &ch.Languages[i]; l.ByInterpreter {
			interpreted = append(interpreted, l.Tag)
		} else {
			spoken = append(spoken, l.Tag)
		}
	}
	shared = cells{"languages": joined(spoken), "interpreter_languages": joined(interpreted), "opening_hours": "", "time_zone": "", "hours_printed": ""}
	if o := ch.Hours; o != nil {
		shared["hours_printed"] = o.Printed
		if notation, err := o.Notation(); err == nil {
			shared["opening_hours"], shared["time_zone"] = notation, o.TimeZone
		}
	}
	facts := ch.Safety.Facts()
	answer := func(i int) string {
		if facts[i] == nil {
			return ""
		}
		return string(facts[i].Value)
	}
	shared["calls_recorded"], shared["anonymous"], shared["reports_to_police_without_consent"] = answer(4), answer(5), answer(6)
	if ch.URL != "" || ch.Email != "" {
		return shared, nil
	}
	return shared, cells{
		"dial_country": string(ch.Country), "phones": joined(ch.Phones), "menu_option": ch.MenuOption, "cost": s.text(ch.Cost),
		"toll_free": answer(0), "reachable_from_abroad": answer(1), "works_without_credit": answer(2), "appears_on_phone_bill": answer(3),
	}
}
