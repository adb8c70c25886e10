package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"path"
	"reflect"
	"slices"
	"strings"
)

// tableKind is a table of the data package and the columns by which others find its rows.
type tableKind struct {
	file   string // in the package of HSDS
	object reflect.Type
	keys   []string
}

// tableKinds are the tables that are read, by the name of their resource.
var tableKinds = map[string]tableKind{
	"organization":            {"organizations.csv", reflect.TypeFor[hsdsOrganization](), nil},
	"organization_identifier": {"organization_identifiers.csv", reflect.TypeFor[hsdsIdentifier](), []string{"organization_id"}},
	"program":                 {"programs.csv", reflect.TypeFor[hsdsProgram](), nil},
	"service":                 {"services.csv", reflect.TypeFor[hsdsService](), nil},
	"phone":                   {"phones.csv", reflect.TypeFor[hsdsPhone](), []string{"service_id", "service_at_location_id"}},
	"schedule":                {"schedules.csv", reflect.TypeFor[hsdsSchedule](), []string{"service_id"}},
	"language":                {"languages.csv", reflect.TypeFor[hsdsLanguage](), []string{"service_id", "phone_id"}},
	"service_area":            {"service_areas.csv", reflect.TypeFor[hsdsServiceArea](), []string{"id", "service_id"}},
	"service_at_location":     {"service_at_location.csv", reflect.TypeFor[hsdsServiceAtPlace](), []string{"id", "service_id", "location_id"}},
	"location":                {"locations.csv", reflect.TypeFor[hsdsLocation](), []string{"organization_id"}},
	"address":                 {"addresses.csv", reflect.TypeFor[hsdsAddress](), []string{"location_id"}},
	"attribute":               {"attributes.csv", reflect.TypeFor[hsdsAttribute](), []string{"link_id", "link_entity"}},
	"taxonomy_term":           {"taxonomy_terms.csv", reflect.TypeFor[hsdsTerm](), nil},
}

// leftOut are the tables of HSDS that are known and not read.
var leftOut = map[string]bool{
	"accessibility": true, "contact": true, "cost_option": true, "funding": true, "meta_table_description": true,
	"metadata": true, "required_document": true, "taxonomy": true, "unit": true, "url": true,
}

// descriptor is datapackage.json, as far as it is read.
type descriptor struct {
	Resources []struct {
		Name string
		Path any
	}
}

const (
	descriptorName = "datapackage.json"
	descriptorMost = 1 << 20
	ratioFrom      = 1 << 20 // a small file may be packed to nothing
)

// readPackage reads HSDS as a zipped tabular data package.
func readPackage(s *sink, in *input) error {
	file, size, err := seekable(in)
	if err != nil {
		return err
	}
	if err := countEntries(file, size, s.limits.Entries); err != nil {
		return err
	}
	archive, err := zip.NewReader(file, size)
	if err != nil {
		return fault("the file is not a complete zip; send it again")
	}
	p := &hsdsPackage{hsds: hsds{s}, tables: map[string]*table{}, left: s.limits.Unpacked}
	if err := p.open(archive); err != nil {
		return err
	}
	return p.join()
}

// seekable gives the file at offsets: itself when it can do that, else a copy in memory.
func seekable(in *input) (io.ReaderAt, int64, error) {
	type file interface {
		io.ReaderAt
		io.Seeker
	}
	if f, ok := in.r.(file); ok {
		start, err := f.Seek(0, io.SeekCurrent)
		if err == nil {
			var end int64
			if end, err = f.Seek(0, io.SeekEnd); err == nil {
				if end-start > in.most {
					return nil, 0, tooLarge(in.most)
				}
				in.read = end - start
				return io.NewSectionReader(f, start, end-start), end - start, nil
			}
		}
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, 0, err
	}
	return bytes.NewReader(data), int64(len(data)), nil
}

// countEntries counts the entries of a zip before its directory is read into memory, whatever number the
// zip claims.
func countEntries(file io.ReaderAt, size int64, most int) error {
	mark := []byte("PK\x01\x02")
	buf := make([]byte, 64<<10)
	entries := 0
	for at := int64(0); at < size; at += int64(len(buf) - len(mark) + 1) {
		n, err := file.ReadAt(buf, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if entries += bytes.Count(buf[:n], mark); entries > most {
			return fault("the zip has more than %d files; put in the tables of HSDS only", most)
		}
	}
	return nil
}

// hsdsPackage is a data package that is being read.
type hsdsPackage struct {
	hsds
	tables map[string]*table // by the name of their resource
	left   int64             // bytes that may still be unpacked
}

// open reads the tables.
func (p *hsdsPackage) open(archive *zip.Reader) error {
	files := map[string]*zip.File{}
	for _, f := range archive.File {
		if strings.HasSuffix(f.Name, "/") || strings.HasPrefix(path.Base(f.Name), ".") || strings.Contains(f.Name, "__MACOSX") {
			continue
		}
		name := strings.ToLower(path.Base(path.Clean(f.Name)))
		if files[name] != nil {
			return fault("the zip holds the file %s twice", quote(name))
		}
		files[name] = f
	}
	resources, err := p.resources(files[descriptorName])
	if err != nil {
		return err
	}
	delete(files, descriptorName)
	if files[resources["service"]] == nil && files[resources["organization"]] == nil {
		return fault("the zip holds no services.csv and no organizations.csv; it is no data package of HSDS")
	}
	for _, name := range sortedKeys(tableKinds) {
		f := files[resources[name]]
		if f == nil {
			continue
		}
		delete(files, resources[name])
		if err := p.table(name, f); err != nil {
			return err
		}
	}
	for name := range leftOut {
		delete(files, resources[name])
	}
	if unknown := sortedKeys(files); len(unknown) > 0 {
		p.note(Note{Field: "", Message: "files are left out that are no tables of HSDS: " + quoteAll(unknown), Remedy: "leave them out of the zip"})
	}
	return nil
}

// resources maps the names of resources to their files in lower case.
func (p *hsdsPackage) resources(f *zip.File) (map[string]string, error) {
	resources := map[string]string{}
	for name, kind := range tableKinds {
		resources[name] = kind.file
	}
	for name := range leftOut {
		resources[name] = name + "s.csv"
	}
	resources["accessibility"], resources["funding"], resources["metadata"], resources["taxonomy"] = "accessibility.csv", "funding.csv", "metadata.csv", "taxonomies.csv"
	if f == nil {
		p.note(Note{Message: "the zip holds no datapackage.json; the usual names of the tables are taken", Remedy: "add the datapackage.json of HSDS"})
		return resources, nil
	}
	var d descriptor
	err := p.unpack(f, descriptorMost, func(r io.Reader) error {
		data, err := io.ReadAll(text(r))
		if err != nil {
			return err
		}
		if err := json.Unmarshal(data, &d); err != nil {
			return fault("datapackage.json is not the description of a data package: %s", causeOf(err))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, r := range d.Resources {
		if file, ok := r.Path.(string); ok && resources[r.Name] != "" {
			resources[r.Name] = strings.ToLower(path.Base(path.Clean(file)))
		}
	}
	return resources, nil
}

// unpack gives the unpacked bytes of a file and refuses more than the limits.
func (p *hsdsPackage) unpack(f *zip.File, most int64, read func(io.Reader) error) error {
	r, err := f.Open()
	if err != nil {
		return fault("the file %s of the zip cannot be unpacked; pack it anew without a password", quote(path.Base(f.Name)))
	}
	defer r.Close() //nolint:errcheck // it was only read
	most = min(most, p.left)
	// #nosec G115 -- a size beyond int64 is refused as damaged before
	if ratio := int64(f.CompressedSize64)*int64(p.limits.Ratio) + ratioFrom; ratio > 0 && ratio < most {
		most = ratio
	}
	counted := &unpacked{r: r, left: most}
	err = read(counted)
	p.left -= counted.read
	switch {
	case counted.over:
		return fault("the file %s of the zip unpacks to more than is read; divide it into several packages", quote(path.Base(f.Name)))
	case errors.Is(err, zip.ErrChecksum) || errors.Is(err, zip.ErrFormat) || counted.damaged:
		return fault("the file %s of the zip is damaged; pack it anew", quote(path.Base(f.Name)))
	}
	return err
}

// unpacked counts unpacked bytes and stops at a limit.
type unpacked struct {
	r       io.Reader
	left    int64
	read    int64
	over    bool
	damaged bool
}

func (u *unpacked) Read(b []byte) (int, error) {
	n, err := u.r.Read(b)
	u.read += int64(n)
	if u.left -= int64(n); u.left < 0 {
		u.over = true
		return 0, io.ErrUnexpectedEOF
	}
	u.damaged = err != nil && !errors.Is(err, io.EOF)
	return n, err
}

// table reads one table into memory, packed.
func (p *hsdsPackage) table(name string, f *zip.File) error {
	kind := tableKinds[name]
	t := &table{name: kind.file, indexes: map[string]*index{}}
	for _, c := range append(columnsOf(kind.object), kind.keys...) {
		if c != "" && !slices.Contains(t.columns, c) {
			t.columns = append(t.columns, c)
		}
	}
	err := p.unpack(f, p.left, func(r io.Reader) error {
		rr, err := openRows(r, p.limits, kind.file, func(c string) bool { return slices.Contains(t.columns, c) })
		if err != nil {
			return err
		}
		from := make([]int, len(t.columns))
		for i, c := range t.columns {
			from[i] = slices.Index(rr.header, c)
		}
		kept := make([]string, len(t.columns))
		for {
			cells, err := rr.next()
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
			if err := p.row(); err != nil {
				return err
			}
			// A row with a cell too many or too few has its cells in wrong columns, and which rows of
			// other tables belong to it cannot be told.
			if len(cells) != len(rr.header) {
				return fault("%s: row %d has %d cells, the header has %d; close its quotation marks or send the file again", kind.file, rr.number, len(cells), len(rr.header))
			}
			for i, c := range from {
				if kept[i] = ""; c >= 0 {
					kept[i] = literal(cells[c])
				}
			}
			t.addRow(rr.number, kept)
		}
	})
	if err != nil {
		return err
	}
	p.tables[name] = t
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// quoteAll names things of the file, twenty at most.
func quoteAll(names []string) string {
	most := min(len(names), 20)
	words := make([]string, 0, most+1)
	for _, n := range names[:most] {
		words = append(words, quote(n))
	}
	if most < len(names) {
		words = append(words, "…")
	}
	return strings.Join(words, ", ")
}
