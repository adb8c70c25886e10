package export

import (
	"context"
	"errors"
	"net/http"
	"time"
)

// patient writes to a client that may be slow, but not for ever: each piece must be taken within some time, and
// the whole within another. It ends when the client has left.
type patient struct {
	w    http.ResponseWriter
	to   *http.ResponseController
	ctx  context.Context // of one request
	now  func() time.Time
	each time.Duration
	end  time.Time
}

// piece is how much is written at once.
const piece = 64 << 10

var errTooSlow = errors.New("export: the client took the file too slowly")

// Write writes in pieces, each with a deadline of its own.
func (p *patient) Write(b []byte) (written int, err error) {
	for len(b) > 0 {
		now := p.now()
		if err := p.ctx.Err(); err != nil {
			return written, err
		}
		if !now.Before(p.end) {
			return written, errTooSlow
		}
		deadline := now.Add(p.each)
		if deadline.After(p.end) {
			deadline = p.end
		}
		_ = p.to.SetWriteDeadline(deadline) // a connection without deadlines has the server's own
		n, err := p.w.Write(b[:min(len(b), piece)])
		written += n
		if err != nil {
			return written, err
		}
		b = b[n:]
	}
	return written, nil
}
