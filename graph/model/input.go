package model

import (
	"fmt"
	"io"
)

// Input is an input object as the client gave it: what the executor makes of variables and literals, neither
// read nor checked beyond the types of the schema. The inputs of partners' records are bound to it, so that
// document.ReadInput can tell everything that is wrong with them at once; the generated code would stop at
// the first. A nil Input was not given.
type Input map[string]any

// UnmarshalGQL takes the value over. Null is no input.
func (i *Input) UnmarshalGQL(v any) error {
	if v == nil {
		*i = nil
		return nil
	}
	given, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("must be an object with fields")
	}
	*i = given
	return nil
}

// MarshalGQL is there because the generator asks for it: no field of the schema gives an input.
func (Input) MarshalGQL(w io.Writer) { _, _ = io.WriteString(w, "null") }
