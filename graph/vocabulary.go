package graph

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/blueheart-federation/api/graph/model"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/wording"
	"github.com/blueheart-federation/api/loaders"
)

// vocabularies are the enums of the schema in its order, those of federation and introspection left out.
var vocabularies = sync.OnceValue(func() []*model.Vocabulary {
	var enums []*ast.Definition
	for _, def := range parsedSchema.Types {
		if def.Kind == ast.Enum && !def.BuiltIn && !strings.Contains(def.Name, "__") {
			enums = append(enums, def)
		}
	}
	slices.SortFunc(enums, func(a, b *ast.Definition) int { return cmp.Compare(a.Position.Line, b.Position.Line) })
	out := make([]*model.Vocabulary, len(enums))
	for i, def := range enums {
		out[i] = &model.Vocabulary{Name: def.Name}
		for _, v := range def.EnumValues {
			out[i].Terms = append(out[i].Terms, model.VocabularyTerm{Enum: def.Name, Value: v.Name})
		}
	}
	return out
})

func (queryResolver) Vocabularies(_ context.Context, names []string) ([]*model.Vocabulary, error) {
	all := vocabularies()
	if names == nil {
		return all, nil
	}
	if err := tooManyIDs("names", len(names)); err != nil {
		return nil, err
	}
	out := make([]*model.Vocabulary, 0, len(names))
	for _, name := range names {
		i := slices.IndexFunc(all, func(v *model.Vocabulary) bool { return v.Name == name })
		if i < 0 {
			return nil, directory.NewError(directory.InvalidInput, "One of the names is no enum of the schema; leave names out to see all.",
				directory.Problem{Path: "names", Code: directory.InvalidInput, Message: "holds a name that is no enum of the schema"})
		}
		out = append(out, all[i])
	}
	return out, nil
}

// VocabularyTerm resolves the words for a value.
func (r *Resolver) VocabularyTerm() VocabularyTermResolver { return termResolver{r} }

type termResolver struct{ *Resolver }

func (r termResolver) Label(ctx context.Context, obj *model.VocabularyTerm, languages []directory.LanguageTag) (*directory.Text, error) {
	text := r.Words.Label(obj.Enum, obj.Value, preferred(ctx, languages))
	return &text, nil
}

// preferred gives the languages asked for, else those of the reader.
func preferred(ctx context.Context, languages []directory.LanguageTag) []directory.LanguageTag {
	if languages != nil {
		return languages
	}
	return loaders.For(ctx).Languages
}

// sentence says something in the reader's language.
func (r *Resolver) sentence(ctx context.Context, key string, about wording.About, languages []directory.LanguageTag) (*directory.Text, error) {
	text := r.Words.Sentence(key, about, preferred(ctx, languages))
	return &text, nil
}
