package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Message is what a webhook is told: that something happened to a record. What the record says, the
// receiver reads with its own token.
type Message struct {
	Event    directory.WebhookEvent `json:"event"`
	Record   directory.ID           `json:"record"`
	Kind     document.Kind          `json:"kind"`
	State    directory.RecordState  `json:"state"`
	Version  int64                  `json:"version"`            // of the record
	Revision int64                  `json:"revision,omitempty"` // of the directory from which on the public sees it, if it does
	At       time.Time              `json:"at"`                 // of the occasion, not of the attempt
}

// Limits on a message.
const (
	maxBody = 4 << 10 // bytes
	maxWord = 64      // bytes of one value
)

// write gives a payload as it is signed and sent. It must be a flat JSON object of the fields of Message,
// whatever its Go type, with words for values: free text does not leave this server unread.
func write(event directory.WebhookEvent, payload any) (string, error) {
	body, err := json.Marshal(payload)
	if err != nil {
		return "", fmt.Errorf("write the message: %w", err)
	}
	var fields map[string]any
	if err := json.Unmarshal(body, &fields); err != nil || len(body) > maxBody {
		return "", errors.New("the message is not a small object")
	}
	if fields["event"] != string(event) {
		return "", errors.New("the message is about another event")
	}
	for name, value := range fields {
		switch name {
		case "event", "record", "kind", "state", "version", "revision", "at":
		default:
			return "", fmt.Errorf("the message has a field %.40q", name)
		}
		switch v := value.(type) {
		case float64:
		case string:
			if !isWord(v) {
				return "", fmt.Errorf("the field %q of the message is not a word", name)
			}
		default:
			return "", fmt.Errorf("the field %q of the message is neither word nor number", name)
		}
	}
	return string(body), nil
}

// isWord tells ids, names of closed sets and instants from text.
func isWord(s string) bool {
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '_' && r != '-' && r != ':' && r != '.' && r != '+' {
			return false
		}
	}
	return s != "" && len(s) <= maxWord
}

func validEvent(e directory.WebhookEvent) bool {
	switch e {
	case directory.WebhookEventPublished, directory.WebhookEventReturned, directory.WebhookEventCheckDue, directory.WebhookEventCorrected:
		return true
	}
	return false
}
