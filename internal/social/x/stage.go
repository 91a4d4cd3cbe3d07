package x

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// kept is what is remembered of a post that is staged.
type kept struct {
	MediaID  string `json:"media_id"`
	MediaKey string `json:"media_key"` // as it stands in posts: the media ID behind a number for its kind

	Since   time.Time `json:"since"`             // when the post was staged first
	Earlier []string  `json:"earlier,omitempty"` // media IDs of stagings whose time was over; a post that was sent may have one of them
}

var number = regexp.MustCompile(`^[0-9]{1,19}$`)

// read reads notes; ok is false where there are none.
func read(notes belong.Notes) (k kept, ok bool) {
	if json.Unmarshal(notes.Kept, &k) != nil {
		return kept{}, false
	}
	return k, number.MatchString(k.MediaID)
}

// Stage uploads the video, waits until X has prepared it, and gives it its description and captions. X keeps what is in no
// post for a day or so; after a post failed, it is asked whether it still does. That X takes no description or no captions is
// logged and stops nothing, since its own pages disagree about which media may have them.
func (n *Network) Stage(ctx context.Context, p belong.Parcel) (belong.Notes, error) {
	now := n.config.Now()
	before, ok := read(p.Post.Notes)
	good := ok && now.Before(p.Post.Notes.Until)
	if good && p.Post.Attempts == 0 {
		return p.Post.Notes, nil
	}
	if err := fits(p); err != nil {
		return belong.Notes{}, err
	}
	s, err := n.session(p.Account)
	if err != nil {
		return belong.Notes{}, err
	}
	u := &upload{session: s, wait: n.config.Wait}
	if good && !u.lost(ctx, before.MediaID) {
		return p.Post.Notes, nil
	}
	video, err := p.Video(ctx)
	if err != nil {
		return belong.Notes{}, fmt.Errorf("x: open the video: %w", err)
	}
	defer video.Close() //nolint:errcheck // it was only read
	media, err := u.put(ctx, "video/mp4", "tweet_video", video, p.Bytes)
	if err != nil {
		return belong.Notes{}, err
	}
	if err := n.describe(ctx, u, media, p); err != nil {
		return belong.Notes{}, err
	}
	k := kept{MediaID: media.ID, MediaKey: media.Key, Since: now}
	if ok {
		k.Since, k.Earlier = before.Since, append(before.Earlier, before.MediaID)
	}
	b, err := json.Marshal(k)
	if err != nil {
		return belong.Notes{}, fmt.Errorf("x: %w", err)
	}
	return belong.Notes{Kept: b, Until: u.until}, nil
}

// fits refuses what X would refuse after it was uploaded.
func fits(p belong.Parcel) error {
	switch {
	case p.Bytes <= 0:
		return errors.New("x: the video is empty")
	case p.Bytes > Limits.Bytes:
		return tooMuch("The video is too large for X, which takes %d MB. Make a smaller one.", Limits.Bytes>>20)
	case p.Length > Limits.Length:
		return tooMuch("The video is too long for X, which takes %d seconds. Cut it.", Limits.Length/time.Second)
	}
	return nil
}

func tooMuch[N ~int64](sentence string, most N) error {
	return &belong.NetworkError{
		Fault: belong.Refused, Sentence: fmt.Sprintf(sentence, int64(most)), Err: fmt.Errorf("x: the video is over %d", int64(most)),
	}
}

// describe gives the video what those need who can't see or hear it.
func (n *Network) describe(ctx context.Context, u *upload, video media, p belong.Parcel) error {
	if p.Alt != "" {
		if err := n.optional(ctx, "description", u.setAlt(ctx, video, p.Alt)); err != nil {
			return err
		}
	}
	if !p.Captions.Confirmed() {
		return nil
	}
	return n.optional(ctx, "captions", u.setCaptions(ctx, video, p.Captions))
}

// optional lets X do without, where it does not take it, or has no such call for this app: only what another try may mend
// is an error.
func (n *Network) optional(ctx context.Context, what string, err error) error {
	var refused *no
	absent := errors.As(err, &refused) && refused.status == http.StatusNotFound
	if !absent && belong.FaultOf(err) != belong.Refused {
		return err
	}
	n.config.Log.WarnContext(ctx, "X leaves out a part of a post", slog.String("part", what), slog.Any("error", err))
	return nil
}

func (u *upload) setAlt(ctx context.Context, video media, alt string) error {
	type text struct {
		Text string `json:"text"`
	}
	type metadata struct {
		Alt text `json:"alt_text"`
	}
	return u.ask(ctx, http.MethodPost, "/2/media/metadata", struct {
		ID       string   `json:"id"`
		Metadata metadata `json:"metadata"`
	}{video.ID, metadata{text{cut(alt, Limits.Alt)}}}, nil)
}
