package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// The times that a connection may take. readTimeout covers head and body, writeTimeout all from the end
// of the head to the last byte of the answer.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 120 * time.Second
	maxHeaderBytes    = 16 << 10

	profileTimeout = 2 * time.Minute // a profile is collected while its request waits
)

// listener binds an address, for at most so many connections at once; 0: any number.
func listener(ctx context.Context, setting, address string, most int) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; choose another address, or stop what uses this one", setting, err)
	}
	if most > 0 {
		l = &limited{Listener: l, places: make(chan struct{}, most), closed: make(chan struct{})}
	}
	return l, nil
}

func newServer(handler http.Handler, write time.Duration, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout, WriteTimeout: write,
		IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeaderBytes,
		ErrorLog: log.New(acceptErrors{logger}, "", 0),
	}
}

// acceptErrors logs what net/http says about accepting, such as "too many open files", and nothing else:
// its other lines name clients' addresses.
type acceptErrors struct{ logger *slog.Logger }

var _ io.Writer = acceptErrors{}

// Write takes one line.
func (a acceptErrors) Write(line []byte) (int, error) {
	if text := string(line); strings.HasPrefix(text, "http: Accept error") {
		a.logger.Warn("connections cannot be accepted", slog.String("error", strings.TrimSpace(text)))
	}
	return len(line), nil
}

// serve answers on a listener until the server is shut down.
func serve(s *http.Server, l net.Listener) func() error {
	return func() error {
		if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}
}

// limited is a listener with room for so many connections. When all are taken, the next ones wait in the
// system's queue.
type limited struct {
	net.Listener
	places chan struct{}
	closed chan struct{}
	once   sync.Once
}

// Accept waits for a place, then for a connection.
func (l *limited) Accept() (net.Conn, error) {
	select {
	case l.places <- struct{}{}:
	case <-l.closed:
		return nil, net.ErrClosed
	}
	c, err := l.Listener.Accept()
	if err != nil {
		<-l.places
		return nil, err
	}
	return &placed{Conn: c, leave: sync.OnceFunc(func() { <-l.places })}, nil
}

// Close ends waiting, too.
func (l *limited) Close() error {
	l.once.Do(func() { close(l.closed) })
	return l.Listener.Close()
}

// placed is a connection that gives its place back.
type placed struct {
	net.Conn
	leave func()
}

// Close closes the connection.
func (p *placed) Close() error {
	err := p.Conn.Close()
	p.leave()
	return err
}
