package belong

import "time"

// A Post is one clip on one channel at one slot. There is at most one for a clip and a channel, ever.
type Post struct {
	ID           ID
	CampaignID   ID
	SubmissionID ID
	ClipID       ID
	ChannelID    ID
	State        PostState
	SlotAt       time.Time
	Pinned       bool      // placing leaves it at its slot
	Text         string    // the words that go with it; "post text" to people
	Written      bool      // its text was edited by hand: no template changes it any more
	Notes        Notes     // what the channel has to remember of it
	Link         string    // where it can be seen, once it is live
	Remote       string    // the network's own name for it, once it is live
	Problem      string    // what went wrong, in words for staff; empty when nothing did
	Said         string    // the network's own words about that; may be empty
	Attempts     int       // journalled sends
	SentAt       time.Time // when the last of them began
	PublishedAt  time.Time
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int64
}

// A PostState is where a post stands.
type PostState string

// The states of a post; what each may become is in postMoves.
const (
	Scheduled   PostState = "scheduled"
	Staged      PostState = "staged"      // its media are where the channel wants them
	Publishing  PostState = "publishing"  // journalled: from here on it may be live
	Published   PostState = "published"   // the channel said so
	Unconfirmed PostState = "unconfirmed" // sent, outcome unknown; a person decides
	PostFailed  PostState = "failed"      // the channel refused it
	Missed      PostState = "missed"      // its time passed, and posting late was not allowed
	Canceled    PostState = "canceled"
	Removed     PostState = "removed" // taken down after it was live
)

// PostStates are all states of a post.
var PostStates = []PostState{Scheduled, Staged, Publishing, Published, Unconfirmed, PostFailed, Missed, Canceled, Removed}

var postMoves = transitions[PostState]{
	Scheduled:   {Scheduled, Staged, Publishing, Published, PostFailed, Missed, Canceled},
	Staged:      {Scheduled, Staged, Publishing, Published, PostFailed, Missed, Canceled},
	Publishing:  {Published, Unconfirmed, PostFailed, Scheduled},
	Published:   {Removed},
	Unconfirmed: {Published, Scheduled, Canceled},
	PostFailed:  {Scheduled, Published, Canceled},
	Missed:      {Scheduled, Published, Canceled},
	Canceled:    {Scheduled, Published},
}

var postWords = map[PostState]string{
	Scheduled: "Scheduled", Staged: "Ready", Publishing: "Going out", Published: "Published", Unconfirmed: "Unconfirmed",
	PostFailed: "Failed", Missed: "Missed", Canceled: "Canceled", Removed: "Removed",
}

// Words is the state as staff read it.
func (s PostState) Words() string { return postWords[s] }

// Valid tells whether s is a state at all.
func (s PostState) Valid() bool { _, ok := postMoves[s]; return ok || s == Removed }

// CanBecome tells whether a post in state s may go to next.
func (s PostState) CanBecome(next PostState) bool { return postMoves.allows(s, next) }

// Movable tells whether placing may give the post another slot.
func (s PostState) Movable() bool { return s == Scheduled || s == Missed }

// Waits tells whether the post has a slot and waits for it.
func (s PostState) Waits() bool { return s == Scheduled || s == Staged }

// Become moves the post to next at now, or says why it cannot go there.
func (p *Post) Become(next PostState, now time.Time) error {
	if !p.State.CanBecome(next) {
		return Refuse(Conflict, "state", "This can't be done while the post is %q.", p.State.Words())
	}
	p.State, p.UpdatedAt = next, now
	return nil
}

// Sendable tells whether a post may go out at now, given what was just read: the switch, the submission, its clip and
// its releases, how late it is, the pauses, and whether the channel takes anything. A nil error is the only yes there is.
func Sendable(p Post, c Campaign, ch Channel, s Submission, releases []Release, now time.Time) error {
	if !c.On {
		return Refuse(Unavailable, "switch_off", "The campaign's switch is off.")
	}
	if now.Before(p.SlotAt) {
		return Refuse(Unavailable, "too_early", "The slot's time has not come.")
	}
	if err := Showable(p, s, releases); err != nil {
		return err
	}
	switch {
	case now.After(p.SlotAt.Add(c.Grace)):
		return Refuse(Conflict, "too_late", "The slot's time has passed by more than the campaign allows.")
	case c.Posting.paused(now) && !c.Posting.paused(p.SlotAt): // a slot in a pause is a person's own choice
		return Refuse(Unavailable, "pause", "The campaign makes a pause.")
	case ch.Health.Disconnected:
		return Refuse(Unavailable, "disconnected", "%s does not accept the account's keys. Connect it anew.", ch.Kind.Words())
	case now.Before(ch.Health.PausedUntil):
		return Refuse(Unavailable, "channel_rests", "%s takes no posts for the moment.", ch.Kind.Words())
	}
	return nil
}

// Showable tells whether the world may see a post's clip, given what was just read. A nil error is the only yes there is.
func Showable(p Post, s Submission, releases []Release) error {
	switch {
	case s.State != Approved:
		return Refuse(Conflict, "not_approved", "The submission is not approved.")
	case s.ClipID != p.ClipID:
		return Refuse(Conflict, "clip_replaced", "The submission has another clip now.")
	case !MayBeShown(s, releases):
		return Refuse(Conflict, "release_missing", "There is no valid release for this video.")
	}
	return nil
}
