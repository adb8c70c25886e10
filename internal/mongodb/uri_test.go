package mongodb

import (
	"strings"
	"testing"
	"time"
)

func TestParseTarget(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ uri, database, location string }{
		{"mongodb://localhost", "blueheart", "mongodb localhost/blueheart"},
		{"mongodb://localhost:27017/", "blueheart", "mongodb localhost:27017/blueheart"},
		{"mongodb://a:1,b:2,c:3/hotlines?replicaSet=rs", "hotlines", "mongodb a:1,b:2,c:3/hotlines"},
		{"mongodb://user:s%40cret@a:1,b:2/hotlines?authSource=admin", "hotlines", "mongodb a:1,b:2/hotlines"},
		{"mongodb+srv://user:secret@cluster.example.org/?w=1", "blueheart", "mongodb cluster.example.org/blueheart"},
		{"mongodb://[::1]:27017/x", "x", "mongodb [::1]:27017/x"},
	} {
		target := parseTarget(c.uri)
		if target.database != c.database || target.location() != c.location {
			t.Errorf("%s: got %q, %q", c.uri, target.database, target.location())
		}
	}
}

func TestClientOptions(t *testing.T) {
	t.Parallel()
	// What the string says about durability does not count.
	uri := "mongodb://localhost/?w=0&readPreference=secondary&readConcernLevel=local&retryWrites=false"
	o, err := clientOptions(uri, parseTarget(uri))
	if err != nil {
		t.Fatal(err)
	}
	if o.WriteConcern.W != "majority" || !*o.WriteConcern.Journal || o.ReadConcern.Level != "majority" || o.ReadPreference.Mode().String() != "primary" {
		t.Errorf("write %+v, read %+v, preference %v", o.WriteConcern, o.ReadConcern, o.ReadPreference)
	}
	if *o.ServerSelectionTimeout != 5*time.Second || *o.RetryWrites {
		t.Errorf("selection %v, retry %v", *o.ServerSelectionTimeout, *o.RetryWrites)
	}
}

func TestErrorsHoldNoCredentials(t *testing.T) {
	t.Parallel()
	for _, uri := range []string{
		"http://user:secret@localhost/x",
		"mongodb://user:secret@localhost:notaport/x",
		"mongodb://user:secret%@localhost/x",
		"mongodb://user:secret@localhost/x?authMechanism=secret",
		"mongodb://user:secret@/x",
	} {
		_, err := Open(t.Context(), uri)
		if err == nil || strings.Contains(err.Error(), "secret@") || strings.Contains(err.Error(), "user:secret") {
			t.Errorf("%s: %v", uri, err)
		}
	}
}

func TestUnreachableServerIsReportedSoon(t *testing.T) {
	t.Parallel()
	_, err := Open(t.Context(), "mongodb://user:secret@127.0.0.1:1/x?serverSelectionTimeoutMS=200")
	if err == nil || !strings.Contains(err.Error(), "no usable server answers") || !strings.Contains(err.Error(), "127.0.0.1:1/x") ||
		strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
