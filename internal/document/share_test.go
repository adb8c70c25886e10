package document

import (
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/blueheart-federation/api/internal/directory"
)

func TestDecoderRefusesAListWithTheBytesOfADocumentItHasRead(t *testing.T) {
	text := Encode(&directory.Text{Value: "x"})
	initiative := func(typ bsoncore.Type) bson.Raw {
		return bson.Raw(bsoncore.BuildDocumentFromElements(nil,
			bsoncore.AppendValueElement(nil, "status_note", bsoncore.Value{Type: typ, Data: text})))
	}
	d := NewDecoder()
	if err := d.Decode(initiative(bsoncore.TypeEmbeddedDocument), new(directory.Initiative)); err != nil {
		t.Fatal(err)
	}
	if err := d.Decode(initiative(bsoncore.TypeArray), new(directory.Initiative)); err == nil {
		t.Error("a list was accepted because a document of the same bytes was read before")
	}
}
