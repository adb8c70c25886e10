package httpapi

import (
	"net/http"
	"strings"
	"sync"
)

// languages remembers what Accept-Language headers mean: there are few different ones, and reading one
// takes longer than all else that a cached answer needs.
type languages struct {
	read func(string) string
	mu   sync.RWMutex
	seen map[string]string
}

const (
	maxLanguages      = 512 // headers remembered; all are forgotten at once beyond that
	maxLanguageHeader = 256 // bytes of a header that are looked at
)

func newLanguages(read func(string) string) *languages {
	return &languages{read: read, seen: make(map[string]string)}
}

func (l *languages) of(h http.Header) string {
	if l.read == nil {
		return ""
	}
	var header string
	if lines := h["Accept-Language"]; len(lines) == 1 {
		header = lines[0]
	} else if len(lines) > 1 {
		header = strings.Join(lines, ",")
	}
	if len(header) > maxLanguageHeader {
		cut := strings.LastIndexByte(header[:maxLanguageHeader], ',')
		header = header[:max(cut, 0)]
	}
	l.mu.RLock()
	got, ok := l.seen[header]
	l.mu.RUnlock()
	if ok {
		return got
	}
	got = l.read(header)
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) >= maxLanguages {
		clear(l.seen)
	}
	l.seen[strings.Clone(header)] = got
	return got
}
