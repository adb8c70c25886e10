package mirror

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/blueheart-federation/api/internal/signing"
)

// fresh asks for what the directory has now. A cache in between that keeps a signature and a file for some time has
// them of two editions when the directory changes in between, and what was withdrawn is no more to be copied from it.
func (m *Mirror) fresh(ctx context.Context, name string) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, m.Source+name, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", name, err)
	}
	r.Header.Set("Cache-Control", "no-cache")
	return r, nil
}

// request asks for a file as it is: a signature is about bytes that are not compressed.
func (m *Mirror) request(ctx context.Context, name string) (*http.Request, error) {
	r, err := m.fresh(ctx, name)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept-Encoding", "identity")
	return r, nil
}

// ask gives the body of a file that is wanted in one piece, for the caller to close.
func (m *Mirror) ask(r *http.Request, name string) (io.ReadCloser, error) {
	answer, err := m.Client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", name, err)
	}
	if answer.StatusCode != http.StatusOK {
		_ = answer.Body.Close() // it is given up
		return nil, fmt.Errorf("fetch %s: the server answers %d", name, answer.StatusCode)
	}
	return answer.Body, nil
}

// small fetches a short file.
func (m *Mirror) small(ctx context.Context, name string) ([]byte, error) {
	r, err := m.request(ctx, name)
	if err != nil {
		return nil, err
	}
	answer, err := m.ask(r, name)
	if err != nil {
		return nil, err
	}
	defer answer.Close() //nolint:errcheck // it was read, or is given up
	body, err := io.ReadAll(io.LimitReader(answer, signing.MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", name, err)
	}
	if len(body) > signing.MaxSize {
		return nil, fmt.Errorf("fetch %s: %w", name, ErrLarge)
	}
	return body, nil
}

// partial is where a file is fetched to, and what the server called it then. Its name is that of what is wanted,
// so that a piece of one edition is never taken for one of another.
func (m *Mirror) partial(wanted *signing.Statement) (file, tag string) {
	file = filepath.Join(m.Dir, "."+hex.EncodeToString(wanted.SHA256[:])+".part")
	return file, file + ".tag"
}

// fetch gives a file that holds what was signed. What an earlier attempt has fetched is gone on with, where the
// server can (RFC 9110 section 14).
func (m *Mirror) fetch(ctx context.Context, wanted *signing.Statement) (string, error) {
	path, tagPath := m.partial(wanted)
	out, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644) //nolint:gosec // a web server reads it
	if err != nil {
		return "", fmt.Errorf("write %s: %w", File, err)
	}
	defer out.Close() //nolint:errcheck // synced by download
	have, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return "", fmt.Errorf("write %s: %w", File, err)
	}
	if have < wanted.Length {
		err := m.download(ctx, out, tagPath, have, wanted)
		if errors.Is(err, errOtherRange) {
			err = errors.Join(err, os.Remove(path), remove(tagPath))
		}
		if err != nil {
			return "", fmt.Errorf("fetch %s: %w", File, err)
		}
	}
	if _, err := out.Seek(0, io.SeekStart); err != nil {
		return "", fmt.Errorf("read %s: %w", File, err)
	}
	switch err := wanted.Check(out); {
	case errors.Is(err, signing.ErrShort): // the next attempt goes on
		return "", err
	case err != nil: // the next attempt begins anew
		return "", errors.Join(err, os.Remove(path), remove(tagPath))
	}
	return path, nil
}

// download appends what is missing.
func (m *Mirror) download(ctx context.Context, out *os.File, tagPath string, have int64, wanted *signing.Statement) error {
	r, err := m.request(ctx, File)
	if err != nil {
		return err
	}
	tag, err := os.ReadFile(tagPath)
	if have > 0 && err == nil && len(tag) > 0 {
		r.Header.Set("Range", "bytes="+strconv.FormatInt(have, 10)+"-")
		r.Header.Set("If-Range", string(tag))
	}
	answer, err := m.Client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close() //nolint:errcheck // it was read, or is given up
	from := "bytes " + strconv.FormatInt(have, 10) + "-"
	switch {
	case answer.Header.Get("Content-Encoding") != "" && answer.Header.Get("Content-Encoding") != "identity":
		return errors.New("the server compresses what was asked for as it is")
	case answer.StatusCode == http.StatusPartialContent && r.Header.Get("Range") != "" && strings.HasPrefix(answer.Header.Get("Content-Range"), from):
	case answer.StatusCode == http.StatusOK:
		if err := out.Truncate(0); err != nil {
			return err
		}
		if _, err := out.Seek(0, io.SeekStart); err != nil {
			return err
		}
		have = 0
		// Only a strong tag says that the bytes are the same.
		if tag := answer.Header.Get("ETag"); strings.HasPrefix(tag, `"`) && len(tag) < 1<<10 {
			err = os.WriteFile(tagPath, []byte(tag), 0o600)
		} else {
			err = remove(tagPath)
		}
		if err != nil {
			return err
		}
	case answer.StatusCode == http.StatusRequestedRangeNotSatisfiable || answer.StatusCode == http.StatusPartialContent:
		return errOtherRange
	default:
		return fmt.Errorf("the server answers %d", answer.StatusCode)
	}
	// One byte more than was signed is enough to know that it is another file.
	_, err = io.Copy(out, io.LimitReader(answer.Body, wanted.Length-have+1))
	return errors.Join(err, out.Sync())
}

var errOtherRange = fmt.Errorf("%w: the server does not go on where the last attempt broke off", signing.ErrBroken)

// forget removes pieces of editions that nobody wants any more, and what is half made of a delta.
func (m *Mirror) forget(wanted *signing.Statement) {
	keep, tag := m.partial(wanted)
	found, _ := filepath.Glob(filepath.Join(m.Dir, ".*.part*")) // the pattern is right
	for _, path := range found {
		if path != keep && path != tag {
			_ = os.Remove(path) // room is all that is lost
		}
	}
}

// remove removes a file that need not be there.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}
