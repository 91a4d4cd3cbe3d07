package notify_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/review/reviewtest"
	"github.com/belonginstem/belong/internal/store/storetest"
)

const address = "https://belong.example"

type letter struct{ to, subject, text string }

// An outbox is a mail server that keeps what it takes.
type outbox struct {
	letters []letter
	err     error
}

func (o *outbox) Send(_ context.Context, to, subject, text string) error {
	if o.err != nil {
		return o.err
	}
	o.letters = append(o.letters, letter{to, subject, text})
	return nil
}

type desk struct {
	*reviewtest.House
	outbox
	svc *notify.Service
	t   *testing.T
}

func open(t *testing.T) *desk {
	t.Helper()
	d := &desk{House: reviewtest.New(t, storetest.SQLite(t)), t: t}
	d.svc = notify.New(d.Store, &d.outbox, address, d.Now)
	return d
}

// message stores a message about s.
func (d *desk) message(kind belong.MessageKind, s belong.Submission) belong.Message {
	d.t.Helper()
	var out belong.Outcome
	out.Write(d.Now(), kind, s)
	if len(out.Messages) != 1 || len(out.Jobs) != 1 {
		d.t.Fatalf("outcome %+v", out)
	}
	d.Must(d.Store.SaveSubmission(d.t.Context(), d.Submission(s.ID), out))
	return out.Messages[0]
}

func minor(s *belong.Submission, _ *belong.Clip) {
	s.Minor, s.GuardianEmail, s.Note = true, "ana@example.org", "Say the closing line."
}

var kinds = []belong.MessageKind{
	belong.ReceivedMessage, belong.GuardianMessage, belong.GuardianAgainMessage, belong.ApprovedMessage, belong.ChangesRequestedMessage,
	belong.RejectedMessage, belong.FailedMessage, belong.PublishedMessage,
}

var hole = regexp.MustCompile(`\{\{|\}\}|<no value>|mail\.|%!`)

func TestEveryLetterIsWholeInEveryLanguage(t *testing.T) {
	t.Parallel()
	d := open(t)
	seen := map[string]string{}
	for _, locale := range []string{"en", "es"} {
		for _, kind := range kinds {
			s := d.Submit(belong.InReview, func(s *belong.Submission, c *belong.Clip) {
				minor(s, c)
				s.Locale = locale
			})
			l, err := d.svc.Render(t.Context(), d.message(kind, s).ID)
			d.Must(err)
			all := l.Subject + "\n" + l.Text
			if hole.MatchString(all) || l.Subject == "" || strings.Contains(l.Subject, "\n") {
				t.Errorf("%s in %s:\n%s", kind, locale, all)
			}
			if !strings.Contains(l.Text, address+"/") || !strings.Contains(all, "YOU Belong in STEM") {
				t.Errorf("%s in %s says not where, or of what:\n%s", kind, locale, all)
			}
			if other, is := seen[l.Subject]; is {
				t.Errorf("%s in %s has the subject of %s", kind, locale, other)
			}
			seen[l.Subject] = string(kind) + " in " + locale
		}
	}
}

func TestALetterGoesOutOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	m := d.message(belong.ApprovedMessage, d.Submit(belong.Approved, nil))
	d.err = errors.New("down")
	if err := d.svc.Send(t.Context(), m.ID); err == nil {
		t.Error("the mail server was down")
	}
	d.err = nil
	for range 2 {
		d.Must(d.svc.Send(t.Context(), m.ID))
	}
	if len(d.letters) != 1 || d.letters[0].to != "jane@example.org" {
		t.Fatalf("letters %+v", d.letters)
	}
	if !strings.Contains(d.letters[0].text, "Jane Doe") || !strings.Contains(d.letters[0].text, "Monday, November 8, 2027") {
		t.Errorf("text %s", d.letters[0].text)
	}
	sent, err := d.Store.Message(t.Context(), m.ID)
	d.Must(err)
	if sent.SentAt.Before(sent.CreatedAt) {
		t.Errorf("sent at %v", sent.SentAt)
	}
}

func TestTheLinkInALetterIsAFreshKeyToItsOwnPage(t *testing.T) {
	t.Parallel()
	d := open(t)
	s := d.Submit(belong.AwaitingRelease, minor)
	for _, c := range []struct {
		kind    belong.MessageKind
		link    string
		purpose belong.Purpose
	}{
		{belong.ReceivedMessage, address + "/s/" + string(s.ID) + "/", belong.StatusToken},
		{belong.GuardianMessage, address + "/g/", belong.GuardianToken},
		{belong.GuardianAgainMessage, address + "/g/", belong.GuardianToken},
	} {
		m := d.message(c.kind, s)
		secrets := map[string]bool{}
		for range 2 {
			l, err := d.svc.Render(t.Context(), m.ID)
			d.Must(err)
			_, rest, found := strings.Cut(l.Text, c.link)
			if !found {
				t.Fatalf("%s: no link in %s", c.kind, l.Text)
			}
			secret, _, _ := strings.Cut(rest, "\n")
			secrets[secret] = true
			token, err := d.Store.Token(t.Context(), belong.HashSecret(secret), c.purpose, d.Now().Add(300*24*time.Hour))
			d.Must(err)
			if token.Subject != s.ID {
				t.Errorf("%s: it opens %s", c.kind, token.Subject)
			}
		}
		if len(secrets) != 2 {
			t.Errorf("%s: the key was used twice", c.kind)
		}
	}
}

func TestAGuardiansLetterGoesToTheGuardianOnly(t *testing.T) {
	t.Parallel()
	d := open(t)
	m := d.message(belong.GuardianMessage, d.Submit(belong.AwaitingRelease, minor))
	d.Must(d.svc.Send(t.Context(), m.ID))
	if len(d.letters) != 1 || d.letters[0].to != "ana@example.org" || strings.Contains(d.letters[0].text, "/s/") {
		t.Errorf("letters %+v", d.letters)
	}
}

func TestOnceTakenBackNothingMoreIsSent(t *testing.T) {
	t.Parallel()
	d := open(t)
	s := d.Submit(belong.AwaitingRelease, minor)
	m := d.message(belong.GuardianMessage, s)
	s = d.Submission(s.ID)
	s.State = belong.Withdrawn
	d.Must(d.Store.Withdraw(t.Context(), s, belong.Outcome{}))
	d.Must(d.svc.Send(t.Context(), m.ID))
	if len(d.letters) > 0 {
		t.Errorf("letters %+v", d.letters)
	}
}

func TestWithoutAMailServerLettersAreKeptAndCanBeRead(t *testing.T) {
	t.Parallel()
	d := open(t)
	m := d.message(belong.RejectedMessage, d.Submit(belong.Rejected, minor))
	kept := notify.New(d.Store, nil, address, d.Now)
	d.Must(kept.Send(t.Context(), m.ID))
	l, err := kept.Render(t.Context(), m.ID)
	d.Must(err)
	if !l.SentAt.IsZero() || !strings.Contains(l.Text, "Say the closing line.") {
		t.Errorf("letter %+v", l)
	}
}

func TestThePublishedLetterTellsWhere(t *testing.T) {
	t.Parallel()
	d := open(t)
	s := d.Submit(belong.Approved, nil)
	p := belong.Post{
		ID: belong.NewID(d.Now()), SubmissionID: s.ID, ClipID: s.ClipID, ChannelID: d.Wall.ID, State: belong.Scheduled,
		SlotAt: reviewtest.Day, CreatedAt: d.Now(), UpdatedAt: d.Now(),
	}
	d.Must(d.Store.PlacePosts(t.Context(), d.Campaign.ID, []belong.Post{p}, belong.Outcome{}))
	p, err := d.Store.Post(t.Context(), p.ID)
	d.Must(err)
	p.State, p.Link, p.PublishedAt = belong.Published, address+"/wall/you-belong-in-stem/1", d.Now()
	d.Must(d.Store.SavePost(t.Context(), p, belong.Outcome{}))
	l, err := d.svc.Render(t.Context(), d.message(belong.PublishedMessage, s).ID)
	d.Must(err)
	if !strings.Contains(l.Text, p.Link) {
		t.Errorf("text %s", l.Text)
	}
}

func TestALetterToStaffGoesOutOnceAsItWasWritten(t *testing.T) {
	t.Parallel()
	d := open(t)
	staff := []belong.User{{Email: "sam@example.org", Role: belong.Scheduler}}
	l := belong.NewStaffLetters(d.Now(), d.Campaign.ID, "rehearsal", "It is a go", "All is ready.", staff)[0]
	d.Must(d.Store.Record(t.Context(), belong.Outcome{Letters: []belong.StaffLetter{l}}))
	kept, err := notify.New(d.Store, nil, address, d.Now).Render(t.Context(), l.ID)
	d.Must(err)
	if kept.To != l.To || kept.Subject != l.Subject || kept.Text != l.Text || !kept.SentAt.IsZero() {
		t.Errorf("it is read as %+v", kept)
	}
	for range 2 {
		d.Must(d.svc.Send(t.Context(), l.ID))
	}
	if len(d.letters) != 1 || d.letters[0] != (letter{l.To, l.Subject, l.Text}) {
		t.Errorf("letters %+v", d.letters)
	}
	if err := d.svc.Send(t.Context(), "nobody"); belong.KindOf(err) != belong.NotFound {
		t.Errorf("what is not there was sent: %v", err)
	}
}
