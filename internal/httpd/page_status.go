package httpd

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// ownerLife is how long a browser keeps the key to a submission: as long as browsers keep anything.
const ownerLife = 400 * 24 * time.Hour

// statusPage is a submission's private page: where it stands, and what its owner can do.
type statusPage struct {
	page
	mistakes
	limitsView
	ID           belong.ID
	State        belong.SubmissionState
	Token        string // for the script, which sends videos with it
	Key          string // the address that opens the page anywhere; empty where the caller came without its key
	Chip         chip
	Name         string
	TitleLine    string
	Next         string
	Kept         string // how long a draft is, without a video
	Note         string
	LabelProblem string
	Flash        string
	Question     string
	Live         bool
	Processing   bool
	Watch        bool // something is about to change by itself
	Progress     int
	Wait         string // what is known of how long that takes
	CanStop      bool   // another video may take the place of the one that is processed
	Form         labelForm
	MendOpen     bool
	MendFirst    bool // the label is what is missing
	CanAmend     bool
	CanUpload    bool
	CanWithdraw  bool
	Player       *player
	Captions     *captionsLine
	Trim         *trimView
	Findings     []findingView
	Posts        []ownPost
	Timeline     []step
}

// An ownPost is where a submission can be seen.
type ownPost struct{ Channel, Link string }

// statusAsk is what a request adds to the page: a form that was not taken, or the news that one was.
type statusAsk struct {
	mistakes
	form    *labelForm
	part    *partForm
	another bool // another video is to take the place of the one that is processed
	done    string
}

// A statusCase is all that the page tells of.
type statusCase struct {
	belong.Entry
	campaign belong.Campaign
	day      dayView
	wait     wait
	posts    []belong.Showing
	captions belong.Captions
	token    string
	address  string // of the site
}

// pageStatusOpen takes the key from the link, keeps it in a cookie, and goes to the page without it, so that the key
// stands in no history. The page shows its owner the whole link, to keep.
func (s *Server) pageStatusOpen(c *gin.Context) {
	id, secret := belong.ID(c.Param("id")), c.Param("token")
	ok, err := s.opens(c.Request.Context(), secret, belong.StatusToken, id)
	if err == nil && !ok {
		err = belong.ErrNotFound
	}
	if err != nil {
		s.oops(c, err)
		return
	}
	s.setCookie(c, ownerCookie+string(id), secret, ownerLife)
	see(c, "/s/"+string(id))
}

func (s *Server) pageStatusGet(c *gin.Context) {
	id := belong.ID(c.Param("id"))
	if err := s.owner(c.Request.Context(), id); err != nil {
		s.oops(c, err)
		return
	}
	s.showStatus(c, id, http.StatusOK, "", statusAsk{done: c.Query("done"), another: c.Query("another") != ""})
}

// showStatus answers with the page. Without a locale it is in the language that the person chose.
func (s *Server) showStatus(c *gin.Context, id belong.ID, status int, locale string, ask statusAsk) {
	if locale == "" {
		locale = s.locale(c)
	}
	it, err := s.statusCase(c, id)
	if err != nil {
		s.oops(c, err)
		return
	}
	s.render(c, status, "status", locale, newStatusPage(it, ask, locale))
}

func (s *Server) statusCase(c *gin.Context, id belong.ID) (it statusCase, err error) {
	ctx := c.Request.Context()
	if it.Entry, err = s.Store.Entry(ctx, id); err != nil {
		return it, err
	}
	if it.campaign, err = s.Store.Campaign(ctx, it.Submission.CampaignID); err != nil {
		return it, err
	}
	if it.day, err = newDayView(it.campaign, s.Now()); err != nil {
		return it, err
	}
	it.token, it.address = callerOf(ctx).cookie(ownerCookie+string(id)), s.Address
	if it.wait, err = s.waitOf(ctx, it.Entry); err != nil {
		return it, err
	}
	if it.posts, err = s.Store.PostsOf(ctx, id); err != nil {
		return it, err
	}
	it.captions, err = s.captionsOf(ctx, it.Clip.ID)
	return it, err
}

// What an owner may do, by the state of their submission.
var (
	amendable  = []belong.SubmissionState{belong.Draft, belong.Uploading, belong.Processing, belong.AwaitingRelease, belong.InReview, belong.ChangesRequested, belong.Failed}
	uploadable = []belong.SubmissionState{belong.Draft, belong.Uploading, belong.ChangesRequested, belong.Failed}
	watchable  = []belong.SubmissionState{belong.Uploading, belong.Processing}
)

func newStatusPage(it statusCase, ask statusAsk, locale string) statusPage {
	words, sub := web.Words(locale), it.Submission
	p := statusPage{
		page:     page{Here: "/s/" + string(sub.ID), Private: true, Campaign: headOf(it.campaign)},
		mistakes: ask.mistakes, limitsView: newLimitsView(it.campaign.Limits, words),
		ID: sub.ID, State: sub.State, Token: it.token, Chip: submissionChip(sub.State, words),
		Name: sub.Label.Name, TitleLine: titleLine(sub.Label), Next: words.T("next." + string(sub.State)), Note: sub.Note,
		Question: questionText(it.campaign, sub, locale), Progress: it.Clip.Progress,
		Processing: sub.State == belong.Processing, Watch: slices.Contains(watchable, sub.State),
		CanAmend: slices.Contains(amendable, sub.State), CanUpload: slices.Contains(uploadable, sub.State),
		CanWithdraw: sub.State != belong.Withdrawn, Wait: it.wait.sentences(words),
		Findings: findingViews(it.Clip, it.campaign, words), Timeline: timeline(it, words),
	}
	if sub.State == belong.Failed {
		p.Findings = nil // the note says why, and what to do
	}
	if p.Player = newPlayer(it.Clip, words.T("status.video")); sub.State == belong.Withdrawn {
		p.Player, p.Findings = nil, nil
	}
	p.Player.caption(it.captions)
	p.Captions = newCaptionsLine(it.Entry, it.captions, p.Here+"/captions")
	p.Trim = newTrimView(it.Entry, it.campaign, p.Here+"/cut", ask.part, ask.mistakes, words)
	if p.Processing && it.campaign.TakesVideoOf(sub, it.day.Now) == nil {
		p.CanStop, p.CanUpload = !ask.another, ask.another
	}
	if it.token != "" {
		p.Key = it.address + "/s/" + string(sub.ID) + "/" + it.token
	}
	if sub.State == belong.Draft {
		p.Kept = words.T("status.kept", "date", words.Date(sub.UpdatedAt.Add(belong.DraftLife), it.day.Zone))
	}
	p.tellLive(it, words)
	p.fillForm(sub, ask, locale)
	switch ask.done {
	case "arrived":
		p.Flash = words.T("status.arrived")
	case "mended":
		p.Flash = words.T("status.mended")
	case "cut":
		p.Flash = words.T("status.cut")
	}
	return p
}

// tellLive says where the video can be seen.
func (p *statusPage) tellLive(it statusCase, words web.Language) {
	if p.State != belong.Approved {
		return
	}
	for _, w := range it.posts {
		if w.Post.State == belong.Published {
			p.Posts = append(p.Posts, ownPost{w.Channel.Name, w.Post.Link})
		}
	}
	if len(p.Posts) > 0 {
		p.Live, p.Next = true, words.T("next.live")
		p.Chip = chip{Tone: "good", Icon: "sun", Words: words.T("state.live")}
	}
}

// fillForm fills the label's form: with what was typed, or with the label, or with what its file name may have meant.
func (p *statusPage) fillForm(sub belong.Submission, ask statusAsk, locale string) {
	p.Form = labelForm{Name: sub.Label.Name, Title: sub.Label.Title, Organization: sub.Label.Organization}
	if sub.Label == (belong.Label{}) {
		read := belong.ParseLabel(sub.Filename)
		if read.Problem != nil && sub.Filename != "" {
			p.LabelProblem = read.Problem.Sentence(locale)
			p.dropLabelNote(*read.Problem)
		}
		meant := belong.ParseLabel(read.Suggestion).Label
		p.Form = labelForm{Name: meant.Name, Title: meant.Title, Organization: meant.Organization}
		p.MendOpen, p.MendFirst = true, p.CanAmend
	}
	if ask.form != nil {
		p.Form, p.MendOpen = *ask.form, true
	}
}

// dropLabelNote leaves out the note that says the same as LabelProblem, in the language that the file was sent in.
func (p *statusPage) dropLabelNote(problem belong.LabelRemark) {
	for _, locale := range web.Locales {
		if strings.HasPrefix(p.Note, problem.Sentence(locale)) {
			p.Note = ""
		}
	}
}

// A step is a part of a video's way to the screen: done, now, ahead or stopped.
type step struct{ Words, Detail, Tone string }

// timeline is that way, with the guardian on it where there is one.
func timeline(it statusCase, words web.Language) []step {
	sub := it.Submission
	if sub.State == belong.Withdrawn {
		return []step{{words.T("state.withdrawn"), words.Moment(sub.UpdatedAt, it.day.Zone), "stopped"}}
	}
	at := map[belong.SubmissionState]int{
		belong.Draft: 0, belong.Uploading: 0, belong.Processing: 1, belong.Failed: 1, belong.AwaitingRelease: 2,
		belong.InReview: 3, belong.ChangesRequested: 3, belong.Rejected: 3, belong.Approved: 4,
	}[sub.State]
	shown := words.Days(it.day.From, it.day.Last(), it.day.Zone)
	for _, w := range it.posts {
		switch w.Post.State {
		case belong.Published:
			at, shown = 5, words.Moment(w.Post.PublishedAt, it.day.Zone)
		case belong.Scheduled, belong.Staged, belong.Publishing:
			shown = words.Moment(w.Post.SlotAt, it.day.Zone)
		}
	}
	details := []string{"", "", "", "", shown}
	if at > 0 && !it.Clip.CreatedAt.IsZero() {
		details[0] = words.Moment(it.Clip.CreatedAt, it.day.Zone)
	}
	var out []step
	for i, name := range []string{"sent", "prepared", "guardian", "watched", "shown"} {
		if name == "guardian" && !sub.Minor {
			continue
		}
		out = append(out, step{words.T("way." + name), details[i], tone(i, at, sub.State)})
	}
	return out
}

func tone(i, at int, state belong.SubmissionState) string {
	switch {
	case i < at:
		return "done"
	case i > at:
		return "ahead"
	case state == belong.Failed || state == belong.Rejected:
		return "stopped"
	}
	return "now"
}
