package main

import (
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"strconv"

	"github.com/blueheart-federation/api/internal/wording"
)

// words loads the display texts, those of a folder besides the program's own. The fingerprint changes with
// the folder's, for they show in answers.
func (c *Config) words() (catalog *wording.Catalog, fingerprint string, err error) {
	if c.WordingDir == "" {
		return wording.Default(), "", nil
	}
	dir := os.DirFS(c.WordingDir)
	if catalog, err = wording.Load(dir); err != nil {
		return nil, "", err
	}
	files, err := fs.Glob(dir, "*.json") // sorted; Load has read them and bounds their size
	if err != nil {
		return nil, "", err
	}
	h := fnv.New64a()
	for _, name := range files {
		text, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, "", fmt.Errorf("read %s: %w", name, err)
		}
		_, _ = fmt.Fprintf(h, "%s\n%d\n%s", name, len(text), text) // never fails
	}
	return catalog, strconv.FormatUint(h.Sum64(), 36), nil
}
