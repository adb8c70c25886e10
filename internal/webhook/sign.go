package webhook

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/blueheart-federation/api/internal/directory"
)

// secretPrefix marks a key of Standard Webhooks, so that secret scanners and people know it.
const secretPrefix = "whsec_"

// Sizes of a key in bytes; the specification asks for 24 to 64.
const (
	keySize = 32
	minKey  = 24
	maxKey  = 64
)

// NewSecret makes the secret of a webhook, as it is shown once to its organization and kept in
// directory.Webhook: "whsec_" and 32 bytes of chance in base64.
func NewSecret(chance io.Reader) (string, error) {
	key := make([]byte, keySize)
	if _, err := io.ReadFull(chance, key); err != nil {
		return "", fmt.Errorf("make a webhook secret: %w", err)
	}
	return secretPrefix + base64.StdEncoding.EncodeToString(key), nil
}

// sign gives the headers of a message: its id, the time of the attempt and the signature over both and the
// body (Standard Webhooks 1.0.0, symmetric scheme).
func sign(secret string, m *directory.Delivery, at time.Time) (http.Header, error) {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretPrefix))
	if err != nil || len(key) < minKey || len(key) > maxKey {
		return nil, errors.New("the secret is no key") // and nothing more: it would show in a log
	}
	signer, err := standardwebhooks.NewWebhookRaw(key)
	if err != nil {
		return nil, errors.New("the secret is refused")
	}
	signature, err := signer.Sign(string(m.ID), at, []byte(m.Body))
	if err != nil {
		return nil, fmt.Errorf("sign message %s: %w", m.ID, err)
	}
	header := http.Header{}
	header.Set("Content-Type", "application/json")
	header.Set(standardwebhooks.HeaderWebhookID, string(m.ID))
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(at.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return header, nil
}
