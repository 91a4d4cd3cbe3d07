package bluesky

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// lookEvery is how often the video service is asked whether it is done.
const lookEvery = time.Second

// hasVideos tells whether the server's videos go through the video service.
func (n *Network) hasVideos(server string) bool {
	u, err := url.Parse(server)
	if err != nil {
		return false
	}
	for _, host := range n.videos.Hosts {
		if u.Hostname() == host || strings.HasSuffix(u.Hostname(), "."+host) {
			return true
		}
	}
	return false
}

// An uploadLimit is how much more the video service takes from an account today.
type uploadLimit struct {
	CanUpload            bool
	RemainingDailyVideos *int
	Message, Error       string
}

func (l uploadLimit) why() string {
	if l.Message == "" {
		return cut(l.Error)
	}
	return cut(l.Message)
}

func (n *Network) uploadsLeft(ctx context.Context, s session) (uploadLimit, error) {
	u, err := url.Parse(n.videos.URL)
	if err != nil {
		return uploadLimit{}, err
	}
	const name = "app.bsky.video.getUploadLimits"
	token, err := n.serviceToken(ctx, s, didOf(u), name)
	if err != nil {
		return uploadLimit{}, err
	}
	var left uploadLimit
	_, err = n.do(ctx, call{server: n.videos.URL, name: name, token: token}, &left)
	return left, err
}

// didOf is the name of a service that is called by its address.
func didOf(u *url.URL) string { return "did:web:" + strings.ReplaceAll(u.Host, ":", "%3A") }

// serviceToken is a token of the account's own server with which somebody else may make one call at the audience.
func (n *Network) serviceToken(ctx context.Context, s session, audience, name string) (string, error) {
	const life = 30 * time.Minute // as long as an upload and the work on it may take
	var got struct{ Token string }
	_, err := n.do(ctx, call{
		server: s.pds, name: "com.atproto.server.getServiceAuth", token: s.access,
		query: url.Values{"aud": {audience}, "lxm": {name}, "exp": {strconv.FormatInt(n.now().Add(life).Unix(), 10)}},
	}, &got)
	return got.Token, err
}

// A job is a video that the video service works on.
type job struct {
	JobID   string
	State   string
	Blob    json.RawMessage
	Error   string
	Message string
}

// UnmarshalJSON reads a job that stands alone or, as the definitions have it, under jobStatus: the service answers both ways.
func (j *job) UnmarshalJSON(data []byte) error {
	type plain job
	var got struct {
		JobStatus *plain
		plain
	}
	if err := json.Unmarshal(data, &got); err != nil {
		return err
	}
	*j = job(got.plain)
	if got.JobStatus != nil {
		*j = job(*got.JobStatus)
	}
	return nil
}

// viaService takes the video to the video service, which makes it ready and brings it to the account's server.
func (n *Network) viaService(ctx context.Context, s session, p belong.Parcel, name string) (json.RawMessage, error) {
	left, err := n.uploadsLeft(ctx, s)
	if err != nil {
		return nil, err
	}
	if !left.CanUpload {
		return nil, &belong.NetworkError{
			Fault: belong.NotNow, Said: left.why(),
			Sentence: "Bluesky takes no more videos from this account at present, as a rule until tomorrow. It is tried again.",
		}
	}
	var server struct{ DID string }
	if err := n.ask(ctx, s.pds, "com.atproto.server.describeServer", nil, &server); err != nil {
		return nil, err
	}
	token, err := n.serviceToken(ctx, s, server.DID, "com.atproto.repo.uploadBlob")
	if err != nil {
		return nil, err
	}
	var j job
	err = n.upload(ctx, p, call{
		server: n.videos.URL, name: "app.bsky.video.uploadVideo", token: token,
		query: url.Values{"did": {s.did}, "name": {name + ".mp4"}},
	}, &j)
	if e, ok := answered(err); ok && e.status == http.StatusConflict {
		err = json.Unmarshal(e.body, &j) // the job of the same video, from before
	}
	if err != nil {
		return nil, err
	}
	return n.await(ctx, j)
}

// await asks for a job until it is done.
func (n *Network) await(ctx context.Context, j job) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, processTime)
	defer cancel()
	again := time.NewTicker(lookEvery)
	defer again.Stop()
	if j.JobID == "" && !isSet(j.Blob) {
		return nil, errors.New("the video service gave the video no number")
	}
	for id, looked := j.JobID, false; !isSet(j.Blob); looked = true {
		switch {
		case j.State == "JOB_STATE_FAILED":
			return nil, &belong.NetworkError{
				Fault: belong.Refused, Said: cut(j.Error + " " + j.Message),
				Sentence: "Bluesky could not make this video ready. Look at the video, or post this one by hand.",
			}
		case looked && j.State == "JOB_STATE_COMPLETED":
			return nil, errors.New("the video service is done with the video, and does not say where it is")
		case looked:
			select {
			case <-again.C:
			case <-ctx.Done():
				return nil, fmt.Errorf("the video service is not done with the video: %w", ctx.Err())
			}
		}
		j = job{}
		if err := n.ask(ctx, n.videos.URL, "app.bsky.video.getJobStatus", url.Values{"jobId": {id}}, &j); err != nil {
			return nil, err
		}
	}
	return j.Blob, nil
}

func isSet(data json.RawMessage) bool { return len(data) > 0 && string(data) != "null" }
