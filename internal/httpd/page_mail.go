package httpd

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/web"
)

// mailPage lists the letters, and shows one. Where no mail server is set, it is where they are read and passed on.
type mailPage struct {
	staffPage
	Kept   bool // something waits that is not sent
	Items  []letterItem
	More   string
	Letter *letterView
}

type letterItem struct {
	Link, To, Words, When string
	Current               bool
	Chip                  chip
}

type letterView struct {
	To, Subject, When string
	Parts             [][]letterPiece // paragraphs
}

// A letterPiece is a stretch of a letter: words, or an address to follow.
type letterPiece struct{ Words, Link string }

const lettersAPage = 50

var letterWords = map[belong.MessageKind]string{
	belong.ReceivedMessage: "We have your video", belong.GuardianMessage: "Please decide, to a guardian",
	belong.GuardianAgainMessage: "Please decide again, to a guardian",
	belong.ApprovedMessage:      "Approved", belong.ChangesRequestedMessage: "Changes requested", belong.RejectedMessage: "Not selected",
	belong.FailedMessage: "Problem with the video", belong.PublishedMessage: "You're on",
}

func (s *Server) pageMailGet(c *gin.Context) {
	p, ok := s.mailPage(c, "")
	if ok {
		s.render(c, http.StatusOK, "mail", staffLocale, p)
	}
}

func (s *Server) pageLetterGet(c *gin.Context) {
	id := belong.ID(c.Param("id"))
	p, ok := s.mailPage(c, id)
	if !ok {
		return
	}
	letter, err := s.Notify.Render(c.Request.Context(), id)
	if err != nil {
		s.oops(c, err)
		return
	}
	p.Letter = newLetterView(letter, p.zone)
	s.render(c, http.StatusOK, "mail", staffLocale, p)
}

// mailPage is the list; only an administrator reads other people's letters.
func (s *Server) mailPage(c *gin.Context, current belong.ID) (p mailPage, ok bool) {
	if p.staffPage, ok = s.staffPage(c, "mail", belong.Admin); !ok {
		return p, false
	}
	all, err := s.allMail(c.Request.Context(), belong.ID(c.Query("after")))
	if err != nil {
		s.oops(c, err)
		return p, false
	}
	for _, m := range all {
		item := letterItem{
			Link: "/staff/mail/" + string(m.id), To: m.to, Words: m.words, When: web.Words(staffLocale).Moment(m.at, p.zone),
			Current: m.id == current, Chip: chip{"good", "check", "Sent"},
		}
		if !m.sent {
			item.Chip, p.Kept = chip{"", "mail", "Kept"}, true
		}
		p.Items = append(p.Items, item)
	}
	if len(all) == lettersAPage {
		p.More = "/staff/mail?after=" + string(all[lettersAPage-1].id)
	}
	return p, true
}

// A piece of mail is a message, or a letter to staff.
type pieceOfMail struct {
	id        belong.ID
	to, words string
	at        time.Time
	sent      bool
}

// allMail is a page of all mail, the newest first: what is older than after.
func (s *Server) allMail(ctx context.Context, after belong.ID) (all []pieceOfMail, err error) {
	messages, err := s.Store.Messages(ctx, after, lettersAPage)
	if err != nil {
		return nil, err
	}
	letters, err := s.Store.StaffLetters(ctx, after, lettersAPage)
	if err != nil {
		return nil, err
	}
	for _, m := range messages {
		all = append(all, pieceOfMail{m.ID, m.To, letterWords[m.Kind], m.CreatedAt, !m.SentAt.IsZero()})
	}
	for _, l := range letters {
		all = append(all, pieceOfMail{l.ID, l.To, l.Subject, l.CreatedAt, !l.SentAt.IsZero()})
	}
	slices.SortFunc(all, func(a, b pieceOfMail) int { return cmp.Compare(b.id, a.id) })
	return all[:min(len(all), lettersAPage)], nil
}

func newLetterView(l notify.Letter, zone *time.Location) *letterView {
	v := &letterView{To: l.To, Subject: l.Subject, When: web.Words(staffLocale).Moment(l.CreatedAt, zone)}
	for _, paragraph := range web.Paragraphs(l.Text) {
		var pieces []letterPiece
		for i, line := range strings.Split(paragraph, "\n") {
			switch {
			case strings.HasPrefix(line, "https://") || strings.HasPrefix(line, "http://"):
				pieces = append(pieces, letterPiece{Link: line})
			case i == 0:
				pieces = append(pieces, letterPiece{Words: line})
			default:
				pieces = append(pieces, letterPiece{Words: "\n" + line})
			}
		}
		v.Parts = append(v.Parts, pieces)
	}
	return v
}
