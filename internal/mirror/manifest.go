package mirror

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/blueheart-federation/api/internal/signing"
)

// manifestFile lists the digests of all other files of a copy, as sha256sum -c reads them. A signature speaks of
// the export only; this tells whether what was made of it is still there.
const manifestFile = "SHA256SUMS"

// writeManifest writes down what is in a folder.
func writeManifest(dir string) error {
	var list strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		sum, err := digestOf(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%s  %s\n", sum, filepath.ToSlash(name))
		return nil
	})
	if err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, manifestFile), []byte(list.String()))
}

// intact says whether the current copy is as it was made. It reads all of it once in the life of a Mirror: disks
// and people change files, and a copy that is broken must not stay because its revision is the right one.
func (m *Mirror) intact() bool {
	if !m.sound {
		m.sound = sound(filepath.Join(m.Dir, Current)) == nil
	}
	return m.sound
}

func sound(dir string) error {
	f, err := os.Open(filepath.Join(dir, manifestFile))
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it is only read
	export := false
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		want, name, ok := strings.Cut(lines.Text(), "  ")
		if !ok || !filepath.IsLocal(name) {
			return errManifest
		}
		got, err := digestOf(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		if got != want {
			return fmt.Errorf("%w: %s", signing.ErrBroken, name)
		}
		export = export || name == File
	}
	if !export {
		return errors.Join(lines.Err(), errManifest)
	}
	return lines.Err()
}

var errManifest = fmt.Errorf("%w: its list of files is damaged", signing.ErrBroken)

// digestOf gives the SHA-256 of a file in hexadecimal.
func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // it is only read
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
