package main

import (
	"strings"

	"golang.org/x/text/language"

	"github.com/blueheart-federation/api/internal/directory"
)

// mostLanguages is how many preferred languages count. Each distinct list has cached answers of its own.
const mostLanguages = 5

// preference turns an Accept-Language header (RFC 9110 section 12.5.4) into canonical tags, best first,
// joined by commas. What cannot be read, is a wildcard or is refused (q=0) is left out.
func preference(header string) string {
	tags, weights, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return ""
	}
	seen := make(map[directory.LanguageTag]bool, mostLanguages)
	var kept []string
	for i, t := range tags {
		tag, err := directory.ParseLanguageTag(t.String())
		if err != nil || weights[i] <= 0 || seen[tag] || tag == directory.Undetermined || tag == wildcard {
			continue
		}
		seen[tag] = true
		if kept = append(kept, string(tag)); len(kept) == mostLanguages {
			break
		}
	}
	return strings.Join(kept, ",")
}

// wildcard is what golang.org/x/text makes of "*".
const wildcard directory.LanguageTag = "mul"

// preferred takes apart what preference joined.
func preferred(list string) []directory.LanguageTag {
	if list == "" {
		return nil
	}
	tags := make([]directory.LanguageTag, 0, mostLanguages)
	for tag := range strings.SplitSeq(list, ",") {
		tags = append(tags, directory.LanguageTag(tag))
	}
	return tags
}
