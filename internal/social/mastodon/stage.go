package mastodon

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strconv"
	"time"

	"github.com/mattn/go-mastodon"

	"github.com/belonginstem/belong/internal/belong"
)

// uploadTime is how long an upload may take: 99 MB over a slow line.
const uploadTime = 15 * time.Minute

// While a server works on a video it is asked after these times, each half again the one before, and not for longer in all.
const (
	firstAsk     = time.Second
	slowestAsk   = 15 * time.Second
	longestWork  = 15 * time.Minute
	askAgainStep = 1.5
)

// mediaKept is how long a video that is in no post is counted on. Servers throw it away after a day.
const mediaKept = 20 * time.Hour

// Stage uploads the video with its description, and waits until the server is done with it. Mastodon has no captions.
func (n *Network) Stage(ctx context.Context, p belong.Parcel) (belong.Notes, error) {
	if _, ok := remembered(p.Post.Notes); ok && n.now().Before(p.Post.Notes.Until) {
		return p.Post.Notes, nil
	}
	d, err := n.open(p.Account)
	if err != nil {
		return belong.Notes{}, err
	}
	asking, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	me, err := d.lib.GetAccountCurrentUser(asking)
	if err != nil {
		return belong.Notes{}, d.harmless("ask who the account is", err)
	}
	until := n.now().Add(mediaKept)
	media, ready, err := d.upload(ctx, p)
	if err != nil {
		return belong.Notes{}, err
	}
	if !ready {
		if err := n.await(ctx, d, media); err != nil {
			return belong.Notes{}, err
		}
	}
	data, err := json.Marshal(kept{Account: me.ID, Media: media})
	if err != nil {
		return belong.Notes{}, fmt.Errorf("write down the upload: %w", err)
	}
	return belong.Notes{Kept: data, Until: until}, nil
}

// upload sends the video as it is read, and tells whether it can be posted already.
func (d *door) upload(ctx context.Context, p belong.Parcel) (mastodon.ID, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, uploadTime)
	defer cancel()
	q, film, err := parts(ctx, p)
	if err != nil {
		return "", false, err
	}
	var media mastodon.Attachment
	status, _, err := d.do(ctx, q, &media)
	switch {
	case film.failed() != nil:
		return "", false, fmt.Errorf("read the video: %w", film.failed())
	case err != nil:
		return "", false, d.harmless("upload the video", err)
	case media.ID == "":
		return "", false, d.harmless("upload the video", errors.New("the answer has no id"))
	}
	return media.ID, status == http.StatusOK, nil
}

// parts is the upload as a form. Its length is known beforehand, since there are servers that want to hear it.
func parts(ctx context.Context, p belong.Parcel) (request, *film, error) {
	var around bytes.Buffer
	w := multipart.NewWriter(&around)
	if p.Alt != "" {
		if err := w.WriteField("description", p.Alt); err != nil {
			return request{}, nil, fmt.Errorf("make the upload: %w", err)
		}
	}
	if _, err := w.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="video.mp4"`}, // never a person's name
		"Content-Type":        {"video/mp4"},
	}); err != nil {
		return request{}, nil, fmt.Errorf("make the upload: %w", err)
	}
	head := bytes.Clone(around.Bytes())
	if err := w.Close(); err != nil {
		return request{}, nil, fmt.Errorf("make the upload: %w", err)
	}
	tail := around.Bytes()[len(head):]
	video, err := p.Video(ctx)
	if err != nil {
		return request{}, nil, fmt.Errorf("open the video: %w", err)
	}
	f := &film{from: video}
	return request{
		method: http.MethodPost, path: "/api/v2/media", kind: w.FormDataContentType(),
		body:   bounded{io.MultiReader(bytes.NewReader(head), f, bytes.NewReader(tail)), video},
		length: int64(len(head)) + p.Bytes + int64(len(tail)),
	}, f, nil
}

// await asks until the server is done with the video.
func (n *Network) await(ctx context.Context, d *door, media mastodon.ID) error {
	next := firstAsk
	for worked := time.Duration(0); worked < longestWork; {
		if err := n.pause(ctx, next); err != nil {
			return fmt.Errorf("wait for the server: %w", err)
		}
		worked += next
		state, again, err := d.media(ctx, media)
		switch {
		case is(err, http.StatusUnprocessableEntity):
			no := d.refuses("wait for the server", &answer{status: http.StatusUnprocessableEntity, said: saidIn(err)})
			no.Sentence = fmt.Sprintf("%s can't work with this video. Try again, or choose another video.", d.base.Host)
			return no
		case err != nil:
			return d.harmless("ask whether the video is ready", err)
		case state == http.StatusOK:
			return nil
		}
		next = max(min(time.Duration(float64(next)*askAgainStep), slowestAsk), again)
	}
	return &belong.NetworkError{
		Fault: belong.NotNow, Err: errors.New("the video is still being processed"),
		Sentence: fmt.Sprintf("%s has been working on the video for long. It is uploaded again later, by itself.", d.base.Host),
	}
}

// media asks for a video that is in no post: 200 where it can be posted, 206 while the server works on it. A 404 says that a
// post has it, or nobody.
func (d *door) media(ctx context.Context, id mastodon.ID) (status int, again time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	var ignored mastodon.Attachment
	status, header, err := d.do(ctx, request{method: http.MethodGet, path: "/api/v1/media/" + url.PathEscape(string(id))}, &ignored)
	if err != nil {
		return 0, 0, err
	}
	if seconds, err := strconv.Atoi(header.Get("Retry-After")); err == nil && seconds > 0 {
		again = min(time.Duration(seconds)*time.Second, longestWork)
	}
	return status, again, nil
}
