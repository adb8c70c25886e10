// Command generate writes the tables of package geography.
//
// Without flags it reads the trimmed CLDR files in cldr/ and the telephone metadata compiled into the
// phonenumbers module, and rewrites the *_gen.go files of the current directory. It needs no network
// and its output depends on nothing but those two inputs, so a second run changes nothing.
//
// With -core and -names, the unpacked npm packages cldr-core and cldr-localenames-full of one CLDR
// release, it first rewrites cldr/ from them. Start reading with cldr.go.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("generate: ")
	core := flag.String("core", "", "directory of the unpacked npm package cldr-core; rewrites cldr/")
	names := flag.String("names", "", "directory of the unpacked npm package cldr-localenames-full")
	dir := flag.String("dir", ".", "directory of package geography")
	flag.Parse()
	if err := run(*dir, *core, *names); err != nil {
		log.Fatal(err)
	}
}

func run(dir, core, names string) error {
	if core != "" {
		release, err := readRelease(core, names)
		if err != nil {
			return err
		}
		if err := release.writeTrimmed(filepath.Join(dir, "cldr")); err != nil {
			return err
		}
	}
	data, err := readTrimmed(filepath.Join(dir, "cldr"))
	if err != nil {
		return err
	}
	files, err := render(data)
	if err != nil {
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}
