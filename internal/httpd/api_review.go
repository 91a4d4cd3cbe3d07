package httpd

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/web"
)

type reviewInput struct {
	Campaign string    `query:"campaign" required:"true" doc:"A campaign's slug"`
	State    string    `query:"state" doc:"States, with commas between them; all when left out" example:"in_review"`
	After    belong.ID `query:"after" doc:"next of the page before" maxLength:"32"`
	Limit    int       `query:"limit" default:"50" minimum:"1" maximum:"200"`
}

// apiReviewItem is a submission as staff see it in the queue.
type apiReviewItem struct {
	ID         belong.ID              `json:"id"`
	State      belong.SubmissionState `json:"state"`
	Label      string                 `json:"label"`
	Name       string                 `json:"name"`
	Title      string                 `json:"title"`
	Org        string                 `json:"organization"`
	Filename   string                 `json:"filename,omitempty"`
	Question   string                 `json:"question"`
	Role       belong.PersonRole      `json:"role"`
	Minor      bool                   `json:"minor"`
	Locale     string                 `json:"locale"`
	Note       string                 `json:"note"`
	Clip       belong.ID              `json:"clip,omitempty"`
	Version    int64                  `json:"version" doc:"Counts changes; send it with a decision"`
	Seconds    float64                `json:"seconds"`
	Findings   []apiFinding           `json:"findings"`
	Renditions map[string]string      `json:"renditions" doc:"Addresses by kind: post, web, poster"`
	Original   string                 `json:"original,omitempty"`
	CreatedAt  time.Time              `json:"created_at"`
	UpdatedAt  time.Time              `json:"updated_at"`
}

type apiReviewPage struct {
	Items []apiReviewItem `json:"items"`
	Next  belong.ID       `json:"next" doc:"Send it as after for the next page; empty on the last"`
}

type apiFinding struct {
	Code     belong.FindingCode `json:"code"`
	Severity belong.Severity    `json:"severity"`
	Text     string             `json:"text"`
	At       float64            `json:"at" doc:"Where in the clip, in seconds"`
	Value    float64            `json:"value" doc:"What was measured, as the code has it: seconds, LUFS, pixels, per cent; of a closing line, how sure the program is, in per cent"`
	Limit    float64            `json:"limit" doc:"What it was held against, likewise; 0 where it was held against nothing"`
}

func (s *Server) apiReviewGet(ctx context.Context, in *reviewInput) (*body[apiReviewPage], error) {
	if _, err := s.staff(ctx); err != nil {
		return nil, err
	}
	c, err := s.Store.CampaignBySlug(ctx, in.Campaign)
	if err != nil {
		return nil, err
	}
	states, err := submissionStates(in.State)
	if err != nil {
		return nil, err
	}
	entries, next, err := s.Store.Review(ctx, belong.ReviewQuery{CampaignID: c.ID, States: states, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	page := apiReviewPage{Items: make([]apiReviewItem, 0, len(entries)), Next: next}
	for _, e := range entries {
		page.Items = append(page.Items, s.reviewItem(e, c))
	}
	return answer(page), nil
}

func submissionStates(list string) ([]belong.SubmissionState, error) {
	var out []belong.SubmissionState
	for name := range strings.SplitSeq(list, ",") {
		state := belong.SubmissionState(strings.TrimSpace(name))
		if state == "" {
			continue
		}
		if !slices.Contains(belong.SubmissionStates, state) {
			return nil, belong.Refuse(belong.Invalid, "state", "There is no state %q.", state).In("state")
		}
		out = append(out, state)
	}
	return out, nil
}

func (s *Server) reviewItem(e belong.Entry, c belong.Campaign) apiReviewItem {
	sub := e.Submission
	item := apiReviewItem{
		ID: sub.ID, State: sub.State, Label: labelOf(sub), Name: sub.Label.Name, Title: sub.Label.Title, Org: sub.Label.Organization,
		Filename: sub.Filename, Question: sub.Question, Role: sub.Role, Minor: sub.Minor, Locale: sub.Locale, Note: sub.Note,
		Clip: e.Clip.ID, Version: sub.Version, Seconds: e.Clip.Length.Seconds(), Findings: findings(e.Clip, c, web.Words("en")),
		Renditions: s.renditions(e.Clip), CreatedAt: sub.CreatedAt, UpdatedAt: sub.UpdatedAt,
	}
	if e.Clip.OriginalKey != "" {
		item.Original = s.mediaLink(e.Clip.ID, "original")
	}
	return item
}

// reviewed is a submission as it stands after what staff did to it.
func (s *Server) reviewed(ctx context.Context, id belong.ID) (*body[apiReviewItem], error) {
	e, err := s.Store.Entry(ctx, id)
	if err != nil {
		return nil, err
	}
	c, err := s.Store.Campaign(ctx, e.Submission.CampaignID)
	if err != nil {
		return nil, err
	}
	return answer(s.reviewItem(e, c)), nil
}

// labelOf is the submission's label, or nothing while it is not known.
func labelOf(sub belong.Submission) string {
	if sub.Label == (belong.Label{}) {
		return ""
	}
	return sub.Label.String()
}

func (s *Server) mediaLink(clip belong.ID, kind string) string {
	return fmt.Sprintf("%s/media/%s/%s", s.Address, clip, kind)
}

// renditions are the addresses of what can be played and shown.
func (s *Server) renditions(clip belong.Clip) map[string]string {
	out := map[string]string{}
	for _, r := range clip.Renditions {
		out[string(r.Kind)] = s.mediaLink(clip.ID, string(r.Kind))
	}
	return out
}

// findings are a clip's findings in sentences.
func findings(clip belong.Clip, c belong.Campaign, words web.Language) []apiFinding {
	out := make([]apiFinding, 0, len(clip.Findings))
	for _, f := range clip.Findings {
		out = append(out, apiFinding{Code: f.Code, Severity: f.Severity, Text: findingText(f, c, words), At: f.At.Seconds(), Value: f.Value, Limit: f.Limit})
	}
	return out
}

type decisionInput struct {
	ByID
	Body struct {
		Decision    belong.Verdict `json:"decision" doc:"approve, request_changes, reject, or reopen to take one back"`
		Note        string         `json:"note,omitempty" doc:"To the submitter"`
		PrivateNote string         `json:"private_note,omitempty" doc:"To other staff"`
		Clip        belong.ID      `json:"clip,omitempty" doc:"The clip that was looked at; refused when there is another by now"`
		Version     int64          `json:"version,omitempty" doc:"Of the submission that was looked at; refused when it changed since"`
	}
}

func (s *Server) apiDecisionPost(ctx context.Context, in *decisionInput) (*body[apiReviewItem], error) {
	user, err := s.staff(ctx, belong.Moderator)
	if err != nil {
		return nil, err
	}
	seen := review.Seen{Clip: in.Body.Clip, Version: in.Body.Version}
	if err := s.Review.Decide(ctx, user, in.ID, seen, in.Body.Decision, in.Body.Note, in.Body.PrivateNote); err != nil {
		return nil, err
	}
	return s.reviewed(ctx, in.ID)
}

type attestInput struct {
	ByID
	Body struct {
		Version string    `json:"version" doc:"Of the campaign's release that was agreed to on paper"`
		Clip    belong.ID `json:"clip,omitempty" doc:"The clip that was looked at; refused when there is another by now"`
	}
}

// apiReleasePost records that staff hold a release, for example a school's paper form for an imported video.
func (s *Server) apiReleasePost(ctx context.Context, in *attestInput) (*body[apiReviewItem], error) {
	user, err := s.staff(ctx, belong.Moderator)
	if err != nil {
		return nil, err
	}
	if err := s.Review.Attest(ctx, user, in.ID, in.Body.Clip, in.Body.Version); err != nil {
		return nil, err
	}
	return s.reviewed(ctx, in.ID)
}

// apiEvent is a line of the audit trail.
type apiEvent struct {
	At      time.Time        `json:"at"`
	Kind    string           `json:"kind"`
	Actor   belong.ActorKind `json:"actor"`
	ActorID belong.ID        `json:"actor_id,omitempty"`
	Subject belong.ID        `json:"subject"`
	Detail  string           `json:"detail,omitempty"`
}

// apiEventsGet is the audit trail of one thing: a submission, a campaign, a post.
func (s *Server) apiEventsGet(ctx context.Context, in *ByID) (*body[[]apiEvent], error) {
	if _, err := s.staff(ctx); err != nil {
		return nil, err
	}
	events, err := s.Store.Events(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := make([]apiEvent, 0, len(events))
	for _, e := range events {
		out = append(out, apiEvent{At: e.At, Kind: e.Kind, Actor: e.Actor.Kind, ActorID: e.Actor.ID, Subject: e.Subject, Detail: e.Detail})
	}
	return answer(out), nil
}
