package httpd

import (
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/internal/schedule"
)

// staffSamples are the pages that staff see.
func staffSamples(t testing.TB) []sample {
	t.Helper()
	var m mistakes
	m.add("", "The e-mail address and the password don't fit together. Check both.")
	var short mistakes
	short.add("password", "Choose a password of at least 12 characters. A few words that you can remember will do.")
	out := []sample{
		{"login", "login", loginPage{page: page{Here: "/login"}}},
		{"login-mistakes", "login", loginPage{page: page{Here: "/login"}, mistakes: m, Email: "jane@example.org"}},
		{"setup", "password", passwordPage{page: page{Here: "/setup/key"}, First: true}},
		{"invite-mistakes", "password", passwordPage{page: page{Here: "/invite/key"}, mistakes: short, Email: "jane@example.org", Role: "moderator"}},
	}
	out = append(out, reviewSamples(t)...)
	out = append(out, scheduleSamples(t)...)
	out = append(out, boardSamples(t)...)
	out = append(out, postingSamples(t)...)
	out = append(out, liveSamples(t)...)
	out = append(out, channelsSamples()...)
	out = append(out, rehearsalSamples(t)...)
	return append(out, mailSamples()...)
}

func sampleStaff(section string) staffPage {
	c := sampleCampaign()
	zone, _ := time.LoadLocation(c.Day.Zone)
	return staffPage{
		page: page{Here: "/staff/" + section, Private: true, Campaign: headOf(c)}, User: staffUser{"moderator@example.org"},
		Nav: staffNav(section, c.Slug, belong.Admin), campaign: c, zone: zone,
	}
}

func reviewSamples(t testing.TB) []sample {
	t.Helper()
	base := sampleStaff("review")
	queue := review.Page{Campaign: base.campaign, Next: sampleID(999), Counts: map[belong.SubmissionState]int{
		belong.InReview: 12, belong.Approved: 48, belong.AwaitingRelease: 3, belong.ChangesRequested: 2, belong.Draft: 5,
	}}
	for i := range 12 {
		queue.Entries = append(queue.Entries, sampleEntry(i, belong.InReview))
	}
	submitter := belong.Release{By: belong.BySubmitter}
	open := review.Case{Entry: queue.Entries[1], Campaign: base.campaign, Releases: []belong.Release{submitter}}
	minor := review.Case{Entry: sampleEntry(5, belong.AwaitingRelease), Campaign: base.campaign, Releases: []belong.Release{submitter}}
	approved := review.Case{Entry: sampleEntry(3, belong.Approved), Campaign: base.campaign, Releases: []belong.Release{submitter}}
	arriving := review.Case{Entry: sampleEntry(2, belong.Processing), Campaign: base.campaign}
	arriving.Clip.Renditions, arriving.Clip.Ready, arriving.Submission.Label, arriving.Submission.Filename = nil, false, belong.Label{}, "IMG_20221107_101010.mp4"

	wide := review.Case{Entry: sampleEntry(8, belong.InReview), Campaign: base.campaign, Releases: []belong.Release{submitter}}

	at := func(it review.Case, tab string) reviewAsk { return reviewAsk{id: it.Submission.ID, tab: tab} }
	list := newReviewPage(base, queue, open, reviewAsk{tab: "in_review"})
	opened := newReviewPage(base, queue, open, at(open, "in_review"))
	opened.Toast = &toast{Words: "Approved Ana María Núñez.", Undo: "/staff/review/1/decision", State: "in_review"}
	short := belong.Channel{Kind: belong.X, Name: "@STEMx", Standing: belong.Standing{Limits: belong.PostLimits{Text: 50}}}
	opened.Case.Texts = textViews(base.campaign, []belong.Channel{sampleChannel(), short, {Kind: belong.X, Name: "X"}}, open.Submission, "https://belong.example.org")
	wrong := at(open, "in_review")
	wrong.mistakes.add("note", "Say what should change, so that the person can act on it.")
	decided := newReviewPage(base, queue, approved, at(approved, "approved"))
	decided.Case.History = []pastDecision{{Words: "Approved", By: "moderator@example.org", When: "November 1, 2027, 12:05 PM EDT", Note: "Wonderful.", Private: "Opener?"}}
	decided.Case.tellCaptions(sampleCaptions(approved.Entry), approved, at(approved, "approved"))
	staffs := captionsCase{Entry: open.Entry, captions: sampleCaptions(open.Entry), page: page{Here: "/staff/review/1/captions", Private: true, Campaign: headOf(base.campaign)}, staff: &base, back: "/staff/review/1?state=in_review", tab: []string{"state", "in_review"}, locale: staffLocale}
	empty := review.Page{Campaign: base.campaign}
	return []sample{
		{"review", "review", list},
		{"review-case", "review", opened},
		{"review-mistakes", "review", newReviewPage(base, queue, open, wrong)},
		{"review-minor", "review", newReviewPage(base, queue, minor, at(minor, "awaiting_release"))},
		{"review-approved", "review", decided},
		{"review-arriving", "review", newReviewPage(base, queue, arriving, at(arriving, "draft,uploading,processing"))},
		{"review-wide", "review", newReviewPage(base, queue, wide, at(wide, "in_review"))},
		{"captions-staff", "captions", newCaptionsPage(staffs, nil, "", mistakes{})},
		{"review-empty", "review", newReviewPage(base, empty, review.Case{}, reviewAsk{tab: "in_review"})},
	}
}

func scheduleSamples(t testing.TB) []sample {
	t.Helper()
	off, on := sampleStaff("schedule"), sampleStaff("schedule")
	on.campaign.On = true
	wall := schedule.Board{Channels: []belong.Channel{sampleChannel()}}
	before := plan{day: sampleDay(t, noon), Board: wall}
	during := plan{day: sampleDay(t, time.Date(2027, 11, 8, 20, 0, 0, 0, time.UTC)), Board: wall}
	for i := range 8 {
		before.Posts = append(before.Posts, samplePost(i, belong.Scheduled))
		during.Posts = append(during.Posts, samplePost(i, belong.PostStates[i]))
	}
	for i := range 10 {
		before.Approved = append(before.Approved, sampleEntry(i, belong.Approved))
	}
	full := before
	full.day.Now = full.day.To.Add(time.Hour)
	before.Next, full.Next = samplePlan(before), samplePlan(full)
	wrong := scheduleAsk{day: &belong.Day{Date: "2027-11-08", From: "21:00", To: "09:00", Zone: "Mars"}}
	wrong.mistakes.add("window", "The window ends (09:00) before it begins (21:00).")
	wrong.mistakes.add("zone", `"Mars" is no time zone. Use a name such as America/New_York.`)
	empty := plan{day: before.day, Board: wall}
	return []sample{
		{"schedule-empty", "schedule", newSchedulePage(off, empty, scheduleAsk{}, true)},
		{"schedule-off", "schedule", newSchedulePage(off, before, scheduleAsk{flash: "The plan is filled in."}, true)},
		{"schedule-on", "schedule", newSchedulePage(on, during, scheduleAsk{}, true)},
		{"schedule-over", "schedule", newSchedulePage(off, full, scheduleAsk{}, true)},
		{"schedule-mistakes", "schedule", newSchedulePage(off, before, wrong, true)},
		{"schedule-look", "schedule", newSchedulePage(on, during, scheduleAsk{}, false)},
	}
}

// liveSamples are the day before, during and after.
func liveSamples(t testing.TB) []sample {
	t.Helper()
	off, on := sampleStaff("live"), sampleStaff("live")
	on.campaign.On = true
	before, during := sampleDay(t, noon), sampleDay(t, time.Date(2027, 11, 8, 20, 0, 0, 0, time.UTC))
	x := sampleChannel()
	x.Kind, x.Name = belong.X, "@STEMx"
	x.Health = belong.Health{PausedUntil: during.Now.Add(time.Minute), Trouble: "X takes no posts for the moment.", Said: "Too Many Requests"}
	var posts []belong.Showing
	for i := range 30 {
		w := samplePost(i, belong.PostStates[i%len(belong.PostStates)])
		w.Channel = x
		if w.Post.State == belong.PostFailed {
			w.Post.Problem, w.Post.Said = "X did not like the video.", "media: The video is too short."
		}
		posts = append(posts, w)
	}
	channels := []belong.Channel{sampleChannel(), x}
	return []sample{
		{"live-before", "live", newLivePage(off, before, channels[:1], nil, scheduleAsk{}, true)},
		{"live", "live", newLivePage(on, during, channels, posts, scheduleAsk{flash: "It goes out now."}, true)},
		{"live-look", "live", newLivePage(off, during, channels, posts, scheduleAsk{}, false)},
	}
}

// samplePlan is what filling in the plan would do.
func samplePlan(p plan) schedule.Plan {
	in := schedule.Input{Entries: p.Approved, Channels: p.Channels, Days: []belong.Window{{From: p.day.From, To: p.day.To}}, Now: p.day.Now}
	for _, w := range p.Posts {
		in.Posts = append(in.Posts, w.Post)
	}
	return schedule.Place(in)
}

func mailSamples() []sample {
	base := mailPage{staffPage: sampleStaff("mail"), Kept: true}
	for kind, words := range letterWords {
		base.Items = append(base.Items, letterItem{
			Link: "/staff/mail/" + string(kind), To: "someone@example.org", Words: words, When: "November 1, 2027, 12:05 PM EDT", Chip: chip{"", "mail", "Kept"},
		})
	}
	one := base
	one.Letter = newLetterView(notify.Letter{
		Message: belong.Message{To: "someone@example.org", CreatedAt: noon}, Subject: "We have your video for YOU Belong in STEM",
		Text: "Hello Ana,\n\nThank you! Your video has arrived.\n\nhttps://belong.example.org/s/1/key\n\nThe team\n",
	}, base.zone)
	return []sample{{"mail", "mail", base}, {"mail-letter", "mail", one}, {"mail-empty", "mail", mailPage{staffPage: sampleStaff("mail")}}}
}
