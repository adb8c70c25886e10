package document

import (
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

// TestWhatARecordOnlyShowsIsNotWritten leaves out the provenance that a part shows and what is above it has.
func TestWhatARecordOnlyShowsIsNotWritten(t *testing.T) {
	above, none := &directory.Provenance{PublishedOn: "2026"}, &directory.Provenance{}
	above.Share()
	none.Share()
	line := &directory.Hotline{Common: directory.Common{ID: "1", Provenance: above}, Channels: []directory.Channel{{Kind: directory.ChannelKindVoice, Provenance: above.ForParts()}}}
	if text := string(EncodeJSON(line)); strings.Count(text, "2026") != 1 || strings.Count(text, "provenance") != 1 {
		t.Error(text)
	}
	line.Provenance = none
	if text := string(EncodeJSON(line)); strings.Count(text, "provenance") != 0 {
		t.Error(text)
	}
}
