package snapshot

import (
	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/search"
)

// writer takes the texts of a record by which it is found. The texts of one field come best first, as the
// first that matches is the one shown.
type writer func(search.Field, *directory.Text)

func (w writer) texts(f search.Field, texts []directory.Text) {
	for i := range texts {
		w(f, &texts[i])
	}
}

// plain takes a text that is in no language, such as an acronym or a number.
func (w writer) plain(f search.Field, value string) {
	if value != "" {
		w(f, &directory.Text{Value: value, Language: directory.Undetermined})
	}
}

func (w writer) subdivisions(codes []directory.SubdivisionCode) {
	for _, c := range codes {
		w.plain(search.Place, string(c))
	}
}

func (w writer) hotline(h *directory.Hotline) {
	w.texts(search.Name, h.Names)
	for i := range h.Channels {
		w.numbers(&h.Channels[i])
	}
	w.subdivisions(h.Subdivisions)
	w.texts(search.Place, h.ServiceAreas)
	w.texts(search.Summary, h.Offers)
}

// numbers takes the number of a channel as it is stored, as it is printed, and as it is dialled at home.
func (w writer) numbers(c *directory.Channel) {
	if c.Number == "" && c.ShortCode == "" && c.NationalNumber == "" {
		return
	}
	w.plain(search.Number, string(c.Number))
	w.plain(search.Number, c.ShortCode)
	w.plain(search.Number, c.NationalNumber)
	if c.Printed != c.Address() {
		w.plain(search.Number, c.Printed)
	}
	w.plain(search.Number, dialling.WithTrunkPrefix(c))
}

func (w writer) initiative(in *directory.Initiative) {
	w.texts(search.Name, in.Names)
	w.plain(search.Acronym, in.Acronym)
	w.subdivisions(in.Subdivisions)
	w.texts(search.Summary, in.Summaries)
	w.plain(search.Summary, in.Slug)
}

// campaign leaves testimonies out: what somebody told under a consent that ends must not be found after it.
func (w writer) campaign(c *directory.Campaign) {
	w.texts(search.Name, c.Names)
	for i := range c.Places {
		w(search.Place, &c.Places[i].Name)
		w.plain(search.Place, string(c.Places[i].Subdivision))
	}
	if c.Tour != nil {
		for i := range c.Tour.Stops {
			w(search.Place, &c.Tour.Stops[i].Place)
			w.plain(search.Place, string(c.Tour.Stops[i].Subdivision))
		}
	}
	w.texts(search.Summary, c.KeyMessages)
	w.texts(search.Summary, c.Summaries)
}

func (w writer) resource(r *directory.Resource) {
	w.texts(search.Name, r.Names)
	w.texts(search.Summary, r.Summaries)
}

func (w writer) organization(o *directory.Organization) {
	w.texts(search.Name, o.Names)
	w.plain(search.Acronym, o.Acronym)
}

func (w writer) lesson(l *directory.Lesson) { w.texts(search.Name, l.Names) }
