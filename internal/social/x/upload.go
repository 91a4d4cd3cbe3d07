package x

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	chunkSize = 1 << 20          // X's proxies were seen to refuse 5 MB
	lasting   = 24 * time.Hour   // how long X keeps media where it does not say
	preparing = 15 * time.Minute // how long X may take over a video
)

// An upload brings media to X. What goes wrong in it leaves nothing in doubt, since media alone are no post.
type upload struct {
	session *session
	wait    func(ctx context.Context, d time.Duration) error
	until   time.Time // when the first of its media expires
}

// media is what X says of a file that it has or gets.
type media struct {
	ID         string      `json:"id"`
	Key        string      `json:"media_key"`
	Expires    int64       `json:"expires_after_secs"`
	Processing *processing `json:"processing_info"`
}

// processing is how far X is with a video.
type processing struct {
	State string `json:"state"`
	After int64  `json:"check_after_secs"`
	Error struct {
		Name    string `json:"name"`
		Message string `json:"message"`
	} `json:"error"`
}

// put uploads size bytes of r, and returns when X can use them.
func (u *upload) put(ctx context.Context, kind, category string, r io.Reader, size int64) (media, error) {
	m, err := u.media(ctx, http.MethodPost, "/2/media/upload/initialize", struct {
		Type     string `json:"media_type"`
		Category string `json:"media_category"`
		Bytes    int64  `json:"total_bytes"`
	}{kind, category, size})
	if err != nil {
		return media{}, err
	}
	if err := u.chunks(ctx, m.ID, r, size); err != nil {
		return media{}, err
	}
	finished, err := u.media(ctx, http.MethodPost, "/2/media/upload/"+m.ID+"/finalize", nil)
	if err != nil {
		return media{}, err
	}
	if finished.Key == "" {
		finished.Key = m.Key
	}
	return finished, u.prepared(ctx, finished)
}

// prepared returns when X is through with the media, asking as often as X says.
func (u *upload) prepared(ctx context.Context, m media) error {
	waited := time.Duration(0)
	for m.Processing != nil {
		switch m.Processing.State {
		case "succeeded":
			return nil
		case "failed":
			return m.Processing.failed()
		case "pending", "in_progress":
		default:
			return harmless(ctx, fmt.Errorf("x: media are in no known state: %q", m.Processing.State))
		}
		pause := max(time.Second, time.Duration(m.Processing.After)*time.Second)
		if waited += pause; waited > preparing {
			return harmless(ctx, errors.New("x: the video is not prepared after a quarter of an hour"))
		}
		if err := u.wait(ctx, pause); err != nil {
			return err
		}
		var err error
		if m, err = u.status(ctx, m.ID); err != nil {
			return err
		}
	}
	return nil
}

func (p *processing) failed() error {
	e := &belong.NetworkError{
		Fault: belong.Refused, Sentence: "X could not use the video. Look whether it plays; if it does, post it by hand.",
		Said: cut(p.Error.Message, mostSaid), Err: fmt.Errorf("x: processing failed: %s", p.Error.Name),
	}
	if strings.HasPrefix(p.Error.Name, "Internal") {
		e.Fault, e.Sentence = belong.NotNow, "X failed to prepare the video, by its own fault. It is tried again."
	}
	return e
}

// media asks for something of media, and remembers when they expire.
func (u *upload) media(ctx context.Context, method, path string, in any) (media, error) {
	var got struct {
		Data media `json:"data"`
	}
	if err := u.ask(ctx, method, path, in, &got); err != nil {
		return media{}, err
	}
	if !number.MatchString(got.Data.ID) {
		return media{}, harmless(ctx, fmt.Errorf("x: %s: media without a number", path))
	}
	u.expires(got.Data.Expires)
	return got.Data, nil
}

// lost tells whether X is sure not to have the media, or not to be able to use them.
func (u *upload) lost(ctx context.Context, id string) bool {
	m, err := u.status(ctx, id)
	var refused *no
	if errors.As(err, &refused) {
		return refused.status == http.StatusNotFound || refused.status == http.StatusBadRequest && refused.problem.kind() == "invalid-request"
	}
	return err == nil && m.Processing != nil && m.Processing.State == "failed"
}

func (u *upload) status(ctx context.Context, id string) (media, error) {
	return u.media(ctx, http.MethodGet, "/2/media/upload?"+url.Values{"command": {"STATUS"}, "media_id": {id}}.Encode(), nil)
}

// expires keeps the earliest end. A tenth of the time stays unused, for clocks that differ and for what takes its time.
func (u *upload) expires(seconds int64) {
	d := lasting
	if seconds > 0 {
		d = time.Duration(seconds) * time.Second
	}
	until := u.session.now().Add(d - d/10)
	if u.until.IsZero() || until.Before(u.until) {
		u.until = until
	}
}

func (u *upload) ask(ctx context.Context, method, path string, in, out any) error {
	_, err := u.session.call(ctx, method, path, in, out)
	return harmless(ctx, err)
}
