// Package notify turns messages into letters and sends them. A letter's words are made the moment it is sent or read:
// the links in it are keys, and keys are kept nowhere. Letters to staff are sent as they were written.
package notify

import (
	"context"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// linkLife is how long a link in a letter is good. It outlives the campaign, since with it people take a video back.
const linkLife = 365 * 24 * time.Hour

// Store is what notifying needs of the database.
type Store interface {
	Message(ctx context.Context, id belong.ID) (belong.Message, error)
	MarkSent(ctx context.Context, id belong.ID, at time.Time) error
	StaffLetter(ctx context.Context, id belong.ID) (belong.StaffLetter, error)
	MarkStaffLetterSent(ctx context.Context, id belong.ID, at time.Time) error
	Submission(ctx context.Context, id belong.ID) (belong.Submission, error)
	Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error)
	PostsOf(ctx context.Context, submission belong.ID) ([]belong.Showing, error)
	AddToken(ctx context.Context, t belong.Token) error
}

// Sender sends a letter in plain text. A nil error means that a mail server took it.
type Sender interface {
	Send(ctx context.Context, to, subject, text string) error
}

// Service sends letters.
type Service struct {
	store   Store
	sender  Sender
	address string
	now     func() time.Time
}

// New makes the service. sender is nil where no mail server is set: messages are kept then, and read with Render.
// address is the public one, without a slash at its end; now is the clock.
func New(store Store, sender Sender, address string, now func() time.Time) *Service {
	return &Service{store: store, sender: sender, address: address, now: now}
}

// Send sends a message, or a letter to staff, that was not sent yet. Without a mail server, or once its submission is withdrawn, it is kept.
// A crash between sending and noting that it was sent makes it go out twice: better than not at all.
func (s *Service) Send(ctx context.Context, message belong.ID) error {
	if s.sender == nil {
		return nil
	}
	m, err := s.store.Message(ctx, message)
	if belong.KindOf(err) == belong.NotFound {
		return s.sendToStaff(ctx, message)
	}
	if err != nil || !m.SentAt.IsZero() {
		return err
	}
	sub, err := s.store.Submission(ctx, m.SubmissionID)
	if err != nil || sub.State == belong.Withdrawn {
		return err
	}
	l, err := s.write(ctx, m, sub)
	if err != nil {
		return err
	}
	if err := s.sender.Send(ctx, l.To, l.Subject, l.Text); err != nil {
		return err
	}
	return s.store.MarkSent(ctx, m.ID, s.now())
}

func (s *Service) sendToStaff(ctx context.Context, letter belong.ID) error {
	l, err := s.store.StaffLetter(ctx, letter)
	if err != nil || !l.SentAt.IsZero() {
		return err
	}
	if err := s.sender.Send(ctx, l.To, l.Subject, l.Text); err != nil {
		return err
	}
	return s.store.MarkStaffLetterSent(ctx, l.ID, s.now())
}

// A Letter is a message in words, or a letter to staff.
type Letter struct {
	belong.Message
	Subject string
	Text    string // plain, lines divided by "\n"
}

// Render is the letter that Send would send, with keys of its own in its links: for an administrator to read, and to
// pass on where there is no mail server.
func (s *Service) Render(ctx context.Context, message belong.ID) (Letter, error) {
	m, err := s.store.Message(ctx, message)
	if belong.KindOf(err) == belong.NotFound {
		return s.staffLetter(ctx, message)
	}
	if err != nil {
		return Letter{}, err
	}
	sub, err := s.store.Submission(ctx, m.SubmissionID)
	if err != nil {
		return Letter{}, err
	}
	return s.write(ctx, m, sub)
}

func (s *Service) staffLetter(ctx context.Context, letter belong.ID) (Letter, error) {
	l, err := s.store.StaffLetter(ctx, letter)
	m := belong.Message{ID: l.ID, To: l.To, Locale: "en", CreatedAt: l.CreatedAt, SentAt: l.SentAt}
	return Letter{Message: m, Subject: l.Subject, Text: l.Text}, err
}

func (s *Service) write(ctx context.Context, m belong.Message, sub belong.Submission) (Letter, error) {
	c, err := s.store.Campaign(ctx, sub.CampaignID)
	if err != nil {
		return Letter{}, err
	}
	link, err := s.link(ctx, m)
	if err != nil {
		return Letter{}, err
	}
	posts, err := s.posts(ctx, m)
	if err != nil {
		return Letter{}, err
	}
	w := writer{words: web.Words(m.Locale), campaign: c, submission: sub, link: link, posts: posts}
	subject, text, err := w.write(m.Kind)
	return Letter{Message: m, Subject: subject, Text: text}, err
}

// link makes a fresh key to the page that the message is about.
func (s *Service) link(ctx context.Context, m belong.Message) (string, error) {
	purpose := belong.StatusToken
	if m.Kind.ToGuardian() {
		purpose = belong.GuardianToken
	}
	secret, token := belong.NewToken(s.now(), purpose, m.SubmissionID, linkLife)
	if err := s.store.AddToken(ctx, token); err != nil {
		return "", err
	}
	if purpose == belong.GuardianToken {
		return s.address + "/g/" + secret, nil
	}
	return s.address + "/s/" + string(m.SubmissionID) + "/" + secret, nil
}

// posts is where the submission can be seen, a line each, for the letter that tells of it.
func (s *Service) posts(ctx context.Context, m belong.Message) (string, error) {
	if m.Kind != belong.PublishedMessage {
		return "", nil
	}
	all, err := s.store.PostsOf(ctx, m.SubmissionID)
	var links []string
	for _, w := range all {
		if w.Post.State == belong.Published && w.Post.Link != "" {
			links = append(links, w.Post.Link)
		}
	}
	return strings.Join(links, "\n"), err
}
