package mongodb

import (
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/mongo"

	"github.com/blueheart-federation/api/internal/directory"
)

// outcome gives an error of an operation the form that may leave the package: those that carry a code
// keep it, every other one becomes UNAVAILABLE with the database named in its private cause.
func (s *Store) outcome(operation string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*directory.Error](err); ok {
		return fmt.Errorf("%s: %w", operation, err)
	}
	return fmt.Errorf("%s: %w", operation, unavailable(fmt.Errorf("%s: %w", s.target.location(), err)))
}

func unavailable(cause error) error {
	return directory.WithCause(directory.Unavailable, "The directory's store does not answer. Try again later.", cause)
}

func notFound(id string) error {
	return directory.NewError(directory.NotFound, fmt.Sprintf("There is no record %q.", id))
}

// duplicateKey is the server's code for an _id that exists.
const duplicateKey = 11000

// duplicates gives the indexes, within an unordered bulk of writes, of those refused because their _id
// exists. Any other error of the bulk is returned.
func duplicates(err error) ([]int, error) {
	if err == nil {
		return nil, nil
	}
	bulk, ok := errors.AsType[mongo.BulkWriteException](err)
	if !ok || bulk.WriteConcernError != nil {
		return nil, err
	}
	indexes := make([]int, 0, len(bulk.WriteErrors))
	for _, w := range bulk.WriteErrors {
		if w.Code != duplicateKey {
			return nil, err
		}
		indexes = append(indexes, w.Index)
	}
	return indexes, nil
}
