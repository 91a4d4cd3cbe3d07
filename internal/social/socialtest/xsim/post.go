package xsim

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// seenFor is how long X remembers a text.
const seenFor = 24 * time.Hour

// A Post is a post that is live.
type Post struct {
	ID     string
	By     string // its account's name
	Text   string // as it was sent
	MadeAt time.Time
	Media  []Media
}

type post struct {
	id     string
	by     *account
	text   string
	madeAt time.Time
	media  []*media
	hidden int // for so many more reads of its timeline; below zero for ever
	gone   bool
}

// Live are the posts that people can see, the oldest first.
func (s *Sim) Live() []Post {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Post
	for _, p := range s.posts {
		if p.gone {
			continue
		}
		live := Post{ID: p.id, By: p.by.username, Text: p.text, MadeAt: p.madeAt}
		for _, m := range p.media {
			live.Media = append(live.Media, m.public())
		}
		out = append(out, live)
	}
	return out
}

// Delete takes a post down by hand.
func (s *Sim) Delete(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.live(id); p != nil {
		p.gone = true
	}
}

func (s *Sim) live(id string) *post {
	i := slices.IndexFunc(s.posts, func(p *post) bool { return p.id == id && !p.gone })
	if i < 0 {
		return nil
	}
	return s.posts[i]
}

func (s *Sim) createPost(r *http.Request, by *account) reply {
	var in struct {
		Text  string `json:"text"`
		Media struct {
			IDs []string `json:"media_ids"`
		} `json:"media"`
	}
	if no := decode(r, &in); no != nil {
		return *no
	}
	attached, ok := s.attachable(in.Media.IDs, by)
	switch {
	case in.Text == "" && len(in.Media.IDs) == 0:
		return *invalid("A post has a text or media.")
	case Weight(in.Text) > 280:
		return blank(http.StatusForbidden, "Forbidden", "Your Tweet text is too long. For information on how X determines text length see https://github.com/twitter/twitter-text.")
	case !ok:
		return problemWith(http.StatusBadRequest, "invalid-request", "Invalid Request", "One or more parameters to your request was invalid.", object{
			"errors": []object{{"parameters": object{"media.media_ids": in.Media.IDs}, "message": "Your media IDs are invalid."}},
		})
	case s.seen(in.Text, by):
		return duplicate()
	}
	p := &post{id: s.newID(), by: by, text: in.Text, madeAt: s.now(), media: attached, hidden: s.lag}
	for _, m := range attached {
		m.inPost = true
	}
	s.posts = append(s.posts, p)
	return jsonReply(http.StatusCreated, object{"data": object{"id": p.id, "text": p.shown(), "edit_history_post_ids": []string{p.id}}})
}

// attachable are the media, if all of them can go into a post: X has them, prepared, and they are in none.
func (s *Sim) attachable(ids []string, by *account) ([]*media, bool) {
	var out []*media
	for _, id := range ids {
		m, no := s.find(id, by)
		if no != nil || !m.finished || m.waits > 0 || m.failed || m.inPost || m.Category == "subtitles" {
			return nil, false
		}
		out = append(out, m)
	}
	return out, len(ids) <= 4
}

// seen tells whether the account has a live post with the same words that is not old.
func (s *Sim) seen(text string, by *account) bool {
	return slices.ContainsFunc(s.posts, func(p *post) bool {
		return !p.gone && p.by == by && p.text == text && s.now().Before(p.madeAt.Add(seenFor))
	})
}

// shown is the text as X gives it back: with a link to each video.
func (p *post) shown() string {
	words := []string{p.text}
	for _, m := range p.media {
		words = append(words, "https://t.co/"+m.ID[len(m.ID)-10:])
	}
	return strings.Join(words, " ")
}

func (s *Sim) deletePost(r *http.Request, by *account) reply {
	id := r.PathValue("id")
	p := s.live(id)
	switch {
	case p == nil:
		rep := jsonReply(http.StatusNotFound, missing("tweet", id))
		rep.kind = "application/problem+json"
		return rep
	case p.by != by:
		return blank(http.StatusForbidden, "Forbidden", "You are not permitted to perform this action.")
	}
	p.gone = true
	return data(object{"deleted": true})
}

// getPost answers what is not there with 200, as X does.
func (s *Sim) getPost(r *http.Request, _ *account) reply {
	view, no := viewOf(r)
	if no != nil {
		return *no
	}
	p := s.live(r.PathValue("id"))
	if p == nil {
		return jsonReply(http.StatusOK, object{"errors": []object{missing("tweet", r.PathValue("id"))}})
	}
	out := object{"data": view.post(p)}
	if media := view.media([]*post{p}); media != nil {
		out["includes"] = object{"media": media}
	}
	return jsonReply(http.StatusOK, out)
}
