// Command generate writes the generated code of package graph and its models, as gqlgen.yml says.
//
// It is gqlgen with one thing more: an input that gqlgen.yml binds to model.Input reaches its resolver as it
// was given. gqlgen would read such an input field by field and stop at the first wrong value; to it, the
// input is therefore a scalar. The schema that is served still has the input with all its fields, and
// holds requests against it.
package main

import (
	"io"
	"log"
	"os"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"
)

func main() {
	log.SetOutput(io.Discard) // gqlgen names every field that needs a resolver; the compiler does so too
	if err := run(); err != nil {
		log.SetOutput(os.Stderr)
		log.SetFlags(0)
		log.SetPrefix("generate: ")
		log.Fatal(err)
	}
}

func run() error {
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return err
	}
	return api.Generate(cfg, api.PrependPlugin(asGiven{cfg}))
}
