package directory_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/blueheart-federation/api/internal/directory"
)

// matrix is who may do what, written down from the public contract and not from the code: for each role a
// pair, what belongs to the caller's own organization and what to another. Anonymous callers and staff
// have no organization, so the first of their pair stands for records that belong to nobody.
//
// The contract: "anonymous (reads what is public, proposes corrections); EDITOR and MANAGER of one
// organization (only their own organization's records, drafts included); REVIEWER (UNODC: reviews,
// coverage of drafts); ADMIN". A manager also withdraws, retires, imports and gives tokens.
var matrix = []struct {
	operation directory.Operation
	scope     directory.TokenScope
	allowed   string // anonymous, editor, manager, reviewer, admin
}{
	// Open to everybody.
	{"registerOrganization", "MANAGE", "yy yy yy yy yy"},
	{"proposeCorrection", "READ", "yy yy yy yy yy"},
	// What an organization's people do with its records.
	{"readDraft", "READ", "-- y- y- yy yy"},
	{"createInitiative", "EDIT", "-- y- y- -- yy"},
	{"reviseInitiative", "EDIT", "-- y- y- -- yy"},
	{"submitInitiative", "EDIT", "-- y- y- -- yy"},
	{"joinBanner", "EDIT", "-- y- y- -- yy"},
	{"verifyHotline", "VERIFY", "-- y- y- yy yy"},
	{"reportOutage", "VERIFY", "-- y- y- yy yy"},
	{"withdrawConsent", "VERIFY", "-- y- y- yy yy"},
	{"closeCorrection", "VERIFY", "-- y- y- yy yy"},
	// What only its managers do.
	{"createToken", "MANAGE", "-- -- y- yy yy"},
	{"revokeToken", "MANAGE", "-- -- y- yy yy"},
	{"withdrawInitiative", "MANAGE", "-- -- y- yy yy"},
	{"transferInitiative", "REVIEW", "-- -- -- yy yy"},
	{"retireInitiative", "MANAGE", "-- -- y- yy yy"},
	{"importInitiatives", "IMPORT", "-- -- y- -- yy"},
	{"registerFeed", "MANAGE", "-- -- y- -- yy"},
	{"pauseFeed", "MANAGE", "-- -- y- yy yy"},
	{"harvestFeed", "IMPORT", "-- -- y- -- yy"},
	{"registerWebhook", "MANAGE", "-- -- y- -- yy"},
	{"removeWebhook", "MANAGE", "-- -- y- yy yy"},
	{"retryDelivery", "MANAGE", "-- -- y- yy yy"},
	// What only staff do, so that nobody publishes what they wrote themselves.
	{"approveOrganization", "REVIEW", "-- -- -- yy yy"},
	{"suspendOrganization", "REVIEW", "-- -- -- yy yy"},
	{"approveInitiative", "REVIEW", "-- -- -- yy yy"},
	{"returnInitiative", "REVIEW", "-- -- -- yy yy"},
	{"decideBanner", "REVIEW", "-- -- -- yy yy"},
}

const (
	ownOrganization   = recordID
	otherOrganization = otherID
)

// callers are one of each role, in the order of the matrix.
var callers = []directory.Actor{
	directory.Anonymous(),
	{ID: "e", Role: directory.RoleEditor, Organization: ownOrganization},
	{ID: "m", Role: directory.RoleManager, Organization: ownOrganization},
	{ID: "r", Role: directory.RoleReviewer},
	{ID: "a", Role: directory.RoleAdmin},
}

// cell gives what the matrix says about a caller's own records and those of others.
func cell(allowed string, role int) (own, other bool) {
	pair := strings.Fields(allowed)[role]
	return pair[0] == 'y', pair[1] == 'y'
}

// constants gives the values of all constants of a type in a file of this package, from its source: a
// constant that nobody put into a list of constants is found too.
func constants(t *testing.T, file, typ string) (values []string) {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typ {
			return true
		}
		for _, value := range spec.Values {
			text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			values = append(values, text)
		}
		return true
	})
	slices.Sort(values)
	return values
}

func TestTheMatrixHasEveryOperationRoleAndScope(t *testing.T) {
	var operations, roles, scopes []string
	for _, line := range matrix {
		operations = append(operations, string(line.operation))
		scopes = append(scopes, string(line.scope))
		if pairs := strings.Fields(line.allowed); len(pairs) != len(callers) || strings.Trim(line.allowed, "y- ") != "" || len(line.allowed) != 3*len(callers)-1 {
			t.Errorf("%s: the line is not whole", line.operation)
		}
	}
	for _, caller := range callers {
		roles = append(roles, string(caller.Role))
	}
	slices.Sort(operations)
	slices.Sort(roles)
	slices.Sort(scopes)
	for _, c := range []struct {
		file, typ string
		have      []string
	}{
		{"permission.go", "Operation", operations},
		{"actor.go", "Role", roles},
		{"actor.go", "TokenScope", slices.Compact(scopes)},
	} {
		if want := constants(t, c.file, c.typ); len(want) == 0 || !slices.Equal(c.have, want) {
			t.Errorf("%s: the matrix has %q, the code %q", c.typ, c.have, want)
		}
	}
}

func TestEachRoleMayDoWhatTheContractSaysAndNothingElse(t *testing.T) {
	for _, line := range matrix {
		for i, caller := range callers {
			own, other := cell(line.allowed, i)
			mine := caller.Organization
			if got := caller.May(line.operation, mine); got != own {
				t.Errorf("%s, own records, as %s: %v, want %v", line.operation, caller.Role, got, own)
			}
			if got := caller.May(line.operation, otherOrganization); got != other {
				t.Errorf("%s, records of others, as %s: %v, want %v", line.operation, caller.Role, got, other)
			}
			want := directory.ReachNone
			switch {
			case other:
				want = directory.ReachAny
			case own:
				want = directory.ReachOwn
			}
			if got := caller.ReachOf(line.operation); got != want {
				t.Errorf("%s as %s reaches %d, want %d", line.operation, caller.Role, got, want)
			}
		}
	}
}

func TestATokenMayOnlyDoWhatItsScopesSay(t *testing.T) {
	all := constants(t, "actor.go", "TokenScope")
	for subset := range 1 << len(all) {
		scopes := []directory.TokenScope{} // without any, which is not nil
		for i, s := range all {
			if subset&(1<<i) != 0 {
				scopes = append(scopes, directory.TokenScope(s))
			}
		}
		for _, line := range matrix {
			_, anybody := cell(line.allowed, 0)
			for i, caller := range callers[1:] {
				caller.Scopes = scopes
				own, other := cell(line.allowed, i+1)
				inScope := anybody || slices.Contains(scopes, line.scope) // a token never has less than no token
				if got, want := caller.May(line.operation, caller.Organization), own && inScope; got != want {
					t.Errorf("%s, own records, as %s with %v: %v, want %v", line.operation, caller.Role, scopes, got, want)
				}
				if got, want := caller.May(line.operation, otherOrganization), other && inScope; got != want {
					t.Errorf("%s, records of others, as %s with %v: %v, want %v", line.operation, caller.Role, scopes, got, want)
				}
			}
		}
	}
}

func TestNobodyMayDoWhatIsNotInTheMatrix(t *testing.T) {
	for _, caller := range callers {
		for _, op := range []directory.Operation{"", "dropDirectory", "READDRAFT", "readDraft "} {
			if caller.May(op, ownOrganization) || caller.May(op, "") || caller.ReachOf(op) != directory.ReachNone {
				t.Errorf("%s may %q", caller.Role, op)
			}
		}
	}
}

func TestAnActorThatIsNoneMayNothing(t *testing.T) {
	for _, actor := range []directory.Actor{{}, {ID: "x", Role: "OWNER", Organization: ownOrganization}, {ID: "x", Organization: ownOrganization}} {
		for _, line := range matrix {
			if actor.May(line.operation, ownOrganization) || actor.May(line.operation, "") {
				t.Errorf("%+v may %s", actor, line.operation)
			}
		}
	}
}

// A record without an owner, and an actor without an organization, are not each other's.
func TestNobodysRecordsAreNotThoseOfAnEditorWithoutOrganization(t *testing.T) {
	for _, role := range []directory.Role{directory.RoleEditor, directory.RoleManager} {
		lost := directory.Actor{ID: "x", Role: role}
		owner := directory.Actor{ID: "x", Role: role, Organization: ownOrganization}
		for _, line := range matrix {
			if _, anybody := cell(line.allowed, 0); anybody {
				continue
			}
			if lost.May(line.operation, "") || lost.May(line.operation, ownOrganization) || owner.May(line.operation, "") {
				t.Errorf("%s may %s", role, line.operation)
			}
		}
	}
}

func TestKnownAndStaff(t *testing.T) {
	for role, want := range map[directory.Role]struct{ known, staff bool }{
		"":                      {false, false},
		directory.RoleAnonymous: {false, false},
		directory.RoleEditor:    {true, false},
		directory.RoleManager:   {true, false},
		directory.RoleReviewer:  {true, true},
		directory.RoleAdmin:     {true, true},
	} {
		if a := (directory.Actor{Role: role}); a.Known() != want.known || a.Staff() != want.staff {
			t.Errorf("%q: known %v, staff %v", role, a.Known(), a.Staff())
		}
	}
}
