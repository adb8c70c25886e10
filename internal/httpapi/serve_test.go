package httpapi

import (
	"net"
	"net/http"
	"os"
	"testing"
	"time"
)

// TestServe serves the miniature schema for the audit script, when asked to by an address to listen on.
func TestServe(t *testing.T) {
	address := os.Getenv("HTTPAPI_SERVE")
	if address == "" {
		t.Skip("HTTPAPI_SERVE is not set")
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	s := &http.Server{Handler: New(Options{Schema: newMini(), Revision: func() string { return "r1" }}), ReadTimeout: time.Minute}
	time.AfterFunc(time.Minute, func() { _ = s.Close() })
	_ = s.Serve(l)
}
