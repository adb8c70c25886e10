package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// span is a part of a file: from is its first byte, and end the one behind its last.
type span struct{ from, end int64 }

// reach says what a Range header comes to.
type reach uint8

const (
	reachWhole  reach = iota // the header is not there, or is passed over, as RFC 9110 lets a server do
	reachPart                // one part of the file
	reachBehind              // nothing of the file
)

// reached reads what a request wants of a file of that length and tag: one range of bytes, from the start or
// the end. Several ranges, other units and what is no range give the whole file, as does an If-Range with
// anything but the strong tag of this very file (RFC 9110 sections 13.1.5 and 14.2); a date does not tell
// two editions apart.
func reached(r *http.Request, tag string, length int64) (span, reach) {
	ranges := r.Header["Range"]
	if len(ranges) != 1 || r.Method != http.MethodGet {
		return span{}, reachWhole
	}
	if held := r.Header["If-Range"]; len(held) > 0 && (len(held) != 1 || strings.TrimSpace(held[0]) != `"`+tag+`"`) {
		return span{}, reachWhole
	}
	return parseRange(ranges[0], length)
}

// parseRange reads the value of a Range header.
func parseRange(value string, length int64) (span, reach) {
	unit, list, ok := strings.Cut(value, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(unit), "bytes") {
		return span{}, reachWhole
	}
	first, last, ok := strings.Cut(strings.Trim(list, " \t"), "-")
	if !ok || first == "" && last == "" {
		return span{}, reachWhole
	}
	from, fine := position(first)
	to, fine2 := position(last)
	switch {
	case !fine || !fine2 || first != "" && last != "" && to < from:
		return span{}, reachWhole
	case first == "": // the last bytes
		if to == 0 {
			return span{}, reachBehind
		}
		return span{max(0, length-to), length}, reachPart
	case from >= length:
		return span{}, reachBehind
	case last == "" || to >= length:
		return span{from, length}, reachPart
	}
	return span{from, to + 1}, reachPart
}

// position reads the number of a byte, or none. One that is too large for us is behind every file.
func position(digits string) (int64, bool) {
	if strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	if digits == "" {
		return 0, true
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		n = math.MaxInt64
	}
	return n, true
}

// unsatisfiable answers that a file has nothing where the client wants something.
func (h *Handler) unsatisfiable(w http.ResponseWriter, r *http.Request, length int64) {
	h.pay(w, r, CostSmall, func() {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", length))
		w.Header().Set("Accept-Ranges", "bytes")
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusRequestedRangeNotSatisfiable)
	})
}

// describe says of an answer which part of the file it is.
func (s span) describe(head http.Header, length int64) {
	head.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", s.from, s.end-1, length))
	head.Set("Content-Length", strconv.FormatInt(s.end-s.from, 10))
}

// part writes a part of a file, by writing the file and letting go what is before: the same edition gives the
// same bytes, so nothing need be kept.
func (q *asked) part(ctx context.Context, out io.Writer, s span) error {
	c := &cutter{ctx: ctx, to: out, skip: s.from, left: s.end - s.from}
	if err := q.format.Write(c, q.edition); err != nil && !errors.Is(err, errEnough) {
		return err
	}
	if c.left > 0 {
		return errors.New("export: the file is shorter than it was")
	}
	return nil
}

// errEnough ends the writing of a file of which the rest is not wanted.
var errEnough = errors.New("export: the part is complete")

// cutter passes on a part of what is written. It ends when the client has left, which shows in no write while
// everything is let go.
type cutter struct {
	ctx        context.Context // of one request
	to         io.Writer
	skip, left int64
}

// Write lets go, passes on, or says that there is enough.
func (c *cutter) Write(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	wanted := p[min(c.skip, int64(len(p))):]
	c.skip -= int64(len(p) - len(wanted))
	wanted = wanted[:min(c.left, int64(len(wanted)))]
	if len(wanted) > 0 {
		n, err := c.to.Write(wanted)
		c.left -= int64(n)
		if err != nil {
			return 0, err
		}
	}
	if c.left == 0 {
		return 0, errEnough
	}
	return len(p), nil
}
