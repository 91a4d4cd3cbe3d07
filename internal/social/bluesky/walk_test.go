package bluesky_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/bluesky"
	"github.com/belonginstem/belong/internal/social/socialtest"
)

const (
	putRecord     = "com.atproto.repo.putRecord"
	uploadBlob    = "com.atproto.repo.uploadBlob"
	createSession = "com.atproto.server.createSession"
	renewSession  = "com.atproto.server.refreshSession"
)

// parcel is a post of a film with all that belongs to it.
func (r *rig) parcel(text string) belong.Parcel {
	r.Helper()
	path := filepath.Join(r.TempDir(), "film.mp4")
	if err := os.WriteFile(path, film(r.T), 0o600); err != nil {
		r.Fatal(err)
	}
	return socialtest.Parcel(r, r.account, path, text, r.clock.now())
}

// A film is made once.
var shared struct {
	sync.Mutex
	film []byte
}

func film(t *testing.T) []byte {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.film == nil {
		var err error
		if shared.film, err = os.ReadFile(socialtest.Film(t)); err != nil {
			t.Fatal(err)
		}
	}
	return shared.film
}

func (r *rig) staged(text string) belong.Parcel {
	r.Helper()
	p := r.parcel(text)
	r.stage(&p)
	return p
}

func (r *rig) stage(p *belong.Parcel) {
	r.Helper()
	notes, err := r.network.Stage(r.Context(), *p)
	if err != nil {
		r.Fatal(err)
	}
	p.Post.Notes = notes
}

func (r *rig) publish(p belong.Parcel) belong.Receipt {
	r.Helper()
	receipt, err := r.network.Publish(r.Context(), p)
	if err != nil {
		r.Fatal(err)
	}
	return receipt
}

// no is a network's certain no of the given kind. It gives the network's own words.
func (r *rig) no(err error, want belong.Fault) string {
	r.Helper()
	var no *belong.NetworkError
	if !errors.As(err, &no) || no.Fault != want {
		r.Fatalf("got %v; want a certain no: %s", err, want)
	}
	return no.Said
}

func TestThePostIsAllThatItShouldBe(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	other := r.server.Person(t)
	p := r.parcel("I belong – ask @" + other.Handle + " or @nobody.test! https://stemx.us/day. #YOUbelonginSTEM")
	p.Post.SlotAt = r.clock.now().Add(time.Hour)
	r.stage(&p)
	r.clock.pass(2 * time.Hour)
	receipt := r.publish(p)

	got := r.posts(t)[0]
	if want := "https://bsky.app/profile/" + r.person.Handle + "/post/" + got.URI[strings.LastIndex(got.URI, "/")+1:]; receipt.Link != want {
		t.Errorf("people are sent to %s; want %s", receipt.Link, want)
	}
	if want := p.Post.SlotAt.UTC().Format("2006-01-02T15:04:05.000Z"); got.Value.CreatedAt != want {
		t.Errorf("it is of %s; want its slot, %s", got.Value.CreatedAt, want)
	}
	if diff := cmp.Diff([]string{"en"}, got.Value.Langs); diff != "" {
		t.Errorf("its languages (-want +got):\n%s", diff)
	}
	e := got.Value.Embed
	if e.Video.MimeType != "video/mp4" || e.Video.Size != p.Bytes || e.AspectRatio.Width != p.Width || e.AspectRatio.Height != p.Height {
		t.Errorf("its video is %+v; want a film of %d bytes, %d by %d", e, p.Bytes, p.Width, p.Height)
	}
	if len(e.Captions) != 1 || e.Captions[0].Lang != "en" || string(r.file(t, e.Captions[0].File)) != p.Captions.VTT() {
		t.Errorf("its captions are %+v; want the film's", e.Captions)
	}
	want := []mark{
		{"@" + other.Handle, "mention " + other.DID},
		{"https://stemx.us/day", "link https://stemx.us/day"},
		{"#YOUbelonginSTEM", "tag YOUbelonginSTEM"},
	}
	if diff := cmp.Diff(want, got.marks(t)); diff != "" {
		t.Errorf("what stands out of its text (-want +got):\n%s", diff)
	}
}

func TestTheSamePostSentAgainIsTheSamePost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("Once")
	first := r.publish(p)
	cid := string(r.server.Ask(t, "com.atproto.sync.getLatestCommit?did="+r.person.DID))
	second := r.publish(p)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("the second receipt differs (-first +second):\n%s", diff)
	}
	if now := string(r.server.Ask(t, "com.atproto.sync.getLatestCommit?did="+r.person.DID)); now != cid {
		t.Errorf("sending the same post again changed the account: %s, then %s", cid, now)
	}
}

func TestAnotherTextUnderTheSameKeyIsTheFirstPost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("As it was first")
	r.fail(putRecord, socialtest.DropAfter)
	if _, err := r.network.Publish(t.Context(), p); err == nil || belong.FaultOf(err) != "" {
		t.Fatalf("a lost answer is told as %v; want a doubt", err)
	}
	p.Post.Text = "As somebody wrote it since"
	receipt := r.publish(p)
	got := r.posts(t)
	if len(got) != 1 || got[0].URI != receipt.Remote || got[0].Value.Text != "As it was first" {
		t.Errorf("%+v is live, and the receipt is for %s; want the first post", got, receipt.Remote)
	}
}

func TestStagedAnewItIsStillTheSamePost(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("Staged twice")
	r.fail(putRecord, socialtest.DropAfter)
	if _, err := r.network.Publish(t.Context(), p); err == nil {
		t.Fatal("a lost answer is no error")
	}
	uploads := r.calls(uploadBlob)
	p.Captions.Cues[0].Text = "Another word"
	r.stage(&p)
	r.clock.pass(time.Until(p.Post.Notes.Until) + time.Minute)
	r.stage(&p)
	if again := r.calls(uploadBlob) - uploads; again != 4 {
		t.Errorf("after a change and after the end of the notes there were %d uploads; want a video and captions each", again)
	}
	receipt := r.publish(p)
	if got := r.posts(t); len(got) != 1 || got[0].URI != receipt.Remote {
		t.Errorf("%+v is live, and the receipt is for %s", got, receipt.Remote)
	}
}

func TestWhatIsNotThereYetMayStillCome(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("On its way")
	p.Post.State, p.Post.SentAt = belong.Publishing, r.clock.now()
	r.fail(putRecord, socialtest.DropBefore)
	if _, err := r.network.Publish(t.Context(), p); err == nil || belong.FaultOf(err) != "" {
		t.Fatalf("a cut connection is told as %v; want a doubt", err)
	}
	if _, found, err := r.network.Find(t.Context(), p); err == nil {
		t.Errorf("at once it is sure: %v", found)
	}
	r.clock.pass(5 * time.Minute)
	if _, found, err := r.network.Find(t.Context(), p); err != nil || found {
		t.Errorf("later it says %v, %v; want a no", found, err)
	}
}

func TestASessionIsBegunOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, text := range []string{"One", "Two", "Three"} {
		p := r.staged(text)
		p.Post.Remote = r.publish(p).Remote
		if err := r.network.Remove(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		r.clock.pass(3 * time.Hour) // longer than a token is good for
	}
	if begun, renewed := r.calls(createSession), r.calls(renewSession); begun != 1 || renewed != 2 {
		t.Errorf("%d sessions were begun, and renewed %d times; want 1 and 2", begun, renewed)
	}
}

func TestATokenThatIsRefusedIsRenewed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("Refused before anything was done")
	expired := func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "ExpiredToken", "message": "Token has expired"})
	}
	r.stand(putRecord, expired)
	_, err := r.network.Publish(t.Context(), p)
	r.no(err, belong.NotNow)
	if tries := r.calls(putRecord); tries != 1 {
		t.Errorf("it was sent %d times; want once", tries)
	}
	r.stand(putRecord, nil)
	r.publish(p)
	if begun, renewed := r.calls(createSession), r.calls(renewSession); begun != 1 || renewed != 1 {
		t.Errorf("%d sessions were begun, and renewed %d times; want 1 and 1", begun, renewed)
	}
}

func TestARevokedAppPasswordIsToldByTheNextCheck(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	if _, err := r.network.Check(t.Context(), r.account); err != nil {
		t.Fatal(err)
	}
	r.person.Revoke(t)
	_, err := r.network.Check(t.Context(), r.account)
	if said := r.no(err, belong.Disconnected); !strings.Contains(said, "Invalid identifier or password") {
		t.Errorf("the network is said to have said %q", said)
	}
	r.account.Keys[bluesky.AppPassword] = ""
	_, err = r.network.Check(t.Context(), r.account)
	r.no(err, belong.Disconnected)
}

func TestADeactivatedAccountIsToldAsSuch(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("Too late")
	r.person.Call(t, "com.atproto.server.deactivateAccount", map[string]string{}, nil)
	standing, err := r.network.Check(t.Context(), r.account)
	if err != nil || !strings.Contains(standing.Warning, "deactivated") {
		t.Errorf("it stands as %+v, %v; want a warning", standing, err)
	}
	_, err = r.network.Publish(t.Context(), p)
	r.no(err, belong.Disconnected)
}

func TestTooLargeForTheServerIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.parcel("Large")
	p.Bytes = 9 << 20 // the server takes 8
	p.Video = func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.LimitReader(zeros{}, p.Bytes)), nil
	}
	_, err := r.network.Stage(t.Context(), p)
	r.no(err, belong.Refused)
	p.Bytes = 101_000_000
	_, err = r.network.Stage(t.Context(), p)
	r.no(err, belong.Refused)
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestTooLongATextIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged(strings.Repeat("👩‍🔬", 301))
	_, err := r.network.Publish(t.Context(), p)
	if said := r.no(err, belong.Refused); !strings.Contains(said, "300") {
		t.Errorf("the network is said to have said %q; want why", said)
	}
	p.Post.Text = strings.Repeat("👩‍🔬", 272) // 3,000 bytes hold no more of them
	r.publish(p)
}

func TestAVideoThatTheServerLostIsBroughtAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("Lost")
	r.stand(putRecord, func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusBadRequest, map[string]string{"error": "BlobNotFound", "message": "Could not find blob: bafy"})
	})
	_, err := r.network.Publish(t.Context(), p)
	r.no(err, belong.NotNow)
	r.stand(putRecord, nil)
	uploads := r.calls(uploadBlob)
	r.stage(&p)
	if r.calls(uploadBlob) == uploads {
		t.Error("the video was not brought again")
	}
	r.publish(p)
}

func TestTroubleOfOurOwnIsNotTheNetworks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.parcel("No film")
	gone := errors.New("the storage is away")
	p.Video = func(context.Context) (io.ReadCloser, error) { return nil, gone }
	if _, err := r.network.Stage(t.Context(), p); !errors.Is(err, gone) || belong.FaultOf(err) != "" {
		t.Errorf("a file that can't be opened is told as %v", err)
	}
	p.Video = func(context.Context) (io.ReadCloser, error) { return io.NopCloser(broken{gone}), nil }
	if _, err := r.network.Stage(t.Context(), p); !errors.Is(err, gone) || belong.FaultOf(err) != "" {
		t.Errorf("a file that can't be read is told as %v", err)
	}
}

type broken struct{ error }

func (b broken) Read([]byte) (int, error) { return 0, b.error }

func TestNobodyIsThere(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.account.BaseURL = "http://localhost:1"
	_, err := r.network.Check(t.Context(), r.account)
	r.no(err, belong.NotNow)
}

func TestKeysGoOverNoOpenLine(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, address := range []string{"http://bluesky.example", "bluesky.example", "https://user@bluesky.example", "ftp://localhost"} {
		r.account.BaseURL = address
		_, err := r.network.Check(t.Context(), r.account)
		r.no(err, belong.Refused)
	}
}

func TestThePostOfAnotherAccountIsLeftAlone(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("Mine")
	p.Post.Remote = r.publish(p).Remote
	other := r.server.Person(t)
	p.Account.Keys = belong.Credentials{bluesky.Identifier: other.Handle, bluesky.AppPassword: other.AppPassword}
	r.no(r.network.Remove(t.Context(), p), belong.Refused)
	_, err := r.network.Publish(t.Context(), p)
	r.no(err, belong.NotNow)
	if got := r.posts(t); len(got) != 1 {
		t.Errorf("%+v is live; want the one post", got)
	}
}

func TestTheRestThatAServerAsksForIsTaken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.staged("The last for this hour")
	until := r.clock.now().Add(time.Hour).Truncate(time.Second).UTC()
	r.limit(putRecord, until)
	if receipt := r.publish(p); !receipt.Rest.Equal(until) {
		t.Errorf("nothing is sent before %v; want %v", receipt.Rest, until)
	}
}
