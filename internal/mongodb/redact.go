package mongodb

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// redactAttempts bounds how often a redaction begins anew because another came between reading and
// writing. One more than all others that redact the same revision at that moment is always enough.
const redactAttempts = 20

// Redact replaces the content of one stored revision, and so that of the record when the revision is its
// newest. It is the only change ever made to an acknowledged revision: a consent was withdrawn, and no
// copy may remain. Everything else of the revision stays, other versions are not touched, and neither the
// version nor the directory revision rises: whoever has read the revision before does not notice, so the
// withdrawal is to be committed first. To redact again with the same content does no harm.
//
// It is NOT_FOUND when there is no such revision; CONFLICT when the stored content names something in
// Redacted that the new one does not, because somebody else has redacted meanwhile: read it again, or what
// they took out would come back; INTERNAL when the content cannot be stored.
//
// When it returns, a majority of the servers has the new content on disk. A process that dies on the way,
// or an UNAVAILABLE, may leave the revision redacted and the record not, which Heal does not see: call it
// again. The servers' operation logs and journals hold the old content until they have turned over, their
// data files until the room is used again, and backups as long as they are kept.
func (s *Store) Redact(ctx context.Context, record string, version int64, content document.Content) error {
	id := document.RevisionID(record, version)
	operation := "redact revision " + id
	body, err := bson.Marshal(content)
	if err == nil && len(body) > maxDocument {
		err = fmt.Errorf("%d bytes are more than a document may have", len(body))
	}
	if err != nil {
		return s.outcome(operation, directory.WithCause(directory.Internal, "The record cannot be stored.", err))
	}
	return s.do(ctx, operation, func(ctx context.Context) error {
		found, err := replaceContent(ctx, s.revisions, bson.D{{Key: "_id", Value: id}}, content.Redacted, body)
		switch {
		case err != nil:
			return err
		case !found:
			return directory.NewError(directory.NotFound, fmt.Sprintf("There is no revision %q.", id))
		}
		return s.redactRecord(ctx, record, version, content.Redacted, body)
	})
}

// redactRecord lets the record have the content of its revision, which is redacted already, unless it has
// gone on to a later one. A record that lags behind is made to follow: otherwise the process whose commit
// it is, or one that heals, might still let it follow what they read of the revision before. Afterwards
// they find the record at that version and leave it alone.
func (s *Store) redactRecord(ctx context.Context, record string, version int64, redacted []string, body bson.Raw) error {
	var standing struct {
		Version int64 `bson:"version"` // 0 where there is no record yet
	}
	err := s.records.FindOne(ctx, bson.M{"_id": record}, options.FindOne().SetProjection(bson.M{"version": 1})).Decode(&standing)
	if err != nil && !errors.Is(err, mongo.ErrNoDocuments) {
		return err
	}
	if standing.Version > version {
		return nil
	}
	if standing.Version < version {
		if _, err := s.replay(ctx, []string{document.RevisionID(record, version)}); err != nil {
			return err
		}
	}
	// Also after the replay: somebody else may have let it follow just before.
	_, err = replaceContent(ctx, s.records, bson.D{{Key: "_id", Value: record}, {Key: "version", Value: version}}, redacted, body)
	return err
}

// replaceContent sets the content of the document that a filter by _id finds, unless what was redacted of
// it before is not among redacted: that is CONFLICT. It tells whether there is such a document.
func replaceContent(ctx context.Context, c *mongo.Collection, filter bson.D, redacted []string, body bson.Raw) (found bool, err error) {
	for range redactAttempts {
		var stored struct {
			Content struct {
				Redacted []string `bson:"redacted"`
			} `bson:"content"`
		}
		err := c.FindOne(ctx, filter, options.FindOne().SetProjection(bson.M{"content.redacted": 1})).Decode(&stored)
		if errors.Is(err, mongo.ErrNoDocuments) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		for _, taken := range stored.Content.Redacted {
			if !slices.Contains(redacted, taken) {
				return true, directory.WithCause(directory.Conflict, "The revision has been redacted since you read it.",
					fmt.Errorf("the content does not name %q as redacted", taken))
			}
		}
		// A list that is absent equals null.
		unchanged := append(slices.Clone(filter), bson.E{Key: "content.redacted", Value: stored.Content.Redacted})
		result, err := c.UpdateOne(ctx, unchanged, bson.D{{Key: "$set", Value: bson.D{{Key: "content", Value: body}}}})
		if err != nil {
			return true, err
		}
		if result.MatchedCount > 0 {
			return true, nil
		}
	}
	return true, fmt.Errorf("others redacted it %d times meanwhile", redactAttempts)
}
