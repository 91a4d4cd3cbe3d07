package publish

import (
	"context"
	"errors"
	"strings"
	"time"
	"unicode"

	"github.com/belonginstem/belong/internal/belong"
)

// How much of what a network says is kept.
const (
	mostAccount = 200            // characters of an account's name
	mostSaid    = 500            // characters of any other words
	longestWait = 25 * time.Hour // that a network is left alone because it says so: limits are a day's at most
)

// A hearsay is a network whose words are not trusted, whoever runs it: they are shown to staff, mailed, and stored. They come
// in one line, without what turns the direction of writing, and not long; a link is an address on the web or none at all; and
// nobody stops a channel for longer than a network's own limits last.
type hearsay struct {
	Channel
	now func() time.Time
}

// network is the way to speak to a kind of network; nil where there is none.
func (s *Service) network(kind belong.ChannelKind) Channel {
	network := s.Channels[kind]
	if network == nil || kind == belong.Wall {
		return network
	}
	return hearsay{network, s.now}
}

func (h hearsay) Check(ctx context.Context, a belong.Account) (belong.Standing, error) {
	s, err := h.Channel.Check(ctx, a)
	s.Account, s.Warning = plain(s.Account, mostAccount), plain(s.Warning, mostSaid)
	l := &s.Limits
	l.Text, l.Alt, l.Bytes, l.Length = max(0, l.Text), max(0, l.Alt), max(0, l.Bytes), max(0, l.Length)
	return s, h.heard(err)
}

func (h hearsay) Stage(ctx context.Context, p belong.Parcel) (belong.Notes, error) {
	n, err := h.Channel.Stage(ctx, p)
	return n, h.heard(err)
}

func (h hearsay) Publish(ctx context.Context, p belong.Parcel) (belong.Receipt, error) {
	r, err := h.Channel.Publish(ctx, p)
	return h.receipt(r), h.heard(err)
}

func (h hearsay) Find(ctx context.Context, p belong.Parcel) (belong.Receipt, bool, error) {
	r, found, err := h.Channel.Find(ctx, p)
	return h.receipt(r), found, h.heard(err)
}

func (h hearsay) Remove(ctx context.Context, p belong.Parcel) error {
	return h.heard(h.Channel.Remove(ctx, p))
}

func (h hearsay) receipt(r belong.Receipt) belong.Receipt {
	if _, err := address(r.Link); err != nil {
		r.Link = ""
	}
	r.Rest = h.atMost(r.Rest)
	return r
}

// heard is the error with words that may be kept. What it means stays as it is.
func (h hearsay) heard(err error) error {
	var no *belong.NetworkError
	if !errors.As(err, &no) {
		return err
	}
	kept := *no
	if err != error(no) { //nolint:errorlint // whether there is more around it, for the log
		kept.Err = err
	}
	kept.Sentence, kept.Said, kept.Until = plain(no.Sentence, mostSaid), plain(no.Said, mostSaid), h.atMost(no.Until)
	return &kept
}

// atMost is the time, or the latest for which anybody waits.
func (h hearsay) atMost(at time.Time) time.Time {
	if latest := h.now().Add(longestWait); at.After(latest) {
		return latest
	}
	return at
}

// plain is a text on one line, at most so many characters long.
func plain(text string, most int) string {
	if len(text) > 4*most { // which is as many characters, or more
		text = text[:4*most]
	}
	words := strings.FieldsFunc(strings.ToValidUTF8(text, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
	})
	out := []rune(strings.Join(words, " "))
	if len(out) > most {
		return string(out[:most-1]) + "…"
	}
	return string(out)
}
