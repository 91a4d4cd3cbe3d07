package mastosim

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"unicode/utf8"
)

const (
	usualVideo = 99 << 20
	longestAlt = 1500
)

func (s *Server) videoBytes() int64 { return cmp.Or(s.VideoBytes, usualVideo) }

// upload takes a video, of which it keeps the hash. It is 202 while it is worked on.
func (s *Server) upload(w http.ResponseWriter, r *http.Request) {
	form, err := r.MultipartReader()
	if err != nil {
		fail(w, http.StatusUnprocessableEntity, "Validation failed: File can't be blank")
		return
	}
	m := &media{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = m.take(part)
		}
		if err != nil {
			return // the upload broke off: there is nobody to answer
		}
	}
	switch {
	case m.bytes == 0:
		fail(w, http.StatusUnprocessableEntity, "Validation failed: File can't be blank")
	case m.bytes > s.videoBytes():
		fail(w, http.StatusUnprocessableEntity, fmt.Sprintf("Validation failed: File file size must be less than %d MB", s.videoBytes()>>20))
	case m.kind != "video/mp4":
		fail(w, http.StatusUnprocessableEntity, "Validation failed: File content type is invalid, File is invalid")
	case utf8.RuneCountInString(m.alt) > longestAlt:
		fail(w, http.StatusUnprocessableEntity, fmt.Sprintf("Validation failed: Description is too long (maximum is %d characters)", longestAlt))
	default:
		s.keep(w, m)
	}
}

// take reads a part of the form. A file is what it begins with, whatever it is said to be.
func (m *media) take(part *multipart.Part) error {
	switch part.FormName() {
	case "description":
		data, err := io.ReadAll(part)
		m.alt = string(data)
		return err
	case "file":
		var start bytes.Buffer
		sum := sha256.New()
		head := io.TeeReader(io.LimitReader(part, 512), &start)
		n, err := io.Copy(sum, head)
		if err != nil {
			return err
		}
		rest, err := io.Copy(sum, part)
		m.bytes, m.kind, m.sha256 = n+rest, http.DetectContentType(start.Bytes()), hex.EncodeToString(sum.Sum(nil))
		return err
	}
	return nil
}

func (s *Server) keep(w http.ResponseWriter, m *media) {
	s.mu.Lock()
	m.id = s.id()
	s.media[m.id] = m
	status := http.StatusOK
	if s.Slow > 0 || s.BadVideo {
		status = http.StatusAccepted
	}
	body := s.attachment(m)
	s.mu.Unlock()
	answer(w, status, body)
}

// showMedia knows only videos that are in no post.
func (s *Server) showMedia(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.media[r.PathValue("id")]
	if m == nil || m.post != nil && !m.post.hidden {
		fail(w, http.StatusNotFound, "Record not found")
		return
	}
	m.asked++
	switch {
	case m.asked <= s.Slow:
		answer(w, http.StatusPartialContent, s.attachment(m))
	case s.BadVideo:
		fail(w, http.StatusUnprocessableEntity, "Error processing thumbnail for uploaded media")
	default:
		answer(w, http.StatusOK, s.attachment(m))
	}
}

// ready tells whether a video can be posted.
func (s *Server) ready(m *media) bool { return m.asked >= s.Slow && !s.BadVideo }

func (s *Server) attachment(m *media) map[string]any {
	a := map[string]any{
		"id": m.id, "type": "video", "url": nil, "preview_url": nil, "remote_url": nil, "preview_remote_url": nil, "text_url": nil,
		"meta": map[string]any{}, "description": nil, "blurhash": nil,
	}
	if m.alt != "" {
		a["description"] = m.alt
	}
	if s.ready(m) {
		files := "https://files." + Domain + "/media_attachments/"
		a["url"], a["preview_url"] = files+m.id+"/original.mp4", files+m.id+"/small.png"
	}
	return a
}
