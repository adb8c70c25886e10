package exchange

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/blueheart-federation/api/internal/directory"
)

// Read reads a file and yields its records one after another: an organization before the initiatives that
// refer to it, and refused records too, with what is wrong with them. It keeps nothing it has yielded.
//
// An error is of the file as a whole: it breaks off, is beyond a limit, is not in the form that format
// says, or is not UTF-8; it is a *[directory.Error] with code INVALID_INPUT whose message names the row
// and the remedy. What was yielded before it should not be stored, so a file is read twice: first to see
// whether it can be read to its end. Errors of r, of ctx and of yield come back wrapped.
//
// A reader that can also seek and read at an offset, such as an os.File, spares a copy of a zip in memory.
// Read starts no goroutine and may be called concurrently.
func Read(ctx context.Context, r io.Reader, format directory.ExchangeFormat, limits Limits, yield func(Row) error) (Report, error) {
	s := newSink(ctx, limits.withDefaults(), yield)
	in := &input{r: r, most: s.limits.Bytes}
	err := in.known()
	if err != nil {
		return s.report, err
	}
	switch format {
	case directory.ExchangeFormatJSON:
		err = readOwn(s, in)
	case directory.ExchangeFormatHSDS:
		err = readHSDS(s, in)
	case directory.ExchangeFormatHSDSCSV:
		err = readPackage(s, in)
	case directory.ExchangeFormatCSV:
		err = readTemplate(s, in)
	default:
		err = fault("%s is not a format that can be read; use JSON, HSDS_JSON, HSDS_CSV or CSV", quote(string(format)))
	}
	s.report.Bytes = in.read
	if err == nil {
		return s.report, nil
	}
	if _, ours := errors.AsType[*directory.Error](err); ours {
		return s.report, err
	}
	return s.report, fmt.Errorf("read %s file: %w", format, err)
}
