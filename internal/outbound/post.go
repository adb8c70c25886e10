package outbound

import (
	"bytes"
	"context"
	"maps"
	"net/http"
)

// Post sends a body and gives the status of the answer, 0 when none came. The error is nil for statuses
// 200 to 299 only, and an [*Error] otherwise: a redirect is such a failure as well, and is not followed.
// Nothing of the answer is read but its status and its wish to be left alone for a while.
//
// A call takes at most the time to connect, to shake hands and to answer together, or as long as ctx
// allows; when ctx ends it, the error wraps that of ctx. header is copied.
func (c *Client) Post(ctx context.Context, address string, header http.Header, body []byte) (status int, err error) {
	u, err := c.target(address)
	if err != nil {
		return 0, err
	}
	limited, stop := context.WithTimeout(ctx, 2*c.options.Connect+c.options.Answer)
	defer stop()
	r, err := http.NewRequestWithContext(limited, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return 0, refused(wordsForm)
	}
	maps.Copy(r.Header, header.Clone())
	describe(r)
	answer, err := c.direct.Do(r)
	if err != nil {
		return 0, classify(ctx, err, wordsConnection)
	}
	_ = answer.Body.Close() // the message has arrived whatever the body would say
	if answer.StatusCode < 200 || answer.StatusCode > 299 {
		return answer.StatusCode, badStatus(answer.StatusCode, answer.Header.Get("Retry-After"))
	}
	return answer.StatusCode, nil
}
