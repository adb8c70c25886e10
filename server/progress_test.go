package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestProgressIsShownAtATerminalOnly(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(&out)
	p.show(0, 0)
	p.show(0, 0)
	for n := range 11 {
		p.show(100*n, 1000)
	}
	p.end()
	p.end()
	if s := out.String(); !strings.Contains(s, "reading") || !strings.Contains(s, "importing") || !strings.Contains(s, "1000") {
		t.Errorf("%q", s)
	}
	if w := terminalOf(&out); w != nil {
		t.Error("a buffer is no terminal")
	}
	quiet := newProgress(terminalOf(&out))
	quiet.show(1, 2)
	quiet.end()
}
