package exchange

import (
	"bytes"
	"io"
	"path"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// DetectBytes is how much of a file's beginning [Detect] looks at.
const DetectBytes = 4096

// Detect tells the format of a file from its first bytes ([DetectBytes] of them, or all when it is
// shorter) and, where they do not say, from the ending of its name. The name may be empty. An error is a
// *[directory.Error] with code INVALID_INPUT that names the formats.
func Detect(head []byte, name string) (directory.ExchangeFormat, error) {
	head = head[:min(len(head), DetectBytes)]
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return directory.ExchangeFormatHSDSCSV, nil
	}
	readable, _ := io.ReadAll(text(bytes.NewReader(head))) // reading bytes does not fail
	start := strings.TrimLeft(string(readable), " \t\r\n")
	switch {
	case strings.HasPrefix(start, "["):
		return directory.ExchangeFormatHSDS, nil
	case strings.HasPrefix(start, "{"):
		first := strings.TrimLeft(start[1:], " \t\r\n")
		for list := range ownLists {
			if strings.HasPrefix(first, `"`+list+`"`) {
				return directory.ExchangeFormatJSON, nil
			}
		}
		if strings.HasPrefix(first, `"`+ownHead+`"`) {
			return directory.ExchangeFormatJSON, nil
		}
		return directory.ExchangeFormatHSDS, nil
	case strings.Contains(columnName(start), keyColumn):
		return directory.ExchangeFormatCSV, nil
	}
	switch strings.ToLower(path.Ext(name)) {
	case ".zip":
		return directory.ExchangeFormatHSDSCSV, nil
	case ".csv", ".tsv", ".txt":
		return directory.ExchangeFormatCSV, nil
	}
	return "", fault("the format of the file is not known; it can be JSON of this directory, HSDS 3 as JSON or as a zipped data package, or CSV with the header of the template")
}
