package httpapi

import (
	"bytes"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// coding is a content coding (RFC 9110 section 8.4.1).
type coding uint8

const (
	codingIdentity coding = iota
	codingGzip
	codingZstd
)

// compressFrom is the size from which an answer is compressed: a smaller one fits one packet anyway.
const compressFrom = 1 << 10

// negotiateCoding reads an Accept-Encoding header. zstd goes before gzip at equal weight: it is both
// faster and smaller. A client that forbids even identity gets identity, which any client can read.
func negotiateCoding(accept []string) coding {
	if len(accept) == 0 {
		return codingIdentity
	}
	switch accept[0] {
	case "gzip", "gzip, deflate", "gzip, deflate, br":
		if len(accept) == 1 {
			return codingGzip
		}
	}
	gz, zs, star := -1, -1, -1
	for _, line := range accept {
		for item := range strings.SplitSeq(line, ",") {
			name, params, _ := strings.Cut(item, ";")
			weight, _ := mediaWeight(params)
			switch strings.ToLower(strings.TrimSpace(name)) {
			case "gzip", "x-gzip":
				gz = weight
			case "zstd":
				zs = weight
			case "*":
				star = weight
			}
		}
	}
	if gz < 0 {
		gz = star
	}
	switch {
	case zs > 0 && zs >= gz:
		return codingZstd
	case gz > 0:
		return codingGzip
	}
	return codingIdentity
}

var gzipWriters = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is valid
	return w
}}

// zstdWriter's EncodeAll is safe for concurrent use. The window is small, so that a reader of small
// memory can decode, and so can each of our encoders.
var zstdWriter = sync.OnceValue(func() *zstd.Encoder {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest),
		zstd.WithWindowSize(256<<10), zstd.WithLowerEncoderMem(true), zstd.WithEncoderCRC(false))
	if err != nil {
		panic(err) // the options are constant
	}
	return w
})

// compress gives body in the coding c.
func compress(body []byte, c coding) []byte {
	if c == codingZstd {
		return zstdWriter().EncodeAll(body, make([]byte, 0, len(body)/3+64))
	}
	var b bytes.Buffer
	b.Grow(len(body)/3 + 64)
	w := gzipWriters.Get().(*gzip.Writer)
	defer gzipWriters.Put(w)
	w.Reset(&b)
	_, _ = w.Write(body) // a bytes.Buffer takes everything
	_ = w.Close()
	return b.Bytes()
}
