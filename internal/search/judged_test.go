package search_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/blueheart-federation/api/internal/search"
)

// judgement is what a person expects of a query on the founding register: these documents, in any order,
// among so many that come first.
type judgement struct {
	Query string   `json:"query"`
	Top   int      `json:"top"`
	Want  []string `json:"want"`
}

func TestJudgedQueriesFindWhatIsExpected(t *testing.T) {
	data, err := os.ReadFile("testdata/judged.json")
	if err != nil {
		t.Fatal(err)
	}
	var judged []judgement
	if err := json.Unmarshal(data, &judged); err != nil {
		t.Fatal(err)
	}
	if len(judged) < 30 {
		t.Errorf("there are %d judged queries, want 30", len(judged))
	}
	for _, j := range judged {
		var got []string
		for _, h := range registerIndex().Search(search.Query{Text: j.Query, Limit: j.Top}).Hits {
			got = append(got, register()[h.Doc].id)
		}
		for _, want := range j.Want {
			if !slices.Contains(got, want) {
				t.Errorf("%q gives %q first, want %q", j.Query, got, want)
			}
		}
	}
}
