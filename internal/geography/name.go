package geography

import "golang.org/x/text/language"

// Name returns the name of the country in the first of the preferred languages that has one, else in
// English, and the language of the name. Variants of a language stand in for each other as CLDR's
// language matching allows (fr-BE for fr-LU, no for nb); another language never does, as what CLDR
// offers then (Turkish for Kurdish) may be the last thing a reader wants.
//
// Names are those of CLDR by way of golang.org/x/text, with newer names for countries that have been
// renamed since. A value that is not in the table is named by its code, in no language.
func (c *Country) Name(preferred []language.Tag) (string, language.Tag) {
	at := indexOf(c.Code)
	if at < 0 {
		return string(c.Code), language.Und
	}
	return bestName(preferred, at)
}

// Name returns the name of the region in the same way as [Country.Name].
func (r *Region) Name(preferred []language.Tag) (string, language.Tag) {
	at, ok := regionPositions[r.Code]
	if !ok {
		return r.Code, language.Und
	}
	return bestName(preferred, len(countries)+at)
}

// bestName returns the best name of a territory, given its place among the names of a dictionary.
func bestName(preferred []language.Tag, at int) (string, language.Tag) {
	for _, tag := range preferred {
		// Dictionaries of small languages lack names; the next preference may have them.
		if d := dictionaries.match(tag); d != nil && d.names[at] != "" {
			return d.names[at], d.language
		}
	}
	english := dictionaries.match(language.English)
	return english.names[at], english.language
}
