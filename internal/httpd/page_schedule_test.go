package httpd

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// planned has so many videos approved and placed on the wall, and gives their posts.
func (s *site) planned(videos int) []belong.Showing {
	s.t.Helper()
	operator := belong.Actor{Kind: belong.Operator}
	for range videos {
		e, _ := s.submitted()
		sub := e.Submission
		s.must(sub.Become(belong.Approved, s.Now()))
		s.must(s.Store.SaveSubmission(s.t.Context(), sub, belong.Outcome{}))
	}
	_, err := s.Schedule.Place(s.t.Context(), operator, s.campaign.Slug)
	s.must(err)
	return s.posts()
}

func (s *site) posts() []belong.Showing {
	s.t.Helper()
	posts, err := s.Store.Posts(s.t.Context(), belong.PostQuery{CampaignID: s.campaign.ID})
	s.must(err)
	return posts
}

func (s *site) post(id belong.ID) belong.Post {
	s.t.Helper()
	p, err := s.Store.Post(s.t.Context(), id)
	s.must(err)
	return p
}

// x gives the campaign a channel at X.
func (s *site) x() belong.Channel {
	s.t.Helper()
	x := boardChannels()[1]
	s.must(s.Store.CreateChannel(s.t.Context(), x, belong.Outcome{}))
	return x
}

// undo sends the form with which what was just done is taken back.
func (v *visitor) undo(page *document) *document {
	v.site.t.Helper()
	var pairs []string
	for _, n := range page.all(".flash input") {
		pairs = append(pairs, attrOf(n, "name"), attrOf(n, "value"))
	}
	return v.post(page.attr(".flash form", "action"), pairs...)
}

func TestAMoveTellsOfThePostThatComesTooSoonAfterIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	posts := s.planned(3)
	ch := posts[0].Channel
	ch.Gap = 10 * time.Minute
	s.must(s.Store.SaveChannel(t.Context(), ch, belong.Outcome{}))
	v, at := s.staff(belong.Scheduler), posts[1].Post.SlotAt.Add(-time.Minute).Format(time.RFC3339)
	page := v.post("/staff/posts/"+string(posts[0].Post.ID)+"/move", "campaign", s.campaign.Slug, "at", at).was(http.StatusOK)
	page.says(".flash", "Look at Jane Doe, too: It goes out 60 seconds after another post").says("#card-"+string(posts[1].Post.ID), "60 seconds after")
}

func TestAPostIsMovedAndMovedBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	posts := s.planned(3)
	v, before := s.staff(belong.Scheduler), posts[1].Post
	path := "/staff/posts/" + string(before.ID)
	page := v.post(path+"/move", "campaign", s.campaign.Slug, "to_date", "2027-11-08", "to_time", "09:40").was(http.StatusOK)
	page.says(".flash", "to 9:40 AM EST, and pinned there").says("#post", "9:40 AM EST").says("#card-"+string(before.ID), "Pinned")
	if p := s.post(before.ID); !p.Pinned || !p.SlotAt.Equal(time.Date(2027, 11, 8, 14, 40, 0, 0, time.UTC)) {
		t.Fatalf("it is at %s, pinned %t", p.SlotAt, p.Pinned)
	}
	v.undo(page).was(http.StatusOK).says(".flash", "Moved \u2068Jane Doe\u2069 back")
	if p := s.post(before.ID); p.Pinned || !p.SlotAt.Equal(before.SlotAt) {
		t.Errorf("after the undo it is at %s, pinned %t", p.SlotAt, p.Pinned)
	}

	v.post(path+"/move", "campaign", s.campaign.Slug, "to_date", "2027-11-08", "to_time", "soon").was(http.StatusUnprocessableEntity).says(".summary", "is no date and time of day")
	v.post(path+"/move", "campaign", s.campaign.Slug, "at", "2027-10-31T12:00:00Z").was(http.StatusUnprocessableEntity).says(".summary", "That time has passed")
	s.staff(belong.Moderator).post(path+"/move", "campaign", s.campaign.Slug, "at", "2027-11-08T15:00:00Z").was(http.StatusForbidden)
	if p := s.post(before.ID); !p.SlotAt.Equal(before.SlotAt) {
		t.Errorf("a refusal moved it to %s", p.SlotAt)
	}
}

func TestWhatBreaksARuleIsTold(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	post := s.planned(2)[0].Post
	v := s.staff(belong.Scheduler)
	page := v.post("/staff/posts/"+string(post.ID)+"/move", "campaign", s.campaign.Slug, "at", "2027-11-08T11:00:00Z").was(http.StatusOK)
	const broken = "outside the campaign's window"
	page.says(".flash", broken).says(".trouble", broken).says("#card-"+string(post.ID), broken).says("#post", broken)
	if link := page.attr(".trouble a", "href"); !strings.Contains(link, string(post.ID)) {
		t.Errorf("the conflict leads to %s", link)
	}
	page = v.post("/staff/schedule/pause", "campaign", s.campaign.Slug, "pause_date", "2027-11-08", "pause_from", "05:30", "pause_to", "06:30", "reason", "Breakfast")
	page.was(http.StatusOK).says("#pauses ~ ul", "5:30 AM EST to 6:30 AM EST Breakfast")
	v.post("/staff/schedule/pause", "campaign", s.campaign.Slug, "pause_date", "2027-11-08", "pause_from", "07:00", "pause_to", "06:30").
		was(http.StatusUnprocessableEntity).says(".summary", "ends after it begins")
	page = v.post("/staff/schedule/unpause", "campaign", s.campaign.Slug, "at", page.attr("form[action$=unpause] [name=at]", "value")).was(http.StatusOK)
	if n := len(page.all("#pauses ~ ul li")); n != 0 {
		t.Errorf("%d pauses are left", n)
	}
}

func TestPostsChangePlacesAndBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	posts := s.planned(2)
	one, other := posts[0].Post, posts[1].Post
	v := s.staff(belong.Scheduler)
	path := "/staff/posts/" + string(one.ID)
	v.post(path+"/swap", "campaign", s.campaign.Slug, "with", "").was(http.StatusUnprocessableEntity).says(".summary", "Choose the post")
	page := v.post(path+"/swap", "campaign", s.campaign.Slug, "with", string(other.ID)).was(http.StatusOK).says(".flash", "Changed places")
	if s.post(one.ID).SlotAt != other.SlotAt || s.post(other.ID).SlotAt != one.SlotAt || !s.post(other.ID).Pinned {
		t.Error("they did not change places")
	}
	v.undo(page).was(http.StatusOK)
	if s.post(one.ID).SlotAt != one.SlotAt || s.post(one.ID).Pinned || s.post(other.ID).Pinned {
		t.Error("the undo did not bring it all back")
	}
	v.post(path+"/pin", "campaign", s.campaign.Slug, "pinned", "true").was(http.StatusOK).says(".flash", "stays at")
	if !s.post(one.ID).Pinned {
		t.Error("it is not pinned")
	}
	v.post(path+"/pin", "campaign", s.campaign.Slug, "pinned", "false").was(http.StatusOK)
	if s.post(one.ID).Pinned {
		t.Error("it is still pinned")
	}
	v.post("/staff/posts/"+string(other.ID)+"/order", "campaign", s.campaign.Slug, "as", "first").was(http.StatusOK).says("#post", "First").says(".trouble", "opener")
	v.post("/staff/schedule/place", "campaign", s.campaign.Slug, "anew", "true").was(http.StatusOK).says(".flash", "spread anew")
	if first := s.posts()[0].Post.ID; first != other.ID {
		t.Errorf("%s is the first", first)
	}
	v.post("/staff/posts/"+string(other.ID)+"/order", "campaign", s.campaign.Slug, "as", "anywhere").was(http.StatusOK).says(".flash", "anywhere in the day")
}

func TestATextIsWrittenWithinWhatTheNetworkTakes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	x := s.x()
	var post belong.Post
	for _, w := range s.planned(1) {
		if w.Channel.ID == x.ID {
			post = w.Post
		}
	}
	v := s.staff(belong.Scheduler)
	path := "/staff/posts/" + string(post.ID)
	long := strings.Repeat("王", 141)
	page := v.post(path+"/text", "campaign", s.campaign.Slug, "text", long).was(http.StatusUnprocessableEntity)
	page.says(".summary", "2 characters too long").says("#text", long).says("#text-count", "282 of 280 characters, 2 too many")
	v.post(path+"/text", "campaign", s.campaign.Slug, "text", " ").was(http.StatusUnprocessableEntity).says(".summary", "A post has a text")
	page = v.post(path+"/text", "campaign", s.campaign.Slug, "text", "Hello #STEM https://example.org/"+strings.Repeat("a", 60)).was(http.StatusOK)
	page.says(".flash", "The text is changed").says(".js-shown", "example.org/aaaaaaaaaaaaaaaaaa…").says("#text-count", "35 of 280 characters, $0.20")
	if p := s.post(post.ID); !p.Written {
		t.Error("a template may change it")
	}
	v.undo(page).was(http.StatusOK).says(".flash", "the campaign's own")
	if p := s.post(post.ID); p.Written || p.Text != post.Text {
		t.Errorf("the text is %q, want %q", p.Text, post.Text)
	}

	answer := v.post(path+"/measure", "text", long).was(http.StatusOK)
	var m measured
	s.must(json.Unmarshal([]byte(textOf(answer.root)), &m))
	if m.Length != 282 || m.Limit != 280 || !m.Over || len(m.Runs) != 1 || m.Runs[0].Words != long {
		t.Errorf("measured %+v", m)
	}
	s.visitor().post(path+"/measure", "text", "x").was(http.StatusUnauthorized)
}

func TestTheBoardShowsADayAndWhatIsSearched(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.staff(belong.Scheduler)
	v.post("/staff/schedule/day", "campaign", s.campaign.Slug, "post_day", "2027-11-08", "from", "09:00", "to", "21:00", "zone", "America/New_York", "days", "40").
		was(http.StatusUnprocessableEntity).says(".summary", "1 to 31 days")
	v.post("/staff/schedule/day", "campaign", s.campaign.Slug, "post_day", "2027-11-08", "from", "09:00", "to", "21:00", "zone", "America/New_York", "days", "3").was(http.StatusOK)
	s.planned(6)
	page := v.get("/staff/schedule").was(http.StatusOK).says("h1", "November 8 to 10, 2027")
	if tabs, cards := len(page.all("nav[aria-label=Days] a")), len(page.all(".card")); tabs != 3 || cards != 2 {
		t.Errorf("%d days, %d cards on the first, want 3 and 2", tabs, cards)
	}
	page = v.get("/staff/schedule?q=nunez+puerto").was(http.StatusOK).says(".plan", "1 post found")
	found := page.all("nav[aria-label=Days] b")
	n := 0
	for _, b := range found {
		if textOf(b) == "1" {
			n++
		}
	}
	if len(found) != 3 || n != 1 {
		t.Errorf("the search is on %d of %d days", n, len(found))
	}
	v.get("/staff/schedule?q=why+is+diversity").was(http.StatusOK).says(".plan", "6 posts found")
	v.get("/staff/schedule?q=nobody").was(http.StatusOK).says(".plan", "0 posts found")
}

func TestAFullDayIsShownByTheHour(t *testing.T) {
	t.Parallel()
	base := sampleStaff("schedule")
	plan := boardPlan(t, base.campaign, 600, noon)
	first := newBoardView(base.campaign, plan, boardAsk{})
	if len(first.Hours) != 12 || first.Hour != "09" {
		t.Fatalf("%d hours, at %s", len(first.Hours), first.Hour)
	}
	seen := 0
	for _, hour := range first.Hours {
		seen += hour.Count
	}
	if seen != len(plan.Posts) {
		t.Errorf("the hours hold %d of %d posts", seen, len(plan.Posts))
	}
	last := plan.Posts[len(plan.Posts)-1].Post
	if at := newBoardView(base.campaign, plan, boardAsk{post: last.ID}); at.Hour != "20" {
		t.Errorf("the last post is opened at %s", at.Hour)
	}
}

func TestAPostChangesPlacesWithTheNearest(t *testing.T) {
	t.Parallel()
	base := sampleStaff("schedule")
	plan := boardPlan(t, base.campaign, 700, noon)
	wall := kept(plan.Posts, func(w belong.Showing) bool { return w.Channel.Kind == belong.Wall })
	for own, want := range map[int][2]int{0: {1, 300}, 350: {200, 500}, len(wall) - 1: {len(wall) - 301, len(wall) - 2}} {
		got := others(plan, wall[own])
		first, last := string(wall[want[0]].Post.ID), string(wall[want[1]].Post.ID)
		if len(got) != othersMost || got[0].Value != first || got[len(got)-1].Value != last {
			t.Errorf("of %d: %d others, from %s to %s", own, len(got), got[0].Words, got[len(got)-1].Words)
		}
	}
}
