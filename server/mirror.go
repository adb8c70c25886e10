package main

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/blueheart-federation/api/internal/export"
	"github.com/blueheart-federation/api/internal/mirror"
	"github.com/blueheart-federation/api/internal/signing"
)

// mirrorCommand keeps a static copy of another server's directory.
type mirrorCommand struct {
	URL   string        `arg:"" placeholder:"URL" help:"The server, such as https://directory.example."`
	Out   string        `required:"" placeholder:"DIR" help:"Folder of the copies; a web server serves DIR/current."`
	Key   string        `placeholder:"FILE" help:"Public key of the server, got on another way than from it. Without this the first key that it shows is kept in DIR and trusted from then on."`
	Pages bool          `default:"true" negatable:"" help:"Make a page for people of each country in each language."`
	Every time.Duration `default:"0s" help:"Go on and look so often, a second at least; 0 looks once."`
}

// mirrorPatience is how long one copy may take to be fetched, and mirrorHead how long the server may say nothing:
// it may have to write a large file once before it can sign it.
const (
	mirrorPatience = time.Hour
	mirrorHead     = 2 * time.Minute
)

// Run looks once, or until the command ends. Then a failure is told and the next look may be better.
func (k *mirrorCommand) Run(c *console) error {
	from, err := url.Parse(k.URL)
	if err != nil || from.Scheme != "https" && from.Scheme != "http" || from.Host == "" || from.RawQuery != "" || from.Fragment != "" {
		return errors.New("that is not the address of a server; use one such as https://directory.example")
	}
	if k.Every != 0 && k.Every < time.Second {
		return errors.New("--every: use 1s or more")
	}
	client := mirrorClient(mirrorHead)
	defer client.CloseIdleConnections()
	var m *mirror.Mirror
	for {
		err := error(nil)
		if m == nil {
			m, err = k.mirror(c, from, client)
		}
		if err == nil {
			err = k.look(c, m)
		}
		if k.Every == 0 || errors.Is(err, errSettings) {
			return err
		}
		if err != nil && c.Err() == nil {
			c.logger.WarnContext(c, "nothing is copied now; a copy that is there stays as it is", slog.Any("error", err))
		}
		select {
		case <-c.Done():
			return nil
		case <-time.After(k.Every):
		}
	}
}

// errSettings marks what the next look cannot make better.
var errSettings = errors.New("settings")

// settings marks an error so, and leaves its words.
type settings struct{ error }

func (settings) Is(target error) bool { return target == errSettings }
func (e settings) Unwrap() error      { return e.error }

// mirrorClient makes requests that give up when the server says nothing for some time: a download may take long,
// but one that has stalled would keep a mirror from its next look.
func mirrorClient(silence time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: 10 * time.Second}
	return &http.Client{CheckRedirect: stayEncrypted, Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second, ForceAttemptHTTP2: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &listening{c, silence}, nil
		},
	}}
}

// listening is a connection that ends when nothing comes for some time.
type listening struct {
	net.Conn
	silence time.Duration
}

// Read reads what comes.
func (l *listening) Read(p []byte) (int, error) {
	if err := l.SetReadDeadline(time.Now().Add(l.silence)); err != nil {
		return 0, err
	}
	return l.Conn.Read(p)
}

// mostRedirects is how many redirects in a row are followed.
const mostRedirects = 10

// stayEncrypted follows redirects, but not from an encrypted connection to one that is not: whoever is between
// could put a key of their own there.
func stayEncrypted(r *http.Request, via []*http.Request) error {
	if len(via) >= mostRedirects {
		return errors.New("too many redirects")
	}
	if r.URL.Scheme != "https" && via[len(via)-1].URL.Scheme == "https" {
		return errors.New("the server sends us to an address without encryption")
	}
	return nil
}

// mirror makes the mirror, once the key is there.
func (k *mirrorCommand) mirror(c *console, from *url.URL, client *http.Client) (*mirror.Mirror, error) {
	public, err := k.key(c, from, client)
	if err != nil {
		return nil, err
	}
	o := mirror.Options{
		Source: from.JoinPath(export.Prefix).String(), Dir: k.Out, Client: client, Now: c.now,
		Verify: func(signed []byte) (*signing.Statement, error) {
			s, err := signing.Verify(public, signed)
			if errors.Is(err, signing.ErrWrong) {
				return nil, fmt.Errorf("%w; when the operator of the server tells you that it has a new key, name that with --key", err)
			}
			return s, err
		},
	}
	if k.Pages {
		o.Pages = k.pages(c, from, public)
	}
	return mirror.New(o), nil
}

func (k *mirrorCommand) look(c *console, m *mirror.Mirror) error {
	ctx, cancel := context.WithTimeout(c, mirrorPatience)
	defer cancel()
	out, err := m.Sync(ctx)
	switch {
	case err != nil:
		return err
	case out.Delta:
		c.say("Revision %d is in %s, made of the copy before and what has changed.", out.Revision, filepath.Join(k.Out, mirror.Current))
	case out.Changed:
		c.say("Revision %d is in %s.", out.Revision, filepath.Join(k.Out, mirror.Current))
	case k.Every == 0:
		c.say("Revision %d is current.", out.Revision)
	}
	return nil
}

// trustedKey is the key that was trusted when it was first seen.
const trustedKey = "trusted-key.pem"

// key gives the public key: the one that is named, the one that was trusted before, or the first that is shown.
func (k *mirrorCommand) key(c *console, from *url.URL, client *http.Client) (ed25519.PublicKey, error) {
	path := k.Key
	if path == "" {
		path = filepath.Join(k.Out, trustedKey)
	}
	public, err := readPublicKey(path)
	switch {
	case errors.Is(err, os.ErrNotExist) && k.Key == "":
		return k.firstKey(c, from, client, path)
	case err != nil:
		return nil, settings{err}
	}
	return public, nil
}

func readPublicKey(path string) (ed25519.PublicKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the public key: %w", err)
	}
	public, err := signing.ParsePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return public, nil
}

func (k *mirrorCommand) firstKey(c *console, from *url.URL, client *http.Client, path string) (ed25519.PublicKey, error) {
	if address := net.ParseIP(from.Hostname()); from.Scheme != "https" && (address == nil || !address.IsLoopback()) {
		return nil, settings{errors.New("a key that comes without encryption cannot be trusted; name it with --key, or use https")}
	}
	ctx, cancel := context.WithTimeout(c, mirrorHead)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, from.JoinPath(export.KeyPath).String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("fetch the public key: %w", err)
	}
	answer, err := client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("fetch the public key: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read, or is given up
	text, err := io.ReadAll(io.LimitReader(answer.Body, signing.MaxSize))
	switch {
	case err != nil:
		return nil, fmt.Errorf("fetch the public key: %w", err)
	case answer.StatusCode == http.StatusNotFound:
		return nil, errors.New("there is no public key at that address: either it is not that of a directory, or the directory signs nothing, so that nothing of it can be mirrored, until its operator sets BLUEHEART_SIGNING_KEY_FILE")
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("fetch the public key: the server answers %d", answer.StatusCode)
	}
	public, err := signing.ParsePublicKey(text)
	if err != nil {
		return nil, fmt.Errorf("fetch the public key: %w", err)
	}
	if err := os.MkdirAll(k.Out, 0o755); err != nil { //nolint:gosec // a web server reads it
		return nil, fmt.Errorf("make the folder of the mirror: %w", err)
	}
	if err := keepKey(path, text); err != nil {
		return nil, fmt.Errorf("keep the public key: %w", err)
	}
	c.say("Key %s is trusted from now on, as the server shows it. Ask its operator whether that is right; it is in %s.", signing.KeyID(public), path)
	return public, nil
}

// keepKey writes a public key down, whole or not at all: half a one would be in the way of every later start. Others may
// read it, as a server from the copy that runs under a name of its own does.
func keepKey(path string, text []byte) error {
	beside, err := os.CreateTemp(filepath.Dir(path), ".key-*")
	if err != nil {
		return err
	}
	_, err = beside.Write(text)
	err = errors.Join(err, beside.Chmod(0o644), beside.Sync(), beside.Close())
	if err == nil {
		err = os.Rename(beside.Name(), path)
	}
	if err != nil {
		_ = os.Remove(beside.Name()) // room is all that is lost
	}
	return err
}
