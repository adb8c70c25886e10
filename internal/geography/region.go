package geography

// Region is an area of the UN standard "Standard country or area codes for statistical use" (M49).
// Values are shared: no field, and no element of a list, may be changed.
type Region struct {
	// Code is the three-digit M49 code: "150" for Europe.
	Code string
	// Level is WORLD for 001, REGION for the five areas directly below it, and SUBREGION for everything
	// deeper, M49's intermediate regions included.
	Level string
	// Parent is the code of the area that holds this one, empty for the world.
	Parent string
	// Regions are the codes of the areas directly below, sorted.
	Regions []string
	// Countries are the codes of all countries in the area, at any depth, sorted.
	Countries []Code
}

// regionPositions maps the code of a region to its place in regions.
var regionPositions = func() map[string]int {
	table := make(map[string]int, len(regions))
	for i := range regions {
		table[regions[i].Code] = i
	}
	return table
}()

// Regions returns the world and every area below it, each before the areas it holds, siblings by code.
// The slice is the caller's own; what it points to is shared.
func Regions() []*Region {
	all := make([]*Region, len(regions))
	for i := range regions {
		all[i] = &regions[i]
	}
	return all
}

// RegionByCode returns the region with this M49 code, nil if there is none. Codes of countries (498)
// and of areas outside the tree (003, which overlaps 419) are not regions here.
func RegionByCode(code string) *Region {
	if i, ok := regionPositions[code]; ok {
		return &regions[i]
	}
	return nil
}
