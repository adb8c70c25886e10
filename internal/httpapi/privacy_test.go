package httpapi

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
)

// TestLogHoldsNoTextOfErrors sends a person's name and number in a variable that comes back in the text of
// each kind of error and panic.
func TestLogHoldsNoTextOfErrors(t *testing.T) {
	// The runtime's own texts are logged, since they hold no input.
	const person = "Anna +37360000000"
	for way, want := range map[string]string{
		"error":       `"error_type":"*httpapi.quoting"`,
		"wrapped":     `"error_type":"*httpapi.quoting"`,
		"joined":      `"error_type":"*httpapi.quoting"`,
		"graphql":     `"error_type":"*httpapi.quoting"`,
		"coded":       `"error_type":"*gqlerror.Error"`,
		"store":       `"code":"UNAVAILABLE","error":"disk full xxx`,
		"panic text":  `"error_type":"string","stack":`,
		"panic error": `"error_type":"*fmt.wrapError","stack":`,
		"panic bytes": `"error_type":"[]uint8","stack":`,
		"panic index": `"error":"runtime error: slice bounds out of range`,
		"panic map":   `"error":"hash of unhashable type: []string"`,
		"panic type":  `"error":"interface conversion: interface {} is string, not int"`,
	} {
		var log bytes.Buffer
		w := newWorld(func(o *Options) { o.Logger = slog.New(slog.NewJSONHandler(&log, nil)) })
		body, _ := json.Marshal(map[string]any{
			"query": "query($how:String!){fail(how:$how)}", "variables": map[string]any{"how": way + ":" + person},
		})
		if a := (call{body: string(body)}).do(t, w.API); codeIn(t, a.Body.Bytes()) == "" {
			t.Errorf("%s: no error: %s", way, a.Body)
		}
		if got := log.String(); strings.Contains(got, "Anna") || strings.Contains(got, "37360000000") || !strings.Contains(got, want) {
			t.Errorf("%s: %s", way, got)
		}
		if n := strings.Count(log.String(), "x"); way == "store" && (n < 280 || n > 330) {
			t.Errorf("the cause is not cut to 300 characters: %s", &log)
		}
	}
}
