package mirror

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/blueheart-federation/api/internal/signing"
)

// countryDir holds a file for each country, in a copy: MD.json.
const countryDir = "countries"

// stamp says which directory a file is of and how it may be used.
type stamp struct {
	Source   string   `json:"source"`
	Revision int64    `json:"revision"`
	Updated  string   `json:"updatedAt"`
	Licence  string   `json:"licence"`
	Warnings []string `json:"warnings"`
}

// initiative is what decides in which countries' files an initiative stands, and which organizations stand beside
// it.
type initiative struct {
	Countries     []string `json:"countries"`
	Organizations []struct {
		Organization string `json:"organization"`
	} `json:"organizations"`
	Hotlines  []part `json:"hotlines"`
	Campaigns []part `json:"campaigns"`
	Resources []part `json:"resources"`
}

type part struct {
	Countries    []string `json:"countries"`
	Operator     string   `json:"operator"`
	Publisher    string   `json:"publisher"`
	Author       string   `json:"author"`
	Commissioner string   `json:"commissioner"`
	Partners     []struct {
		Organization string `json:"organization"`
	} `json:"partners"`
}

// collect gives the countries and organizations of an initiative and its parts, each once.
func (in *initiative) collect() (countries, organizations []string) {
	countries = slices.Clone(in.Countries)
	for _, o := range in.Organizations {
		organizations = append(organizations, o.Organization)
	}
	for _, parts := range [][]part{in.Hotlines, in.Campaigns, in.Resources} {
		for i := range parts {
			countries = append(countries, parts[i].Countries...)
			p := &parts[i]
			organizations = append(organizations, p.Operator, p.Publisher, p.Author, p.Commissioner)
			for _, o := range p.Partners {
				organizations = append(organizations, o.Organization)
			}
		}
	}
	for _, list := range []*[]string{&countries, &organizations} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return countries, organizations
}

// splitter deals initiatives out to the files of their countries, so that memory holds no more than one of them
// and the organizations, which are short.
type splitter struct {
	dir           string
	head          json.RawMessage
	stamp         stamp
	organizations map[string]json.RawMessage
	parents       map[string]string // of organizations
	countries     map[string]*countryFile
}

type countryFile struct {
	file  *os.File
	out   *bufio.Writer
	count int
	named map[string]bool // organizations
}

// split writes the file of each country that a directory has something in. It gives how many initiatives each has.
func split(file, dir string) (*stamp, map[string]int, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close() //nolint:errcheck // it is only read
	s := &splitter{dir: dir, organizations: map[string]json.RawMessage{}, parents: map[string]string{}, countries: map[string]*countryFile{}}
	if err := s.read(json.NewDecoder(bufio.NewReaderSize(f, 1<<16))); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %w", signing.ErrBroken, err), s.close(false))
	}
	counts := map[string]int{}
	for code, c := range s.countries {
		counts[code] = c.count
	}
	return &s.stamp, counts, s.close(true)
}

// read goes through {"directory": {}, "organizations": [], "initiatives": []}, in this order.
func (s *splitter) read(d *json.Decoder) error {
	if err := expect(d, json.Delim('{')); err != nil {
		return err
	}
	if err := expect(d, "directory"); err != nil {
		return err
	}
	if err := d.Decode(&s.head); err != nil {
		return err
	}
	if err := json.Unmarshal(s.head, &s.stamp); err != nil {
		return err
	}
	if err := s.list(d, "organizations", s.organization); err != nil {
		return err
	}
	if err := s.list(d, "initiatives", s.initiative); err != nil {
		return err
	}
	return expect(d, json.Delim('}'))
}

func expect(d *json.Decoder, want json.Token) error {
	got, err := d.Token()
	if err == nil && got != want {
		err = fmt.Errorf("%v stands where %v should", got, want)
	}
	return err
}

func (s *splitter) list(d *json.Decoder, name string, each func(json.RawMessage) error) error {
	if err := expect(d, name); err != nil {
		return err
	}
	if err := expect(d, json.Delim('[')); err != nil {
		return err
	}
	for d.More() {
		var record json.RawMessage
		if err := d.Decode(&record); err != nil {
			return err
		}
		if err := each(record); err != nil {
			return err
		}
	}
	return expect(d, json.Delim(']'))
}

func (s *splitter) organization(record json.RawMessage) error {
	var o struct {
		ID     string `json:"id"`
		Parent string `json:"parent"`
	}
	if err := json.Unmarshal(record, &o); err != nil {
		return err
	}
	s.organizations[o.ID], s.parents[o.ID] = record, o.Parent
	return nil
}

func (s *splitter) initiative(record json.RawMessage) error {
	var in initiative
	if err := json.Unmarshal(record, &in); err != nil {
		return err
	}
	countries, organizations := in.collect()
	for _, code := range countries {
		c, err := s.country(code)
		if err != nil {
			return err
		}
		if c.count > 0 {
			_, _ = c.out.WriteString(",\n") // close gives the error
		}
		_, _ = c.out.Write(record)
		c.count++
		for _, id := range organizations {
			for ; id != "" && !c.named[id]; id = s.parents[id] { // and those above them
				c.named[id] = true
			}
		}
	}
	return nil
}

var countryCode = regexp.MustCompile(`^[A-Z]{2}$`)

// country gives the file of a country.
func (s *splitter) country(code string) (*countryFile, error) {
	if c := s.countries[code]; c != nil {
		return c, nil
	}
	if !countryCode.MatchString(code) {
		return nil, fmt.Errorf("%.10q is no country", code)
	}
	f, err := os.Create(filepath.Join(s.dir, countryDir, code+".json"))
	if err != nil {
		return nil, err
	}
	c := &countryFile{file: f, out: bufio.NewWriter(f), named: map[string]bool{}}
	s.countries[code] = c
	_, _ = c.out.WriteString(`{"directory":` + string(s.head) + ",\n\"initiatives\":[\n")
	return c, nil
}

// close ends the files: with the organizations that their initiatives name, unless they are given up. It gives the
// first error: where one file has no room, none has.
func (s *splitter) close(whole bool) (failed error) {
	for _, code := range sorted(s.countries) {
		c := s.countries[code]
		if whole && failed == nil {
			failed = s.end(c)
		}
		if err := c.file.Close(); failed == nil {
			failed = err
		}
	}
	return failed
}

// end writes the end of a file down to the disk.
func (s *splitter) end(c *countryFile) error {
	_, _ = c.out.WriteString("],\n\"organizations\":[\n")
	between := ""
	for _, id := range sorted(c.named) {
		if o := s.organizations[id]; o != nil {
			_, _ = c.out.WriteString(between)
			_, _ = c.out.Write(o)
			between = ",\n"
		}
	}
	_, _ = c.out.WriteString("]}\n")
	if err := c.out.Flush(); err != nil {
		return err
	}
	return c.file.Sync()
}

func sorted[V any](of map[string]V) []string {
	keys := make([]string, 0, len(of))
	for k := range of {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
