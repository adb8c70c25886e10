package search_test

import (
	"slices"
	"sync"
	"time"

	"github.com/RoaringBitmap/roaring/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/founding"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/search"
	"github.com/blueheart-federation/api/internal/synthetic"
)

// text is a text of a document.
type text struct {
	field search.Field
	value string
}

// document is what a record gives the index.
type document struct {
	id        string // slug of the initiative, and the name of a part of it
	texts     []text
	countries []directory.CountryCode
}

func (d *document) add(f search.Field, values ...string) {
	for _, v := range values {
		if v != "" {
			d.texts = append(d.texts, text{f, v})
		}
	}
}

func (d *document) addTexts(f search.Field, texts []directory.Text) {
	for i := range texts {
		d.add(f, texts[i].Value)
	}
}

func (d *document) addSubdivisions(codes []directory.SubdivisionCode) {
	for _, c := range codes {
		d.add(search.Place, string(c))
	}
}

// documentsOf turns records into documents: hotlines first, then the other kinds.
func documentsOf(organizations []*directory.Organization, initiatives []*directory.Initiative) []document {
	var kinds [6][]document
	for _, in := range initiatives {
		d := document{id: in.Slug, countries: in.Countries}
		d.addTexts(search.Name, in.Names)
		d.add(search.Acronym, in.Acronym)
		d.addTexts(search.Summary, in.Summaries)
		d.add(search.Summary, in.Slug)
		d.addSubdivisions(in.Subdivisions)
		kinds[1] = append(kinds[1], d)
		for _, h := range in.Hotlines {
			kinds[0] = append(kinds[0], ofHotline(in, h))
		}
		for _, c := range in.Campaigns {
			kinds[2] = append(kinds[2], ofCampaign(in, c))
		}
		for _, r := range in.Resources {
			d := document{id: in.Slug + "/" + r.Names[0].Value, countries: r.Countries}
			d.addTexts(search.Name, r.Names)
			d.addTexts(search.Summary, r.Summaries)
			kinds[3] = append(kinds[3], d)
		}
		for _, l := range in.Lessons {
			d := document{id: in.Slug + "/" + l.Names[0].Value, countries: l.CountriesOfAction}
			d.addTexts(search.Name, l.Names)
			kinds[5] = append(kinds[5], d)
		}
	}
	for _, o := range organizations {
		d := document{id: "organization/" + o.Names[0].Value}
		if o.Country != "" {
			d.countries = []directory.CountryCode{o.Country}
		}
		d.addTexts(search.Name, o.Names)
		d.add(search.Acronym, o.Acronym)
		kinds[4] = append(kinds[4], d)
	}
	return slices.Concat(kinds[:]...)
}

func ofHotline(in *directory.Initiative, h *directory.Hotline) document {
	d := document{id: in.Slug + "/" + h.Names[0].Value, countries: h.Countries}
	d.addTexts(search.Name, h.Names)
	d.addSubdivisions(h.Subdivisions)
	d.addTexts(search.Place, h.ServiceAreas)
	for i := range h.Channels {
		c := &h.Channels[i]
		if c.Number != "" || c.ShortCode != "" || c.NationalNumber != "" {
			d.add(search.Number, string(c.Number), c.ShortCode, c.NationalNumber, c.Printed, dialling.WithTrunkPrefix(c))
		}
	}
	return d
}

func ofCampaign(in *directory.Initiative, c *directory.Campaign) document {
	d := document{id: in.Slug + "/" + c.Names[0].Value, countries: c.Countries}
	d.addTexts(search.Name, c.Names)
	d.addTexts(search.Summary, c.Summaries)
	for _, p := range c.Places {
		d.add(search.Place, p.Name.Value, string(p.Subdivision))
	}
	if c.Tour != nil {
		for _, s := range c.Tour.Stops {
			d.add(search.Place, s.Place.Value, string(s.Subdivision))
		}
	}
	return d
}

// countryNames gives the names of each country in all languages that have one, and its codes.
var countryNames = sync.OnceValue(func() *search.Gazetteer {
	names := map[directory.CountryCode][]string{}
	for _, c := range geography.Countries() {
		names[c.Code] = []string{string(c.Code), c.Alpha3}
	}
	names["GB"] = append(names["GB"], "UK") // which ISO reserves, and everybody types
	for _, tag := range display.Supported.Tags() {
		for _, c := range geography.Countries() {
			name, _ := c.Name([]language.Tag{tag})
			if !slices.Contains(names[c.Code], name) {
				names[c.Code] = append(names[c.Code], name)
			}
		}
	}
	var all [][]string
	for _, c := range geography.Countries() {
		all = append(all, names[c.Code])
	}
	return search.NewGazetteer(all)
})

// indexOf builds an index, as a snapshot would.
func indexOf(documents []document) *search.Index {
	b := search.NewBuilder()
	b.Fill(len(documents), func(s *search.Shard, doc uint32) {
		for _, t := range documents[doc].texts {
			s.Add(doc, t.field, t.value)
		}
	})
	places(b, documents)
	return b.Build()
}

// places names the countries of documents.
func places(b *search.Builder, documents []document) {
	countries := map[directory.CountryCode]*roaring.Bitmap{}
	for n := range documents {
		for _, c := range documents[n].countries {
			if countries[c] == nil {
				countries[c] = roaring.New()
			}
			countries[c].Add(uint32(n))
		}
	}
	var docs []*roaring.Bitmap
	for _, c := range geography.Countries() {
		docs = append(docs, countries[c.Code])
	}
	b.Places(countryNames(), docs)
}

var register = sync.OnceValue(func() []document {
	organizations, initiatives, err := founding.Load()
	if err != nil {
		panic(err)
	}
	return documentsOf(organizations, initiatives)
})

var registerIndex = sync.OnceValue(func() *search.Index { return indexOf(register()) })

func made(n int) []document {
	var (
		organizations []*directory.Organization
		initiatives   []*directory.Initiative
	)
	for o, in := range synthetic.Directory(n, 1, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)) {
		if o != nil {
			organizations = append(organizations, o)
		}
		initiatives = append(initiatives, in)
	}
	return documentsOf(organizations, initiatives)
}
