package embedded_test

import (
	"encoding/binary"
	"errors"
	"testing"

	"github.com/blueheart-federation/api/internal/embedded"
)

// TestPagesThatLeadNowhereAreRefused damages single pages in the ways that would keep a reader walking for
// ever: a page that is its own child, one that goes on beyond the file, one of an impossible kind.
func TestPagesThatLeadNowhereAreRefused(t *testing.T) {
	t.Parallel()
	const page = 4096
	whole := []byte(sample(t))
	for name, tc := range map[string]struct {
		kind   uint16
		damage func(p []byte, id uint64)
	}{
		"branch names itself":              {1, func(p []byte, id uint64) { binary.NativeEndian.PutUint64(p[16+8:], id) }},
		"branch names page 0":              {1, func(p []byte, _ uint64) { binary.NativeEndian.PutUint64(p[16+8:], 0) }},
		"branch names a page past the end": {1, func(p []byte, _ uint64) { binary.NativeEndian.PutUint64(p[16+8:], 1<<40) }},
		"leaf goes on for ever":            {2, func(p []byte, _ uint64) { binary.NativeEndian.PutUint32(p[12:], 1<<31) }},
		"branch goes on for ever":          {1, func(p []byte, _ uint64) { binary.NativeEndian.PutUint32(p[12:], 1<<31) }},
		"leaf counts too many":             {2, func(p []byte, _ uint64) { binary.NativeEndian.PutUint16(p[10:], 1<<15) }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			damaged := 0
			content := append([]byte(nil), whole...)
			for at := 2 * page; at+page <= len(content); at += page {
				p := content[at : at+page]
				if id := binary.NativeEndian.Uint64(p); id == uint64(at/page) && binary.NativeEndian.Uint16(p[8:]) == tc.kind {
					tc.damage(p, id)
					damaged++
				}
			}
			if damaged == 0 {
				t.Fatal("the sample has no such page")
			}
			dir := folder(t, string(content))
			s, err := embedded.Open(t.Context(), dir)
			if err == nil {
				_ = s.Close(t.Context())
				t.Fatal("opened")
			}
			if !errors.Is(err, embedded.ErrDamaged) {
				t.Error(err)
			}
			if read(t, dir) != string(content) {
				t.Error("the file was changed")
			}
		})
	}
}
