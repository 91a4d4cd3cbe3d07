package httpd

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func TestACampaignThatIsNotThereIsNoOther(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.staff(belong.Admin)
	v.get("/staff/schedule").was(http.StatusOK)
	v.get("/staff/schedule?campaign=nowhere").was(http.StatusNotFound)
	v.get("/staff/live?campaign=nowhere").was(http.StatusNotFound)
}

func TestStaffPagesAreForStaff(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	moderator, scheduler := s.staff(belong.Moderator), s.staff(belong.Scheduler)
	for _, path := range []string{"/staff", "/staff/review", "/staff/review/" + string(e.Submission.ID), "/staff/schedule", "/staff/mail"} {
		page := s.visitor().get(path).was(http.StatusOK)
		if to := page.attr("[name=to]", "value"); !strings.HasPrefix(page.path, "/login") || to != path {
			t.Errorf("%s leads to %s, and from there to %q", path, page.path, to)
		}
	}
	moderator.get("/staff/mail").was(http.StatusForbidden)
	moderator.post("/staff/schedule/switch", "campaign", s.campaign.Slug, "on", "true").was(http.StatusForbidden)
	moderator.post("/staff/schedule/place", "campaign", s.campaign.Slug).was(http.StatusForbidden)
	scheduler.post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "approve").was(http.StatusForbidden)
	if page := moderator.get("/staff/schedule").was(http.StatusOK); len(page.all("main form[method=post]:not([action$=calendar])")) != 0 {
		t.Error("a moderator is offered what a moderator may not do")
	}
	if page := scheduler.get("/staff/review").was(http.StatusOK); len(page.all("main form[method=post]")) != 0 {
		t.Error("a scheduler is offered what a scheduler may not do")
	}
	if state := s.entry(e.Submission.ID).Submission.State; state != belong.InReview {
		t.Errorf("state %q", state)
	}
}

func TestTheFirstAdministratorIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	secret, err := s.Auth.SetupSecret(t.Context())
	s.must(err)
	v := s.visitor()
	v.get("/setup/"+secret).was(http.StatusOK).says("h1", "Make the first administrator")
	page := v.post("/setup/"+secret, "email", "a@example.org", "password", "short").was(http.StatusUnprocessableEntity)
	page.says("#password-error", "12 characters")
	if got := page.attr("#email", "value"); got != "a@example.org" {
		t.Errorf("the address came back as %q", got)
	}
	page = v.post("/setup/"+secret, "email", "a@example.org", "password", "a walk by the river").was(http.StatusOK)
	if !strings.HasPrefix(page.path, "/staff/review") {
		t.Errorf("it led to %s", page.path)
	}
	s.visitor().get("/setup/"+secret).was(http.StatusNotFound).says("main", "Restart the server for a new one.")
	s.visitor().post("/setup/"+secret, "email", "b@example.org", "password", "a walk by the river").was(http.StatusNotFound)

	v.post("/logout").was(http.StatusOK).says("h1", "Log in")
	v.get("/staff/mail").says("h1", "Log in")
	page = v.post("/login", "email", "a@example.org", "password", "wrong").was(http.StatusUnauthorized)
	page.says(".summary", "don't fit together")
	page = v.post("/login", "email", "a@example.org", "password", "a walk by the river", "to", "/staff/mail").was(http.StatusOK)
	if page.path != "/staff/mail" {
		t.Errorf("after logging in one is at %s", page.path)
	}
}

func TestAnInvitationIsForAPassword(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	_, secret, err := s.Auth.AddUser(t.Context(), belong.Actor{Kind: belong.Operator}, "m@example.org", belong.Moderator, "")
	s.must(err)
	v := s.visitor()
	v.get("/invite/"+secret).was(http.StatusOK).says("main", "m@example.org")
	page := v.post("/invite/"+secret, "password", "a walk by the river").was(http.StatusOK)
	page.says("h1", "Review")
	s.visitor().get("/invite/" + secret).was(http.StatusNotFound)
}

func TestLoggingInLeadsNowhereElse(t *testing.T) {
	t.Parallel()
	for to, want := range map[string]string{
		"/staff/mail?after=1": "/staff/mail?after=1", "//evil.example": "/staff", "https://evil.example": "/staff", `/\evil.example`: "/staff",
		"": "/staff", "staff": "/staff", "/\tx": "/staff",
	} {
		if got := local(to, "/staff"); got != want {
			t.Errorf("local(%q) = %q, want %q", to, got, want)
		}
	}
}

func TestADecisionLeadsToTheNextAndCanBeTakenBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	first, _ := s.submitted()
	second, _ := s.submitted()
	v := s.staff(belong.Moderator)
	desk := v.get("/staff/review").was(http.StatusOK)
	desk.says(".case h2", first.Submission.Label.Name)
	if n := len(desk.all(".js-item")); n != 2 {
		t.Fatalf("%d in the queue, want 2", n)
	}
	form := []string{"clip", desk.attr(".js-decide [name=clip]", "value"), "next", desk.attr("[name=next]", "value"), "state", "in_review", "decision", "approve", "private_note", "Opener?"}
	desk = v.post(desk.attr(".js-decide", "action"), form...).was(http.StatusOK)
	desk.says(".case h2", second.Submission.Label.Name).says(".toast", "Approved "+first.Submission.Label.Name)
	if state := s.entry(first.Submission.ID).Submission.State; state != belong.Approved {
		t.Fatalf("state %q", state)
	}
	desk = v.post(desk.attr(".toast form", "action"), "decision", "reopen", "state", "in_review").was(http.StatusOK)
	desk.says(".case h2", first.Submission.Label.Name).says(".history", "Opener?").says(".toast", "Back in review")
	if state := s.entry(first.Submission.ID).Submission.State; state != belong.InReview {
		t.Errorf("state %q after undo", state)
	}
}

func TestADecisionThatCantBeKeepsTheNotes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	v := s.staff(belong.Moderator)
	path := "/staff/review/" + string(e.Submission.ID) + "/decision"
	desk := v.post(path, "decision", "request_changes", "private_note", "hm").was(http.StatusUnprocessableEntity)
	desk.says(".summary", "Say what should change").says("#private_note", "hm")

	desk = v.post(path, "decision", "approve", "clip", string(sampleID(1)), "note", "Great!").was(http.StatusConflict)
	desk.says(".summary", "Somebody changed this").says("#note", "Great!")

	sub := e.Submission
	for range 2 { // as the submitter amends the label while the desk is open
		s.must(s.Store.SaveSubmission(t.Context(), sub, belong.Outcome{}))
		sub = s.entry(sub.ID).Submission
	}
	old := strconv.FormatInt(sub.Version-1, 10)
	desk = v.post(path, "decision", "approve", "version", old).was(http.StatusConflict).says(".summary", "Somebody changed this")
	version := desk.attr(".js-decide input[name=version]", "value")
	v.post(path, "decision", "approve", "clip", string(sub.ClipID), "version", version).was(http.StatusOK)
	v.post(path, "decision", "reopen").was(http.StatusOK) // as the banner's undo does
	if state := s.entry(sub.ID).Submission.State; state != belong.InReview {
		t.Errorf("state %q after the undo", state)
	}
}

func TestAReleaseOnPaperLetsAMinorsVideoGoOn(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	sub := e.Submission
	sub.Minor, sub.GuardianEmail = true, "parent@example.org"
	s.must(s.Store.SaveSubmission(t.Context(), sub, belong.Outcome{}))
	v := s.staff(belong.Moderator)
	desk := v.get("/staff/review/" + string(sub.ID))
	desk.says(".verdict", "A guardian has to agree")
	if len(desk.all(".js-approve")) != 0 {
		t.Error("it can be approved without a guardian")
	}
	form := desk.one("form[action$=release]")
	desk = v.post(attrOf(form, "action"), "version", "1", "state", "in_review").was(http.StatusOK)
	desk.says(".verdict", "Signed on paper").one(".js-approve")
}

func TestWhatPeopleHaveToRetryIsTold(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	s.staff(belong.Moderator).post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "approve").was(http.StatusOK)
	scheduler := s.staff(belong.Scheduler)
	scheduler.post("/staff/schedule/place", "campaign", s.campaign.Slug).was(http.StatusOK)
	for state, reason := range map[belong.PostState]string{belong.PostFailed: "post_failed", belong.Canceled: "post_canceled"} {
		posts, err := s.Store.PostsOf(t.Context(), e.Submission.ID)
		s.must(err)
		posts[0].Post.State = state
		s.must(s.Store.SavePost(t.Context(), posts[0].Post, belong.Outcome{}))
		scheduler.get("/staff/schedule").was(http.StatusOK).says(".unplaced", "Retry the post")
		scheduler.get("/api/v1/campaigns/"+s.campaign.Slug+"/schedule").was(http.StatusOK).says("body", reason)
	}
}

func TestTheDayFromThePlanToTheWall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	moderator, scheduler := s.staff(belong.Moderator), s.staff(belong.Scheduler)
	moderator.post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "approve").was(http.StatusOK)

	scheduler.get("/staff/schedule").says("main", "1 approved video has no slot yet")
	page := scheduler.post("/staff/schedule/day", "campaign", s.campaign.Slug, "post_day", "2027-11-08", "from", "21:00", "to", "09:00", "zone", "America/New_York")
	page.was(http.StatusUnprocessableEntity).says(".summary", "before it begins")
	page = scheduler.post("/staff/schedule/day", "campaign", s.campaign.Slug, "post_day", "2027-11-09", "from", "10:00", "to", "11:00", "zone", "America/Chicago")
	page.was(http.StatusOK).says("h1", "Tuesday, November 9, 2027").says(".top .lead", "10:00 AM CST to 11:00 AM CST")

	page = scheduler.post("/staff/schedule/place", "campaign", s.campaign.Slug).was(http.StatusOK)
	page.says(".card .js-at", "AM CST").says(".card .state", "Scheduled")
	page = scheduler.post("/staff/schedule/switch", "campaign", s.campaign.Slug, "on", "true").was(http.StatusOK)
	page.says("#switch", "Posts go out")

	posts, err := s.Store.PostsOf(t.Context(), e.Submission.ID)
	s.must(err)
	v := s.visitor()
	v.get("/wall/"+s.campaign.Slug).was(http.StatusOK).says("main", "The first video goes up on Tuesday, November 9, 2027 at 10:00 AM CST.")
	v.get("/wall/" + s.campaign.Slug + "/" + string(e.Clip.ID)).was(http.StatusNotFound)

	s.now.Store(posts[0].Post.SlotAt.UnixMilli())
	s.must(s.Publish.Publish(t.Context(), posts[0].Post.ID))
	wall := v.get("/wall/" + s.campaign.Slug).was(http.StatusOK)
	wall.says(".newest h2", e.Submission.Label.Name)
	clip := v.get(wall.attr(".newest h2 a", "href")).was(http.StatusOK)
	clip.says("h1", e.Submission.Label.Name)
	if v.get(clip.attr("video", "src")).status != http.StatusOK {
		t.Error("a stranger can't watch what is on the wall")
	}
	v.get("/s/"+string(e.Submission.ID)+"/"+key).says("#next", "You're on!")

	page = scheduler.post("/staff/posts/"+string(posts[0].Post.ID)+"/remove", "campaign", s.campaign.Slug).was(http.StatusOK)
	page.says(".card .state", "Removed")
	if n := len(v.get("/wall/" + s.campaign.Slug).all("video")); n != 0 {
		t.Errorf("%d videos are on the wall after it was taken down", n)
	}
	scheduler.post("/staff/posts/"+string(posts[0].Post.ID)+"/cancel", "campaign", s.campaign.Slug).was(http.StatusConflict)
	scheduler.post("/staff/posts/"+string(posts[0].Post.ID)+"/explode", "campaign", s.campaign.Slug).was(http.StatusNotFound)
}

func TestLettersAreReadByAdministrators(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	v := s.staff(belong.Admin)
	list := v.get("/staff/mail").was(http.StatusOK)
	letter := v.get(list.attr(".letter-list li a", "href")).was(http.StatusOK)
	letter.says("#subject", "We have your video")
	link, err := url.Parse(letter.attr(".letter .body a", "href"))
	s.must(err)
	s.visitor().get(link.Path).was(http.StatusOK).says("h1", e.Submission.Label.Name)
}

func TestOddAddressesAreNotFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.staff(belong.Admin)
	for _, path := range []string{"/nowhere", "/c/nothing", "/c/nothing/submit", "/s/x", "/s/x/y", "/g/x", "/wall/x", "/wall/you-belong-in-stem/x", "/setup/x", "/invite/x", "/static/x.js"} {
		s.visitor().get(path).was(http.StatusNotFound)
	}
	admin.get("/staff/review/nothing").was(http.StatusNotFound)
	admin.get("/staff/mail/nothing").was(http.StatusNotFound)
	if got := s.visitor().get("/api/v1/nowhere").was(http.StatusNotFound).header.Get("Content-Type"); got != "application/problem+json" {
		t.Errorf("a program is told in %q", got)
	}
	s.visitor().get("/").was(http.StatusOK).says("h1", "YOU Belong in STEM")
}

func TestSeveralCampaignsAreListed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	other := sampleCampaign()
	other.ID, other.Slug, other.Name = sampleID(2), "see-yourself", "See Yourself in STEM"
	other.Opens, other.Deadline = noon.Add(time.Hour), noon.Add(2*time.Hour)
	s.must(s.Store.CreateCampaign(t.Context(), other, nil, belong.Outcome{}))
	page := s.visitor().get("/").was(http.StatusOK)
	if n := len(page.all(".campaigns li")); n != 2 {
		t.Errorf("%d campaigns are listed, want 2", n)
	}
	staff := s.staff(belong.Admin)
	staff.get("/staff/schedule?campaign=you-belong-in-stem").says(".bar.campaigns a[aria-current]", "YOU Belong")
	staff.get("/staff/schedule?campaign=see-yourself").says(".bar.campaigns a[aria-current]", "See Yourself")
}

func TestOnlyPagesWithoutSecretsAreCompressed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, key := s.submitted()
	for path, want := range map[string]string{submitPath: "gzip", "/login": "", "/s/" + string(e.Submission.ID) + "/" + key: ""} {
		v := s.visitor()
		v.header.Set("Accept-Encoding", "gzip")
		if got := v.get(path).header.Get("Content-Encoding"); got != want {
			t.Errorf("%s comes as %q, want %q", path, got, want)
		}
	}
}

func TestStaticFilesAreKeptForGood(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	src := s.visitor().get(submitPath).attr("script[src]", "src")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Address+src, nil)
	s.must(err)
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := http.DefaultTransport.RoundTrip(r)
	s.must(err)
	defer answer.Body.Close() //nolint:errcheck // it was not read
	for name, want := range map[string]string{
		"Cache-Control": "public, max-age=31536000, immutable", "Content-Encoding": "gzip", "Content-Type": "text/javascript; charset=utf-8", "Vary": "Accept-Encoding",
	} {
		if got := answer.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
