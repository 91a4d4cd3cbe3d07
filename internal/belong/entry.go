package belong

// An Entry is a submission with its current clip: what a moderator judges and what placing places. Clip is zero while
// there is none.
type Entry struct {
	Submission Submission
	Clip       Clip
}

// A ReviewQuery asks for a page of a campaign's submissions, the oldest first.
type ReviewQuery struct {
	CampaignID ID
	States     []SubmissionState // all when empty
	After      ID                // the last ID of the page before; empty for the first page
	Limit      int
}

// A PostQuery asks for a campaign's posts in the order of their slots.
type PostQuery struct {
	CampaignID ID
	States     []PostState // all when empty
}

// A Showing is a post with what is shown of it: on the wall, on the schedule.
type Showing struct {
	Post    Post
	Channel Channel
	Entry   Entry
}
