package bluesky_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/bluesky"
)

// A videoService stands in for Bluesky's own, which nobody else runs, by the definitions of app.bsky.video and by what clients
// say of it. What it brings to the account's server, by the token that it was given, is taken or refused by a real one.
type videoService struct {
	t      *testing.T
	server string

	mu      sync.Mutex
	jobs    map[string]*videoJob // by number
	films   map[[sha256.Size]byte]string
	uploads int
	fails   bool           // it can't make any video ready
	silent  bool           // it does not say where a video is
	limits  map[string]any // what it answers of these
}

type videoJob struct {
	looks int
	blob  json.RawMessage
}

func openVideoService(t *testing.T, server string) (*videoService, string) {
	t.Helper()
	v := &videoService{
		t: t, server: server, jobs: map[string]*videoJob{}, films: map[[sha256.Size]byte]string{},
		limits: map[string]any{"canUpload": true, "remainingDailyVideos": 25, "remainingDailyBytes": 10_000_000_000},
	}
	front := httptest.NewServer(v)
	t.Cleanup(front.Close)
	return v, front.URL
}

func (v *videoService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch path.Base(r.URL.Path) {
	case "app.bsky.video.getUploadLimits":
		aud, lxm := claims(r)
		if want := "did:web:" + strings.ReplaceAll(r.Host, ":", "%3A"); aud != want || lxm != "app.bsky.video.getUploadLimits" {
			v.t.Errorf("the token for the limits is for %s at %s; want %s", lxm, aud, want)
		}
		answer(w, http.StatusOK, v.limits)
	case "app.bsky.video.uploadVideo":
		v.upload(w, r)
	case "app.bsky.video.getJobStatus":
		id := r.URL.Query().Get("jobId")
		answer(w, http.StatusOK, map[string]any{"jobStatus": v.status(id)})
	default:
		answer(w, http.StatusNotImplemented, map[string]string{"error": "MethodNotImplemented"})
	}
}

func (v *videoService) upload(w http.ResponseWriter, r *http.Request) {
	film, err := io.ReadAll(r.Body)
	if err != nil || r.Header.Get("Content-Type") != "video/mp4" || r.URL.Query().Get("did") == "" {
		answer(w, http.StatusBadRequest, map[string]string{"error": "InvalidRequest"})
		return
	}
	v.uploads++
	sum := sha256.Sum256(film)
	if id, known := v.films[sum]; known {
		answer(w, http.StatusConflict, map[string]any{
			"jobId": id, "did": r.URL.Query().Get("did"), "state": "JOB_STATE_COMPLETED", "error": "already_exists", "message": "Video already processed",
		})
		return
	}
	request, err := http.NewRequestWithContext(r.Context(), http.MethodPost, v.server+"/xrpc/"+uploadBlob, bytes.NewReader(film))
	if err != nil {
		v.t.Error(err)
		return
	}
	request.Header.Set("Content-Type", "video/mp4")
	request.Header.Set("Authorization", r.Header.Get("Authorization"))
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		v.t.Error(err)
		return
	}
	defer func() { _ = response.Body.Close() }()
	var got struct{ Blob json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&got); err != nil || response.StatusCode != http.StatusOK {
		v.t.Errorf("the server does not take the service's upload: %s %v", response.Status, err)
	}
	id := r.URL.Query().Get("name")
	v.films[sum] = id
	v.jobs[id] = &videoJob{blob: got.Blob}
	answer(w, http.StatusOK, v.status(id))
}

// status is how a job does: it is done when it is looked at for the third time.
func (v *videoService) status(id string) map[string]any {
	j := v.jobs[id]
	j.looks++
	out := map[string]any{"jobId": id, "did": "did:plc:any", "state": "JOB_STATE_ENCODING", "progress": 10 * j.looks}
	switch {
	case v.fails:
		out["state"], out["error"], out["message"] = "JOB_STATE_FAILED", "InvalidVideo", "Failed to read the video"
	case j.looks > 2 && v.silent:
		out["state"] = "JOB_STATE_COMPLETED"
	case j.looks > 2:
		out["state"], out["blob"] = "JOB_STATE_COMPLETED", j.blob
	}
	return out
}

// claims are what a service's token is for.
func claims(r *http.Request) (aud, lxm string) {
	parts := strings.Split(r.Header.Get("Authorization"), ".")
	if len(parts) != 3 {
		return "", ""
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", ""
	}
	var c struct{ Aud, Lxm string }
	if json.Unmarshal(data, &c) != nil {
		return "", ""
	}
	return c.Aud, c.Lxm
}

// newVideoRig is a rig whose server has a video service.
func newVideoRig(t *testing.T) (*rig, *videoService) {
	t.Helper()
	r := newRig(t)
	v, address := openVideoService(t, r.server.URL)
	r.network = bluesky.New(bluesky.Config{
		Contact: "https://example.org", Now: r.clock.now,
		Videos: bluesky.VideoService{URL: address, Hosts: []string{"127.0.0.1"}},
	})
	return r, v
}

func TestWhereThereIsAVideoServiceVideosGoThroughIt(t *testing.T) {
	t.Parallel()
	r, v := newVideoRig(t)
	p := r.staged("Through the service")
	if direct := r.calls(uploadBlob); direct != 1 || v.uploads != 1 {
		t.Errorf("%d files went to the server, and %d to the service; want the captions and the video", direct, v.uploads)
	}
	other := r.parcel("The same video once more")
	r.stage(&other)
	r.publish(p)
	r.publish(other)
	got := r.posts(t)
	if len(got) != 2 || got[0].Value.Embed.Video != got[1].Value.Embed.Video {
		t.Errorf("%+v is live; want two posts of one video", got)
	}
}

func TestAVideoThatTheServiceCanNotMakeReadyIsRefused(t *testing.T) {
	t.Parallel()
	r, v := newVideoRig(t)
	v.fails = true
	_, err := r.network.Stage(t.Context(), r.parcel("No video"))
	if said := r.no(err, belong.Refused); !strings.Contains(said, "Failed to read the video") {
		t.Errorf("the service is said to have said %q", said)
	}
}

func TestAVideoThatTheServiceDoesNotNameIsTriedAgain(t *testing.T) {
	t.Parallel()
	r, v := newVideoRig(t)
	v.silent = true
	p := r.parcel("Where?")
	_, err := r.network.Stage(t.Context(), p)
	r.no(err, belong.NotNow)
	v.silent = false
	r.stage(&p)
	r.publish(p)
}

func TestTheServicesLimitIsToldAndKept(t *testing.T) {
	t.Parallel()
	r, v := newVideoRig(t)
	for _, test := range []struct {
		limits  map[string]any
		warning string
	}{
		{map[string]any{"canUpload": true, "remainingDailyVideos": 25}, "until the account's e-mail address is confirmed"},
		{map[string]any{"canUpload": true, "remainingDailyVideos": 3}, "only 3 more videos"},
		{map[string]any{"canUpload": false, "message": "User has exceeded their limit"}, "User has exceeded their limit"},
	} {
		v.limits = test.limits
		standing, err := r.network.Check(t.Context(), r.account)
		if err != nil || !strings.Contains(standing.Warning, test.warning) {
			t.Errorf("with %v it stands as %+v, %v; want it warned of %q", test.limits, standing, err, test.warning)
		}
		r.stand(renewSession, r.confirmed)
	}
	_, err := r.network.Stage(t.Context(), r.parcel("One too many"))
	r.no(err, belong.NotNow)
	if v.uploads != 0 {
		t.Error("the service was sent a video that it had said it would not take")
	}
}

func TestAVideoThatTheServerLostGoesPastTheService(t *testing.T) {
	t.Parallel()
	r, v := newVideoRig(t)
	p := r.staged("Lost")
	r.stand(putRecord, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "BlobNotFound", "message": "Could not find blob: bafy"})
	})
	_, err := r.network.Publish(t.Context(), p)
	r.no(err, belong.NotNow)
	r.stand(putRecord, nil)
	r.stage(&p)
	if direct := r.calls(uploadBlob); direct != 3 || v.uploads != 1 {
		t.Errorf("%d files went to the server, and %d to the service; want captions, captions and video, and one", direct, v.uploads)
	}
	r.publish(p)
}

func TestModeratorsLabelsAreTold(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.stand("app.bsky.actor.getProfile", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]any{"did": r.person.DID, "labels": []map[string]string{
			{"src": r.person.DID, "val": "own"}, {"src": "did:plc:moderators", "val": "spam"},
		}})
	})
	standing, err := r.network.Check(t.Context(), r.account)
	if err != nil || !strings.Contains(standing.Warning, `"spam"`) {
		t.Errorf("it stands as %+v, %v; want it warned of its label", standing, err)
	}
	if standing.Account != "@"+r.person.Handle {
		t.Errorf("it is called %s; want @%s", standing.Account, r.person.Handle)
	}
}
