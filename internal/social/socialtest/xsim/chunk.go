package xsim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// append takes a chunk as a form with a file, or as JSON with base64: clients send both.
func (s *Sim) append(r *http.Request, by *account) reply {
	m, no := s.find(r.PathValue("id"), by)
	if no != nil {
		return *no
	}
	segment, chunk, err := readChunk(r)
	switch {
	case err != nil:
		return *invalid("The chunk can't be read: " + err.Error())
	case m.finished:
		return *invalid("The upload is finished.")
	case segment < 0 || segment > 999:
		return *invalid("segment_index is from 0 to 999.")
	}
	m.chunks[segment] = chunk
	return data(object{"expires_at": m.until.Unix()})
}

func readChunk(r *http.Request) (segment int, chunk []byte, err error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return 0, nil, err
	}
	switch kind {
	case "multipart/form-data":
		return readForm(r)
	case "application/json":
		var in struct {
			Segment *int   `json:"segment_index"`
			Media   string `json:"media"`
		}
		d := json.NewDecoder(r.Body)
		d.DisallowUnknownFields()
		if err := d.Decode(&in); err != nil {
			return 0, nil, err
		}
		if in.Segment == nil {
			return 0, nil, errors.New("segment_index is missing")
		}
		chunk, err := base64.StdEncoding.DecodeString(in.Media)
		return *in.Segment, chunk, err
	}
	return 0, nil, errors.New("neither a form nor JSON")
}

// readForm reads the two parts by hand: to the standard library's forms, a part without a file name is no file.
func readForm(r *http.Request) (segment int, chunk []byte, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return 0, nil, err
	}
	seen := map[string][]byte{}
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, nil, err
		}
		if seen[part.FormName()], err = io.ReadAll(part); err != nil {
			return 0, nil, err
		}
	}
	chunk, ok := seen["media"]
	if !ok || len(seen) != 2 {
		return 0, nil, errors.New("the form's fields are segment_index and media")
	}
	segment, err = strconv.Atoi(strings.TrimSpace(string(seen["segment_index"])))
	return segment, chunk, err
}

// finalize puts the chunks together, forgets them, and keeps what they were.
func (s *Sim) finalize(r *http.Request, by *account) reply {
	m, no := s.find(r.PathValue("id"), by)
	if no != nil {
		return *no
	}
	if m.finished {
		return data(s.stateOf(m))
	}
	hash, size, text := sha256.New(), int64(0), []byte(nil)
	for i := range len(m.chunks) {
		chunk, ok := m.chunks[i]
		if !ok {
			return *invalid("Segments do not add up: one is missing.")
		}
		hash.Write(chunk)
		size += int64(len(chunk))
		if m.Category == "subtitles" {
			text = append(text, chunk...)
		}
	}
	if size != m.Bytes {
		return *invalid("Segments do not add up to provided total file size.")
	}
	m.finished, m.chunks = true, nil
	m.SHA256, m.text = hex.EncodeToString(hash.Sum(nil)), string(text)
	m.until = s.now().Add(keepFor)
	m.waits, m.failed = s.preparing.Looks, s.preparing.Fail && m.Category == "tweet_video"
	return data(s.stateOf(m))
}
