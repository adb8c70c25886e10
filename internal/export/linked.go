package export

import (
	"bufio"
	"slices"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/hsds"
)

// node is an object of JSON-LD; names are those of schema.org.
type node map[string]any

// set sets a property unless its value is empty.
func (n node) set(name string, value any) {
	switch v := value.(type) {
	case string:
		if v == "" {
			return
		}
	case []node:
		if len(v) == 0 {
			return
		}
	case []string:
		if len(v) == 0 {
			return
		}
	}
	n[name] = value
}

// writeLinked writes one graph: the data set, then each line that works as a service. Who is no authority gives
// no GovernmentService.
func writeLinked(w *bufio.Writer, e *Edition) error {
	s := e.Stamp()
	set := node{"@type": "Dataset", "@id": "#directory", "name": s.Source, "version": s.Revision, "license": "https://spdx.org/licenses/" + s.Licence, "description": strings.Join(s.Warnings, " ")}
	set.set("dateModified", s.Updated)
	put(w, `{"@context":"https://schema.org","@graph":[`, "\n", string(marshal(set)))
	for in, h := range e.lines {
		put(w, ",\n", string(marshal(e.service(in, h))))
		if err := failed(w); err != nil {
			return err
		}
	}
	put(w, "\n]}\n")
	return failed(w)
}

func (e *Edition) service(in *directory.Initiative, h *directory.Hotline) node {
	kind := "Service"
	if h.AnsweredBy == directory.ResponderGovernment || h.AnsweredBy == directory.ResponderPolice {
		kind = "GovernmentService"
	}
	n := node{"@type": kind, "@id": "urn:uuid:" + string(h.ID), "serviceType": "Anti-trafficking hotline", "isPartOf": node{"@id": "#directory"}}
	n.set("name", values(h.Names))
	n.set("description", values(h.Offers))
	var areas []node
	for _, c := range h.Countries {
		areas = append(areas, node{"@type": "Country", "identifier": string(c)})
	}
	for _, s := range h.Subdivisions {
		areas = append(areas, node{"@type": "AdministrativeArea", "identifier": string(s)})
	}
	n.set("areaServed", areas)
	if o := e.mapper().Owner(in); o != nil {
		p := node{"@type": organizationType(o.Kind), "@id": "urn:uuid:" + string(o.ID)}
		p.set("name", values(o.Names))
		p.set("url", string(o.Website))
		n["provider"] = p
	}
	n.set("disambiguatingDescription", noticeOf(&h.Common))
	var channels []node
	for i := range h.Channels {
		channels = append(channels, channelNode(&h.Channels[i]))
	}
	n.set("availableChannel", channels)
	return n
}

func organizationType(kind directory.OrganizationKind) string {
	switch kind {
	case directory.OrganizationKindGovernment:
		return "GovernmentOrganization"
	case directory.OrganizationKindNgo:
		return "NGO"
	default:
		return "Organization"
	}
}

// values gives texts with their languages.
func values(texts []directory.Text) (out []node) {
	for i := range texts {
		v := node{"@value": texts[i].Value}
		if tag := texts[i].Language; tag != directory.Undetermined && tag != "" {
			v["@language"] = string(tag)
		}
		out = append(out, v)
	}
	return out
}

// channelNode gives a channel as a ServiceChannel, with a ContactPoint for whatever is no page.
func channelNode(ch *directory.Channel) node {
	n := node{"@type": "ServiceChannel", "name": string(ch.Kind)}
	if ch.URL != "" {
		n["serviceUrl"] = string(ch.URL)
	}
	var tags []string
	for _, l := range ch.Languages {
		tags = append(tags, string(l.Tag))
	}
	point := node{"@type": "ContactPoint", "contactType": string(ch.Kind)}
	point.set("availableLanguage", tags)
	point.set("email", string(ch.Email))
	point.set("url", string(ch.URL))
	if ch.URL == "" && ch.Email == "" {
		dialled := hsds.Number(ch)
		if ch.Number != "" {
			dialled = string(ch.Number)
		}
		point["telephone"] = dialled // and nothing else: programs put all digits that they find together
		if printed := oneLine(ch.Printed); printed != dialled {
			point.set("description", printed)
		}
		if ch.Country != "" { // a short code or national number, dialled there only
			point["areaServed"] = node{"@type": "Country", "identifier": string(ch.Country)}
		}
		if s := ch.Safety; s != nil && s.TollFree.Value == directory.AnswerYes {
			point["contactOption"] = "TollFree"
		}
	}
	point.set("hoursAvailable", openings(ch.Hours))
	name := "servicePhone"
	if ch.Kind == directory.ChannelKindSms {
		name = "serviceSmsNumber"
	}
	n[name] = point
	return n
}

// publicHoliday is the day of schema.org whose hours hold in place of those of the weekday.
const publicHoliday = "https://schema.org/PublicHolidays"

// openings gives the ordinary week, public holidays where something is known of them, and dated exceptions. A week of
// which some hours are not known is left out: a day without hours is taken for closed. So are public holidays without
// a week.
func openings(o *directory.OpeningHours) (out []node) {
	if o == nil || slices.ContainsFunc(o.Weekly, func(row hours.Row) bool { return row.TimesUnknown }) {
		return nil
	}
	add := func(days []string, opens, closes hours.LocalTime) {
		n := node{"@type": "OpeningHoursSpecification", "dayOfWeek": days, "opens": string(opens), "closes": closing(closes)}
		n.set("validFrom", string(o.ValidFrom))
		n.set("validThrough", string(o.ValidThrough))
		out = append(out, n)
	}
	rows := o.Weekly
	if o.AlwaysOpen {
		rows = []hours.Row{{Days: hours.Weekdays(), Opens: "00:00", Closes: "23:59"}}
	}
	for _, row := range rows {
		var days []string
		for _, d := range row.Days {
			days = append(days, "https://schema.org/"+strings.ToUpper(string(d)[:1])+strings.ToLower(string(d)[1:]))
		}
		add(days, row.Opens, row.Closes)
	}
	holidays := o.HolidayRows
	switch {
	case len(rows) == 0:
		holidays = nil
	case o.PublicHolidays == hours.HolidaysClosed:
		holidays = closed
	}
	for _, span := range holidays {
		add([]string{publicHoliday}, span.Opens, span.Closes)
	}
	for _, x := range o.Exceptions {
		spans := x.Rows
		if x.Closed {
			spans = closed
		}
		for _, span := range spans {
			out = append(out, node{"@type": "OpeningHoursSpecification", "opens": string(span.Opens), "closes": closing(span.Closes), "validFrom": string(x.From), "validThrough": string(x.Through)})
		}
	}
	return out
}

// closed is how schema.org says it: the same time twice.
var closed = []hours.Span{{Opens: "00:00", Closes: "00:00"}}

// closing writes the end of a day as schema.org does.
func closing(at hours.LocalTime) string {
	if at == "24:00" {
		return "23:59"
	}
	return string(at)
}
