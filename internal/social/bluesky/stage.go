package bluesky

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// kept are the notes of a post. The key stays whatever else is staged anew: it is what a post is found by, and what keeps it
// from being made twice.
type kept struct {
	DID      string          `json:"did"`
	Handle   string          `json:"handle"`
	PDS      string          `json:"pds"`
	Key      string          `json:"key"`
	At       time.Time       `json:"at"` // when it was staged
	SHA256   string          `json:"sha256"`
	Video    json.RawMessage `json:"video"` // as the server named the file
	Captions json.RawMessage `json:"captions,omitempty"`
	Words    string          `json:"words,omitempty"` // the captions' own SHA256
}

// notesOf reads the notes of a post; without any it is the zero value.
func notesOf(p belong.Parcel) (kept, error) {
	var k kept
	if len(p.Post.Notes.Kept) == 0 {
		return k, nil
	}
	if err := json.Unmarshal(p.Post.Notes.Kept, &k); err != nil {
		return kept{}, fmt.Errorf("bluesky: the post's notes: %w", err)
	}
	return k, nil
}

// Stage takes the video and its captions to the account's server. Nobody sees them there until a post refers to them.
func (n *Network) Stage(ctx context.Context, p belong.Parcel) (belong.Notes, error) {
	k, err := notesOf(p)
	if err != nil {
		return belong.Notes{}, err
	}
	if p.Bytes > limits.Bytes || p.Length > limits.Length {
		return belong.Notes{}, refused(nil, "Bluesky takes videos of up to 3 minutes and 100 MB. Cut this one, or post it by hand.")
	}
	words := ""
	if len(p.Captions.Cues) > 0 {
		words = p.Captions.VTT()
	}
	if len(words) > longestCaptions {
		return belong.Notes{}, refused(nil, fmt.Sprintf("Bluesky takes captions of up to %d bytes. Shorten this video's.", longestCaptions))
	}
	s, err := n.session(ctx, p.Account, alive)
	if err != nil {
		return belong.Notes{}, err
	}
	lost := n.isLost(k.Key)
	if k.DID == s.did && k.SHA256 == p.SHA256 && k.Words == sumOf(words) && n.now().Before(p.Post.Notes.Until) && !lost {
		return p.Post.Notes, nil
	}
	if k.DID != s.did {
		k = kept{Key: n.newTID()}
	}
	k.DID, k.Handle, k.PDS, k.At, k.SHA256, k.Words = s.did, s.handle, s.pds, n.now(), p.SHA256, sumOf(words)
	if k.Captions, err = n.captions(ctx, p, words); err != nil {
		return belong.Notes{}, read(err)
	}
	if k.Video, err = n.video(ctx, p, k.Key, lost); err != nil {
		var own *ownError
		if errors.As(err, &own) {
			return belong.Notes{}, fmt.Errorf("bluesky: open the video: %w", own.error)
		}
		return belong.Notes{}, read(err)
	}
	n.found(k.Key)
	data, err := json.Marshal(k)
	return belong.Notes{Kept: data, Until: k.At.Add(blobTime)}, err
}

// video takes the video to where the account's server has it. What the server lost the video service would not bring again,
// for it knows the video: then it goes straight to the server.
func (n *Network) video(ctx context.Context, p belong.Parcel, name string, lost bool) (json.RawMessage, error) {
	var blob json.RawMessage
	err := n.as(ctx, p.Account, func(s session) (err error) {
		if n.hasVideos(s.pds) && !lost {
			blob, err = n.viaService(ctx, s, p, name)
			return err
		}
		var got struct{ Blob json.RawMessage }
		err = n.upload(ctx, p, call{server: s.pds, name: "com.atproto.repo.uploadBlob", token: s.access}, &got)
		blob = got.Blob
		return err
	})
	if err == nil && !isSet(blob) {
		err = errors.New("the server took the video without naming it")
	}
	return blob, err
}

// captions takes the captions to the account's server, if there are any.
func (n *Network) captions(ctx context.Context, p belong.Parcel, words string) (json.RawMessage, error) {
	if words == "" {
		return nil, nil
	}
	var got struct{ Blob json.RawMessage }
	err := n.as(ctx, p.Account, func(s session) error {
		_, err := n.do(ctx, call{
			server: s.pds, name: "com.atproto.repo.uploadBlob", token: s.access,
			body: strings.NewReader(words), kind: "text/vtt", length: int64(len(words)),
		}, &got)
		return err
	})
	if err == nil && !isSet(got.Blob) {
		err = errors.New("the server took the captions without naming them")
	}
	return got.Blob, err
}

// upload sends the video, as it is read.
func (n *Network) upload(ctx context.Context, p belong.Parcel, c call, out any) error {
	file, err := p.Video(ctx)
	if err != nil {
		return &ownError{err}
	}
	source := &source{ReadCloser: file}
	defer func() { _ = source.Close() }()
	c.body, c.kind, c.length, c.within = source, "video/mp4", p.Bytes, uploadTime
	_, err = n.do(ctx, c, out)
	if err != nil && source.failed != nil {
		return &ownError{source.failed}
	}
	return err
}

// An ownError is of our own storage, and none of the network's.
type ownError struct{ error }

func (e *ownError) Unwrap() error { return e.error }

// A source remembers that reading it failed.
type source struct {
	io.ReadCloser
	failed error
}

func (s *source) Read(b []byte) (int, error) {
	n, err := s.ReadCloser.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.failed = err
	}
	return n, err
}

func sumOf(words string) string {
	if words == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:])
}

// mostLost is how many posts are remembered whose video the server lost.
const mostLost = 1000

// lose remembers that the post's server does not have its video, whatever the notes say.
func (n *Network) lose(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.lost) >= mostLost {
		clear(n.lost)
	}
	n.lost[key] = true
}

func (n *Network) found(key string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.lost, key)
}

func (n *Network) isLost(key string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.lost[key]
}
