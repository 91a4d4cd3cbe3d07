package httpd

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// apiSchedule is the day: what is placed, and what is not.
type apiSchedule struct {
	Campaign  string        `json:"campaign"`
	On        bool          `json:"on" doc:"The switch: posts go out"`
	PostDay   string        `json:"post_day"`
	Window    string        `json:"window"`
	Zone      string        `json:"zone"`
	Posting   apiPosting    `json:"posting"`
	Slots     []apiPost     `json:"slots"`
	Unplaced  []apiNoSlot   `json:"unplaced"`
	Shortages []apiShortage `json:"shortages" doc:"Channels that have no slot for some, and what would help"`
	Conflicts []apiConflict `json:"conflicts" doc:"What breaks a rule where it is"`
	Prices    []apiPrice    `json:"prices" doc:"What the posts cost, by channel"`
}

// apiNoSlot is a clip that got no slot on a channel.
type apiNoSlot struct {
	Submission belong.ID `json:"submission"`
	Channel    belong.ID `json:"channel"`
	Reason     string    `json:"reason" doc:"A code"`
	Help       string    `json:"help" doc:"Why, and what would help"`
}

// apiPost is a post as staff see it.
type apiPost struct {
	ID          belong.ID          `json:"id"`
	State       belong.PostState   `json:"state"`
	At          time.Time          `json:"at"`
	Submission  belong.ID          `json:"submission"`
	Clip        belong.ID          `json:"clip"`
	Label       string             `json:"label"`
	Channel     belong.ID          `json:"channel"`
	ChannelKind belong.ChannelKind `json:"channel_kind"`
	Pinned      bool               `json:"pinned" doc:"Placing leaves it at its slot"`
	Text        string             `json:"text"`
	Link        string             `json:"link,omitempty"`
	Problem     string             `json:"problem,omitempty"`
	PublishedAt *time.Time         `json:"published_at,omitempty"`
}

func newAPIPost(p belong.Showing) apiPost {
	return apiPost{
		ID: p.Post.ID, State: p.Post.State, At: p.Post.SlotAt, Submission: p.Post.SubmissionID, Clip: p.Post.ClipID,
		Label: labelOf(p.Entry.Submission), Channel: p.Channel.ID, ChannelKind: p.Channel.Kind, Pinned: p.Post.Pinned, Text: p.Post.Text,
		Link: p.Post.Link, Problem: p.Post.Problem, PublishedAt: known(p.Post.PublishedAt),
	}
}

func newAPIPosts(showings []belong.Showing) []apiPost {
	out := make([]apiPost, 0, len(showings))
	for _, p := range showings {
		out = append(out, newAPIPost(p))
	}
	return out
}

type placeInput struct {
	BySlug
	Anew bool `query:"anew" doc:"Spread all that may move evenly, and mix it; else what has a slot keeps it"`
}

// apiSchedulePost places what is approved on the day.
func (s *Server) apiSchedulePost(ctx context.Context, in *placeInput) (*body[apiSchedule], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	place := s.Schedule.Place
	if in.Anew {
		place = s.Schedule.PlaceAnew
	}
	if _, err := place(ctx, staffActor(user), in.Slug); err != nil {
		return nil, err
	}
	return s.schedule(ctx, in.Slug)
}

func (s *Server) apiScheduleGet(ctx context.Context, in *BySlug) (*body[apiSchedule], error) {
	if _, err := s.staff(ctx); err != nil {
		return nil, err
	}
	return s.schedule(ctx, in.Slug)
}

func (s *Server) schedule(ctx context.Context, slug string) (*body[apiSchedule], error) {
	board, err := s.Schedule.Board(ctx, slug)
	if err != nil {
		return nil, err
	}
	c, plan := board.Campaign, board.Next
	out := apiSchedule{
		Campaign: c.Slug, On: c.On, PostDay: c.Day.Date, Window: c.Day.From + "-" + c.Day.To, Zone: c.Day.Zone,
		Posting: newAPIPosting(c.Posting), Slots: newAPIPosts(board.Posts), Unplaced: []apiNoSlot{},
		Shortages: newAPIShortages(plan.Shortages), Conflicts: newAPIConflicts(board.Conflicts), Prices: newAPIPrices(plan.Prices),
	}
	for _, u := range plan.Unplaced {
		out.Unplaced = append(out.Unplaced, apiNoSlot{Submission: u.SubmissionID, Channel: u.ChannelID, Reason: u.Reason, Help: u.Help})
	}
	return answer(out), nil
}

type switchInput struct {
	BySlug
	Body struct {
		On bool `json:"on" doc:"true lets posts go out, false stops everything"`
	}
}

type apiSwitch struct {
	On bool `json:"on"`
}

func (s *Server) apiSwitchPost(ctx context.Context, in *switchInput) (*body[apiSwitch], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	if err := s.Schedule.SetSwitch(ctx, staffActor(user), in.Slug, in.Body.On); err != nil {
		return nil, err
	}
	return answer(apiSwitch{On: in.Body.On}), nil
}

type postsInput struct {
	Campaign string `query:"campaign" required:"true" doc:"A campaign's slug"`
	State    string `query:"state" doc:"States, with commas between them; all when left out"`
}

type apiPosts struct {
	Items []apiPost `json:"items"`
}

func (s *Server) apiPostsGet(ctx context.Context, in *postsInput) (*body[apiPosts], error) {
	if _, err := s.staff(ctx); err != nil {
		return nil, err
	}
	c, err := s.Store.CampaignBySlug(ctx, in.Campaign)
	if err != nil {
		return nil, err
	}
	states, err := postStates(in.State)
	if err != nil {
		return nil, err
	}
	showings, err := s.Store.Posts(ctx, belong.PostQuery{CampaignID: c.ID, States: states})
	if err != nil {
		return nil, err
	}
	return answer(apiPosts{Items: newAPIPosts(showings)}), nil
}

func postStates(list string) ([]belong.PostState, error) {
	var out []belong.PostState
	for name := range strings.SplitSeq(list, ",") {
		state := belong.PostState(strings.TrimSpace(name))
		if state == "" {
			continue
		}
		if !slices.Contains(belong.PostStates, state) {
			return nil, belong.Refuse(belong.Invalid, "state", "There is no state %q.", state).In("state")
		}
		out = append(out, state)
	}
	return out, nil
}

type postVerbInput struct {
	ByID
	Verb string `path:"verb" enum:"retry,cancel,confirm,remove,removed"`
	Body *struct {
		Link string `json:"link,omitempty" doc:"With confirm: where the post can be seen"`
	}
}

// apiPostPost does one thing to one post: retry it, cancel it, confirm that it is live, take it down, or say that it is down.
func (s *Server) apiPostPost(ctx context.Context, in *postVerbInput) (*body[apiPost], error) {
	user, err := s.staff(ctx, belong.Scheduler)
	if err != nil {
		return nil, err
	}
	link := ""
	if in.Body != nil {
		link = in.Body.Link
	}
	if err := s.byHand(ctx, user, in.ID, in.Verb, link); err != nil {
		return nil, err
	}
	return s.postNow(ctx, in.ID)
}

// byHand does what a person asks of one post. link goes with confirm alone.
func (s *Server) byHand(ctx context.Context, user belong.User, post belong.ID, verb, link string) error {
	actor := staffActor(user)
	switch verb {
	case "retry":
		return s.Publish.Retry(ctx, actor, post)
	case "cancel":
		return s.Publish.Cancel(ctx, actor, post)
	case "confirm":
		return s.Publish.Confirm(ctx, actor, post, link)
	case "remove":
		return s.Publish.Remove(ctx, actor, post)
	case "removed":
		return s.Publish.Removed(ctx, actor, post)
	}
	return belong.ErrNotFound
}

func staffActor(u belong.User) belong.Actor { return belong.Actor{Kind: belong.Staff, ID: u.ID} }
