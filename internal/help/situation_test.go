package help

import (
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
)

func TestTerritoriesAreSubdivisionsAndCountries(t *testing.T) {
	for subdivision, country := range territories {
		if _, err := geography.ParseSubdivision(string(subdivision)); err != nil {
			t.Errorf("%s: %v", subdivision, err)
		}
		if geography.Lookup(country) == nil {
			t.Errorf("%s of %s is no country", country, subdivision)
		}
	}
}

func TestContradictionsAreNamed(t *testing.T) {
	for name, c := range map[string]struct {
		situation Situation
		path      string // of the one problem; none: it is accepted
	}{
		"nothing said":                       {Situation{}, ""},
		"no phone and a call":                {Situation{Phone: directory.PhoneKindNoPhone, Channels: []directory.ChannelKind{directory.ChannelKindEmail, directory.ChannelKindVoice}}, "situation.channels"},
		"no phone and a chat":                {Situation{Phone: directory.PhoneKindNoPhone, Channels: []directory.ChannelKind{directory.ChannelKindChat}}, ""},
		"landline and texts":                 {Situation{Phone: directory.PhoneKindLandline, Channels: []directory.ChannelKind{directory.ChannelKindSms, directory.ChannelKindVoice}}, ""},
		"part of another country":            {Situation{Country: "MD", Subdivision: "CH-NE"}, "situation.subdivision"},
		"part that is called as the country": {Situation{Country: "MD", Subdivision: "US-MD"}, "situation.subdivision"},
		"part that is a country as well":     {Situation{Country: "PR", Subdivision: "US-PR"}, ""},
		"part of the country":                {Situation{Country: "CH", Subdivision: "CH-NE"}, ""},
		"age below zero":                     {Situation{Age: new(-1)}, "situation.age"},
		"age of nobody":                      {Situation{Age: new(131)}, "situation.age"},
		"grown-up child":                     {Situation{Age: new(18), Populations: []directory.Population{directory.PopulationChildren}}, "situation.age"},
		"child":                              {Situation{Age: new(17), Populations: []directory.Population{directory.PopulationGirls}}, ""},
		"man of five":                        {Situation{Age: new(5), Populations: []directory.Population{directory.PopulationMen}}, "situation.age"},
		"professional of ten":                {Situation{Age: new(10), Populations: []directory.Population{directory.PopulationProfessionals}}, "situation.age"},
		"boy of five with his mother":        {Situation{Age: new(5), Populations: []directory.Population{directory.PopulationBoys, directory.PopulationWomen}}, ""},
		"child of ten who works in a house":  {Situation{Age: new(10), Populations: []directory.Population{directory.PopulationDomesticWorkers}}, ""},
		"mother of forty with her daughters": {Situation{Age: new(40), Populations: []directory.Population{directory.PopulationGirls, directory.PopulationWomen}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Find(foundingSnapshot(), &c.situation, now, 20)
			problems := c.situation.Validate()
			switch {
			case c.path == "" && (err != nil || len(problems) > 0):
				t.Errorf("refused: %v", err)
			case c.path != "" && (directory.CodeOf(err) != directory.InvalidInput || len(problems) != 1 || problems[0].Path != c.path):
				t.Errorf("%v, %+v, want INVALID_INPUT at %s", err, problems, c.path)
			}
		})
	}
}
