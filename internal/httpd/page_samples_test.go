package httpd

import (
	"fmt"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/web"
)

// A sample is a page in one of its states, made as a handler makes it.
type sample struct {
	name string // of the page and its state
	page string
	data any
}

// noon is when the samples are looked at: a week before the day.
var noon = time.Date(2027, 11, 1, 16, 0, 0, 0, time.UTC)

func sampleCampaign() belong.Campaign {
	q := func(key, en, es string) belong.Question {
		return belong.Question{Key: key, Text: belong.Text{"en": en, "es": es}}
	}
	return belong.Campaign{
		ID: sampleID(1), Slug: "you-belong-in-stem", Name: "YOU Belong in STEM", Hashtag: "#YOUbelonginSTEM", ClosingLine: "YOU Belong in STEM",
		Description: belong.Text{
			"en": "Say in 30 seconds how people belong in STEM. On National STEM Day, the campaign shares every video.",
			"es": "Di en 30 segundos cómo las personas tienen un lugar en STEM. En el Día Nacional de STEM, la campaña comparte todos los videos.",
		},
		Questions: []belong.Question{
			q("why-diversity", "Why is diversity in STEM important?", "¿Por qué es importante la diversidad en STEM?"),
			q("why-everyone", "Why is it important that all students and teachers believe that they have a place in STEM?",
				"¿Por qué es importante que todos los estudiantes y docentes crean que tienen un lugar en STEM?"),
			q("what-you-do", "What can you do, or what are you already doing, to advance diversity, equity, inclusion and belonging in STEM?",
				"¿Qué puedes hacer, o qué haces ya, por la diversidad, la equidad, la inclusión y el sentido de pertenencia en STEM?"),
			q("why-initiative", "Why is an initiative like YOU Belong in STEM important?", "¿Por qué es importante una iniciativa como YOU Belong in STEM?"),
			q("how-you-belong", "If you're a student: How do you belong in STEM?", "Si eres estudiante: ¿cuál es tu lugar en STEM?"),
		},
		Release: belong.ReleaseText{Version: "1", Text: belong.Text{
			"en": "This is a video of me, or I have the permission of everybody who can be seen or heard in it.\n\nI can take this back at any time.",
			"es": "En este video aparezco yo, o tengo el permiso de todas las personas que se ven o se oyen en él.\n\nPuedo retirarlo cuando quiera.",
		}},
		Opens: noon.AddDate(0, 0, -30), Deadline: time.Date(2027, 11, 8, 4, 59, 0, 0, time.UTC),
		Day:    belong.Day{Date: "2027-11-08", From: "09:00", To: "21:00", Zone: "America/New_York"},
		Limits: belong.Limits{Bytes: 1 << 30, Length: 35 * time.Second, Longest: 3 * time.Minute},
	}
}

func sampleID(n int) belong.ID { return belong.ID(fmt.Sprintf("%032x", n)) }

// samplePeople are those whose videos are in the samples: short names and long ones, from several scripts.
var samplePeople = []belong.Label{
	{Name: "Ana María Núñez", Title: "Profesora de Física", Organization: "Universidad de Puerto Rico"},
	{Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx"},
	{Name: "王小明", Title: "工程师", Organization: "清华大学"},
	{Name: "Mary-Jane O'Neil", Title: "VP, R&D", Organization: "AT&T"},
	{Name: "Wolfeschlegelsteinhausenbergerdorff Hubert", Title: "Superintendent of Schools and Interim Director of Curriculum", Organization: "Northeastern Regional Vocational and Technical School District"},
	{Name: "Sam Lee", Title: "Student", Organization: "Lincoln Middle School"},
}

func sampleEntry(n int, state belong.SubmissionState) belong.Entry {
	who := samplePeople[n%len(samplePeople)]
	sub := belong.Submission{
		ID: sampleID(100 + n), CampaignID: sampleID(1), State: state, Label: who, Role: belong.Leader, Email: "someone@example.org",
		Question: sampleCampaign().Questions[n%5].Key, Locale: "en", ClipID: sampleID(200 + n),
		CreatedAt: noon.Add(-26 * time.Hour), UpdatedAt: noon.Add(-25 * time.Hour),
	}
	if who.Title == "Student" {
		sub.Role, sub.Minor, sub.GuardianEmail = belong.Student, true, "parent@example.org"
	}
	clip := belong.Clip{
		ID: sub.ClipID, SubmissionID: sub.ID, OriginalKey: "originals/x", Bytes: 84_000_000, Length: 31 * time.Second, Width: 1080, Height: 1920,
		Progress: 100, Ready: true, CreatedAt: noon.Add(-26 * time.Hour),
		Renditions: []belong.Rendition{
			{Kind: belong.WebRendition, Width: 540, Height: 960}, {Kind: belong.PosterRendition, Width: 540, Height: 960},
		},
	}
	if n%5 == 3 {
		clip.Width, clip.Height = 1920, 1080
		clip.Renditions[0].Width, clip.Renditions[0].Height = 960, 540
	}
	if n%3 != 0 {
		still := belong.Rendition{Kind: belong.StoryboardRendition, Width: 12 * clip.Renditions[0].Width / 6, Height: clip.Renditions[0].Height / 6}
		clip.Renditions = append(clip.Renditions, still)
	}
	if n%2 == 1 {
		clip.Length = 42 * time.Second
		clip.Findings = []belong.Finding{
			{Code: belong.TooLong, Severity: belong.Warning, Value: 42, Limit: 35},
			{Code: belong.Black, Severity: belong.Warning, Value: 1.2},
			{Code: belong.NearSilence, Severity: belong.Warning, At: 12 * time.Second, Value: -50, Limit: -45},
			{Code: belong.LineHeard, Severity: belong.Info, At: 40 * time.Second, Value: 90},
		}
	}
	return belong.Entry{Submission: sub, Clip: clip}
}

func samplePost(n int, state belong.PostState) belong.Showing {
	e := sampleEntry(n, belong.Approved)
	at := time.Date(2027, 11, 8, 14, 0, 0, 0, time.UTC).Add(time.Duration(n) * 35 * time.Minute)
	p := belong.Post{
		ID: sampleID(300 + n), CampaignID: sampleID(1), SubmissionID: e.Submission.ID, ClipID: e.Clip.ID, ChannelID: sampleID(400), State: state, SlotAt: at,
	}
	switch state {
	case belong.Published:
		p.Link, p.PublishedAt = "/wall/you-belong-in-stem/"+string(e.Clip.ID), at
	case belong.PostFailed:
		p.Problem = "The file is not there any more."
	case belong.Missed:
		p.Problem = "The slot passed by more than the campaign allows."
	}
	return belong.Showing{Post: p, Channel: sampleChannel(), Entry: e}
}

func sampleChannel() belong.Channel {
	return belong.Channel{ID: sampleID(400), CampaignID: sampleID(1), Kind: belong.Wall, Name: "Wall", Gap: time.Minute}
}

func sampleDay(t testing.TB, now time.Time) dayView {
	t.Helper()
	d, err := newDayView(sampleCampaign(), now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// publicSamples are the pages that submitters, guardians and visitors see, in a language.
func publicSamples(t testing.TB, locale string) []sample {
	t.Helper()
	c, words := sampleCampaign(), web.Words(locale)
	day, theDay := sampleDay(t, noon), sampleDay(t, time.Date(2027, 11, 8, 20, 0, 0, 0, time.UTC))
	out := []sample{
		{"home", "home", homePage{page: page{Here: "/"}, Items: []homeItem{
			{day, c.Slug, c.Name, c.Description.In(locale), phaseChip("open", words)},
			{theDay, "see-yourself", "See Yourself in STEM", c.Description.In(locale), phaseChip("live", words)},
		}}},
		{"home-empty", "home", homePage{page: page{Here: "/"}}},
		{"campaign-open", "campaign", newCampaignPage(c, day, locale)},
		{"campaign-soon", "campaign", newCampaignPage(c, sampleDay(t, c.Opens.Add(-time.Hour)), locale)},
		{"campaign-closed", "campaign", newCampaignPage(c, sampleDay(t, c.Deadline.Add(time.Hour)), locale)},
		{"campaign-live", "campaign", newCampaignPage(c, theDay, locale)},
		{"submit", "submit", newSubmitPage(c, day, locale, submitForm{Question: "why-everyone"}, mistakes{})},
		{"problem", "problem", problemPage{page: page{Here: "/x", Campaign: headOf(c)}, Title: words.T("oops.not_found"), Sentence: words.T("oops.not_found_more"), Link: "/", Action: words.T("oops.home")}},
	}
	mentioned := submitForm{Role: "leader", HandleBluesky: "jane"}
	var wrong mistakes
	wrong.add("handles", words.T("problem.handle_bluesky"))
	out = append(out, sample{"submit-handles", "submit", newSubmitPage(c, day, locale, mentioned, wrong)})
	form := submitForm{Role: "student", Minor: true, Email: "sam@", labelForm: labelForm{Name: "Sam", Title: "Student"}}
	var m mistakes
	form.check(words, &m)
	m.add("email", words.T("problem.email"))
	m.add("file", words.T("script.need_file"))
	out = append(out, sample{"submit-mistakes", "submit", newSubmitPage(c, day, locale, form, m)})
	out = append(out, statusSamples(t, locale)...)
	out = append(out, captionsSamples(locale)...)
	out = append(out, guardianSamples(t, locale)...)
	return append(out, wallSamples(t, locale)...)
}

func statusSamples(t testing.TB, locale string) []sample {
	t.Helper()
	c, day := sampleCampaign(), sampleDay(t, noon)
	var out []sample
	for i, state := range belong.SubmissionStates {
		e := sampleEntry(i, state)
		switch state {
		case belong.Draft, belong.Uploading:
			e.Clip, e.Submission.ClipID = belong.Clip{}, ""
		case belong.Processing, belong.Failed:
			e.Clip.Progress, e.Clip.Ready, e.Clip.Renditions, e.Clip.Findings = 40, false, nil, nil
		case belong.AwaitingRelease:
			e.Submission.Minor = true
		case belong.ChangesRequested:
			e.Submission.Note = "Please say your first and last name.\n\nAnd end with the closing line."
		}
		it := statusCase{Entry: e, campaign: c, day: day, token: "key"}
		if state == belong.Processing {
			it.wait = wait{Processing: true, Ahead: 2, Left: 130 * time.Second, Known: true}
			out = append(out, sample{"status-another", "status", newStatusPage(it, statusAsk{another: true}, locale)})
		}
		out = append(out, sample{"status-" + string(state), "status", newStatusPage(it, statusAsk{}, locale)})
	}
	spoken := sampleEntry(0, belong.InReview)
	with := statusCase{Entry: spoken, campaign: c, day: day, captions: sampleCaptions(spoken), token: "key"}
	out = append(out, sample{"status-captions", "status", newStatusPage(with, statusAsk{}, locale)})
	live := samplePost(2, belong.Published)
	it := statusCase{Entry: live.Entry, campaign: c, day: day, posts: []belong.Showing{live}, token: "key"}
	out = append(out, sample{"status-live", "status", newStatusPage(it, statusAsk{done: "mended"}, locale)})

	named := sampleEntry(1, belong.ChangesRequested)
	named.Submission.Label, named.Submission.Filename = belong.Label{}, "Jane_Doe_Chief Scientist_STEMx.mp4"
	it = statusCase{Entry: named, campaign: c, day: day, token: "key"}
	out = append(out, sample{"status-unnamed", "status", newStatusPage(it, statusAsk{}, locale)})

	cut := sampleEntry(1, belong.InReview)
	cut.Clip.Cut, cut.Clip.Length = belong.Cut{From: time.Second, To: 31 * time.Second}, 30*time.Second
	it = statusCase{Entry: cut, campaign: c, day: day, token: "key"}
	var wrong mistakes
	partForm{"soon", "0"}.read(web.Words(locale), &wrong)
	out = append(out, sample{"status-cut", "status", newStatusPage(it, statusAsk{done: "cut"}, locale)},
		sample{"status-cut-mistakes", "status", newStatusPage(it, statusAsk{mistakes: wrong, part: &partForm{"soon", "0"}}, locale)})
	it = statusCase{Entry: named, campaign: c, day: day, token: "key"}

	var m mistakes
	m.add("name", web.Words(locale).T("script.need_name"))
	m.add("file", web.Words(locale).T("script.need_file"))
	return append(out, sample{"status-mistakes", "status", newStatusPage(it, statusAsk{mistakes: m, form: &labelForm{Title: "Student"}}, locale)})
}

// sampleCaptions are a draft of what is said in a sample.
func sampleCaptions(e belong.Entry) belong.Captions {
	c := belong.Captions{ClipID: e.Clip.ID, Locale: "en", Source: belong.FromScript, Version: 1}
	for i, text := range []string{"Soy Ana María Núñez, y enseño Física.", "When I was ten, I asked\nwhy the sky is blue.", "YOU Belong in STEM."} {
		from := time.Duration(i)*4*time.Second + 250*time.Millisecond
		c.Cues = append(c.Cues, belong.Cue{Span: belong.Span{From: from, To: from + 3*time.Second}, Text: text})
	}
	return c
}

func captionsSamples(locale string) []sample {
	e, words := sampleEntry(0, belong.InReview), web.Words(locale)
	none := captionsCase{Entry: e, page: page{Here: "/s/1/captions", Private: true, Campaign: headOf(sampleCampaign())}, back: "/s/1", locale: locale}
	draft, right := none, none
	draft.captions, right.captions = sampleCaptions(e), sampleCaptions(e)
	right.captions.ConfirmedAt = noon
	wrong := captionsForm{Locale: "fr", Rows: []captionsRow{{From: "0:01.0", To: "3", Text: "One"}, {From: "2", To: "1", Text: "Two"}, {From: "soon", Text: ""}}}
	var m, unread mistakes
	wrong.captions(e.Clip.Length, words, &m)
	vague := captionsForm{Locale: "en", Rows: []captionsRow{{From: "soon", To: "3", Text: "One"}}}
	vague.captions(e.Clip.Length, words, &unread)
	return []sample{
		{"captions-none", "captions", newCaptionsPage(none, nil, "", mistakes{})},
		{"captions-draft", "captions", newCaptionsPage(draft, nil, "saved", mistakes{})},
		{"captions-right", "captions", newCaptionsPage(right, nil, "", mistakes{})},
		{"captions-mistakes", "captions", newCaptionsPage(draft, &wrong, "", m)},
		{"captions-vague", "captions", newCaptionsPage(draft, &vague, "", unread)},
	}
}

func guardianSamples(t testing.TB, locale string) []sample {
	t.Helper()
	it := guardianCase{Entry: sampleEntry(5, belong.AwaitingRelease), campaign: sampleCampaign(), day: sampleDay(t, noon), here: "/g/key"}
	var m mistakes
	m.add("agree", web.Words(locale).T("guardian.need_agree"))
	m.add("name", web.Words(locale).T("problem.guardian_name"))
	signed, declined, early := it, it, it
	signed.releases = []belong.Release{{By: belong.ByGuardian, ClipID: it.Clip.ID, Name: "Kim Lee", Version: "1", Text: "These words.", At: noon}}
	declined.Submission.State = belong.Withdrawn
	early.Clip.Renditions = nil
	return []sample{
		{"guardian-open", "guardian", newGuardianPage(it, "", mistakes{}, locale)},
		{"guardian-early", "guardian", newGuardianPage(early, "", mistakes{}, locale)},
		{"guardian-mistakes", "guardian", newGuardianPage(it, "K", m, locale)},
		{"guardian-yes", "guardian", newGuardianPage(signed, "", mistakes{}, locale)},
		{"guardian-no", "guardian", newGuardianPage(declined, "", mistakes{}, locale)},
	}
}

// sampleWall is a wall with that many clips, of which a page shows the newest.
func sampleWall(t testing.TB, many int) wallCase {
	t.Helper()
	c := sampleCampaign()
	c.On = true
	next := samplePost(20, belong.Staged).Post.SlotAt
	it := wallCase{campaign: c, day: sampleDay(t, time.Date(2027, 11, 8, 20, 0, 0, 0, time.UTC)), address: "https://belong.example.org", next: &next}
	for i := range many {
		it.live = append(it.live, samplePost(i, belong.Published))
		q := c.Questions[i%5].Key
		it.tally.Groups = append(it.tally.Groups, belong.WallGroup{Question: q, Partner: []string{"", "massachusetts-stem", "north"}[i%3], Live: 1})
	}
	it.tally.Writes = int64(many)
	it.live = it.live[:min(many, wallSize+1)]
	return it
}

func wallSamples(t testing.TB, locale string) []sample {
	t.Helper()
	before, first, one, some, wide := sampleWall(t, 0), sampleWall(t, 0), sampleWall(t, 1), sampleWall(t, 11), sampleWall(t, 11)
	before.day = sampleDay(t, noon)
	wide.live, wide.next = wide.live[3:], nil
	sifted, older, noneSuch := sampleWall(t, 40), sampleWall(t, 40), sampleWall(t, 3)
	sifted.ask = wallAsk{question: "why-everyone", partner: "massachusetts-stem"}
	older.ask.before = belong.MarkOf(older.live[3])
	noneSuch.ask.question, noneSuch.live = "how-you-belong", nil
	c, at := some.campaign, some.address
	captioned := newProjectorPage(some, locale)
	captioned.Voices[0].Player.Track = newTrack(captioned.Voices[0].Clip, "es")
	return []sample{
		{"wall-before", "wall", newWallPage(before, locale)},
		{"wall-first", "wall", newWallPage(first, locale)},
		{"wall-one", "wall", newWallPage(one, locale)},
		{"wall", "wall", newWallPage(some, locale)},
		{"wall-wide", "wall", newWallPage(wide, locale)},
		{"wall-many", "wall", newWallPage(sampleWall(t, 40), locale)},
		{"wall-sifted", "wall", newWallPage(sifted, locale)},
		{"wall-older", "wall", newWallPage(older, locale)},
		{"wall-none-such", "wall", newWallPage(noneSuch, locale)},
		{"clip", "clip", newClipPage(c, at, some.live[0], locale)},
		{"clip-wide", "clip", newClipPage(c, at, some.live[3], locale)},
		{"projector", "projector", captioned},
		{"projector-empty", "projector", newProjectorPage(first, locale)},
		{"embed", "embed", newEmbedPage(c, at, some.live[0], locale)},
		{"embed-wide", "embed", newEmbedPage(c, at, some.live[3], locale)},
		{"embed-gone", "embed", embedPage{page: page{Here: "/"}, Address: at}},
	}
}

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
	decided.Case.tellCaptions(sampleCaptions(approved.Entry), approved)
	staffs := captionsCase{Entry: open.Entry, captions: sampleCaptions(open.Entry), page: page{Here: "/staff/review/1/captions", Private: true, Campaign: headOf(base.campaign)}, staff: &base, back: "/staff/review/1", locale: staffLocale}
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
	before := plan{day: sampleDay(t, noon), channels: []belong.Channel{sampleChannel()}}
	during := plan{day: sampleDay(t, time.Date(2027, 11, 8, 20, 0, 0, 0, time.UTC)), channels: before.channels}
	for i := range 8 {
		before.posts = append(before.posts, samplePost(i, belong.Scheduled))
		during.posts = append(during.posts, samplePost(i, belong.PostStates[i]))
	}
	for i := range 10 {
		before.approved = append(before.approved, sampleEntry(i, belong.Approved))
	}
	full := before
	full.day.Now = full.day.To.Add(time.Hour)
	before.next, full.next = samplePlan(before), samplePlan(full)
	wrong := scheduleAsk{day: &belong.Day{Date: "2027-11-08", From: "21:00", To: "09:00", Zone: "Mars"}}
	wrong.mistakes.add("window", "The window ends (09:00) before it begins (21:00).")
	wrong.mistakes.add("zone", `"Mars" is no time zone. Use a name such as America/New_York.`)
	empty := plan{day: before.day, channels: before.channels}
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
	in := schedule.Input{Entries: p.approved, Channels: p.channels, Days: []belong.Window{{From: p.day.From, To: p.day.To}}, Now: p.day.Now}
	for _, w := range p.posts {
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
