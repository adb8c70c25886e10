package export

import (
	"bufio"
	"io"
)

// Format is a form of exports.
type Format struct {
	Name     string // of the file
	Type     string // media type
	Title    string
	Packed   bool // it is compressed in itself
	Restores string
	write    func(w *bufio.Writer, e *Edition) error
}

// Formats are all forms, in the order in which they are listed.
var Formats = []Format{
	{Name: "directory.json", Type: "application/json; charset=utf-8", Title: "The project's own JSON: organizations and initiatives, whole", Restores: "JSON", write: writeOwn},
	{Name: "directory.ndjson", Type: "application/x-ndjson; charset=utf-8", Title: "The same, one record a line", Restores: "JSON", write: writeLines},
	{Name: "directory.csv", Type: "text/csv; charset=utf-8; header=present", Title: "Hotlines as a table, after the template for imports", Restores: "CSV", write: writeTable},
	{Name: "directory.vcf", Type: "text/vcard; charset=utf-8", Title: "vCard 4.0 (RFC 6350) of the lines that work, for address books", write: writeCards},
	{Name: "directory.jsonld", Type: "application/ld+json", Title: "JSON-LD after schema.org of the lines that work", write: writeLinked},
	{Name: "hsds.json", Type: "application/json; charset=utf-8", Title: "HSDS 3.0: organizations in full, with programs and services", Restores: "HSDS_JSON", write: writeHSDS},
	{Name: "hsds.zip", Type: "application/zip", Title: "HSDS 3.0 as a tabular data package", Packed: true, Restores: "HSDS_CSV", write: writePackage},
}

// Lookup finds a format by the name of its file, nil when there is none.
func Lookup(name string) *Format {
	for i := range Formats {
		if Formats[i].Name == name {
			return &Formats[i]
		}
	}
	return nil
}

// Write writes an edition. Memory does not grow with the directory. An error is one of w.
func (f *Format) Write(w io.Writer, e *Edition) error {
	b := bufio.NewWriterSize(w, 64<<10)
	if err := f.write(b, e); err != nil {
		return err
	}
	return b.Flush()
}
