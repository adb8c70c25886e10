package directory

import "slices"

// transition says from which states an operation is possible, and where it leads.
type transition struct {
	from []RecordState
	to   RecordState
}

// transitions are those of initiatives and organizations. Revising what is under review takes it back from
// there, so that nobody approves what has changed meanwhile.
var transitions = map[Operation]transition{
	ReviseInitiative: {[]RecordState{
		RecordStateDraft, RecordStateSubmitted, RecordStateReturned, RecordStatePublished, RecordStateWithdrawn,
	}, RecordStateDraft},
	SubmitInitiative:   {[]RecordState{RecordStateDraft, RecordStateReturned}, RecordStateSubmitted},
	ApproveInitiative:  {[]RecordState{RecordStateSubmitted}, RecordStatePublished},
	ReturnInitiative:   {[]RecordState{RecordStateSubmitted}, RecordStateReturned},
	WithdrawInitiative: {[]RecordState{RecordStateDraft, RecordStateSubmitted, RecordStateReturned, RecordStatePublished}, RecordStateWithdrawn},
	RetireInitiative:   {[]RecordState{RecordStateDraft, RecordStateSubmitted, RecordStateReturned, RecordStatePublished}, RecordStateRetired},

	ApproveOrganization: {[]RecordState{RecordStateSubmitted, RecordStateSuspended}, RecordStatePublished},
	SuspendOrganization: {[]RecordState{RecordStateSubmitted, RecordStatePublished}, RecordStateSuspended},
}

// Next gives the state that an operation leads to, and whether it is possible from here.
func (s RecordState) Next(op Operation) (RecordState, bool) {
	t, ok := transitions[op]
	if !ok || !slices.Contains(t.from, s) {
		return s, false
	}
	return t.to, true
}
