package httpd

import (
	"net/http"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

func rehearsalSamples(t testing.TB) []sample {
	t.Helper()
	base, day := sampleStaff("rehearsal"), sampleDay(t, noon)
	with := func(lines ...publish.Line) rehearsalPage {
		return newRehearsalPage(base, publish.Rehearsal{Campaign: base.campaign, At: noon, From: day.From, To: day.To, Zone: day.Zone, Lines: lines})
	}
	ready := []publish.Line{
		{Area: publish.ChannelArea, Level: publish.OK, Sentence: "The wall is part of Belong, and always there."},
		{Area: publish.ChannelArea, Level: publish.OK, Sentence: "Bluesky, stemx.bsky.social: It accepts the account's keys. It takes texts of 300 characters, videos of 3:00, 100 MB at most."},
		{Area: publish.PlanArea, Level: publish.OK, Sentence: "Everything that is approved has a slot: 48 posts to go out, from November 8, 2027, 9:00 AM EST to November 8, 2027, 9:00 PM EST."},
		{Area: publish.WorkerArea, Level: publish.OK, Sentence: "A worker is at work."},
	}
	look := publish.Line{Area: publish.SwitchArea, Level: publish.Warn, Sentence: "The switch is off: nothing goes out.", Next: "Turn it on before the day begins.", Link: "/staff/schedule"}
	stops := []publish.Line{
		{Area: publish.ChannelArea, Level: publish.NoGo, Sentence: "X, @STEMx: It is disconnected. X does not know these keys any more. It said: “Invalid or expired token”", Next: "Connect it anew.", Link: "/staff/channels"},
		{Area: publish.TextArea, Level: publish.NoGo, Sentence: "The post on Bluesky at November 8, 2027, 2:35 PM EST has a text that is 12 characters too long.", Next: "Shorten it.", Link: "/staff/review/1"},
		{Area: publish.StorageArea, Level: publish.NoGo, Sentence: "The storage did not answer for 3 files of 96.", Next: "See that it runs and can be reached; `belong doctor` tries it."},
	}
	return []sample{
		{"rehearsal-go", "rehearsal", with(ready...)},
		{"rehearsal-look", "rehearsal", with(append([]publish.Line{look}, ready...)...)},
		{"rehearsal-no-go", "rehearsal", with(append(append(stops, look), ready...)...)},
	}
}

func TestARehearsalOnAPage(t *testing.T) {
	t.Parallel()
	s, n := withMastodon(t)
	ch, _ := s.mastodon()
	e, _ := s.submitted()
	s.staff(belong.Moderator).post("/staff/review/"+string(e.Submission.ID)+"/decision", "decision", "approve").was(http.StatusOK)
	v := s.staff(belong.Scheduler)
	const path = "/staff/rehearsal?campaign=you-belong-in-stem"
	v.get(path).was(http.StatusOK).says("h1", "NO-GO").says(".group.bad", "1 approved video without a slot on Wall").says(".group.warn", "The switch is off")
	v.post("/staff/schedule/place", "campaign", s.campaign.Slug).was(http.StatusOK)
	page := v.get(path).was(http.StatusOK).says("h1", "GO").says(".group.good", "It takes texts of 500 characters")
	if got := len(page.all(".group.bad")); got != 0 || page.text("h1") != "GO" {
		t.Errorf("it says %s", page.text("main"))
	}
	s.now.Add(1000)
	n.err = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "Mastodon does not know this token any more.", Said: "revoked"}
	page = v.get(path).was(http.StatusOK).says("h1", "NO-GO").says(".group.bad", "Mastodon does not know this token any more. It said: “revoked”")
	if to := page.attr(".group.bad a", "href"); to != channelsPath {
		t.Errorf("it leads to %s", to)
	}
	letters := s.staff(belong.Admin).get("/staff/mail").was(http.StatusOK)
	letters.says(".letter-list li:first-child", "Mastodon is disconnected: YOU Belong in STEM")
	stored, err := s.Store.Channel(t.Context(), ch.ID)
	s.must(err)
	if !stored.Health.Disconnected {
		t.Error("what the network said is not kept")
	}
}
