// Package scalar is the wire form of each scalar of the schema: how it is written, what is accepted and
// what a client is told when it is not. The rules themselves are in package directory.
package scalar

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
	"github.com/blueheart-federation/api/internal/geography"
)

// text writes a value; an empty one is unknown, and unknown is null.
func text[T ~string](v T) graphql.Marshaler {
	if v == "" {
		return graphql.Null
	}
	return graphql.MarshalString(string(v))
}

// MarshalString writes a string; an empty one is null, for in a record it means unknown.
func MarshalString(v string) graphql.Marshaler { return text(v) }

// UnmarshalString accepts strings only: a number is not a string.
func UnmarshalString(v any) (string, error) {
	return parse(v, func(s string) (string, error) { return s, nil })
}

// MarshalBoolean writes true or false.
func MarshalBoolean(v bool) graphql.Marshaler { return graphql.MarshalBoolean(v) }

// UnmarshalBoolean accepts true and false only.
func UnmarshalBoolean(v any) (bool, error) {
	b, ok := v.(bool)
	if !ok {
		return false, fmt.Errorf("must be true or false")
	}
	return b, nil
}

// parse reads a string. Null comes here only where the schema allows it and the Go type has no null of its own,
// since the executor has refused it elsewhere; the zero value then stands for "not given", as in records.
func parse[T any](v any, parse func(string) (T, error)) (T, error) {
	var zero T
	if v == nil {
		return zero, nil
	}
	s, ok := v.(string)
	if !ok {
		return zero, fmt.Errorf("must be a string")
	}
	value, err := parse(s)
	return value, withoutValue(err)
}

// withoutValue strips the value from the beginning of a message: it may be a person's, and errors travel to
// places where nobody looks for one.
func withoutValue(err error) error {
	if err == nil {
		return nil
	}
	message := err.Error()
	quoted, _ := strconv.QuotedPrefix(message) // empty when there is none
	return errors.New(strings.TrimLeft(message[len(quoted):], ": "))
}

// MarshalID writes a record identifier.
func MarshalID(v directory.ID) graphql.Marshaler { return text(v) }

// UnmarshalID accepts strings, and whole numbers as their digits (GraphQL specification, section 3.5.5). An
// id that is not ours is not found, which is the same answer as for one that is not public.
func UnmarshalID(v any) (directory.ID, error) {
	switch v := v.(type) {
	case string:
		return directory.ID(v), nil
	case int64:
		return directory.ID(strconv.FormatInt(v, 10)), nil
	case json.Number:
		return directory.ID(v), nil
	}
	return "", fmt.Errorf("must be a string or a whole number")
}

// MarshalCountryCode writes an ISO 3166-1 alpha-2 code.
func MarshalCountryCode(v directory.CountryCode) graphql.Marshaler { return text(v) }

// UnmarshalCountryCode canonicalises; withdrawn and unknown codes are refused.
func UnmarshalCountryCode(v any) (directory.CountryCode, error) {
	return parse(v, geography.ParseCode)
}

// MarshalRegionCode writes a UN M49 area code.
func MarshalRegionCode(v directory.RegionCode) graphql.Marshaler { return text(v) }

// UnmarshalRegionCode refuses unknown areas.
func UnmarshalRegionCode(v any) (directory.RegionCode, error) {
	return parse(v, directory.ParseRegionCode)
}

// MarshalSubdivisionCode writes an ISO 3166-2 code.
func MarshalSubdivisionCode(v directory.SubdivisionCode) graphql.Marshaler { return text(v) }

// UnmarshalSubdivisionCode refuses what is no ISO 3166-2 code.
func UnmarshalSubdivisionCode(v any) (directory.SubdivisionCode, error) {
	return parse(v, directory.ParseSubdivisionCode)
}

// MarshalLanguageTag writes a BCP 47 tag.
func MarshalLanguageTag(v directory.LanguageTag) graphql.Marshaler { return text(v) }

// UnmarshalLanguageTag canonicalises a BCP 47 tag.
func UnmarshalLanguageTag(v any) (directory.LanguageTag, error) {
	return parse(v, directory.ParseLanguageTag)
}

// UnmarshalTimeZone accepts IANA names. They are written as any string is.
func UnmarshalTimeZone(v any) (string, error) { return parse(v, directory.ParseTimeZone) }

// MarshalLocalTime writes HH:MM.
func MarshalLocalTime(v directory.LocalTime) graphql.Marshaler { return text(v) }

// UnmarshalLocalTime accepts HH:MM.
func UnmarshalLocalTime(v any) (directory.LocalTime, error) { return parse(v, hours.ParseLocalTime) }

// MarshalDate writes an RFC 3339 full-date.
func MarshalDate(v directory.Date) graphql.Marshaler { return text(v) }

// UnmarshalDate accepts an RFC 3339 full-date.
func UnmarshalDate(v any) (directory.Date, error) { return parse(v, hours.ParseDate) }

// MarshalPartialDate writes a year, month or day.
func MarshalPartialDate(v directory.PartialDate) graphql.Marshaler { return text(v) }

// UnmarshalPartialDate accepts a year, month or day.
func UnmarshalPartialDate(v any) (directory.PartialDate, error) {
	return parse(v, directory.ParsePartialDate)
}

// MarshalE164 writes a number in E.164 form.
func MarshalE164(v directory.E164) graphql.Marshaler { return text(v) }

// UnmarshalE164 accepts E.164 only.
func UnmarshalE164(v any) (directory.E164, error) { return parse(v, directory.ParseE164) }

// MarshalURL writes an absolute URL.
func MarshalURL(v directory.URL) graphql.Marshaler { return text(v) }

// UnmarshalURL accepts absolute http and https URLs.
func UnmarshalURL(v any) (directory.URL, error) { return parse(v, directory.ParseURL) }

// MarshalEmailAddress writes an addr-spec.
func MarshalEmailAddress(v directory.EmailAddress) graphql.Marshaler { return text(v) }

// UnmarshalEmailAddress accepts a bare addr-spec.
func UnmarshalEmailAddress(v any) (directory.EmailAddress, error) {
	return parse(v, directory.ParseEmailAddress)
}

// MarshalDateTime writes an RFC 3339 instant in UTC, to the second.
func MarshalDateTime(v time.Time) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		var buf [32]byte
		b := append(buf[:0], '"')
		b = v.UTC().AppendFormat(b, time.RFC3339)
		_, _ = w.Write(append(b, '"'))
	})
}

// UnmarshalDateTime accepts an RFC 3339 instant of the years 1900 to 2200.
func UnmarshalDateTime(v any) (time.Time, error) { return parse(v, directory.ParseDateTime) }

// MarshalInt writes a whole number.
func MarshalInt(v int) graphql.Marshaler { return MarshalInt64(int64(v)) }

// UnmarshalInt accepts whole numbers of 32 bits, as GraphQL defines Int; a string is not a number.
func UnmarshalInt(v any) (int, error) {
	n, err := UnmarshalInt64(v)
	return int(n), err
}

// MarshalInt64 writes a whole number; the snapshot keeps none beyond 32 bits.
func MarshalInt64(v int64) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		var buf [20]byte
		_, _ = w.Write(strconv.AppendInt(buf[:0], v, 10))
	})
}

// UnmarshalInt64 accepts what UnmarshalInt does.
func UnmarshalInt64(v any) (int64, error) {
	var n int64
	switch v := v.(type) {
	case int64:
		n = v
	case int:
		n = int64(v)
	case json.Number:
		var err error
		if n, err = v.Int64(); err != nil {
			return 0, fmt.Errorf("must be a whole number")
		}
	default:
		return 0, fmt.Errorf("must be a whole number")
	}
	if n < math.MinInt32 || n > math.MaxInt32 {
		return 0, fmt.Errorf("must be a whole number of 32 bits")
	}
	return n, nil
}

// UnmarshalFloat accepts finite numbers; a string is not a number.
func UnmarshalFloat(v any) (float64, error) {
	var x float64
	switch v := v.(type) {
	case float64:
		x = v
	case int64:
		x = float64(v)
	case int:
		x = float64(v)
	case json.Number:
		var err error
		if x, err = v.Float64(); err != nil {
			return 0, fmt.Errorf("must be a number")
		}
	default:
		return 0, fmt.Errorf("must be a number")
	}
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0, fmt.Errorf("must be a finite number")
	}
	return x, nil
}

// Inputs reads each scalar from an argument, by its name in the schema.
var Inputs = map[string]func(any) (any, error){
	"ID":              input(UnmarshalID),
	"Int":             input(UnmarshalInt),
	"Float":           input(UnmarshalFloat),
	"String":          input(UnmarshalString),
	"Boolean":         input(UnmarshalBoolean),
	"CountryCode":     input(UnmarshalCountryCode),
	"RegionCode":      input(UnmarshalRegionCode),
	"SubdivisionCode": input(UnmarshalSubdivisionCode),
	"LanguageTag":     input(UnmarshalLanguageTag),
	"TimeZone":        input(UnmarshalTimeZone),
	"Document":        input(UnmarshalDocument),
	"LocalTime":       input(UnmarshalLocalTime),
	"Date":            input(UnmarshalDate),
	"DateTime":        input(UnmarshalDateTime),
	"PartialDate":     input(UnmarshalPartialDate),
	"E164":            input(UnmarshalE164),
	"URL":             input(UnmarshalURL),
	"EmailAddress":    input(UnmarshalEmailAddress),
}

func input[T any](read func(any) (T, error)) func(any) (any, error) {
	return func(v any) (any, error) { return read(v) }
}

// MarshalDocument writes a record in the project's own JSON.
func MarshalDocument(v map[string]any) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		b, err := json.Marshal(v)
		if err != nil {
			b = []byte("null") // it was made of JSON values
		}
		_, _ = w.Write(b)
	})
}

// UnmarshalDocument refuses: records are given as inputs.
func UnmarshalDocument(any) (map[string]any, error) {
	return nil, errors.New("is written only; records are given as inputs")
}
