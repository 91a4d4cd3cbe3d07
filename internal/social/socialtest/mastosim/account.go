package mastosim

import (
	"cmp"
	"net/http"
	"strconv"
)

func (s *Server) me(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, s.account())
}

func (s *Server) account() map[string]any {
	return map[string]any{
		"id": AccountID, "username": Username, "acct": Username, "display_name": "STEMx", "locked": false, "bot": false,
		"created_at": "2022-11-01T00:00:00.000Z", "url": "https://" + Domain + "/@" + Username,
		"uri": "https://" + Domain + "/users/" + Username, "note": "", "emojis": []any{}, "fields": []any{},
	}
}

func (s *Server) instance(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, map[string]any{
		"domain": Domain, "title": "A simulated server", "version": "4.5.0",
		"configuration": map[string]any{
			"statuses": map[string]any{
				"max_characters": cmp.Or(s.Characters, usualCharacters), "max_media_attachments": mostMedia, "characters_reserved_per_url": linkCounts,
			},
			"media_attachments": map[string]any{
				"supported_mime_types": []string{"image/jpeg", "image/png", "video/mp4", "video/quicktime", "video/webm"},
				"description_limit":    longestAlt,
				"video_size_limit":     s.videoBytes(), "video_frame_rate_limit": 120, "video_matrix_limit": 8294400,
			},
		},
	})
}

// id is a new one. Like Mastodon's it holds the time, and those of one millisecond count up.
func (s *Server) id() string {
	s.last = max(s.last+1, s.now().UnixMilli()<<16)
	return strconv.FormatInt(s.last, 10)
}
