package httpd

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/web"
)

// reviewPage is the desk of a moderator: the queue, and what is to be judged.
type reviewPage struct {
	staffPage
	mistakes
	State      string // the tab, as the address has it
	Mixed      bool   // the tab holds several states
	Tabs       []reviewTab
	Items      []reviewItem
	More       string
	Again      string
	List       string
	Opened     bool // the address names a submission
	EmptyTitle string
	EmptyWords string
	Case       *caseView
	Toast      *toast
}

type reviewTab struct {
	Words, Link string
	Count       int
	Current     bool
}

// A reviewItem is a submission in the queue.
type reviewItem struct {
	ID                                        belong.ID
	Link, Name, Detail, Poster, Length, State string
	Minor, Current                            bool
	Warnings                                  int
}

// A toast tells what was just done, and offers to take it back.
type toast struct{ Words, Undo, State string }

// reviewTabs are the parts of the queue, by what is to be done: the states of each, with commas as in the address.
var reviewTabs = []struct{ words, states string }{
	{"In review", "in_review"},
	{"Guardian", "awaiting_release"},
	{"Changes", "changes_requested"},
	{"Approved", "approved"},
	{"Not selected", "rejected"},
	{"Problems", "failed"},
	{"Arriving", "draft,uploading,processing"},
	{"Withdrawn", "withdrawn"},
}

const reviewAPage = 50

// reviewAsk is what a request adds to the page.
type reviewAsk struct {
	id            belong.ID // to open; empty for the first in the queue
	tab           string
	after         belong.ID
	done          belong.ID // that was just decided on
	mistakes      mistakes
	note, private string // as typed
	part          *partForm
}

func askReview(c *gin.Context) reviewAsk {
	ask := reviewAsk{
		id: belong.ID(c.Param("id")), tab: c.Query("state") + c.PostForm("state"), after: belong.ID(c.Query("after")),
		done: belong.ID(c.Query("done")), note: c.PostForm("note"), private: c.PostForm("private_note"),
	}
	ask.tab = tabOf(ask.tab)
	return ask
}

// tabOf is the tab of those states, or the first where there is none such.
func tabOf(states string) string {
	for _, t := range reviewTabs {
		if t.states == states {
			return states
		}
	}
	return reviewTabs[0].states
}

func (s *Server) pageReviewGet(c *gin.Context) { s.showReview(c, http.StatusOK, askReview(c)) }

func (s *Server) showReview(c *gin.Context, status int, ask reviewAsk) {
	base, ok := s.staffPage(c, "review")
	if !ok {
		return
	}
	p, err := s.reviewPage(c, base, ask)
	if err != nil {
		s.oops(c, err)
		return
	}
	s.render(c, status, "review", staffLocale, p)
}

func (s *Server) reviewPage(c *gin.Context, base staffPage, ask reviewAsk) (reviewPage, error) {
	ctx := c.Request.Context()
	user := callerOf(ctx).user
	opened := ask.id
	var it review.Case
	var err error
	if opened != "" {
		if it, err = s.Review.Case(ctx, opened); err != nil {
			return reviewPage{}, err
		}
		if base, err = base.about(it.Campaign, *user); err != nil {
			return reviewPage{}, err
		}
	}
	states, err := submissionStates(ask.tab)
	if err != nil {
		return reviewPage{}, err
	}
	queue, err := s.Review.Queue(ctx, base.campaign.Slug, states, ask.after, reviewAPage)
	if err != nil {
		return reviewPage{}, err
	}
	if opened == "" && len(queue.Entries) > 0 {
		if it, err = s.Review.Case(ctx, queue.Entries[0].Submission.ID); err != nil {
			return reviewPage{}, err
		}
	}
	p := newReviewPage(base, queue, it, ask)
	if p.Case != nil {
		wait, err := s.waitOf(ctx, it.Entry)
		if err != nil {
			return reviewPage{}, err
		}
		p.Case.tellWait(wait, it)
		captions, err := s.captionsOf(ctx, it.Clip.ID)
		if err != nil {
			return reviewPage{}, err
		}
		p.Case.tellCaptions(captions, it, ask)
		channels, err := s.Store.Channels(ctx, it.Campaign.ID)
		if err != nil {
			return reviewPage{}, err
		}
		p.Case.Texts = textViews(it.Campaign, channels, it.Submission, s.Address)
		if p.Case.History, err = s.history(c, it, base); err != nil {
			return reviewPage{}, err
		}
	}
	if p.Toast, err = s.doneToast(c, ask); err != nil {
		return reviewPage{}, err
	}
	if !user.Role.May(belong.Moderator) {
		p.lookOnly()
	}
	return p, nil
}

// lookOnly leaves out what only a moderator may do.
func (p *reviewPage) lookOnly() {
	if p.Case != nil {
		p.Case.MayDecide, p.Case.Attestable, p.Case.Trim, p.Case.Captions = false, false, nil, nil
	}
	if p.Toast != nil {
		p.Toast.Undo = ""
	}
}

// newReviewPage puts the desk together; it is empty where the queue is and nothing is opened.
func newReviewPage(base staffPage, queue review.Page, it review.Case, ask reviewAsk) reviewPage {
	words := web.Words(staffLocale)
	at := func(id belong.ID) string {
		return reviewPath(id, "campaign", base.campaign.Slug, "state", ask.tab, "after", string(ask.after))
	}
	p := reviewPage{
		staffPage: base, mistakes: ask.mistakes, State: ask.tab, Mixed: strings.Contains(ask.tab, ","), Opened: ask.id != "", List: at(""),
		EmptyTitle: "Nothing here", EmptyWords: "No video stands here now.",
	}
	if ask.tab == string(belong.InReview) {
		p.EmptyTitle, p.EmptyWords = "All done", "Every video that arrived is decided on. New ones show up here."
		if coming := queue.Counts[belong.Uploading] + queue.Counts[belong.Processing]; coming > 0 {
			p.EmptyTitle = "All done for now"
			p.EmptyWords = "What is ready is decided on. More videos are arriving: they show up here when they are prepared."
		}
	}
	for _, t := range reviewTabs {
		tab := reviewTab{Words: t.words, Link: reviewPath("", "campaign", base.campaign.Slug, "state", t.states), Current: t.states == ask.tab}
		for state := range strings.SplitSeq(t.states, ",") {
			tab.Count += queue.Counts[belong.SubmissionState(state)]
		}
		p.Tabs = append(p.Tabs, tab)
	}
	for _, e := range queue.Entries {
		item := newReviewItem(e, base.campaign, words)
		item.Link, item.Current = at(item.ID), item.ID == it.Submission.ID
		p.Items = append(p.Items, item)
	}
	if queue.Next != "" {
		p.More = reviewPath("", "campaign", base.campaign.Slug, "state", ask.tab, "after", string(queue.Next))
	}
	if ask.after != "" {
		p.Again = reviewPath("", "campaign", base.campaign.Slug, "state", ask.tab)
	}
	if it.Submission.ID != "" {
		p.Case = newCaseView(it, base, words)
		p.Case.Note, p.Case.PrivateNote = ask.note, ask.private
		if p.Case.Trim = newTrimView(it.Entry, it.Campaign, "/staff/review/"+string(it.Submission.ID)+"/cut", ask.part, ask.mistakes, words); p.Case.Trim != nil {
			p.Case.Trim.Tab, p.Case.Trim.Open = ask.tab, ask.part != nil
		}
		p.Case.NextID = nextItem(p.Items, it.Submission.ID)
	}
	return p
}

func newReviewItem(e belong.Entry, c belong.Campaign, words web.Language) reviewItem {
	sub := e.Submission
	item := reviewItem{
		ID: sub.ID, Name: nameOf(sub), Detail: titleLine(sub.Label), Poster: posterOf(e.Clip), Minor: sub.Minor,
		State: words.T("state." + string(sub.State)),
	}
	if e.Clip.Length > 0 {
		item.Length = web.Length(e.Clip.Length)
	}
	if item.Detail == "" {
		item.Detail = questionText(c, sub, staffLocale)
	}
	for _, f := range e.Clip.Findings {
		if f.Severity != belong.Info {
			item.Warnings++
		}
	}
	return item
}

// nameOf is what a submission is called in a list.
func nameOf(s belong.Submission) string {
	switch {
	case s.Label.Name != "":
		return s.Label.Name
	case s.Filename != "":
		return s.Filename
	}
	return "No name yet"
}

// nextItem is the one to go to when this one is decided on: the one below it in the queue, or else the first.
func nextItem(items []reviewItem, id belong.ID) belong.ID {
	at := slices.IndexFunc(items, func(i reviewItem) bool { return i.ID == id })
	switch {
	case at+1 < len(items):
		return items[at+1].ID
	case at > 0:
		return items[0].ID
	}
	return ""
}

// about is the same page about another campaign: that of what the address names.
func (p staffPage) about(c belong.Campaign, user belong.User) (staffPage, error) {
	day, err := newDayView(c, c.Opens)
	p.campaign, p.Campaign, p.zone = c, headOf(c), day.Zone
	p.Nav = staffNav("review", c.Slug, user.Role)
	for i := range p.Campaigns {
		p.Campaigns[i].Current = strings.HasSuffix(p.Campaigns[i].Link, "="+c.Slug)
	}
	return p, err
}

func reviewPath(id belong.ID, query ...string) string {
	values := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		if query[i+1] != "" {
			values.Set(query[i], query[i+1])
		}
	}
	path := "/staff/review"
	if id != "" {
		path += "/" + string(id)
		values.Del("campaign")
	}
	return path + "?" + values.Encode()
}

// doneToast tells of the decision that led to this page.
func (s *Server) doneToast(c *gin.Context, ask reviewAsk) (*toast, error) {
	if ask.done == "" {
		return nil, nil
	}
	sub, err := s.Store.Submission(c.Request.Context(), ask.done)
	if err != nil {
		return nil, err
	}
	did := map[belong.SubmissionState]string{
		belong.Approved: "Approved", belong.ChangesRequested: "Changes requested of", belong.Rejected: "Rejected", belong.InReview: "Back in review:",
	}[sub.State]
	if did == "" {
		return nil, nil
	}
	t := &toast{Words: fmt.Sprintf("%s %s.", did, nameOf(sub)), State: ask.tab}
	if sub.State != belong.InReview {
		t.Undo = "/staff/review/" + string(sub.ID) + "/decision"
	}
	return t, nil
}
