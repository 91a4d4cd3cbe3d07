package x

import (
	"context"
	"net/http"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// languages are what X calls the languages of captions, and what it shows for them.
var languages = map[string]struct{ code, name string }{"en": {"EN", "English"}, "es": {"ES", "Español"}}

// setCaptions uploads the captions as a file of their own, and ties them to the video.
func (u *upload) setCaptions(ctx context.Context, video media, c belong.Captions) error {
	text := c.SRT()
	if text == "" {
		return nil
	}
	file, err := u.put(ctx, "text/srt", "subtitles", strings.NewReader(text), int64(len(text)))
	if err != nil {
		return err
	}
	type track struct {
		ID       string `json:"id"`
		Language string `json:"language_code"`
		Name     string `json:"display_name"`
	}
	language := languages[c.Locale]
	return u.ask(ctx, http.MethodPost, "/2/media/subtitles", struct {
		ID       string `json:"id"`
		Category string `json:"media_category"`
		Track    track  `json:"subtitles"`
	}{video.ID, "TweetVideo", track{file.ID, language.code, language.name}}, nil)
}
