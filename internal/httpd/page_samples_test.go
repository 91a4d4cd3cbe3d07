package httpd

import (
	"fmt"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
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
	return sampleDays(t, sampleCampaign(), now)
}

func sampleDays(t testing.TB, c belong.Campaign, now time.Time) dayView {
	t.Helper()
	d, err := newDayView(c, now)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
