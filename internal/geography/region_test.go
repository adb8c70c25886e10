package geography

import (
	"slices"
	"testing"
)

func TestEveryRegionAndCountryIsReachedOnceFromTheWorld(t *testing.T) {
	reached := make(map[string]int)
	var order []string
	var visit func(code, parent string) []Code
	visit = func(code, parent string) []Code {
		r := RegionByCode(code)
		if r == nil || r.Code != code || r.Parent != parent {
			t.Fatalf("region %s below %s: %+v", code, parent, r)
		}
		reached[code]++
		order = append(order, code)
		for _, child := range r.Regions {
			for _, country := range visit(child, code) {
				if !slices.Contains(r.Countries, country) {
					t.Errorf("%s is in %s and not in %s", country, child, code)
				}
			}
		}
		if !slices.IsSorted(r.Countries) || !slices.IsSorted(r.Regions) || len(r.Countries) == 0 {
			t.Errorf("%s: unsorted or empty lists", code)
		}
		return r.Countries
	}
	if n := len(visit("001", "")); n != len(Countries()) {
		t.Errorf("the world has %d countries of %d", n, len(Countries()))
	}
	var listed []string
	for _, r := range Regions() {
		listed = append(listed, r.Code)
		if reached[r.Code] != 1 {
			t.Errorf("%s is reached %d times", r.Code, reached[r.Code])
		}
	}
	if !slices.Equal(listed, order) {
		t.Errorf("regions are listed as %v, the tree is %v", listed, order)
	}
}

func TestLevels(t *testing.T) {
	for code, level := range map[string]string{
		"001": "WORLD", "002": "REGION", "009": "REGION", "019": "REGION", "142": "REGION", "150": "REGION",
		"202": "SUBREGION", "419": "SUBREGION", "014": "SUBREGION", "151": "SUBREGION",
	} {
		if r := RegionByCode(code); r == nil || r.Level != level {
			t.Errorf("%s: %+v", code, r)
		}
	}
	for _, code := range []string{"", "1", "003", "498", "EU", "UN", "QO"} {
		if r := RegionByCode(code); r != nil {
			t.Errorf("%q is a region", code)
		}
	}
}
