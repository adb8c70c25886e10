package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// faults collects what is wrong with a configuration, so that a person sees all of it at once.
type faults []error

func (f *faults) add(c *Config, field any, format string, args ...any) {
	*f = append(*f, fmt.Errorf("%s %s", nameOf(c, field), fmt.Sprintf(format, args...)))
}

// nameOf names a setting, given a pointer to its field, by variable and flag.
func nameOf(c *Config, field any) string {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		if v.Field(i).Addr().Interface() == field {
			env := v.Type().Field(i).Tag.Get("env")
			return env + " (--" + flagOf(env) + ")"
		}
	}
	panic("server: not a setting")
}

// flagOf gives the flag of an environment variable.
func flagOf(env string) string {
	return strings.ReplaceAll(strings.ToLower(strings.TrimPrefix(env, prefix)), "_", "-")
}

const prefix = "BLUEHEART_"

// check reads the secrets that are in files and gives everything that is wrong, before anything opens.
func (c *Config) check() error {
	var f faults
	f.secret(c, &c.MongoDBURI, &c.MongoDBURIFile)
	f.secret(c, &c.AdminToken, &c.AdminTokenFile)
	f.secret(c, &c.SigningKey, &c.SigningKeyFile)

	if problem := badAddress(c.Address); problem != "" {
		f.add(c, &c.Address, "%s; use one such as 127.0.0.1:8080", problem)
	}
	if c.DebugAddress != off {
		if problem := badAddress(c.DebugAddress); problem != "" {
			f.add(c, &c.DebugAddress, "%s; use one such as 127.0.0.1:6060, or off", problem)
		} else if !loopback(c.DebugAddress) {
			f.add(c, &c.DebugAddress, "must be a loopback address, since profiles show what the process holds; use 127.0.0.1:6060, and a tunnel from elsewhere")
		}
	}
	for _, o := range c.AllowedOrigins {
		if u, err := url.Parse(o); err != nil || u.Scheme == "" || u.Host == "" || u.Scheme+"://"+u.Host != o {
			f.add(c, &c.AllowedOrigins, "%.60q is not an origin; use one such as https://example.org, without a path", o)
		}
	}
	if u, err := url.Parse(c.ExitURL); c.ExitURL != "" && (err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil) {
		f.add(c, &c.ExitURL, "%.60q is not the address of a site; use one such as https://worldweather.wmo.int/", c.ExitURL)
	}
	if strings.TrimSpace(c.DataDir) == "" {
		f.add(c, &c.DataDir, "is empty; name a folder such as ./data")
	}
	if _, _, err := c.words(); err != nil {
		f.add(c, &c.WordingDir, "cannot be used: %v", err)
	}
	if c.MongoDBURI != "" && !isMongoDB(string(c.MongoDBURI)) {
		f.add(c, &c.MongoDBURI, "must begin with mongodb:// or mongodb+srv://")
	}
	if c.FromSnapshot != "" && c.MongoDBURI != "" {
		f.add(c, &c.FromSnapshot, "and %s are both set; leave one out: a copy is served without a database", nameOf(c, &c.MongoDBURI))
	}
	if c.SnapshotKey != "" && c.FromSnapshot == "" {
		f.add(c, &c.SnapshotKey, "is set without %s; name the copy as well", nameOf(c, &c.FromSnapshot))
	}
	if t := string(c.AdminToken); t != "" && (len(t) < 8 || strings.ContainsFunc(t, func(r rune) bool {
		return r > unicode.MaxASCII || unicode.IsSpace(r) || unicode.IsControl(r)
	})) {
		f.add(c, &c.AdminToken, "must be at least 8 printable ASCII characters without spaces; make one with: openssl rand -base64 32")
	}
	if _, err := c.signer(); err != nil {
		f.add(c, &c.SigningKey, "cannot be used: %v", err)
	}
	if o := c.provider(); o != nil {
		if err := o.Check(); err != nil {
			f.add(c, &c.OIDCIssuer, "cannot be used: %v", err)
		}
	}
	f.numbers(c)
	f.durations(c)
	if c.StaleDays < c.DueDays {
		f.add(c, &c.StaleDays, "is %d, below BLUEHEART_DUE_DAYS, which is %d; an entry is due before it is stale", c.StaleDays, c.DueDays)
	}
	if c.BodyLimit < 1<<10 || c.BodyLimit > 16<<20 {
		f.add(c, &c.BodyLimit, "is %s; use 1KiB to 16MiB", c.BodyLimit)
	}
	if c.DocumentCache < 1<<20 {
		f.add(c, &c.DocumentCache, "is %s; use at least 1MiB", c.DocumentCache)
	}
	if c.MemoryLimit != 0 && c.MemoryLimit < 64<<20 {
		f.add(c, &c.MemoryLimit, "is %s; use at least 64MiB, or off", c.MemoryLimit)
	}
	return errors.Join(f...)
}

// numbers checks the whole numbers against their ranges.
func (f *faults) numbers(c *Config) {
	for _, n := range []struct {
		field       *int
		least, most int
	}{
		{&c.MaxConnections, 1, 1_000_000},
		{&c.DueDays, 1, 36_500},
		{&c.StaleDays, 1, 36_500},
		{&c.TokenLimit, 100, 100_000},
		{&c.DepthLimit, 3, 100},
		{&c.AliasLimit, 1, 1000},
		{&c.ClientStreams, 1, 1_000_000},
		{&c.CostLimit, 100, 100_000_000},
	} {
		if *n.field < n.least || *n.field > n.most {
			f.add(c, n.field, "is %d; use %d to %d", *n.field, n.least, n.most)
		}
	}
}

// durations checks the times against their ranges.
func (f *faults) durations(c *Config) {
	for _, d := range []struct {
		field       *time.Duration
		least, most time.Duration
	}{
		{&c.Grace, 0, 10 * time.Minute},
		{&c.Drain, 0, 10 * time.Minute},
		{&c.PollInterval, 100 * time.Millisecond, time.Hour},
		{&c.FullInterval, time.Second, 24 * time.Hour},
		{&c.MaxAge, time.Second, time.Hour},
		{&c.OperationTimeout, 10 * time.Millisecond, 25 * time.Second}, // an answer must leave before writeTimeout
	} {
		if *d.field < d.least || *d.field > d.most {
			f.add(c, d.field, "is %s; use %s to %s", *d.field, d.least, d.most)
		}
	}
}

// secret reads a secret from its file where one is named.
func (f *faults) secret(c *Config, value *secret, file *string) {
	if *file == "" {
		return
	}
	if *value != "" {
		f.add(c, file, "and %s are both set; leave one out", nameOf(c, value))
		return
	}
	text, err := os.ReadFile(*file)
	if err != nil {
		f.add(c, file, "cannot be read: %v", err)
		return
	}
	*value = secret(strings.TrimSpace(string(text)))
	if *value == "" {
		f.add(c, file, "names a file that is empty: %s", *file)
	}
	*file = "" // read: a second check finds the value alone
}

func badAddress(address string) string {
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Sprintf("%.60q is not HOST:PORT", address)
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n > 65535 {
		return fmt.Sprintf("%.60q has no port from 0 to 65535", address)
	}
	return ""
}

func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
