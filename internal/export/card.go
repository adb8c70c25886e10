package export

import (
	"bufio"
	"bytes"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/emersion/go-vcard"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/hsds"
)

// writeCards writes one card for each line that works. A line that is given up or does not work must not get into
// an address book.
func writeCards(w *bufio.Writer, e *Edition) error {
	var one bytes.Buffer
	for in, h := range e.lines {
		one.Reset()
		if err := vcard.NewEncoder(&one).Encode(e.card(in, h)); err != nil {
			return err
		}
		if err := fold(w, one.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

// fold breaks lines of more than 75 octets between characters (RFC 6350 section 3.2).
func fold(w io.Writer, card []byte) error {
	const most = 75
	for line := range bytes.Lines(card) {
		room := most
		for len(bytes.TrimRight(line, "\r\n")) > room {
			n := room
			for !utf8.RuneStart(line[n]) {
				n--
			}
			if _, err := w.Write(append(line[:n:n], "\r\n "...)); err != nil {
				return err
			}
			line, room = line[n:], most-1
		}
		if _, err := w.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func (e *Edition) card(in *directory.Initiative, h *directory.Hotline) vcard.Card {
	c := vcard.Card{}
	c.SetValue(vcard.FieldVersion, "4.0")
	c.SetValue(vcard.FieldProductID, "-//Blue Heart federation//directory//EN")
	c.SetKind(vcard.KindOrganization)
	c.SetValue(vcard.FieldUID, "urn:uuid:"+string(h.ID))
	if !in.UpdatedAt.IsZero() {
		c.SetValue(vcard.FieldRevision, in.UpdatedAt.UTC().Format("20060102T150405Z"))
	}
	c.SetValue(vcard.FieldFormattedName, oneLine(directory.Best(h.Names, e.Languages).Value))
	// A semicolon would divide the organization from its units.
	if o := e.mapper().Owner(in); o != nil {
		c.SetValue(vcard.FieldOrganization, strings.ReplaceAll(oneLine(directory.Best(o.Names, e.Languages).Value), ";", ","))
	}
	for _, code := range h.Countries {
		c.AddValue(vcard.FieldCategories, string(code))
	}
	if p := h.Provenance; p != nil {
		for i := range p.Sources {
			if p.Sources[i].URL != "" {
				c.AddValue(vcard.FieldSource, uri(string(p.Sources[i].URL)))
				break
			}
		}
	}
	var tags []directory.LanguageTag
	for i := range h.Channels {
		addChannel(c, i+1, &h.Channels[i])
		for _, l := range h.Channels[i].Languages {
			tags = append(tags, l.Tag)
		}
	}
	said := map[directory.LanguageTag]bool{}
	for _, tag := range tags {
		if !said[tag] {
			said[tag] = true
			c.AddValue(vcard.FieldLanguage, string(tag))
		}
	}
	c.SetValue(vcard.FieldNote, e.cardNote(h))
	return c
}

// cardNote says what no property has a place for.
func (e *Edition) cardNote(h *directory.Hotline) string {
	lines := []string{noticeOf(&h.Common) + "."}
	for i := range h.Channels {
		ch := &h.Channels[i]
		said := make([]string, 0, 5)
		if printed := oneLine(ch.Printed); printed != "" && printed != hsds.Number(ch) {
			said = append(said, "printed as "+printed)
		}
		if ch.Country != "" {
			said = append(said, "works in "+string(ch.Country)+" only")
		}
		if ch.Hours != nil && ch.Hours.Printed != "" {
			said = append(said, oneLine(ch.Hours.Printed))
		}
		if ch.Cost != nil {
			said = append(said, oneLine(ch.Cost.Value))
		}
		if ch.MenuOption != "" {
			said = append(said, "press "+ch.MenuOption)
		}
		if len(said) > 0 {
			lines = append(lines, string(ch.Kind)+" "+hsds.Number(ch)+": "+strings.Join(said, "; "))
		}
	}
	stamp := e.Attribution + ", revision " + strconv.FormatInt(e.Snapshot.Revision, 10)
	if !e.Updated.IsZero() {
		stamp += ", as of " + e.Updated.UTC().Format(time.DateOnly)
	}
	return strings.Join(append(lines, stamp+", licence "+e.Licence+"."), "\n")
}

// cardTypes are the types of RFC 6350 section 6.4.1.
var cardTypes = map[directory.ChannelKind]string{
	directory.ChannelKindVoice: vcard.TypeVoice, directory.ChannelKindSms: vcard.TypeText,
	directory.ChannelKindTty: vcard.TypeTextPhone, directory.ChannelKindVideoSign: vcard.TypeVideo,
}

// addChannel adds a channel: an international number as tel: URI and as text, which ALTID says are the same; a
// short code or national number as text; any other as the property that address books know. Nothing but a number
// stands there: address books put the digits of whatever they find together and take a p for a pause, so that
// "131 237 (131AFP)" would call 131237131 and "tel:157;phone-context=+90" press 90 once 157 is through.
func addChannel(c vcard.Card, n int, ch *directory.Channel) {
	kind := cardTypes[ch.Kind]
	switch {
	case ch.Email != "":
		c.AddValue(vcard.FieldEmail, string(ch.Email))
	case ch.URL != "":
		c.AddValue(vcard.FieldURL, uri(string(ch.URL)))
	case kind == "": // a messenger by number
		if ch.Number == "" {
			return // what works in one country only is no address there
		}
		c.Add(vcard.FieldIMPP, &vcard.Field{Value: "tel:" + string(ch.Number), Params: vcard.Params{"X-SERVICE-TYPE": {strings.ToLower(string(ch.Kind))}}})
	case ch.Number == "":
		c.Add(vcard.FieldTelephone, &vcard.Field{Value: hsds.Number(ch), Params: vcard.Params{"TYPE": {kind}, "VALUE": {"text"}}})
	default:
		same := []string{strconv.Itoa(n)}
		c.Add(vcard.FieldTelephone, &vcard.Field{Value: "tel:" + string(ch.Number), Params: vcard.Params{"ALTID": same, "TYPE": {kind}, "VALUE": {"uri"}}})
		c.Add(vcard.FieldTelephone, &vcard.Field{Value: international(ch), Params: vcard.Params{"ALTID": same, "TYPE": {kind}, "VALUE": {"text"}}})
	}
}

// international is a number as it is printed, if that begins with a plus sign: what is printed for callers in the
// country would call a stranger from any other.
func international(ch *directory.Channel) string {
	if printed := hsds.Number(ch); strings.HasPrefix(printed, "+") {
		return printed
	}
	return string(ch.Number)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// uri writes an address without commas and line breaks, which text in cards escapes.
func uri(s string) string {
	if u, err := url.Parse(s); err == nil {
		s = u.String()
	}
	return strings.NewReplacer(",", "%2C", "\\", "%5C", "\n", "%0A").Replace(s)
}
