package httpd

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/web"
)

// A caseView is everything that judging a submission takes, on one screen.
type caseView struct {
	ID, Clip, NextID                         belong.ID
	Version                                  int64 // of the submission that this shows
	Name, First, TitleLine, Question, Script string
	Chip                                     chip
	Minor                                    bool
	Player                                   *player
	NoPlayer                                 string
	Strip                                    *strip
	Captions                                 *captionsLine
	Trim                                     *trimView
	MayDecide                                bool
	Approvable, Changeable, Rejectable       bool
	Reopenable                               bool
	Blocked                                  string // why it can't be approved
	Note, PrivateNote                        string
	ReleaseTone, ReleaseIcon, ReleaseWords   string
	ReleaseVersion                           string
	Attestable                               bool
	Findings                                 []findingView
	Texts                                    []textView
	Facts                                    []fact
	Original                                 string
	History                                  []pastDecision
}

type fact struct{ Name, Value string }

type pastDecision struct{ Words, By, When, Note, Private string }

func newCaseView(it review.Case, base staffPage, words web.Language) *caseView {
	sub := it.Submission
	v := &caseView{
		ID: sub.ID, Clip: it.Clip.ID, Version: sub.Version, Name: nameOf(sub), First: firstName(sub), TitleLine: titleLine(sub.Label),
		Question: questionText(it.Campaign, sub, staffLocale), Script: sub.Script, Chip: submissionChip(sub.State, words), Minor: sub.Minor,
		Player: newPlayer(it.Clip, nameOf(sub)), NoPlayer: "There is no video to play yet.", ReleaseVersion: it.Campaign.Release.Version,
		Strip: newStrip(it.Clip), Findings: findingViews(it.Clip, it.Campaign, words), Facts: facts(it, base, words),
	}
	if sub.State == belong.Withdrawn {
		v.Player, v.Strip, v.NoPlayer = nil, nil, "This was taken back. What was stored of it is deleted."
	}
	if it.Clip.OriginalKey != "" && sub.State != belong.Withdrawn {
		v.Original = "/media/" + string(it.Clip.ID) + "/original"
	}
	v.tellRelease(it)
	v.offer(it)
	return v
}

// tellWait says how far the clip is, where it is processed.
func (v *caseView) tellWait(w wait, it review.Case) {
	if w.Processing {
		v.NoPlayer = strings.TrimSpace(fmt.Sprintf("The video is being prepared: %d%%. %s", it.Clip.Progress, w.told(web.Words(staffLocale))))
	}
}

// tellCaptions shows the captions with the video, and where to change them, from where one comes back to this tab.
func (v *caseView) tellCaptions(c belong.Captions, it review.Case, ask reviewAsk) {
	v.Player.caption(c)
	v.Captions = newCaptionsLine(it.Entry, c, asking("/staff/review/"+string(v.ID)+"/captions", "state", ask.tab, "after", string(ask.after)))
}

// offer says which decisions there are, and why it can't be approved where it can't.
func (v *caseView) offer(it review.Case) {
	state := it.Submission.State
	v.Changeable, v.Rejectable = state.CanBecome(belong.ChangesRequested), state.CanBecome(belong.Rejected)
	v.Reopenable = state.Decided()
	if state.CanBecome(belong.Approved) {
		trial, d := it.Submission, belong.Decision{Verdict: belong.Approve}
		err := belong.Decide(&trial, it.Clip, it.Releases, d)
		if sentence, _, refused := sentenceOf(err, web.Words(staffLocale)); refused {
			v.Blocked = sentence
		}
		v.Approvable = err == nil
	}
	v.MayDecide = v.Approvable || v.Changeable || v.Rejectable || v.Reopenable
}

// tellRelease says who agreed, and who is missing.
func (v *caseView) tellRelease(it review.Case) {
	agreed := func(by belong.Signer) bool { return belong.Agreed(it.Submission, it.Releases, by) }
	v.ReleaseTone, v.ReleaseIcon = "good", "check"
	switch {
	case agreed(belong.ByStaff):
		v.ReleaseWords = "Signed on paper, as staff attest."
	case belong.MayBeShown(it.Submission, it.Releases) && it.Submission.Minor:
		v.ReleaseWords = "Agreed to by the submitter and a guardian."
	case belong.MayBeShown(it.Submission, it.Releases):
		v.ReleaseWords = "Agreed to by the submitter."
	case agreed(belong.BySubmitter):
		v.ReleaseTone, v.ReleaseIcon, v.ReleaseWords = "warn", "alert", "A guardian has to agree, too, and has not yet."
	default:
		v.ReleaseTone, v.ReleaseIcon, v.ReleaseWords = "bad", "alert", "Nobody has agreed to anything."
	}
	v.Attestable = it.Clip.Ready && !belong.MayBeShown(it.Submission, it.Releases) && it.Submission.State != belong.Withdrawn
}

func facts(it review.Case, base staffPage, words web.Language) []fact {
	out := []fact{{"Arrived", words.Moment(it.Submission.CreatedAt, base.zone)}}
	add := func(name, value string) {
		if value != "" {
			out = append(out, fact{name, value})
		}
	}
	add("As", map[belong.PersonRole]string{belong.Leader: "Leader or teacher", belong.Student: "Student"}[it.Submission.Role])
	add("Language", map[string]string{"en": "English", "es": "Spanish"}[it.Submission.Locale])
	add("File name", it.Submission.Filename)
	add("Partner", it.Submission.Partner)
	if clip := it.Clip; clip.ID != "" {
		if clip.Length > 0 {
			add("Length", web.Length(clip.Length))
			add("Picture", fmt.Sprintf("%d × %d", clip.Width, clip.Height))
		}
		add("Size", web.Size(clip.Bytes))
	}
	return out
}

// firstName is whom a note is addressed to.
func firstName(s belong.Submission) string {
	if s.Label.Name == "" {
		return "the submitter"
	}
	return s.Label.Name
}

// history is what was decided so far, the newest first.
func (s *Server) history(c *gin.Context, it review.Case, base staffPage) ([]pastDecision, error) {
	users, err := s.Store.Users(c.Request.Context())
	if err != nil {
		return nil, err
	}
	names := map[belong.ID]string{}
	for _, u := range users {
		names[u.ID] = u.Email
	}
	var out []pastDecision
	for i := len(it.Decisions) - 1; i >= 0; i-- {
		d := it.Decisions[i]
		by := names[d.By]
		if by == "" {
			by = "somebody who has left"
		}
		out = append(out, pastDecision{
			Words: verdictWords[d.Verdict], By: by, When: web.Words(staffLocale).Moment(d.At, base.zone), Note: d.Note, Private: d.PrivateNote,
		})
	}
	return out, nil
}

var verdictWords = map[belong.Verdict]string{
	belong.Approve: "Approved", belong.RequestChanges: "Changes requested", belong.Reject: "Rejected", belong.Reopen: "Back to review",
}
