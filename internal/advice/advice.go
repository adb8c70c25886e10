package advice

import (
	"fmt"
	"time"

	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/snapshot"
)

// MaxFindings bounds each list of an [Advice]. Who has so many to look at is not helped by more.
const MaxFindings = 200

// Code says what kind of thing a [Finding] is about.
type Code string

// The codes of findings.
const (
	NumberNotInPlan      Code = "NUMBER_NOT_IN_PLAN"      // the number-plan tables know no such number
	ShortCodeUnknown     Code = "SHORT_CODE_UNKNOWN"      // the tables know no such short code: often their fault
	NumberLength         Code = "NUMBER_LENGTH"           // too short or too long for its country
	NumberIsShortCode    Code = "NUMBER_IS_SHORT_CODE"    // a short code written as if it were international
	NumberOfOtherCountry Code = "NUMBER_OF_OTHER_COUNTRY" // of a country the line does not serve
	TollFreeDoubtful     Code = "TOLL_FREE_DOUBTFUL"      // what is stated does not fit the range of the number
	Contradiction        Code = "CONTRADICTION"           // two facts that do not go together
	NoChannel            Code = "NO_CHANNEL"              // a working line that nobody can reach
	NotReachable         Code = "NOT_REACHABLE"           // a line for help that cannot be reached where it serves
	ConsentEnded         Code = "CONSENT_ENDED"           // a testimony that is not shown any more
	InFuture             Code = "IN_FUTURE"               // something that happened, dated in the future
	ShelterAddress       Code = "SHELTER_ADDRESS"         // where a shelter is
	CaseDetails          Code = "CASE_DETAILS"            // what happened to somebody who can be recognized
	PersonalStory        Code = "PERSONAL_STORY"          // what happened to whoever writes
	PersonalEmail        Code = "PERSONAL_EMAIL"          // an address that looks like one person's
	PersonalNumber       Code = "PERSONAL_NUMBER"         // a telephone number in a text
	NamedPerson          Code = "NAMED_PERSON"            // the name of somebody affected
	DateOfBirth          Code = "DATE_OF_BIRTH"           // a date of birth
	IdentityNumber       Code = "IDENTITY_NUMBER"         // of a passport or another document of a person
)

// Finding is one thing to look at: where (a path such as "hotlines[0].channels[1].number"), what kind, and
// what to do about it in words meant for the editor.
type Finding struct {
	Path    string
	Code    Code
	Message string
}

// Problem gives the finding as a broken rule, for an answer that refuses a write. Base is what stands before
// its path, such as "input"; it may be empty.
func (f Finding) Problem(base string) directory.Problem {
	path := f.Path
	if base != "" && path != "" {
		path = base + "." + path
	} else {
		path = base + path
	}
	return directory.Problem{Path: path, Code: directory.InvalidInput, Message: f.Message}
}

// Reason says why two records may be one.
type Reason string

// The reasons.
const (
	SameAddress Reason = "SAME_ADDRESS" // a number, a short code in one country, a page or a mailbox of a line
	SameSite    Reason = "SAME_SITE"    // a website, or the page of a resource
	SimilarName Reason = "SIMILAR_NAME" // a name that says the same in the same country
)

// Duplicate is a public record of another initiative that may be the same as a part of this one.
type Duplicate struct {
	Path       string // of what agrees, in the record advised about, such as "hotlines[0].channels[1].number"
	Reason     Reason
	Kind       directory.RecordKind
	ID         directory.ID
	Name       string       // the first name of the other record
	Initiative directory.ID // the other record's initiative; its own id if it is one
	Message    string
}

// Advice is all there is to say about an initiative. Problems refuse the write, Warnings and Duplicates do
// not. Each list stands in the order of the record, is the same for the same record and snapshot, and has at
// most [MaxFindings] items.
type Advice struct {
	Problems   []Finding
	Warnings   []Finding
	Duplicates []Duplicate
}

// About gives advice about an initiative as it is to be written, with all its parts. The initiative need not
// be valid. Its own public face and that face's parts are never among the duplicates. Without a snapshot
// (nil) there are no duplicates. The day of now tells what lies in the future; a day of grace covers places
// where it has begun.
func About(s *snapshot.Snapshot, in *directory.Initiative, now time.Time) Advice {
	return about(&adviser{s: s, in: in, now: now})
}

// Briefly gives the same without duplicates that only bear a similar name. Its time does not grow with the
// directory, so it is for files of thousands.
func Briefly(s *snapshot.Snapshot, in *directory.Initiative, now time.Time) Advice {
	return about(&adviser{s: s, in: in, now: now, brief: true})
}

func about(a *adviser) Advice {
	in := a.in
	if in == nil {
		return Advice{}
	}
	for i, h := range in.Hotlines {
		if h != nil {
			a.hotline(fmt.Sprintf("hotlines[%d]", i), h)
		}
	}
	a.initiative()
	for i, c := range in.Campaigns {
		if c != nil {
			a.campaign(fmt.Sprintf("campaigns[%d]", i), c)
		}
	}
	a.checks()
	a.texts()
	if a.s != nil {
		a.duplicates()
	}
	return a.advice
}

// adviser collects the advice about one initiative.
type adviser struct {
	s      *snapshot.Snapshot
	in     *directory.Initiative
	now    time.Time
	brief  bool // names are not compared
	advice Advice
}

func (a *adviser) refuse(path string, code Code, format string, args ...any) {
	a.advice.Problems = add(a.advice.Problems, path, code, format, args)
}

func (a *adviser) warn(path string, code Code, format string, args ...any) {
	a.advice.Warnings = add(a.advice.Warnings, path, code, format, args)
}

func add(to []Finding, path string, code Code, format string, args []any) []Finding {
	if len(to) >= MaxFindings {
		return to
	}
	return append(to, Finding{Path: path, Code: code, Message: fmt.Sprintf(format, args...)})
}

// shown bounds what a message repeats of outside input that is not personal: 40 characters.
func shown[T ~string](value T) string {
	const most = 40
	if runes := []rune(string(value)); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(value)
}
