package main

import (
	"cmp"
	"fmt"
	"maps"
	"regexp/syntax"
	"slices"

	"github.com/nyaruka/phonenumbers"
)

// emergencyNumbers returns the numbers that libphonenumber's short number metadata lists as emergency
// numbers, by region. Regions without such numbers are absent.
func emergencyNumbers() (map[string][]string, error) {
	metadata, err := phonenumbers.ShortNumberMetadataCollection()
	if err != nil {
		return nil, err
	}
	byRegion := make(map[string][]string)
	for _, region := range metadata.GetMetadata() {
		pattern := region.GetEmergency().GetNationalNumberPattern()
		if pattern == "" || pattern == "NA" {
			continue // "NA" is the metadata's word for no numbers of this kind.
		}
		numbers, err := listedNumbers(pattern)
		if err != nil {
			return nil, fmt.Errorf("emergency pattern of %s: %w", region.GetId(), err)
		}
		for _, number := range numbers {
			if !phonenumbers.IsEmergencyNumber(number, region.GetId()) {
				return nil, fmt.Errorf("%s is no emergency number of %s", number, region.GetId())
			}
		}
		byRegion[region.GetId()] = numbers
	}
	return byRegion, nil
}

// listedNumbers returns the two- to six-digit numbers that a metadata pattern lists, shortest first.
//
// The patterns are lists of numbers folded into one expression: "9(?:11|99)" is 911 and 999, and
// "1122?" is 112 and 1122, both in service. An any-digit class is different: "15\d" is a block of
// numbers of which only some are in service. A directory must not send a caller in danger to a number
// nobody answers, so the numbers of such a block are left out.
func listedNumbers(pattern string) ([]string, error) {
	expression, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	expanded, err := expand(expression)
	if err != nil {
		return nil, err
	}
	distinct := make(map[string]bool)
	for _, number := range expanded {
		if 2 <= len(number) && len(number) <= 6 {
			distinct[number] = true
		}
	}
	return slices.SortedFunc(maps.Keys(distinct), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	}), nil
}

// expand returns every string the expression matches, except those through an any-digit class.
func expand(e *syntax.Regexp) ([]string, error) {
	switch e.Op {
	case syntax.OpEmptyMatch:
		return []string{""}, nil
	case syntax.OpLiteral:
		return []string{string(e.Rune)}, nil
	case syntax.OpCharClass:
		var digits []string
		for i := 0; i < len(e.Rune); i += 2 {
			for r := e.Rune[i]; r <= e.Rune[i+1]; r++ {
				if r < '0' || r > '9' {
					return nil, fmt.Errorf("character class with %q", r)
				}
				digits = append(digits, string(r))
			}
		}
		if len(digits) == 10 {
			return nil, nil
		}
		return digits, nil
	case syntax.OpCapture:
		return expand(e.Sub[0])
	case syntax.OpQuest:
		some, err := expand(e.Sub[0])
		return append(some, ""), err
	case syntax.OpRepeat:
		if e.Min != e.Max {
			return nil, fmt.Errorf("open repetition %v", e)
		}
		return product(slices.Repeat(e.Sub, e.Min))
	case syntax.OpAlternate:
		var all []string
		for _, sub := range e.Sub {
			some, err := expand(sub)
			if err != nil {
				return nil, err
			}
			all = append(all, some...)
		}
		return all, nil
	case syntax.OpConcat:
		return product(e.Sub)
	}
	return nil, fmt.Errorf("operator %v in %v", e.Op, e)
}

// product returns every concatenation of one string of each part, in order.
func product(parts []*syntax.Regexp) ([]string, error) {
	prefixes := []string{""}
	for _, part := range parts {
		some, err := expand(part)
		if err != nil {
			return nil, err
		}
		var longer []string
		for _, prefix := range prefixes {
			for _, s := range some {
				longer = append(longer, prefix+s)
			}
		}
		prefixes = longer
	}
	return prefixes, nil
}
