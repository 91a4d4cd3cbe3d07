package httpd

import (
	"context"
	"math"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/web"
)

type submissionInput struct {
	Body struct {
		Campaign      string `json:"campaign" doc:"A campaign's slug"`
		Name          string `json:"name,omitempty" doc:"First and last name"`
		WholeName     bool   `json:"whole_name,omitempty" doc:"The name is whole although it is one word"`
		Title         string `json:"title,omitempty" doc:"Job title, or what one studies"`
		Organization  string `json:"organization,omitempty"`
		Filename      string `json:"filename,omitempty" doc:"In place of name, title and organization: NAME_STEMleader_STEMorganization"`
		Question      string `json:"question,omitempty" doc:"The key of one of the campaign's questions"`
		Role          string `json:"role,omitempty" doc:"leader or student"`
		Email         string `json:"email,omitempty" doc:"Where decisions are told"`
		Minor         bool   `json:"minor,omitempty" doc:"Under 18: a guardian has to agree, too"`
		GuardianEmail string `json:"guardian_email,omitempty"`
		Release       string `json:"release,omitempty" doc:"The version of the release that was agreed to"`
		Script        string `json:"script,omitempty"`
		Locale        string `json:"locale,omitempty" doc:"en or es"`
		Partner       string `json:"partner,omitempty"`

		Handles apiHandles `json:"handles,omitempty" doc:"To give one is to agree that the post there mentions it; not for minors"`
	}
}

// apiHandles are a person's names at networks.
type apiHandles struct {
	X        string `json:"x,omitempty" doc:"@jane_doe"`
	Bluesky  string `json:"bluesky,omitempty" doc:"@jane.bsky.social"`
	Mastodon string `json:"mastodon,omitempty" doc:"@jane@mastodon.social"`
}

func newAPIHandles(h map[belong.ChannelKind]string) apiHandles {
	return apiHandles{X: h[belong.X], Bluesky: h[belong.Bluesky], Mastodon: h[belong.Mastodon]}
}

func (h apiHandles) byKind() map[belong.ChannelKind]string {
	return map[belong.ChannelKind]string{belong.X: h.X, belong.Bluesky: h.Bluesky, belong.Mastodon: h.Mastodon}
}

// apiDraft is what the sender of a new submission needs to go on. The token is told this once.
type apiDraft struct {
	ID         belong.ID              `json:"id"`
	Label      string                 `json:"label" doc:"Empty while it is not known"`
	State      belong.SubmissionState `json:"state"`
	UploadURL  string                 `json:"upload_url" doc:"tus 1.0; send the token along"`
	StatusURL  string                 `json:"status_url" doc:"The private page; it holds the token"`
	Token      string                 `json:"token"`
	Problem    string                 `json:"problem,omitempty" doc:"What is wrong with the file name"`
	Suggestion string                 `json:"suggestion,omitempty" doc:"What may have been meant"`
}

func (s *Server) apiSubmissionPost(ctx context.Context, in *submissionInput) (*body[apiDraft], error) {
	b := in.Body
	draft, err := s.Intake.Create(ctx, intake.Draft{
		Campaign: b.Campaign, Name: b.Name, WholeName: b.WholeName, Title: b.Title, Organization: b.Organization, Filename: b.Filename,
		Question: b.Question, Role: b.Role, Email: b.Email, Minor: b.Minor, GuardianEmail: b.GuardianEmail, Release: b.Release,
		Script: b.Script, Locale: b.Locale, Partner: b.Partner, Handles: b.Handles.byKind(),
	})
	if err != nil {
		return nil, err
	}
	sub := draft.Submission
	line := draft.Read.Line(sub.Filename, sub.Locale)
	return answer(apiDraft{
		ID: sub.ID, Label: labelOf(sub), State: sub.State, Token: draft.Token,
		UploadURL: s.Intake.UploadURL(), StatusURL: s.Address + "/s/" + string(sub.ID) + "/" + draft.Token,
		Problem: line.Problem, Suggestion: line.Suggestion,
	}), nil
}

// apiSubmission is a submission as its owner sees it.
type apiSubmission struct {
	ID         belong.ID              `json:"id"`
	State      belong.SubmissionState `json:"state"`
	StateText  string                 `json:"state_text"`
	Next       string                 `json:"next" doc:"What to do, or what happens next, in words"`
	Label      string                 `json:"label"`
	Suggestion string                 `json:"suggestion,omitempty" doc:"A label that may have been meant"`
	Note       string                 `json:"note,omitempty"`
	Progress   int                    `json:"progress" doc:"Of processing, in per cent"`
	Ahead      *int                   `json:"ahead,omitempty" doc:"While it is processed: how many clips are before it"`
	Remaining  *int                   `json:"remaining_seconds,omitempty" doc:"An estimate, while it is processed; left out when nothing is known"`
	Findings   []apiFinding           `json:"findings"`
	Renditions map[string]string      `json:"renditions" doc:"Addresses by kind; send the token along"`
	Posts      []apiOwnPost           `json:"posts"`
	Handles    apiHandles             `json:"handles" doc:"By which the posts mention the person"`
}

// apiOwnPost is where a submission is, or will be, seen.
type apiOwnPost struct {
	Channel string           `json:"channel"`
	State   belong.PostState `json:"state"`
	Link    string           `json:"link,omitempty"`
}

func (s *Server) apiSubmissionGet(ctx context.Context, in *ByID) (*body[apiSubmission], error) {
	if err := s.ownerOrStaff(ctx, in.ID); err != nil {
		return nil, err
	}
	e, err := s.Store.Entry(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	sub, words := e.Submission, web.Words(e.Submission.Locale)
	out := apiSubmission{
		ID: sub.ID, State: sub.State, StateText: words.T("state." + string(sub.State)), Next: words.T("next." + string(sub.State)),
		Label: labelOf(sub), Note: sub.Note, Progress: e.Clip.Progress, Findings: []apiFinding{}, Renditions: s.renditions(e.Clip),
		Posts: []apiOwnPost{}, Handles: newAPIHandles(sub.Handles),
	}
	captions, err := s.captionsOf(ctx, e.Clip.ID)
	if err != nil {
		return nil, err
	}
	if len(captions.Cues) > 0 {
		out.Renditions["captions"], out.Renditions["captions_srt"] = s.mediaLink(e.Clip.ID, vttFile), s.mediaLink(e.Clip.ID, srtFile)
	}
	if out.Label == "" && sub.Filename != "" {
		out.Suggestion = belong.ParseLabel(sub.Filename).Suggestion
	}
	if len(e.Clip.Findings) > 0 {
		c, err := s.Store.Campaign(ctx, sub.CampaignID)
		if err != nil {
			return nil, err
		}
		out.Findings = findings(e.Clip, c, words)
	}
	wait, err := s.waitOf(ctx, e)
	if err != nil {
		return nil, err
	}
	if wait.Processing {
		out.Ahead = &wait.Ahead
	}
	if wait.Known {
		seconds := int(math.Ceil(wait.Left.Seconds()))
		out.Remaining = &seconds
	}
	showings, err := s.Store.PostsOf(ctx, sub.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range showings {
		out.Posts = append(out.Posts, apiOwnPost{Channel: p.Channel.Name, State: p.Post.State, Link: p.Post.Link})
	}
	return answer(out), nil
}

func (s *Server) apiSubmissionDelete(ctx context.Context, in *ByID) (*nothing, error) {
	if err := s.owner(ctx, in.ID); err != nil {
		return nil, err
	}
	return nil, s.Intake.Withdraw(ctx, in.ID, belong.Actor{Kind: belong.Submitter, ID: in.ID})
}

type amendInput struct {
	ByID
	Body struct {
		Name         string `json:"name"`
		WholeName    bool   `json:"whole_name,omitempty" doc:"The name is whole although it is one word"`
		Title        string `json:"title"`
		Organization string `json:"organization"`

		Handles *apiHandles `json:"handles,omitempty" doc:"In place of all that there were; left out, they stay. Staff may take names away, and add none"`
	}
}

// apiSubmissionPatch mends what is shown with a submission, by its owner or by staff.
func (s *Server) apiSubmissionPatch(ctx context.Context, in *amendInput) (*body[apiSubmission], error) {
	if err := s.ownerOrStaff(ctx, in.ID); err != nil {
		return nil, err
	}
	actor := belong.Actor{Kind: belong.Submitter, ID: in.ID}
	if user := callerOf(ctx).user; user != nil {
		actor = belong.Actor{Kind: belong.Staff, ID: user.ID}
	}
	b := in.Body
	a := intake.Amendment{Name: b.Name, Title: b.Title, Organization: b.Organization, WholeName: b.WholeName}
	if b.Handles != nil {
		a.Handles = b.Handles.byKind()
	}
	if err := s.Intake.Amend(ctx, in.ID, actor, a); err != nil {
		return nil, err
	}
	return s.apiSubmissionGet(ctx, &in.ByID)
}

// submissionHeader names the submission that an upload is for, where the sender has its key in a cookie.
const submissionHeader = "Belong-Submission"

// uploads hands requests to tus, with the owner's key: as it came, or out of the cookie of the browser that holds it.
func (s *Server) uploads() gin.HandlerFunc {
	handler := s.Intake.Handler()
	return func(c *gin.Context) {
		if id := c.GetHeader(submissionHeader); id != "" && c.GetHeader("Authorization") == "" {
			c.Request.Header.Set("Authorization", "Bearer "+callerOf(c.Request.Context()).cookie(ownerCookie+id))
		}
		handler.ServeHTTP(c.Writer, c.Request)
	}
}
