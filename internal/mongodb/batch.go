package mongodb

import (
	"errors"
	"fmt"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// A request to the server holds at most so many documents and about so many bytes. The server's own
// limit for a message is 48 MB.
const (
	chunkDocuments = 1000
	chunkBytes     = 12 << 20

	// maxDocument is below the server's limit of 16 MiB for one document.
	maxDocument = 15 << 20
)

// entry is a revision ready to be sent.
type entry struct {
	index    int // in the batch
	revision *document.Revision
	body     bson.Raw
}

// encodeChunk prepares the next chunk of a batch and gives the index after it. What cannot be stored or
// cannot be a next version gets its outcome here.
func encodeChunk(revisions []document.Revision, from int, outcomes []error) (chunk []entry, next int) {
	size := 0
	for next = from; next < len(revisions) && len(chunk) < chunkDocuments; next++ {
		r := &revisions[next]
		body, err := encode(r)
		switch {
		case err != nil:
			outcomes[next] = fmt.Errorf("commit revision %s: %w", r.ID,
				directory.WithCause(directory.Internal, "The record cannot be stored.", err))
			continue
		case r.Version < 1:
			outcomes[next] = conflict(r, errors.New("versions begin with 1"))
			continue
		case len(chunk) > 0 && size+len(body) > chunkBytes:
			return chunk, next
		}
		chunk = append(chunk, entry{index: next, revision: r, body: body})
		size += len(body)
	}
	return chunk, next
}

// encode gives the document of a revision. An error is a mistake of the caller.
func encode(r *document.Revision) (bson.Raw, error) {
	switch {
	case r.RecordID == "":
		return nil, errors.New("a record id must not be empty")
	case r.ID != document.RevisionID(r.RecordID, r.Version):
		return nil, fmt.Errorf("the id %q is not that of version %d of record %q", r.ID, r.Version, r.RecordID)
	}
	body, err := bson.Marshal(r)
	if err != nil {
		return nil, fmt.Errorf("encode: %w", err)
	}
	if len(body) > maxDocument {
		return nil, fmt.Errorf("%d bytes are more than a document may have", len(body))
	}
	return body, nil
}

// waves splits a chunk so that no wave holds two revisions of one record, and those of one record come
// in their order. A wave can then be written in any order.
func waves(chunk []entry) [][]entry {
	var split [][]entry
	seen := make(map[string]int, len(chunk))
	for _, e := range chunk {
		n := seen[e.revision.RecordID]
		seen[e.revision.RecordID]++
		if n == len(split) {
			split = append(split, nil)
		}
		split[n] = append(split[n], e)
	}
	return split
}

func conflict(r *document.Revision, cause error) error {
	return fmt.Errorf("commit revision %s: %w", r.ID,
		directory.WithCause(directory.Conflict, "The record has changed since the version you started from.", cause))
}
