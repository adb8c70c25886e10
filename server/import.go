package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/blueheart-federation/api/internal/auth"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/editing"
	"github.com/blueheart-federation/api/internal/exchange"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/webhook"
)

// importCommand takes records from a file.
type importCommand struct {
	File         string `arg:"" help:"With --organization a file in any of the formats below. Without: the directory's own JSON, whose records keep their ids and are public at once."`
	Organization string `placeholder:"ID" help:"Take the initiatives as those of this organization, as its own import would: by its own identifiers, so that the same file again changes nothing."`
	Format       string `enum:"${formats}" default:"" placeholder:"FORMAT" help:"JSON, HSDS_JSON, HSDS_CSV or CSV; default: what the file looks like. Needs --organization."`
	State        string `enum:"draft,submitted,published," default:"" placeholder:"STATE" help:"How far to bring what is new or changed: draft, submitted (to review; the default) or published (without review). Needs --organization."`
	DryRun       bool   `help:"Tell what would happen and write nothing."`
}

// formats are the values of --format.
var formats = strings.Join([]string{
	string(directory.ExchangeFormatJSON), string(directory.ExchangeFormatHSDS), string(directory.ExchangeFormatHSDSCSV), string(directory.ExchangeFormatCSV), "",
}, ",")

// Limits of a file on the command line: whoever types it has the machine at hand.
var fileLimits = exchange.Limits{Bytes: 1 << 30, Unpacked: 4 << 30, Rows: mostRows, Held: 256 << 20}

const mostRows = 10_000_000

// Validate refuses what cannot be meant.
func (k *importCommand) Validate() error {
	if k.Organization == "" {
		if k.Format != "" || k.State != "" {
			return errors.New("--format and --state need --organization: without it a file is the directory's own JSON, and its records are public at once")
		}
		return nil
	}
	if _, err := directory.ParseID(k.Organization); err != nil {
		return fmt.Errorf("--organization: %w", err)
	}
	return nil
}

// Run imports the file.
func (k *importCommand) Run(c *console) error {
	if k.Organization == "" {
		return k.own(c)
	}
	return k.partner(c)
}

// partner takes a file as an import of an organization.
func (k *importCommand) partner(c *console) (err error) {
	f, err := os.Open(k.File)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	format, err := k.format(f)
	if err != nil {
		return err
	}
	s, err := c.config.open(c)
	if err != nil {
		return err
	}
	defer closing(c, s, &err)
	if _, err := lacks(c, s); err != nil {
		return err
	}
	served, err := c.snapshot(s)
	if err != nil {
		return err
	}
	bar := newProgress(c.terminal)
	// Its messages are queued only: a server that runs on the store sends them, or the next one that starts.
	told := &people{deliverer: webhook.New(s, nil, webhook.Settings{Now: c.now, Logger: c.logger}), logger: c.logger}
	out, report, err := editing.NewDesk(editing.Options{Store: s, Public: func() *snapshot.Snapshot { return served }, Announce: told}).Import(c,
		&editing.Request{Actor: directory.Actor{ID: auth.OperatorID, Role: directory.RoleAdmin}, At: c.now()},
		&editing.File{
			Organization: directory.ID(k.Organization), Format: format, Data: f, DryRun: k.DryRun,
			Submit: k.State != "draft", Publish: k.State == "published", Limits: fileLimits, Most: mostRows, Progress: bar.show,
		})
	bar.end()
	switch {
	case err != nil:
		return fmt.Errorf("%w; import the file again: what was taken already is left alone then", err)
	case len(out.Problems) > 0:
		return k.refused(out.Problems[0])
	}
	return k.report(c, report, s.Location())
}

// refused says why a file as a whole was not imported.
func (k *importCommand) refused(p directory.Problem) error {
	if p.Path == "input.organization" {
		return fmt.Errorf("--organization %s: %s; nothing was written", k.Organization, p.Message)
	}
	return fmt.Errorf("%s: %s; nothing was written", k.File, p.Message)
}

// format is the format that was named, or that the beginning of the file looks like.
func (k *importCommand) format(f *os.File) (directory.ExchangeFormat, error) {
	if k.Format != "" {
		return directory.ExchangeFormat(k.Format), nil
	}
	head := make([]byte, exchange.DetectBytes)
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", err
	}
	format, err := exchange.Detect(head[:n], k.File)
	if e, ok := errors.AsType[*directory.Error](err); ok {
		return "", fmt.Errorf("%s: %s", k.File, e.Message)
	}
	return format, err
}

// report prints what came of an import, row by row, and fails when something was refused.
func (k *importCommand) report(c *console, r *editing.ImportReport, location string) error {
	for _, n := range r.Rows {
		place := "file"
		if n.Row > 0 {
			place = fmt.Sprintf("row %d", n.Row)
		}
		if n.Field != "" {
			place += ", " + n.Field
		}
		kind := "note"
		if n.Refuses {
			kind = "refused"
		}
		c.say("%s: %s: %s. %s", kind, place, strings.TrimSuffix(n.Problem, "."), sentence(n.Remedy))
	}
	if r.MoreRows > 0 {
		c.say("%d further notes are left out.", r.MoreRows)
	}
	verb := "written"
	if k.DryRun {
		verb = "would be written"
	}
	c.say("%d new and %d changed initiatives %s to %s, %d are as before, %d refused.", r.Created, r.Changed, verb, location, r.Unchanged, r.Refused)
	if r.Refused > 0 {
		return fmt.Errorf("%d initiatives of %s were refused", r.Refused, k.File)
	}
	return nil
}

// sentence makes a sentence of words.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + strings.TrimSuffix(words[1:], ".") + "."
}
