package belong

import "time"

// An Event is a line of the audit trail: who did what to what, and when. It is written in the transaction of what it
// tells of, and never changed. It holds no name, address or file name.
type Event struct {
	ID         ID
	At         time.Time
	Actor      Actor
	Kind       string // noun and past participle: "submission.approved"
	CampaignID ID     // empty where no campaign is concerned
	Subject    ID     // what it happened to
	Detail     string // a few plain words or a code; empty where the kind says it all
}

// An Actor is who caused an event. ID is the user's or the submission's; the system has none.
type Actor struct {
	Kind ActorKind
	ID   ID
}

// An ActorKind is the sort of an actor.
type ActorKind string

// The sorts of actors.
const (
	Staff     ActorKind = "staff"
	Submitter ActorKind = "submitter"
	Guardian  ActorKind = "guardian"
	System    ActorKind = "system"
	Operator  ActorKind = "operator" // at the machine's shell
)

// NewEvent tells that actor did kind to subject at now.
func NewEvent(now time.Time, actor Actor, kind string, campaign, subject ID, detail string) Event {
	return Event{ID: NewID(now), At: now, Actor: actor, Kind: kind, CampaignID: campaign, Subject: subject, Detail: detail}
}
