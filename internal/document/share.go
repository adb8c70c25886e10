package document

import (
	"reflect"
	"sync"

	"go.mongodb.org/mongo-driver/v2/x/bsonx/bsoncore"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/directory/hours"
)

// Decoder reads many records and keeps one copy of the parts that recur: notes, languages, hours, sources.
// In a large directory they are a third of the memory. It is for records that nobody changes afterwards,
// and safe for concurrent use. A nil Decoder shares nothing.
type Decoder struct {
	mu    sync.Mutex
	parts map[*shape]map[string]reflect.Value
}

// NewDecoder makes a Decoder. Drop it after a bulk of records: it holds every part it has met.
func NewDecoder() *Decoder { return &Decoder{parts: map[*shape]map[string]reflect.Value{}} }

// Bounds on what is looked up: long parts rarely recur, and a kind of part that turns out to be different
// in every record is not worth remembering.
const (
	longestShared = 512
	mostShared    = 50_000
)

// shareable are the types whose values are kept once. Records themselves are not among them.
var shareable = map[reflect.Type]bool{
	reflect.TypeFor[[]directory.Text]():               true,
	reflect.TypeFor[*directory.Text]():                true,
	reflect.TypeFor[[]directory.ChannelLanguage]():    true,
	reflect.TypeFor[*directory.Safety]():              true,
	reflect.TypeFor[[]directory.Source]():             true,
	reflect.TypeFor[*directory.Verification]():        true,
	reflect.TypeFor[[]hours.Row]():                    true,
	reflect.TypeFor[[]hours.Weekday]():                true,
	reflect.TypeFor[[]directory.CountryCode]():        true,
	reflect.TypeFor[[]directory.LanguageTag]():        true,
	reflect.TypeFor[[]directory.SubdivisionCode]():    true,
	reflect.TypeFor[[]directory.PhoneKind]():          true,
	reflect.TypeFor[[]directory.Population]():         true,
	reflect.TypeFor[[]directory.FormOfExploitation](): true,
	reflect.TypeFor[[]directory.HotlinePurpose]():     true,
	reflect.TypeFor[[]directory.Audience]():           true,
	reflect.TypeFor[[]directory.CampaignApproach]():   true,
	reflect.TypeFor[[]directory.MediaPlacement]():     true,
	reflect.TypeFor[[]directory.Profession]():         true,
	reflect.TypeFor[[]directory.Sector]():             true,
	reflect.TypeFor[[]directory.ResourceFormat]():     true,
	reflect.TypeFor[[]directory.SourceClass]():        true,
}

// shared sets v to the value that was read from the same bytes before, or reads it now.
func (d *Decoder) shared(val bsoncore.Value, s *shape, v reflect.Value, read func() error) error {
	if d == nil || !s.sharedPart || len(val.Data) > longestShared {
		return read()
	}
	if s.kind == reflect.Pointer && val.Type != bsoncore.TypeEmbeddedDocument {
		return read() // an array can have the bytes of a document that was read before
	}
	d.mu.Lock()
	part, ok := d.parts[s][string(val.Data)]
	d.mu.Unlock()
	if ok {
		v.Set(part)
		return nil
	}
	if err := read(); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	parts := d.parts[s]
	if parts == nil {
		parts = map[string]reflect.Value{}
		d.parts[s] = parts
	}
	if len(parts) < mostShared {
		parts[string(val.Data)] = reflect.ValueOf(v.Interface())
	}
	return nil
}
