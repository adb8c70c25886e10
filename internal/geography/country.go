package geography

// Country is a country or territory with a code of its own in ISO 3166-1, or Kosovo. That a territory
// is in the table says nothing about its sovereignty. Values are shared: no field, and no element of a
// list, may be changed.
type Country struct {
	// Code is the ISO 3166-1 alpha-2 code, or XK.
	Code Code
	// Alpha3 is the ISO 3166-1 alpha-3 code. Kosovo has the private-use code XKK of CLDR.
	Alpha3 string
	// Numeric is the three-digit UN M49 code, which is also the ISO 3166-1 numeric code. Kosovo has the
	// private-use code 983 of CLDR.
	Numeric string
	// Region is the UN M49 region: 002, 009, 019, 142 or 150. Antarctica lies in none of them; its
	// region is the world, 001.
	Region string
	// Subregion is the deepest UN M49 area below the region that holds the country: the intermediate
	// region where M49 has one (014 for Kenya), else the subregion. It is empty for Antarctica.
	Subregion string
	// OfficialLanguages are the BCP 47 tags of the languages official in the whole country: first those
	// official by law, then those official in practice, each by the share of people who know them.
	OfficialLanguages []string
	// RegionalLanguages are the BCP 47 tags of the languages official in a part of the country only, by
	// the share of people in the whole country who know them.
	RegionalLanguages []string
	// Languages are the languages that are official in some way or known to one percent of the people
	// or more, by that share.
	Languages []Language
	// Population is CLDR's estimate of the number of people, 0 for uninhabited territories. It is fit
	// for ordering and for orders of magnitude.
	Population int64
	// CallingCodes are the ITU-T E.164 country codes with a plus sign: "+373". Territories that share a
	// code, such as those of the North American Numbering Plan, each have the shared code without an
	// area code. The list is empty where libphonenumber knows none, as for uninhabited territories.
	CallingCodes []string
	// EmergencyNumbers are the numbers that reach an emergency service when dialled inside the country,
	// shortest first. They are not ranked, and which service answers is not known. The list is empty
	// where the source has none, which does not mean that the country has none.
	EmergencyNumbers []EmergencyNumber
}

// Language is a language as it is used in one country, according to CLDR.
type Language struct {
	// Tag is the canonical BCP 47 tag. It has a script only where that is not the usual script of the
	// language in the country or where several are in use: "sr" and "sr-Latn" for Serbia.
	Tag string
	// Official is OFFICIAL by law in the whole country, DE_FACTO for official in practice, REGIONAL for
	// official in a part of the country, or empty.
	Official string
	// PopulationPercent is the share of people who know the language, as a first language or not. The
	// shares of a country may add up to more than 100.
	PopulationPercent float64
}

// EmergencyNumber is a short number with where it was found.
type EmergencyNumber struct {
	// Number is the digits to dial, without separators.
	Number string
	// Source names the data the number is from, its licence and its version.
	Source string
}

// positions maps the two letters of a code to one more than the place of its country in countries.
var positions = func() (table [26 * 26]uint8) {
	for i := range countries {
		code := countries[i].Code
		table[slot(code[0], code[1])] = uint8(i + 1)
	}
	return table
}()

func slot(first, second byte) int {
	return int(first-'A')*26 + int(second-'A')
}

// Countries returns the 249 countries and territories with an officially assigned code in ISO 3166-1,
// and Kosovo, by code. The slice is the caller's own; what it points to is shared.
func Countries() []*Country {
	all := make([]*Country, len(countries))
	for i := range countries {
		all[i] = &countries[i]
	}
	return all
}

// Lookup returns the country with exactly this code, nil if there is none. It does not allocate.
func Lookup(code Code) *Country {
	if i := indexOf(code); i >= 0 {
		return &countries[i]
	}
	return nil
}

// indexOf returns the place of a country in countries, -1 for a code that is not canonical.
func indexOf(code Code) int {
	if len(code) != 2 || code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z' {
		return -1
	}
	return int(positions[slot(code[0], code[1])]) - 1
}
