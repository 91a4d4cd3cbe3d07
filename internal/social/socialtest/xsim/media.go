package xsim

import (
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
)

// How long X keeps media: what is not finished, and what is and stands in no post.
const (
	uploadFor = 24 * time.Hour
	keepFor   = 20 * time.Hour
)

// Media are a file that somebody uploaded.
type Media struct {
	ID, Key  string
	Type     string // as image/png
	Category string // as tweet_video
	Bytes    int64
	SHA256   string // in hexadecimal, once it is finished
	Alt      string
	Captions []Captions
}

// Captions are a track of captions.
type Captions struct {
	Language, Name string
	Text           string // SubRip
}

type media struct {
	Media
	owner    *account
	chunks   map[int][]byte
	finished bool
	text     string // of captions
	until    time.Time
	waits    int // how many looks it takes yet until it is prepared
	failed   bool
	inPost   bool
}

// Preparing is what X does with videos after they were uploaded.
type Preparing struct {
	Looks int  // at a video's status until it is through
	After int  // seconds that X wants to pass before each
	Fail  bool // in the end it is no video
}

// Prepare says how videos are prepared that are finished from now on. The zero value is at once.
func (s *Sim) Prepare(p Preparing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.preparing = p
}

// Media are all files, in the order in which they came, those that expired included.
func (s *Sim) Media() []Media {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Media, len(s.media))
	for i, m := range s.media {
		out[i] = m.public()
	}
	return out
}

// Forget loses a file before its time.
func (s *Sim) Forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.media {
		if m.ID == id {
			m.until = time.Time{}
		}
	}
}

func (m *media) public() Media {
	p := m.Media
	p.Captions = slices.Clone(m.Captions)
	return p
}

// find is the account's own media, if X still has them.
func (s *Sim) find(id string, by *account) (*media, *reply) {
	for _, m := range s.media {
		if m.ID == id && m.owner == by && (m.inPost || s.now().Before(m.until)) {
			return m, nil
		}
	}
	rep := jsonReply(http.StatusNotFound, missing("media", id))
	rep.kind = "application/problem+json"
	return nil, &rep
}

func (s *Sim) initialize(r *http.Request, by *account) reply {
	var in struct {
		Type             string   `json:"media_type"`
		Category         string   `json:"media_category"`
		Bytes            int64    `json:"total_bytes"`
		AdditionalOwners []string `json:"additional_owners"`
		Shared           bool     `json:"shared"`
	}
	if no := decode(r, &in); no != nil {
		return *no
	}
	kind, ok := map[string]struct{ of, key string }{
		"tweet_video video/mp4": {"video/mp4", "7_"}, "tweet_video video/quicktime": {"video/quicktime", "7_"},
		"subtitles text/srt": {"text/srt", "27_"}, "subtitles text/vtt": {"text/vtt", "27_"},
	}[in.Category+" "+in.Type]
	switch {
	case !ok:
		return *invalid("A file of this type and category is not taken here.")
	case in.Bytes <= 0 || in.Bytes > 512<<20:
		return *invalid("File size exceeds 536870912 bytes.")
	}
	id := s.newID()
	m := &media{
		Media: Media{ID: id, Key: kind.key + id, Type: kind.of, Category: in.Category, Bytes: in.Bytes},
		owner: by, chunks: map[int][]byte{}, until: s.now().Add(uploadFor),
	}
	s.media = append(s.media, m)
	return data(object{"id": m.ID, "media_key": m.Key, "expires_after_secs": int(uploadFor.Seconds())})
}

func (s *Sim) status(r *http.Request, by *account) reply {
	if no := known(r, "command", "media_id"); no != nil {
		return *no
	}
	if c := r.URL.Query().Get("command"); c != "" && c != "STATUS" {
		return *invalid("The command is STATUS.")
	}
	m, no := s.find(r.URL.Query().Get("media_id"), by)
	if no != nil {
		return *no
	}
	m.waits = max(0, m.waits-1)
	return data(s.stateOf(m))
}

// stateOf is what X says of a file. What is no video needs no preparation.
func (s *Sim) stateOf(m *media) object {
	out := object{
		"id": m.ID, "media_key": m.Key, "size": m.Bytes,
		"expires_after_secs": int(m.until.Sub(s.now()).Seconds()),
	}
	if m.Category != "tweet_video" {
		return out
	}
	info := object{"state": "succeeded", "progress_percent": 100}
	switch {
	case !m.finished:
		info = object{"state": "pending", "check_after_secs": 1}
	case m.waits > 0:
		info = object{"state": "in_progress", "check_after_secs": s.preparing.After, "progress_percent": 10}
	case m.failed:
		info = object{"state": "failed", "progress_percent": 0}
	}
	out["processing_info"] = info
	return out
}

func (s *Sim) setMetadata(r *http.Request, by *account) reply {
	var in struct {
		ID       string `json:"id"`
		Metadata struct {
			Alt *struct {
				Text string `json:"text"`
			} `json:"alt_text"`
		} `json:"metadata"`
	}
	if no := decode(r, &in); no != nil {
		return *no
	}
	m, no := s.find(in.ID, by)
	switch {
	case no != nil:
		return *no
	case in.Metadata.Alt == nil:
		return *invalid("There is no metadata that is known here.")
	case len(utf16.Encode([]rune(in.Metadata.Alt.Text))) > 1000:
		return *invalid("alt_text is too long.")
	}
	m.Alt = in.Metadata.Alt.Text
	return data(object{"id": m.ID, "associated_metadata": object{"alt_text": object{"text": m.Alt}}})
}

func (s *Sim) setSubtitles(r *http.Request, by *account) reply {
	var in struct {
		ID       string `json:"id"`
		Category string `json:"media_category"`
		Track    struct {
			ID       string `json:"id"`
			Language string `json:"language_code"`
			Name     string `json:"display_name"`
		} `json:"subtitles"`
	}
	if no := decode(r, &in); no != nil {
		return *no
	}
	video, no := s.find(in.ID, by)
	if no != nil {
		return *no
	}
	file, no := s.find(in.Track.ID, by)
	switch {
	case no != nil:
		return *no
	case in.Category != "TweetVideo" || video.Category != "tweet_video" || file.Category != "subtitles" || !file.finished:
		return *invalid("Subtitles belong to a video.")
	case len(in.Track.Language) != 2 || strings.ToUpper(in.Track.Language) != in.Track.Language || in.Track.Name == "":
		return *invalid("Subtitles have a language.")
	}
	video.Captions = append(video.Captions, Captions{Language: in.Track.Language, Name: in.Track.Name, Text: file.text})
	return data(object{
		"id": video.ID, "media_category": in.Category,
		"associated_subtitles": object{"id": file.ID, "language_code": in.Track.Language, "display_name": in.Track.Name},
	})
}
