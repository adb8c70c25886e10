package outbound

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// maxETag bounds an entity tag, in bytes: it is stored beside the feed.
const maxETag = 256

// Answer is what stands at an address. Body must be closed, and is empty when nothing has changed.
type Answer struct {
	NotModified bool          // it is still what the entity tag stood for
	ETag        string        // its entity tag (RFC 9110 section 8.8.3), empty when it has none that can be kept
	MediaType   string        // as the server names it, without parameters and in lower case; at most 100 bytes
	Body        io.ReadCloser // one reader at a time; its errors are an [*Error] or io.EOF
}

// Get reads what stands at an address, following at most three redirects. When etag is not empty and still
// stands for it, the answer is NotModified. The body streams: nothing is held in memory, and reading it
// fails with TooLarge once it goes past maxBytes. The error is an [*Error].
//
// ctx and the time for a whole feed end the reading of the body too, so both must outlive it.
func (c *Client) Get(ctx context.Context, address, etag string, maxBytes int64) (*Answer, error) {
	u, err := c.target(address)
	if err != nil {
		return nil, err
	}
	limited, stop := context.WithTimeout(ctx, c.options.Download)
	r, err := http.NewRequestWithContext(limited, http.MethodGet, u.String(), http.NoBody)
	if err != nil {
		stop()
		return nil, refused(wordsForm)
	}
	describe(r)
	if etag = keepableTag(etag); etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	response, err := c.following.Do(r)
	if err != nil {
		stop()
		return nil, classify(ctx, err, wordsConnection)
	}
	if response.StatusCode == http.StatusNotModified && etag != "" {
		_ = response.Body.Close()
		stop()
		return &Answer{NotModified: true, ETag: etag, Body: http.NoBody}, nil
	}
	if err := wanted(response, maxBytes); err != nil {
		_ = response.Body.Close()
		stop()
		return nil, err
	}
	stall := time.AfterFunc(c.options.Stall, stop)
	stall.Stop() // it runs while somebody reads
	return &Answer{
		ETag:      keepableTag(response.Header.Get("ETag")),
		MediaType: mediaType(response.Header.Get("Content-Type")),
		Body:      &body{ctx: ctx, limited: limited, from: response.Body, left: maxBytes, stop: stop, stall: stall, patience: c.options.Stall},
	}, nil
}

// wanted refuses an answer whose headers say that its body is of no use.
func wanted(r *http.Response, maxBytes int64) error {
	switch coding := r.Header.Get("Content-Encoding"); {
	case r.StatusCode != http.StatusOK:
		return badStatus(r.StatusCode, r.Header.Get("Retry-After"))
	case coding != "" && !strings.EqualFold(coding, "identity"):
		return &Error{Class: NoAnswer, words: wordsEncoded}
	case r.ContentLength > maxBytes:
		return &Error{Class: TooLarge, words: wordsLarge}
	}
	return nil
}

// body is the body of an answer, bounded in size and time.
type body struct {
	ctx      context.Context // the caller's, to tell whether it or a limit ended the reading
	limited  context.Context
	from     io.ReadCloser
	left     int64
	stop     context.CancelFunc
	stall    *time.Timer
	patience time.Duration
	err      error
}

// Read reads. After an error every further read gives the same.
func (b *body) Read(p []byte) (int, error) {
	if b.err != nil || len(p) == 0 {
		return 0, b.err
	}
	if int64(len(p)) > b.left {
		p = p[:b.left+1] // one more than allowed, to see whether the body ends here
	}
	b.stall.Reset(b.patience)
	n, err := b.from.Read(p)
	b.stall.Stop()
	switch {
	case int64(n) > b.left:
		n, b.err = int(b.left), &Error{Class: TooLarge, words: wordsLarge}
	case err != nil && b.limited.Err() != nil:
		// A server that sees us leave may end its answer as if it were whole, and we may still read that.
		b.err = classify(b.ctx, b.limited.Err(), wordsBrokeOff)
	case errors.Is(err, io.EOF):
		b.err = io.EOF
	case err != nil:
		b.err = classify(b.ctx, err, wordsBrokeOff)
	}
	b.left -= int64(n)
	return n, b.err
}

// Close frees the connection.
func (b *body) Close() error {
	b.stall.Stop()
	b.stop()
	_ = b.from.Close() // what it would say is of a connection that nobody wants any more
	if b.err == nil {
		b.err = io.ErrClosedPipe
	}
	return nil
}

// keepableTag gives an entity tag that is well formed and short, and nothing for any other.
func keepableTag(s string) string {
	opaque := strings.TrimPrefix(s, "W/")
	if len(s) > maxETag || len(opaque) < 2 || opaque[0] != '"' || opaque[len(opaque)-1] != '"' {
		return ""
	}
	for i := 1; i < len(opaque)-1; i++ {
		if opaque[i] <= ' ' || opaque[i] == '"' || opaque[i] >= 0x7f {
			return ""
		}
	}
	return s
}

// mediaType gives the media type of a Content-Type header, for choosing a format: never to be shown.
func mediaType(s string) string {
	s, _, _ = strings.Cut(s, ";")
	if s = strings.ToLower(strings.TrimSpace(s)); len(s) > 100 {
		return ""
	}
	return s
}
