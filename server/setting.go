package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"strconv"
	"strings"
)

// secret is a setting that is never shown.
type secret string

const redacted = "(set, not shown)"

// String hides the value, so that no format verb and no log can show it.
func (s secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString hides the value from %#v.
func (s secret) GoString() string { return s.String() }

// LogValue hides the value from slog.
func (s secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// network is an address or a network in CIDR notation.
type network struct{ netip.Prefix }

// UnmarshalText reads "10.0.0.0/8" or "10.0.0.1".
func (n *network) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if a, err := netip.ParseAddr(s); err == nil && a.Zone() == "" {
		n.Prefix = netip.PrefixFrom(a, a.BitLen())
		return nil
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return fmt.Errorf("%.40q is neither an address nor a network such as 10.0.0.0/8", s)
	}
	n.Prefix = p.Masked()
	return nil
}

// byteSize is a number of bytes; 0 means off.
type byteSize int64

var byteUnits = []struct {
	suffix string
	bytes  int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"", 1}}

// UnmarshalText reads "64MiB", "65536" or "off".
func (b *byteSize) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if s == off {
		*b = 0
		return nil
	}
	for _, u := range byteUnits {
		digits, ok := strings.CutSuffix(s, u.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(digits, 10, 32)
		if err != nil || n <= 0 {
			break
		}
		*b = byteSize(n * u.bytes)
		return nil
	}
	return fmt.Errorf("%.40q is not a size; use a number with KiB, MiB or GiB, such as 64MiB", s)
}

// String writes the size with the largest unit that divides it.
func (b byteSize) String() string {
	if b == 0 {
		return off
	}
	for i := len(byteUnits) - 2; i >= 0; i-- {
		if u := byteUnits[i]; int64(b)%u.bytes == 0 {
			return strconv.FormatInt(int64(b)/u.bytes, 10) + u.suffix
		}
	}
	return strconv.FormatInt(int64(b), 10)
}

// off turns a setting off.
const off = "off"

// budget is a cost per minute; 0 means no limit.
type budget int

// UnmarshalText reads a positive number or "off".
func (b *budget) UnmarshalText(text []byte) (err error) {
	*b, err = positiveOrOff[budget](text)
	return err
}

// String writes what UnmarshalText reads.
func (b budget) String() string { return orOff(int(b)) }

// sample says that one in so many is logged; 0 means none.
type sample int

// UnmarshalText reads a positive number or "off".
func (s *sample) UnmarshalText(text []byte) (err error) {
	*s, err = positiveOrOff[sample](text)
	return err
}

// String writes what UnmarshalText reads.
func (s sample) String() string { return orOff(int(s)) }

func positiveOrOff[T ~int](text []byte) (T, error) {
	s := strings.TrimSpace(string(text))
	if s == off {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil || n < 1 {
		return 0, errors.New("must be a whole number above 0, or off")
	}
	return T(n), nil
}

func orOff(n int) string {
	if n == 0 {
		return off
	}
	return strconv.Itoa(n)
}
