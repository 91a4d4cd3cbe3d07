package mastosim

import (
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	usualCharacters = 500
	keyKept         = time.Hour
	mostMedia       = 4
	smallPage       = 20
	largestPage     = 40
)

// A wish is a post as it is asked for. Apps send it as a form or as JSON.
type wish struct {
	Status     string   `json:"status"`
	MediaIDs   []string `json:"media_ids"`
	Language   string   `json:"language"`
	Visibility string   `json:"visibility"`
	Sensitive  bool     `json:"sensitive"`
}

func read(r *http.Request) (wish, error) {
	var asked wish
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return asked, err
	}
	if kind == "application/json" {
		err := json.NewDecoder(r.Body).Decode(&asked)
		return asked, err
	}
	data, err := io.ReadAll(r.Body)
	if err != nil {
		return asked, err
	}
	form, err := url.ParseQuery(string(data))
	if err != nil {
		return asked, err
	}
	return wish{
		Status: form.Get("status"), MediaIDs: form["media_ids[]"], Language: form.Get("language"),
		Visibility: form.Get("visibility"), Sensitive: form.Get("sensitive") == "true",
	}, nil
}

// post makes a post, or lets it go wrong.
func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	asked, err := read(r)
	if err != nil {
		fail(w, http.StatusBadRequest, "Bad request")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	trouble := s.trouble
	s.trouble = ""
	if s.spoiled(w, trouble) {
		return
	}
	p, why := s.make(asked, r.Header.Get("Idempotency-Key"))
	if why != "" {
		fail(w, http.StatusUnprocessableEntity, why)
		return
	}
	switch trouble {
	case DropAfter:
		panic(http.ErrAbortHandler)
	case ErrorAfter:
		fail(w, http.StatusInternalServerError, "We're sorry, but something went wrong on our end.")
	case Nonsense:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "<!doctype html><title>Mastodon</title>")
	default:
		answer(w, http.StatusOK, s.status(p))
	}
}

// spoiled answers in place of a post where nothing is to be posted.
func (s *Server) spoiled(w http.ResponseWriter, trouble Fault) bool {
	switch trouble {
	case DropBefore:
		panic(http.ErrAbortHandler)
	case Unavailable:
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	case Forbidden:
		w.WriteHeader(http.StatusForbidden)
	case Elsewhere:
		w.Header().Set("Location", "https://elsewhere.example/api/v1/statuses")
		w.WriteHeader(http.StatusTemporaryRedirect)
	case Limited:
		tell(w.Header(), 300, 0, s.now().Add(3*time.Minute))
		fail(w, http.StatusTooManyRequests, "Too many requests")
	case LimitedSilently:
		for _, name := range []string{"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"} {
			w.Header().Del(name)
		}
		w.WriteHeader(http.StatusTooManyRequests)
	default:
		return false
	}
	return true
}

// make makes a post as Mastodon does: first the key, then the media, then the text. It says why where it can't.
func (s *Server) make(asked wish, key string) (p *Post, why string) {
	if known, ok := s.keys[key]; ok && key != "" && !s.ForgetsKeys && s.now().Before(known.until) {
		return known.post, ""
	}
	m, why := s.attach(asked.MediaIDs)
	length := utf8.RuneCountInString(links.ReplaceAllString(asked.Status, strings.Repeat("x", linkCounts)))
	switch most := cmp.Or(s.Characters, usualCharacters); {
	case why != "":
		return nil, why
	case length > most:
		return nil, fmt.Sprintf("Validation failed: Text character limit of %d exceeded", most)
	case length == 0 && m == nil:
		return nil, "Validation failed: Text can't be blank"
	}
	id := s.id()
	p = &Post{
		ID: id, URL: "https://" + Domain + "/@" + Username + "/" + id, Text: asked.Status, Language: asked.Language,
		Visibility: asked.Visibility, Sensitive: asked.Sensitive, CreatedAt: s.now(), media: m, hidden: s.lag, late: s.Late,
	}
	if m != nil {
		p.Alt, p.SHA256, m.post = m.alt, m.sha256, p
	}
	s.posts = append(s.posts, p)
	if key != "" {
		s.keys[key] = keyed{p, s.now().Add(keyKept)}
	}
	return p, ""
}

const linkCounts = 23

var links = regexp.MustCompile(`https?://\S+`)

// attach finds the one video of a post. Two are refused, as Mastodon does.
func (s *Server) attach(ids []string) (found *media, why string) {
	if len(ids) > mostMedia {
		return nil, "Validation failed: Cannot attach more than 4 files"
	}
	for _, id := range ids {
		m := s.media[id]
		switch {
		case (m == nil || m.post != nil) && s.DropsMedia:
			continue
		case m == nil || m.post != nil:
			return nil, fmt.Sprintf("Validation failed: Media %s not found or already attached to another post", id)
		case found != nil:
			return nil, "Validation failed: Cannot attach a video to a post that already contains images"
		case !s.ready(m):
			return nil, "Validation failed: Cannot attach files that have not finished processing. Try again in a moment!"
		}
		found = m
	}
	return found, ""
}

// list gives the account's posts, the newest first.
func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	if r.PathValue("id") != AccountID {
		fail(w, http.StatusNotFound, "Record not found")
		return
	}
	q := r.URL.Query()
	size, err := strconv.Atoi(q.Get("limit"))
	if err != nil || size < 1 {
		size = smallPage
	}
	before, _ := strconv.ParseInt(q.Get("max_id"), 10, 64)
	s.mu.Lock()
	defer s.mu.Unlock()
	page, last := []any{}, ""
	for _, p := range slices.Backward(s.posts) {
		id, _ := strconv.ParseInt(p.ID, 10, 64)
		if p.deleted || p.hidden || before > 0 && id >= before || q.Get("only_media") == "true" && p.media == nil {
			continue
		}
		page, last = append(page, s.status(p)), p.ID
		if len(page) == min(size, largestPage) {
			break
		}
	}
	if last != "" {
		q.Set("max_id", last)
		w.Header().Set("Link", fmt.Sprintf(`<http://%s%s?%s>; rel="next"`, r.Host, r.URL.Path, q.Encode()))
	}
	answer(w, http.StatusOK, page)
}

func (s *Server) show(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(r.PathValue("id"))
	if p != nil && p.deleted && p.late > 0 {
		p.late--
	} else if p == nil || p.deleted || p.hidden {
		fail(w, http.StatusNotFound, "Record not found")
		return
	}
	answer(w, http.StatusOK, s.status(p))
}

func (s *Server) delete(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.find(r.PathValue("id"))
	if p == nil || p.deleted {
		fail(w, http.StatusNotFound, "Record not found")
		return
	}
	p.deleted = true
	answer(w, http.StatusOK, s.status(p))
}

func (s *Server) find(id string) *Post {
	i := slices.IndexFunc(s.posts, func(p *Post) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return s.posts[i]
}

func (s *Server) status(p *Post) map[string]any {
	attachments := []any{}
	if p.media != nil {
		attachments = append(attachments, s.attachment(p.media))
	}
	return map[string]any{
		"id": p.ID, "uri": "https://" + Domain + "/users/" + Username + "/statuses/" + p.ID, "url": p.URL,
		"created_at": p.CreatedAt.UTC().Format("2006-01-02T15:04:05.000Z"), "edited_at": nil,
		"account": s.account(), "content": "<p>" + html.EscapeString(p.Text) + "</p>", "language": p.Language,
		"visibility": cmp.Or(p.Visibility, "public"), "sensitive": p.Sensitive, "spoiler_text": "",
		"media_attachments": attachments, "mentions": []any{}, "tags": []any{}, "emojis": []any{}, "filtered": []any{},
		"in_reply_to_id": nil, "in_reply_to_account_id": nil, "reblog": nil, "card": nil, "poll": nil,
		"replies_count": 0, "reblogs_count": 0, "favourites_count": 0,
	}
}
