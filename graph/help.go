package graph

import (
	"context"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/geography"
	"github.com/blueheart-federation/api/internal/help"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/wording"
	"github.com/blueheart-federation/api/loaders"
)

func (queryResolver) FindHelp(ctx context.Context, situation help.Situation, first *int) (*help.Answer, error) {
	n := snapshot.DefaultPage
	if first != nil {
		n = *first
	}
	if n < 1 || n > snapshot.MaxPage {
		return nil, directory.NewError(directory.InvalidInput, "Argument first must be 1 to 100.",
			directory.Problem{Path: "first", Code: directory.InvalidInput, Message: "must be 1 to 100"})
	}
	l := loaders.For(ctx)
	l.Private()
	return help.Find(l.Snapshot, &situation, l.Now(), n)
}

// HelpAnswer resolves the fields of an answer that are not plain values.
func (r *Resolver) HelpAnswer() HelpAnswerResolver { return helpAnswerResolver{} }

type helpAnswerResolver struct{}

func (helpAnswerResolver) Country(_ context.Context, obj *help.Answer) (*geography.Country, error) {
	return geography.Lookup(obj.Country), nil
}

// HelpReason resolves the fields of a reason that are not plain values.
func (r *Resolver) HelpReason() HelpReasonResolver { return helpReasonResolver{r} }

type helpReasonResolver struct{ *Resolver }

func (helpReasonResolver) Country(_ context.Context, obj *help.Reason) (*geography.Country, error) {
	return geography.Lookup(obj.Country), nil
}

func (r helpReasonResolver) Text(ctx context.Context, obj *help.Reason, languages []directory.LanguageTag) (*directory.Text, error) {
	about := wording.About{Country: obj.Country, Language: obj.Language, Channel: obj.Channel, Zone: obj.TimeZone, Date: obj.Date}
	if obj.At != nil {
		about.At = *obj.At
	}
	return r.sentence(ctx, "HelpReason."+obj.Sentence(), about, languages)
}

// HelpNotice resolves the words of a notice.
func (r *Resolver) HelpNotice() HelpNoticeResolver { return helpNoticeResolver{r} }

type helpNoticeResolver struct{ *Resolver }

func (r helpNoticeResolver) Text(ctx context.Context, obj *help.Notice, languages []directory.LanguageTag) (*directory.Text, error) {
	return r.sentence(ctx, "HelpNotice."+string(obj.Code), wording.About{}, languages)
}

func (channelResolver) Dial(_ context.Context, obj *directory.Channel, from *directory.CountryCode, phone *directory.PhoneKind) (*dialling.Dialling, error) {
	var f dialling.From
	if from != nil {
		f.Country = *from
	}
	if phone != nil {
		f.Phone = *phone
	}
	return dialling.Dial(obj, f), nil
}

// Dialling resolves the fields of a dialling that are not plain values.
func (r *Resolver) Dialling() DiallingResolver { return diallingResolver{} }

type diallingResolver struct{}

func (diallingResolver) Alternatives(ctx context.Context, obj *dialling.Dialling) ([]*directory.Channel, error) {
	if obj.Reachable == directory.AnswerYes || obj.Channel == nil || obj.Channel.Line() == nil {
		return []*directory.Channel{}, nil
	}
	s, line := loaders.For(ctx).Snapshot, obj.Channel.Line()
	others := s.PairedWith(line)
	if by := s.Hotlines.ByID(line.ReplacedBy); by != nil {
		others = append([]*directory.Hotline{by}, others...)
	}
	return dialling.Alternatives(obj.Channel, obj.From, others), nil
}

// DialReason resolves the words of a reason.
func (r *Resolver) DialReason() DialReasonResolver { return dialReasonResolver{r} }

type dialReasonResolver struct{ *Resolver }

func (r dialReasonResolver) Text(ctx context.Context, obj *dialling.DialReason, languages []directory.LanguageTag) (*directory.Text, error) {
	return r.sentence(ctx, "DialReason."+string(obj.Code), wording.About{}, languages)
}
