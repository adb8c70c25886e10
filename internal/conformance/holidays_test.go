//go:build node

package conformance

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPublicHolidays derives the table of public holidays anew from the installed npm package date-holidays, so
// that a new release shows as a difference that somebody reads.
func TestPublicHolidays(t *testing.T) {
	kept, err := os.ReadFile(filepath.Join("..", "holidays", "table.txt"))
	if err != nil {
		t.Fatal(err)
	}
	derived := string(runHoursScript(t, "", nil, "holidays.mjs"))
	if diff := cmp.Diff(strings.Split(string(kept), "\n"), strings.Split(derived, "\n")); diff != "" {
		t.Errorf("internal/holidays/table.txt is not what .ci/hours/holidays.mjs writes (-kept +derived):\n%s", diff)
	}
}
