package graph

import (
	"context"
	"sync"

	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/loaders"
)

// rightToLeft are the scripts written from right to left (Unicode bidirectional classes R and AL) in
// which a living language is written.
var rightToLeft = map[string]bool{
	"Adlm": true, "Arab": true, "Aran": true, "Hebr": true, "Mand": true, "Nkoo": true, "Rohg": true, "Samr": true, "Syrc": true, "Thaa": true,
}

var directions sync.Map // directory.LanguageTag -> model.TextDirection; as many as there are languages in the records

// direction gives the base direction of a language's script.
func direction(tag directory.LanguageTag) model.TextDirection {
	if d, ok := directions.Load(tag); ok {
		return d.(model.TextDirection)
	}
	d := model.TextDirectionLtr
	if t, err := language.Parse(string(tag)); err == nil {
		if script, _ := t.Script(); rightToLeft[script.String()] {
			d = model.TextDirectionRtl
		}
	}
	directions.Store(tag, d)
	return d
}

// placeName names a country or area in the best language that CLDR has for the reader.
func placeName(ctx context.Context, languages []directory.LanguageTag, name func([]language.Tag) (string, language.Tag)) *directory.Text {
	if languages == nil {
		languages = loaders.For(ctx).Languages
	}
	tags := make([]language.Tag, 0, len(languages))
	for _, l := range languages {
		if t, err := language.Parse(string(l)); err == nil {
			tags = append(tags, t)
		}
	}
	value, in := name(tags)
	return &directory.Text{Value: value, Language: directory.LanguageTag(in.String())}
}

func regionsOf(codes []string) []*geography.Region {
	out := make([]*geography.Region, len(codes))
	for i, c := range codes {
		out[i] = geography.RegionByCode(c)
	}
	return out
}
