package editing

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/document"
)

// Fetcher reads a partner's file from its address. It must refuse addresses inside the network that the
// program runs in.
type Fetcher interface {
	// Fetch gives at most so many bytes of a file, and its ETag. unchanged says that it still is the one with
	// the ETag given. Errors are UNAVAILABLE, or INVALID_INPUT for an address that is refused.
	Fetch(ctx context.Context, url, etag string, most int64) (body io.ReadCloser, newETag string, unchanged bool, err error)
}

// maxFeed is the size of a feed's file, in bytes.
const maxFeed = 16 << 20

// HarvestFeed reads a feed's file and imports it, handing the drafts in for review. What came of it is kept
// with the feed. The report is nil when the file has not changed since the last time.
func (d *Desk) HarvestFeed(ctx context.Context, r *Request, id directory.ID, dryRun bool) (*Outcome, *ImportReport, error) {
	const op = directory.HarvestFeed
	if err := permit(r.Actor, op); err != nil {
		return nil, nil, err
	}
	rec, out, err := d.find(ctx, r.Actor, op, document.KindFeed, id, "input.id")
	if err != nil || out != nil {
		return out, nil, err
	}
	feed, err := decode[directory.Feed](rec.Content.Draft)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case rec.Content.State != string(directory.RecordStateActive):
		return refused(problem(directory.InvalidInput, "input.id", "is paused; let it go on first")), nil, nil
	case d.fetch == nil:
		return nil, nil, directory.NewError(directory.Unavailable, "This server does not read feeds.")
	}
	body, etag, unchanged, err := d.fetch.Fetch(ctx, string(feed.URL), feed.ETag, maxFeed)
	if isCode(err, directory.InvalidInput) {
		return refused(problem(directory.InvalidInput, "input.id", "leads to an address that is refused; only public https addresses are read")), nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("harvest feed: %w", err)
	}
	if unchanged {
		return d.harvested(ctx, r, &rec, feed, "The file has not changed.", feed.ETag, dryRun, nil)
	}
	data, err := io.ReadAll(body)
	if err = firstError(err, body.Close()); err != nil {
		return nil, nil, directory.WithCause(directory.Unavailable, "The feed's address does not answer as it should.", err)
	}
	out, report, err := d.Import(ctx, r, &File{
		Organization: feed.Organization, Format: feed.Format, Data: bytes.NewReader(data), DryRun: dryRun, Submit: true,
	})
	switch {
	case err != nil:
		return nil, nil, err
	case len(out.Problems) > 0 && out.Problems[0].Path != pathOfFile: // of the organization
		return out, nil, nil
	case len(out.Problems) > 0:
		return d.harvested(ctx, r, &rec, feed, "The file cannot be read: "+out.Problems[0].Message, "", dryRun, &ImportReport{Rows: []ImportNote{
			{Problem: out.Problems[0].Message, Remedy: "Correct the file at its address.", Refuses: true},
		}})
	}
	if report.Refused > 0 {
		etag = "" // what is refused may depend on more than the file: look again next time
	}
	return d.harvested(ctx, r, &rec, feed, fmt.Sprintf("%d new, %d changed, %d as before, %d refused.",
		report.Created, report.Changed, report.Unchanged, report.Refused), etag, dryRun, report)
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// harvested keeps with the feed what came of it.
func (d *Desk) harvested(ctx context.Context, r *Request, rec *document.Record, feed *directory.Feed, outcome, etag string, dryRun bool, report *ImportReport) (*Outcome, *ImportReport, error) {
	if dryRun {
		return &Outcome{Record: *rec}, report, nil
	}
	feed.HarvestedAt, feed.Outcome, feed.ETag = r.At.UTC(), outcome, etag
	next := *rec
	next.Version++
	next.Content.Draft = document.Encode(feed)
	out, err := d.commit(ctx, r, directory.HarvestFeed, "", next, &rec.Content)
	if err != nil || len(out.Problems) == 0 {
		return out, report, err
	}
	return &Outcome{Record: *rec}, report, nil // somebody else harvested it at the same time
}
