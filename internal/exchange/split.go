package exchange

import (
	"bufio"
	"errors"
	"io"
)

// splitter cuts a file of JSON into its objects without reading one that is too large or too deep into
// memory. It looks at brackets and strings only; whoever decodes an object finds what else is wrong in it.
type splitter struct {
	r      *bufio.Reader
	limits Limits
	number int // objects begun
	// lists tells which lists of an object on the outside hold the objects.
	lists func(name string) bool
	// each is called for every object; the list is empty where it stands in none. The bytes are reused.
	each func(list string, object []byte) error
	buf  []byte
}

// run reads the file: values one after another, each an array of objects, an object with lists of objects,
// or an object.
func (s *splitter) run() error {
	for {
		c, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch c {
		case '[':
			err = s.array("")
		case '{':
			err = s.outer()
		default:
			err = s.notJSON()
		}
		if err != nil {
			return s.cut(err)
		}
	}
}

// outer reads an object on the outside, of which the brace is read already.
func (s *splitter) outer() error {
	var own []byte // its members that are no lists of objects
	listed := false
	for {
		c, err := s.next()
		if err != nil {
			return err
		}
		if c == ',' {
			continue
		}
		if c == '}' {
			break
		}
		if c != '"' {
			return s.notJSON()
		}
		s.buf = s.buf[:0]
		if err := s.text(); err != nil {
			return err
		}
		name := append([]byte(nil), s.buf...)
		if c, err = s.next(); err != nil {
			return err
		}
		if c != ':' {
			return s.notJSON()
		}
		if c, err = s.next(); err != nil {
			return err
		}
		if bare := string(name[1 : len(name)-1]); c == '[' && s.lists(bare) {
			listed = true
			if err := s.array(bare); err != nil {
				return err
			}
			continue
		}
		s.buf = s.buf[:0]
		if err := s.value(c, 1); err != nil {
			return err
		}
		if len(own) > 0 {
			own = append(own, ',')
		}
		own = append(append(append(own, name...), ':'), s.buf...)
		if len(own) > s.limits.Object {
			return s.tooLarge()
		}
	}
	if listed {
		return nil // the other members count the pages
	}
	s.number++
	return s.each("", append(append([]byte{'{'}, own...), '}'))
}

// array reads a list of objects of which the bracket is read already.
func (s *splitter) array(list string) error {
	for {
		c, err := s.next()
		if err != nil {
			return err
		}
		switch c {
		case ']':
			return nil
		case ',':
			continue
		case '{':
		default:
			return fault("object %d of the file is not an object in braces", s.number+1)
		}
		s.number++
		s.buf = s.buf[:0]
		if err := s.value(c, 0); err != nil {
			return err
		}
		if err := s.each(list, s.buf); err != nil {
			return err
		}
	}
}

// next is the next byte that is not space.
func (s *splitter) next() (byte, error) {
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c, nil
		}
	}
}

// value appends one value to buf, given its first byte and how deep it stands.
func (s *splitter) value(c byte, depth int) error {
	if c != '{' && c != '[' {
		return s.scalar(c)
	}
	open := 0
	for {
		switch c {
		case '"':
			if err := s.text(); err != nil {
				return err
			}
		case '{', '[':
			if open++; open+depth > s.limits.Depth {
				return fault("object %d of the file is nested deeper than %d", max(s.number, 1), s.limits.Depth)
			}
			s.buf = append(s.buf, c)
		case '}', ']':
			open--
			if s.buf = append(s.buf, c); open == 0 {
				return nil
			}
		default:
			s.buf = append(s.buf, c)
		}
		if len(s.buf) > s.limits.Object {
			return s.tooLarge()
		}
		var err error
		if c, err = s.r.ReadByte(); err != nil {
			return err
		}
	}
}

// text appends a string of which the opening quotation mark is read already.
func (s *splitter) text() error {
	s.buf = append(s.buf, '"')
	escaped := false
	for {
		c, err := s.r.ReadByte()
		if err != nil {
			return err
		}
		if s.buf = append(s.buf, c); len(s.buf) > s.limits.Object {
			return s.tooLarge()
		}
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			return nil
		}
	}
}

// scalar appends a value that is neither object nor list.
func (s *splitter) scalar(c byte) error {
	if c == '"' {
		return s.text()
	}
	for {
		s.buf = append(s.buf, c)
		var err error
		if c, err = s.r.ReadByte(); err != nil {
			return err
		}
		switch c {
		case ',', '}', ']':
			return s.r.UnreadByte()
		case ' ', '\n', '\r', '\t':
			return nil
		}
		if len(s.buf) > 64 { // longer than any number
			return s.notJSON()
		}
	}
}

func (s *splitter) tooLarge() error {
	return fault("object %d of the file is larger than %d KiB; give its services as objects of their own (service_full)", max(s.number, 1), s.limits.Object>>10)
}

func (s *splitter) notJSON() error {
	return fault("the file is not JSON after object %d", s.number)
}

// cut tells an end of the file in the middle of a value from other errors.
func (s *splitter) cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fault("the file breaks off in the middle of object %d, so it is not complete; send it again", max(s.number, 1))
	}
	return err
}
