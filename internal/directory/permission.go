package directory

// Operation is something that needs permission: a mutation, by its name, or a reading of what is not public.
type Operation string

// The operations. Mutations bear the names of the schema.
const (
	ReadDraft            Operation = "readDraft" // drafts, histories and queues
	RegisterOrganization Operation = "registerOrganization"
	ApproveOrganization  Operation = "approveOrganization"
	SuspendOrganization  Operation = "suspendOrganization"
	CreateToken          Operation = "createToken"
	RevokeToken          Operation = "revokeToken"
	CreateInitiative     Operation = "createInitiative"
	ReviseInitiative     Operation = "reviseInitiative"
	SubmitInitiative     Operation = "submitInitiative"
	ApproveInitiative    Operation = "approveInitiative"
	ReturnInitiative     Operation = "returnInitiative"
	WithdrawInitiative   Operation = "withdrawInitiative"
	RetireInitiative     Operation = "retireInitiative"
	TransferInitiative   Operation = "transferInitiative"
	VerifyHotline        Operation = "verifyHotline"
	ReportOutage         Operation = "reportOutage"
	WithdrawConsent      Operation = "withdrawConsent"
	ProposeCorrection    Operation = "proposeCorrection"
	CloseCorrection      Operation = "closeCorrection"
	ImportInitiatives    Operation = "importInitiatives"
	RegisterFeed         Operation = "registerFeed"
	PauseFeed            Operation = "pauseFeed"
	HarvestFeed          Operation = "harvestFeed"
	JoinBanner           Operation = "joinBanner"
	DecideBanner         Operation = "decideBanner"
	RegisterWebhook      Operation = "registerWebhook"
	RemoveWebhook        Operation = "removeWebhook"
	RetryDelivery        Operation = "retryDelivery"
)

// Reach says whose records a role may do something with.
type Reach uint8

// The reaches, each more than the one before.
const (
	ReachNone Reach = iota
	ReachOwn        // those of the caller's own organization
	ReachAny        // every record
)

// permission is a line of the matrix: the scope a token needs, and the reach of each role.
type permission struct {
	scope                                       TokenScope
	anonymous, editor, manager, reviewer, admin Reach
}

// permissions is the whole matrix. What is not in it nobody may do.
var permissions = map[Operation]permission{
	//                     scope             anonymous  editor     manager    reviewer   admin
	ReadDraft:            {TokenScopeRead, ReachNone, ReachOwn, ReachOwn, ReachAny, ReachAny},
	RegisterOrganization: {TokenScopeManage, ReachAny, ReachAny, ReachAny, ReachAny, ReachAny},
	ApproveOrganization:  {TokenScopeReview, ReachNone, ReachNone, ReachNone, ReachAny, ReachAny},
	SuspendOrganization:  {TokenScopeReview, ReachNone, ReachNone, ReachNone, ReachAny, ReachAny},
	CreateToken:          {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachAny, ReachAny},
	RevokeToken:          {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachAny, ReachAny},
	CreateInitiative:     {TokenScopeEdit, ReachNone, ReachOwn, ReachOwn, ReachNone, ReachAny},
	ReviseInitiative:     {TokenScopeEdit, ReachNone, ReachOwn, ReachOwn, ReachNone, ReachAny},
	SubmitInitiative:     {TokenScopeEdit, ReachNone, ReachOwn, ReachOwn, ReachNone, ReachAny},
	ApproveInitiative:    {TokenScopeReview, ReachNone, ReachNone, ReachNone, ReachAny, ReachAny},
	ReturnInitiative:     {TokenScopeReview, ReachNone, ReachNone, ReachNone, ReachAny, ReachAny},
	WithdrawInitiative:   {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachAny, ReachAny},
	RetireInitiative:     {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachAny, ReachAny},
	TransferInitiative:   {TokenScopeReview, ReachNone, ReachNone, ReachNone, ReachAny, ReachAny},
	VerifyHotline:        {TokenScopeVerify, ReachNone, ReachOwn, ReachOwn, ReachAny, ReachAny},
	ReportOutage:         {TokenScopeVerify, ReachNone, ReachOwn, ReachOwn, ReachAny, ReachAny},
	WithdrawConsent:      {TokenScopeVerify, ReachNone, ReachOwn, ReachOwn, ReachAny, ReachAny},
	ProposeCorrection:    {TokenScopeRead, ReachAny, ReachAny, ReachAny, ReachAny, ReachAny},
	CloseCorrection:      {TokenScopeVerify, ReachNone, ReachOwn, ReachOwn, ReachAny, ReachAny},
	ImportInitiatives:    {TokenScopeImport, ReachNone, ReachNone, ReachOwn, ReachNone, ReachAny},
	RegisterFeed:         {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachNone, ReachAny},
	PauseFeed:            {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachAny, ReachAny},
	HarvestFeed:          {TokenScopeImport, ReachNone, ReachNone, ReachOwn, ReachNone, ReachAny},
	JoinBanner:           {TokenScopeEdit, ReachNone, ReachOwn, ReachOwn, ReachNone, ReachAny},
	DecideBanner:         {TokenScopeReview, ReachNone, ReachNone, ReachNone, ReachAny, ReachAny},
	RegisterWebhook:      {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachNone, ReachAny},
	RemoveWebhook:        {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachAny, ReachAny},
	RetryDelivery:        {TokenScopeManage, ReachNone, ReachNone, ReachOwn, ReachAny, ReachAny},
}

// ReachOf says how far somebody may go with an operation, whatever the record.
func (a Actor) ReachOf(op Operation) Reach {
	p, ok := permissions[op]
	if !ok {
		return ReachNone
	}
	var r Reach
	switch a.Role {
	case RoleAnonymous:
		return p.anonymous
	case RoleEditor:
		r = p.editor
	case RoleManager:
		r = p.manager
	case RoleReviewer:
		r = p.reviewer
	case RoleAdmin:
		r = p.admin
	}
	if !a.hasScope(p.scope) {
		return min(r, p.anonymous) // a token never has less than no token
	}
	return r
}

// May says whether somebody may do something with a record of an owner.
func (a Actor) May(op Operation, owner ID) bool {
	switch a.ReachOf(op) {
	case ReachAny:
		return true
	case ReachOwn:
		return a.Organization != "" && a.Organization == owner
	case ReachNone:
	}
	return false
}
