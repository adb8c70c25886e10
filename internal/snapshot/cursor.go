package snapshot

import (
	"encoding/base64"
	"strings"

	"github.com/blueheart-federation/api/internal/directory"
)

// A cursor is the place of a record in an order: list, order, sort key and id, never an offset. It holds
// when records come and go, and two replicas one revision apart agree on it.
type cursor struct {
	key string
	id  directory.ID
}

// maxCursor bounds what is decoded: two bytes, the mark of a search, a key, a separator and an id, in base64.
const maxCursor = (2 + 9 + maxKey + 4 + 1 + maxKey + 1 + 36) * 4 / 3

// orderMark names an order and its direction in a cursor.
func orderMark(order int, descending bool) byte {
	if descending {
		return byte('A' + order)
	}
	return byte('0' + order)
}

func encodeCursor(list, order byte, key string, id directory.ID) string {
	buf := make([]byte, 0, 128)
	buf = append(buf, list, order)
	buf = append(buf, key...)
	buf = append(buf, '\n')
	buf = append(buf, id...)
	return base64.RawURLEncoding.EncodeToString(buf)
}

func decodeCursor(list, order byte, text, argument string) (cursor, error) {
	c, of, err := decodeAnyOrder(list, text, argument)
	if err == nil && of != order {
		err = errCursor(argument)
	}
	return c, err
}

func errCursor(argument string) error {
	return directory.NewError(directory.InvalidInput, "Invalid cursor.", directory.Problem{
		Path: argument, Code: directory.InvalidInput,
		Message: "is not a cursor of this list in this order; take one from an answer to the same query",
	})
}

// decodeAnyOrder decodes a cursor of a list, and says which order it is of.
func decodeAnyOrder(list byte, text, argument string) (c cursor, order byte, err error) {
	if len(text) > maxCursor {
		return cursor{}, 0, errCursor(argument)
	}
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(raw) < 3 || raw[0] != list {
		return cursor{}, 0, errCursor(argument)
	}
	// The last separator counts: a name may have several lines, an id has one.
	place := string(raw[2:])
	end := strings.LastIndexByte(place, '\n')
	if end < 0 {
		return cursor{}, 0, errCursor(argument)
	}
	key, id := place[:end], place[end+1:]
	if _, err := directory.ParseID(id); err != nil {
		return cursor{}, 0, errCursor(argument)
	}
	return cursor{key: key, id: directory.ID(id)}, raw[1], nil
}
