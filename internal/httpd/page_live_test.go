package httpd

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

func TestTheLivePageShowsWhatNeedsAPersonAndStopsEverything(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	moderator := s.staff(belong.Moderator)
	moderator.post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "approve").was(http.StatusOK)
	scheduler := s.staff(belong.Scheduler)
	scheduler.get("/staff/live").was(http.StatusOK).says("#list-next", "Nothing is left in the plan.")
	scheduler.post("/staff/schedule/place", "campaign", s.campaign.Slug).was(http.StatusOK)
	page := scheduler.get("/staff/live").was(http.StatusOK).says("#list-next", e.Submission.Label.Name).says("#list-needs", "Nothing needs you.")
	if n := len(page.all("#list-next [action$='/confirm']")); n != 0 {
		t.Error("the wall is posted to by hand")
	}

	back := []string{"campaign", s.campaign.Slug, "back", "live"}
	page = scheduler.post("/staff/schedule/switch", append(back, "on", "true")...).was(http.StatusOK).says("#switch", "Posts go out").says(".note.good", "Posts go out.")
	if !strings.HasPrefix(page.path, "/staff/live") {
		t.Errorf("it led to %s", page.path)
	}
	scheduler.post("/staff/schedule/switch", append(back, "on", "false")...).was(http.StatusOK).says("#switch", "Everything is stopped")
	moderator.get("/staff/live").was(http.StatusOK).says("#switch", "Everything is stopped")

	posts, err := s.Store.PostsOf(t.Context(), e.Submission.ID)
	s.must(err)
	scheduler.post("/staff/posts/"+string(posts[0].Post.ID)+"/retry", back...).was(http.StatusOK).says(".note.good", "as soon as you let posts go out").says("#list-now", e.Submission.Label.Name)
	p := s.post(posts[0].Post.ID)
	p.State, p.Problem, p.Said = belong.PostFailed, "X did not like the video.", "media: too short"
	s.must(s.Store.SavePost(t.Context(), p, belong.Outcome{}))
	ch, err := s.Store.Channel(t.Context(), p.ChannelID)
	s.must(err)
	ch.Health = belong.Health{Disconnected: true, Trouble: "The keys were taken back.", Said: "token revoked"}
	s.must(s.Store.SaveChannel(t.Context(), ch, belong.Outcome{}))
	page = scheduler.get("/staff/live").was(http.StatusOK).says("#list-needs", "X did not like the video.").says("#list-needs", "media: too short")
	page.says(".troubles", "The keys were taken back.").says(".troubles", "token revoked")

	scheduler.post("/staff/posts/"+string(p.ID)+"/cancel", back...).was(http.StatusOK).says(".note.good", "Canceled.").says("#list-needs", "Nothing needs you.")
	scheduler.post("/staff/posts/"+string(p.ID)+"/removed", back...).was(http.StatusConflict).says(".summary", "Canceled")
}

func TestWhatNeedsAPersonIsCountedAlikeAndBounded(t *testing.T) {
	t.Parallel()
	base, day := sampleStaff("live"), sampleDay(t, noon)
	var posts []belong.Showing
	for i := range needsMost + 20 {
		posts = append(posts, samplePost(i%20, belong.Missed))
	}
	stuck := samplePost(1, belong.Published)
	stuck.Post.Problem = "X did not take it down."
	posts = append(posts, stuck)
	live := newLivePage(base, day, nil, posts, scheduleAsk{}, true)
	if l := live.Lists[0]; len(l.Slots) != needsMost || l.More != 21 {
		t.Errorf("%d are listed, and %d more", len(l.Slots), l.More)
	}
	plan := newSchedulePage(base, plan{day: day, Board: schedule.Board{Posts: posts}}, scheduleAsk{}, true)
	if one, other := live.Sums[0], plan.Sums[3]; one.Words != other.Words || one.Count != other.Count || one.Count != needsMost+21 {
		t.Errorf("one page says %+v, the other %+v", one, other)
	}
}

func TestABundleHoldsWhatItTakesToPostByHand(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	moderator, scheduler := s.staff(belong.Moderator), s.staff(belong.Scheduler)
	moderator.post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "approve").was(http.StatusOK)
	scheduler.post("/staff/schedule/place", "campaign", s.campaign.Slug).was(http.StatusOK)
	posts, err := s.Store.PostsOf(t.Context(), e.Submission.ID)
	s.must(err)
	path := "/staff/posts/" + string(posts[0].Post.ID) + "/bundle.zip"

	moderator.get(path).was(http.StatusForbidden)
	status, kind, text := scheduler.file(path)
	if status != http.StatusOK || kind != "application/zip" {
		t.Fatalf("status %d, %q", status, kind)
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(text)), int64(len(text)))
	s.must(err)
	got := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		s.must(err)
		b, err := io.ReadAll(r)
		s.must(err)
		got[f.Name] = string(b)
	}
	if got["video.mp4"] != "made of it" || !strings.Contains(got["text.txt"], s.campaign.Hashtag) || len(got) != 2 {
		t.Errorf("the bundle holds %q", got)
	}

	moderator.post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "reopen").was(http.StatusOK)
	if status, _, _ := scheduler.file(path); status == http.StatusOK {
		t.Error("a video that is not approved was given away")
	}
}
