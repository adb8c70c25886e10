package main

import (
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
)

// show writes every setting as the variable that would set it, without secrets.
func (c *Config) show(w io.Writer) {
	v := reflect.ValueOf(c).Elem()
	for i := range v.NumField() {
		value := fmt.Sprint(v.Field(i).Interface())
		if v.Field(i).Kind() == reflect.Slice {
			value = strings.Join(strings.Fields(strings.Trim(value, "[]")), ",")
		}
		fmt.Fprintf(w, "%s=%s\n", v.Type().Field(i).Tag.Get("env"), value)
	}
}

// doubts gives what is accepted and yet looks like a mistake.
func (c *Config) doubts(environment []string) []string {
	var known, doubts []string
	for f := range reflect.TypeFor[Config]().Fields() {
		known = append(known, f.Tag.Get("env"))
	}
	for _, pair := range environment {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, prefix) && !slices.Contains(known, name) {
			doubts = append(doubts, name+" is no setting of this program and is ignored; `server --help` lists them")
		}
	}
	if n := len(c.AdminToken); n > 0 && n < 24 {
		doubts = append(doubts, "BLUEHEART_ADMIN_TOKEN is short enough to be guessed; make one with: openssl rand -base64 32")
	}
	return doubts
}

// forgetEmpty unsets the empty variables of this program. Compose files and charts set them so, and mean
// that nothing is set.
func forgetEmpty(environment []string) {
	for _, pair := range environment {
		if name, value, _ := strings.Cut(pair, "="); strings.HasPrefix(name, prefix) && value == "" {
			_ = os.Unsetenv(name) // fails only for names that no environment can hold
		}
	}
}
