package httpapi

import (
	"io"
	"net/http"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Charge takes the cost of a request to a route beside the endpoint out of the budget of its client. When there is
// too little it answers with RATE_LIMITED and says false. The route must be under [API.Observe].
func (a *API) Charge(w http.ResponseWriter, r *http.Request, cost int) bool {
	if refused := a.charge(exchangeOf(r.Context()), r, cost); refused != nil {
		a.refuse(w, r, mediaOf(r), refused)
		return false
	}
	return true
}

// Encoder gives the content coding that suits the client and what writes it, for answers that are streamed; an
// empty name where the client takes none. Whoever writes must close it.
func Encoder(r *http.Request) (name string, to func(io.Writer) io.WriteCloser) {
	switch negotiateCoding(r.Header["Accept-Encoding"]) {
	case codingZstd:
		return encodingZstd[0], func(w io.Writer) io.WriteCloser {
			e, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1),
				zstd.WithWindowSize(256<<10), zstd.WithLowerEncoderMem(true))
			if err != nil {
				panic(err) // the options are constant
			}
			return e
		}
	case codingGzip:
		return encodingGzip[0], func(w io.Writer) io.WriteCloser {
			g, _ := gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is valid
			return g
		}
	default:
		return "", nil
	}
}
