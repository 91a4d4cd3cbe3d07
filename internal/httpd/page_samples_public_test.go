package httpd

import (
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

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
	long := c
	long.Posting.Days = 7
	week, thirdDay := sampleDays(t, long, noon), sampleDays(t, long, theDay.Now.AddDate(0, 0, 2))
	waiting := statusCase{Entry: sampleEntry(0, belong.InReview), campaign: long, day: week, token: "key"}
	asked := guardianCase{Entry: sampleEntry(5, belong.AwaitingRelease), campaign: long, day: week, here: "/g/key"}
	out = append(out,
		sample{"home-week", "home", homePage{page: page{Here: "/"}, Items: []homeItem{{thirdDay, c.Slug, c.Name, c.Description.In(locale), phaseChip("live", words)}}}},
		sample{"campaign-week", "campaign", newCampaignPage(long, week, locale)},
		sample{"campaign-week-live", "campaign", newCampaignPage(long, thirdDay, locale)},
		sample{"submit-week", "submit", newSubmitPage(long, week, locale, submitForm{}, mistakes{})},
		sample{"status-week", "status", newStatusPage(waiting, statusAsk{}, locale)},
		sample{"guardian-week", "guardian", newGuardianPage(asked, "", mistakes{}, locale)},
	)
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
	signed, declined, early, changed := it, it, it, it
	changed.releases = []belong.Release{{By: belong.ByGuardian, ClipID: "an earlier one", Name: "Kim Lee", Version: "1", Text: "These words.", At: noon}}
	signed.releases = []belong.Release{{By: belong.ByGuardian, ClipID: it.Clip.ID, Name: "Kim Lee", Version: "1", Text: "These words.", At: noon}}
	declined.Submission.State = belong.Withdrawn
	early.Clip.Renditions = nil
	return []sample{
		{"guardian-open", "guardian", newGuardianPage(it, "", mistakes{}, locale)},
		{"guardian-changed", "guardian", newGuardianPage(changed, "", mistakes{}, locale)},
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
