package mongodb

import (
	"errors"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/readconcern"
	"go.mongodb.org/mongo-driver/v2/mongo/readpref"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

const (
	defaultDatabase = "blueheart"

	// selectionTimeout is how long an operation looks for a server before it gives up, unless the URI
	// says otherwise. It does not cover a whole election; the caller is told to try again.
	selectionTimeout = 5 * time.Second
)

// target is what a connection string says, apart.
type target struct {
	hosts       string // as written, without credentials
	database    string
	credentials string // as written; empty when there are none
}

// parseTarget takes a connection string apart without judging it, which the driver does.
func parseTarget(uri string) target {
	_, rest, _ := strings.Cut(uri, "://")
	rest, _, _ = strings.Cut(rest, "?")
	authority, database, _ := strings.Cut(rest, "/")
	t := target{hosts: authority, database: database}
	if i := strings.LastIndexByte(authority, '@'); i >= 0 {
		t.credentials, t.hosts = authority[:i], authority[i+1:]
	}
	if t.database == "" {
		t.database = defaultDatabase
	}
	return t
}

// clientOptions gives the driver's settings for a connection string. Durability is not for the string
// to decide: what a process reads and acknowledges must survive the loss of a server.
func clientOptions(uri string, t target) (*options.ClientOptions, error) {
	journal := true
	majority := writeconcern.Majority()
	majority.Journal = &journal
	o := options.Client().ApplyURI(uri)
	if o.ServerSelectionTimeout == nil {
		o.SetServerSelectionTimeout(selectionTimeout)
	}
	if o.AppName == nil {
		o.SetAppName("blueheart")
	}
	o.SetReadConcern(readconcern.Majority()).SetWriteConcern(majority).SetReadPreference(readpref.Primary())
	if err := o.Validate(); err != nil {
		return nil, errors.New(t.redact(err.Error()))
	}
	return o, nil
}

// redact takes the credentials out of a text.
func (t target) redact(text string) string {
	if t.credentials == "" {
		return text
	}
	text = strings.ReplaceAll(text, t.credentials, "(credentials)")
	if _, password, ok := strings.Cut(t.credentials, ":"); ok && password != "" {
		text = strings.ReplaceAll(text, password, "(password)")
	}
	return text
}

// location names the database for people.
func (t target) location() string {
	return "mongodb " + t.hosts + "/" + t.database
}
