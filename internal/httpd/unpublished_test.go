package httpd

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// stays holds that the world does not learn of a clip, in whatever way it asks.
func (s *site) stays(name string, e belong.Entry) {
	s.t.Helper()
	clip, wall := string(e.Clip.ID), "/wall/"+s.campaign.Slug
	for _, path := range []string{
		wall, wall + "?question=" + e.Submission.Question, wall + "?before=9999999999999-ffffffffffffffffffffffffffffffff", wall + "/projector",
		wall + "/feed.atom", wall + "/feed.rss", wall + "/" + clip, "/embed/" + clip, "/media/" + clip + "/web", "/media/" + clip + "/post",
		"/media/" + clip + "/poster", "/media/" + clip + "/original", "/media/" + clip + "/captions.vtt", "/media/" + clip + "/captions.srt",
		"/api/v1/campaigns/" + s.campaign.Slug, "/api/v1/submissions/" + string(e.Submission.ID), "/s/" + string(e.Submission.ID),
	} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			r, err := http.NewRequestWithContext(s.t.Context(), method, s.Address+path, http.NoBody)
			s.must(err)
			r.Header.Set("Range", "bytes=0-1000000")
			answer, err := http.DefaultClient.Do(r)
			s.must(err)
			b, err := io.ReadAll(answer.Body)
			s.must(err)
			s.must(answer.Body.Close())
			text := string(b)
			if strings.Contains(text, e.Submission.Label.Name) || strings.Contains(text, "made of it") || strings.Contains(text, clip) && !strings.Contains(path, clip) {
				s.t.Errorf("%s: %s %s tells of it: %d %.200s", name, method, path, answer.StatusCode, text)
			}
			if strings.HasPrefix(path, "/media/") && answer.StatusCode != http.StatusNotFound {
				s.t.Errorf("%s: %s %s: %d", name, method, path, answer.StatusCode)
			}
		}
	}
}

func TestNothingIsServedThatIsNotPublished(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.switchOn()
	become := func(e belong.Entry, states ...belong.SubmissionState) {
		t.Helper()
		sub := s.entry(e.Submission.ID).Submission
		for _, state := range states {
			s.must(sub.Become(state, s.Now()))
		}
		s.must(s.Store.SaveSubmission(t.Context(), sub, belong.Outcome{}))
	}
	waiting, _ := s.submitted()
	s.stays("in review", waiting)
	planned := s.planned(1)[0].Entry
	s.stays("approved, and not posted", planned)

	for name, state := range map[string][]belong.SubmissionState{
		"posted, then reopened": {belong.InReview}, "posted, then rejected": {belong.Rejected}, "posted, then sent back": {belong.ChangesRequested},
	} {
		e := s.shown()
		become(e, state...)
		s.stays(name, e)
	}
	back := s.shown()
	s.takenBack(back)
	s.stays("taken back", back)

	down := s.shown()
	if page := s.visitor().get("/wall/" + s.campaign.Slug); !strings.Contains(textOf(page.root), down.Submission.Label.Name) {
		t.Error("what is published is not shown either")
	}
	posts, err := s.Store.PostsOf(t.Context(), down.Submission.ID)
	s.must(err)
	p := posts[0].Post
	s.must(p.Become(belong.Removed, s.Now()))
	s.must(s.Store.SavePost(t.Context(), p, belong.Outcome{}))
	s.stays("taken down", down)

	minor, _ := s.submitted()
	minor.Submission.Minor = true
	s.must(minor.Submission.Become(belong.Approved, s.Now())) // by whatever mistake
	s.must(s.Store.SaveSubmission(t.Context(), minor.Submission, belong.Outcome{}))
	_, err = s.Schedule.Place(t.Context(), belong.Actor{Kind: belong.Operator}, s.campaign.Slug)
	s.must(err)
	posts, err = s.Store.PostsOf(t.Context(), minor.Submission.ID)
	s.must(err)
	s.now.Add(posts[0].Post.SlotAt.Sub(s.Now()).Milliseconds() + time.Second.Milliseconds())
	s.must(s.Publish.Publish(t.Context(), posts[0].Post.ID))
	s.stays("a minor's without a guardian's yes", minor)
}
