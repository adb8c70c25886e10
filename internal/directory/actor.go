package directory

import "slices"

// Role says: what somebody may do at all. Permissions are in permission.go.
type Role string

// The values of Role.
const (
	RoleAnonymous Role = "ANONYMOUS" // Nobody we know: reads what is public, proposes corrections.
	RoleEditor    Role = "EDITOR"    // Works on the records of one organization.
	RoleManager   Role = "MANAGER"   // As an editor, and withdraws, retires, imports and gives tokens.
	RoleReviewer  Role = "REVIEWER"  // UNODC: reviews and publishes, sees every draft.
	RoleAdmin     Role = "ADMIN"     // Everything.
)

// TokenScope says: what a token may be used for, within its role.
type TokenScope string

// The values of TokenScope.
const (
	TokenScopeRead   TokenScope = "READ"   // Read what the role may see beyond the public.
	TokenScopeEdit   TokenScope = "EDIT"   // Create, revise and submit, and propose memberships.
	TokenScopeVerify TokenScope = "VERIFY" // Confirm hotlines, report outages, withdraw consent, close corrections.
	TokenScopeImport TokenScope = "IMPORT" // Import files and harvest feeds.
	TokenScopeManage TokenScope = "MANAGE" // Whatever else the role allows: tokens, webhooks, feeds, withdrawal, retirement.
	TokenScopeReview TokenScope = "REVIEW" // Approve, return and decide.
)

// Actor is whoever calls. The zero value is not valid; [Anonymous] is nobody we know.
type Actor struct {
	ID           string // of the token, or what stands for a staff member; goes into revisions
	Role         Role
	Organization ID           // of an EDITOR or MANAGER, empty for others
	Scopes       []TokenScope // nil: everything that the role allows
}

// Anonymous is a caller who showed no credentials.
func Anonymous() Actor { return Actor{ID: "anonymous", Role: RoleAnonymous} }

// Known says that the caller showed valid credentials.
func (a Actor) Known() bool { return a.Role != RoleAnonymous && a.Role != "" }

// Staff says that the caller works for the directory and not for a partner.
func (a Actor) Staff() bool { return a.Role == RoleReviewer || a.Role == RoleAdmin }

func (a Actor) hasScope(s TokenScope) bool {
	return a.Scopes == nil || slices.Contains(a.Scopes, s)
}
