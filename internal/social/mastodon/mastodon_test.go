package mastodon_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/mastodon"
	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

func (r *rig) parcel(t *testing.T, text string) belong.Parcel {
	t.Helper()
	return socialtest.Parcel(t, r.account, film(t), text, r.Now())
}

// film is what a film begins with, and some more: the simulated server looks no further.
func film(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	data := "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + strings.Repeat("film", 4<<10)
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (r *rig) staged(t *testing.T, text string) belong.Parcel {
	t.Helper()
	p := r.parcel(t, text)
	notes, err := r.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Notes = notes
	return p
}

// wantFault is for errors that are certain.
func wantFault(t *testing.T, err error, want belong.Fault) belong.NetworkError {
	t.Helper()
	var no *belong.NetworkError
	if !errors.As(err, &no) || no.Fault != want {
		t.Fatalf("the error is %v; want a certain one: %s", err, want)
	}
	return *no
}

// wantDoubt is for errors that leave it open.
func wantDoubt(t *testing.T, err error) {
	t.Helper()
	if err == nil || belong.FaultOf(err) != "" {
		t.Fatalf("the error is %v; want one that leaves a doubt", err)
	}
}

func TestCheckTellsWhatTheServerTakes(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Characters: 5000, VideoBytes: 40 << 20})
	got, err := r.network.Check(t.Context(), r.account)
	if err != nil {
		t.Fatal(err)
	}
	want := belong.Standing{Account: "@stemx@mastodon.example", Limits: belong.PostLimits{Text: 5000, Alt: 1500, Bytes: 40 << 20}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the standing is another (-want +got):\n%s", diff)
	}
}

func TestPublishSaysAllThatBelongsToThePost(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Yo pertenezco a STEM")
	p.Locale = "es"
	if _, err := r.network.Publish(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	live := r.server.Live()[0]
	if live.Language != "es" || live.Visibility != "public" || live.Sensitive {
		t.Errorf("it was posted in %q, %s, sensitive %v; want es, public, false", live.Language, live.Visibility, live.Sensitive)
	}
}

func TestTheKeyGoesOnlyWhereItIsSafe(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	for address, want := range map[string]belong.Fault{
		"http://mastodon.example":             belong.Refused, // in the clear
		"http://10.0.0.1":                     belong.Refused,
		"ftp://mastodon.example":              belong.Refused,
		"https://someone@mastodon.example":    belong.Refused,
		"https://mastodon.example?token=here": belong.Refused,
		"mastodon.example":                    belong.Refused,
		"":                                    belong.Refused,
	} {
		a := r.account
		a.BaseURL = address
		_, err := r.network.Check(t.Context(), a)
		wantFault(t, err, want)
	}
	a := r.account
	a.Keys = nil
	_, err := r.network.Check(t.Context(), a)
	wantFault(t, err, belong.Disconnected)
}

func TestNoRedirectIsFollowed(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("%s %s came to another host, with %q", r.Method, r.URL.Path, r.Header.Get("Authorization"))
	}))
	t.Cleanup(other.Close)
	moved := httptest.NewServer(http.RedirectHandler(other.URL, http.StatusMovedPermanently))
	t.Cleanup(moved.Close)
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Moved")
	p.Account.BaseURL = moved.URL

	_, err := r.network.Check(t.Context(), p.Account)
	wantFault(t, err, belong.Refused)
	_, err = r.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	_, _, err = r.network.Find(t.Context(), p)
	wantDoubt(t, err)
	p.Post.Remote = "1"
	wantDoubt(t, r.network.Remove(t.Context(), p))
}

func TestEveryAnswerMeansWhatItMeans(t *testing.T) {
	t.Parallel()
	for f, want := range map[mastosim.Fault]belong.Fault{
		mastosim.Unavailable: belong.NotNow, // it says when to come back
		mastosim.Nonsense:    "",
		mastosim.Forbidden:   "", // not in the server's own words: it says nothing about the key
		mastosim.Elsewhere:   "",
	} {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			r := newRig(t, mastosim.Settings{})
			p := r.staged(t, "Answered")
			r.server.Fail(f)
			_, err := r.network.Publish(t.Context(), p)
			if want == "" {
				wantDoubt(t, err)
				return
			}
			if no := wantFault(t, err, want); !no.Until.Equal(r.Now().Add(2 * time.Minute)) {
				t.Errorf("it is to be tried again at %v; want in two minutes", no.Until)
			}
		})
	}
}

func TestATextThatIsTooLongIsRefusedInTheServersWords(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, strings.Repeat("x", 501))
	_, err := r.network.Publish(t.Context(), p)
	if no := wantFault(t, err, belong.Refused); !strings.Contains(no.Said, "character limit of 500") {
		t.Errorf("the server is said to have said %q", no.Said)
	}
}

func TestAVideoThatIsInAPostAlreadyLeavesADoubt(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]mastosim.Settings{
		"refused":                   {ForgetsKeys: true},
		"left away without a word":  {ForgetsKeys: true, DropsMedia: true},
		"answered with the old one": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, settings)
			p := r.staged(t, "Twice")
			first, err := r.network.Publish(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			second, err := r.network.Publish(t.Context(), p)
			if err != nil {
				wantDoubt(t, err)
			} else if second.Remote != first.Remote {
				t.Errorf("the second time it is %s; want %s", second.Remote, first.Remote)
			}
			if live := r.server.Live(); len(live) != 1 || live[0].ID != first.Remote {
				t.Errorf("live is %+v; want the first post alone", live)
			}
			found, ok, err := r.network.Find(t.Context(), p)
			if err != nil || !ok || found.Remote != first.Remote {
				t.Errorf("Find answers %+v, %v, %v; want the first post", found, ok, err)
			}
		})
	}
}

// net/http sends a request with an Idempotency-Key again by itself, unless it is kept from it.
func TestOneRequestIsOneRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Once")
	for range 3 {
		before := r.server.Asked("POST /api/v1/statuses")
		r.server.Fail(mastosim.DropBefore)
		_, err := r.network.Publish(t.Context(), p)
		wantDoubt(t, err)
		if n := r.server.Asked("POST /api/v1/statuses") - before; n != 1 {
			t.Errorf("the server was asked %d times; want once", n)
		}
	}
	before := r.server.Asked("POST /api/v1/statuses")
	r.server.Fail(mastosim.Limited)
	_, err := r.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	if n := r.server.Asked("POST /api/v1/statuses") - before; n != 1 {
		t.Errorf("the server, which wants a rest, was asked %d times; want once", n)
	}
}

func TestAServerThatIsNotThereHasDoneNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Nobody there")
	gone := httptest.NewServer(http.NotFoundHandler())
	p.Account.BaseURL = gone.URL
	gone.Close()
	_, err := r.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	wantFault(t, r.network.Remove(t.Context(), belong.Parcel{Account: p.Account, Post: belong.Post{Remote: "1"}}), belong.NotNow)
}

func TestTheLastCallOfAWindowAsksForARest(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Calls: 6}) // to stage a post takes two, to publish it one
	one := r.staged(t, "One")
	receipt, err := r.network.Publish(t.Context(), one)
	if err != nil || !receipt.Rest.IsZero() {
		t.Fatalf("a post within the limit: %+v, %v; want no rest", receipt, err)
	}
	two := r.staged(t, "Two")
	receipt, err = r.network.Publish(t.Context(), two)
	if want := r.Now().Truncate(5 * time.Minute).Add(5 * time.Minute); err != nil || !receipt.Rest.Equal(want) {
		t.Fatalf("the last post of a window: %+v, %v; want a rest until %v", receipt, err, want)
	}
}

func TestStagePollsUntilTheServerIsDone(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Slow: 12})
	began := r.Now()
	r.staged(t, "Slow")
	if n := r.server.Asked("GET /api/v1/media/{id}"); n != 13 {
		t.Errorf("it asked %d times; want 13", n)
	}
	if waited := r.Now().Sub(began); waited < time.Minute || waited > 3*time.Minute {
		t.Errorf("it waited %v in all; want it to ask less and less often", waited)
	}
}

func TestStageGivesUpOnAServerThatIsNeverDone(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Slow: 1000})
	_, err := r.network.Stage(t.Context(), r.parcel(t, "Never"))
	wantFault(t, err, belong.NotNow)
}

func TestAVideoThatTheServerCannotUseIsRefused(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]mastosim.Settings{
		"found out later": {Slow: 2, BadVideo: true},
		"too large":       {VideoBytes: 1000},
	} {
		r := newRig(t, settings)
		_, err := r.network.Stage(t.Context(), r.parcel(t, name))
		if no := wantFault(t, err, belong.Refused); no.Said == "" {
			t.Errorf("%s: the server's own words are lost", name)
		}
	}
}

func TestAnUploadThatCannotBeReadIsNotTheServersFault(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.parcel(t, "Unreadable")
	broken := errors.New("the disk is gone")
	p.Video = func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("film"), reader(func([]byte) (int, error) { return 0, broken }))), nil
	}
	_, err := r.network.Stage(t.Context(), p)
	wantDoubt(t, err)
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v; want what is wrong with the disk", err)
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(b []byte) (int, error) { return r(b) }

func TestUploadsHaveALimitOfTheirOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Uploads: 1})
	r.staged(t, "The first")
	_, err := r.network.Stage(t.Context(), r.parcel(t, "The second"))
	want := r.Now().Truncate(30 * time.Minute).Add(30 * time.Minute)
	if no := wantFault(t, err, belong.NotNow); !no.Until.Equal(want) {
		t.Errorf("it is to be tried again at %v; want %v", no.Until, want)
	}
}

func TestNotesThatAreWorthNothingAreMadeAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "A day later")
	_ = r.Pause(t.Context(), 24*time.Hour)
	r.server.Purge()
	_, err := r.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	if n := r.server.Asked("POST /api/v1/statuses"); n != 0 {
		t.Errorf("a post without its video was asked for %d times", n)
	}
	notes, err := r.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Notes = notes
	if _, err := r.network.Publish(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}

func TestFindIsSureOnlyWhenNothingCanComeAnyMore(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Under way")
	p.Post.SentAt = r.Now()
	_, _, err := r.network.Find(t.Context(), p)
	wantDoubt(t, err)
	_ = r.Pause(t.Context(), 2*time.Minute)
	if _, found, err := r.network.Find(t.Context(), p); err != nil || found {
		t.Fatalf("after a while Find answers %v, %v; want to be sure that it is not there", found, err)
	}

	r.server.Purge() // now the second proof is gone
	_, _, err = r.network.Find(t.Context(), p)
	wantDoubt(t, err)
	_ = r.Pause(t.Context(), time.Hour)
	if _, _, err := r.network.Find(t.Context(), p); !errors.Is(err, belong.ErrUnknowable) {
		t.Errorf("Find answers %v; want that it can't know", err)
	}

	p.Post.Notes = belong.Notes{}
	if _, _, err := r.network.Find(t.Context(), p); !errors.Is(err, belong.ErrUnknowable) {
		t.Errorf("without notes Find answers %v; want that it can't know", err)
	}
}

func TestFindLooksFurtherThanOnePage(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Uploads: 1000, Calls: 1000})
	film := film(t)
	var first belong.Parcel
	var want belong.Receipt
	for i := range 90 {
		p := socialtest.Parcel(t, r.account, film, "One of many", r.Now())
		p.Post.SentAt = r.Now()
		notes, err := r.network.Stage(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		p.Post.Notes = notes
		receipt, err := r.network.Publish(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first, want = p, receipt
		}
	}
	got, found, err := r.network.Find(t.Context(), first)
	if err != nil || !found || got.Remote != want.Remote {
		t.Errorf("Find answers %+v, %v, %v; want %+v", got, found, err, want)
	}
	if n := r.server.Asked("GET /api/v1/accounts/{id}/statuses"); n != 3 {
		t.Errorf("it read %d pages; want 3", n)
	}
	_ = r.Pause(t.Context(), time.Hour)
	later := socialtest.Parcel(t, r.account, film, "Never sent", r.Now())
	notes, err := r.network.Stage(t.Context(), later)
	if err != nil {
		t.Fatal(err)
	}
	later.Post.Notes = notes
	_ = r.Pause(t.Context(), 3*time.Minute)
	before := r.server.Asked("GET /api/v1/accounts/{id}/statuses")
	if _, found, err := r.network.Find(t.Context(), later); err != nil || found {
		t.Errorf("Find answers %v, %v; want to be sure that it is not there", found, err)
	}
	if n := r.server.Asked("GET /api/v1/accounts/{id}/statuses") - before; n != 1 {
		t.Errorf("it read %d pages; want none of what is older than the post", n)
	}
}

func TestRemoveBelievesOnlyTheServerItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Late: 100})
	p := r.staged(t, "Still shown")
	receipt, err := r.network.Publish(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Remote = receipt.Remote
	wantDoubt(t, r.network.Remove(t.Context(), p)) // it still shows it

	lost := httptest.NewServer(http.NotFoundHandler()) // no Mastodon at all
	t.Cleanup(lost.Close)
	p.Account.BaseURL = lost.URL
	wantDoubt(t, r.network.Remove(t.Context(), p))
	p.Post.Remote = ""
	wantFault(t, r.network.Remove(t.Context(), p), belong.Refused)
}

func TestOnlyARecognisedNoEndsTheConnection(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status       int
		header, body string
		want         belong.Fault
	}{
		"revoked":         {http.StatusUnauthorized, "", `{"error":"The access token was revoked"}`, belong.Disconnected},
		"in other words":  {http.StatusUnauthorized, `Bearer realm="Doorkeeper", error="invalid_token"`, `{"error":"El token fue revocado"}`, belong.Disconnected},
		"without a right": {http.StatusForbidden, "", `{"error":"This action is outside the authorized scopes"}`, belong.Disconnected},
		"locked out":      {http.StatusForbidden, "", `{"error":"Your login is currently disabled"}`, belong.Disconnected},
		"a bare 401":      {http.StatusUnauthorized, `Basic realm="staging"`, "<h1>Authorization required</h1>", ""},
		"a bare 403":      {http.StatusForbidden, "", "<h1>Blocked</h1>", ""},
		"down":            {http.StatusBadGateway, "", "<h1>Bad gateway</h1>", belong.NotNow},
		"no Mastodon":     {http.StatusNotFound, "", "<h1>Not found</h1>", belong.Refused},
		"a page":          {http.StatusOK, "", "<h1>Welcome</h1>", belong.NotNow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				if test.header != "" {
					w.Header().Set("WWW-Authenticate", test.header)
				}
				w.WriteHeader(test.status)
				_, _ = io.WriteString(w, test.body)
			}))
			t.Cleanup(server.Close)
			network := mastodon.New("https://belong.example", time.Now)
			_, err := network.Check(t.Context(), belong.Account{
				Kind: belong.Mastodon, BaseURL: server.URL, Keys: belong.Credentials{"access_token": "secret"},
			})
			if test.want == "" {
				wantDoubt(t, err)
				return
			}
			wantFault(t, err, test.want)
		})
	}
}

func TestAServersWordsAreShortAndHoldNoKey(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.UserAgent() != "Belong (+https://belong.example)" {
			t.Errorf("the user agent is %q", r.UserAgent())
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"error":"Bad header: `+r.Header.Get("Authorization")+strings.Repeat(" and so on", 500)+`"}`)
	}))
	t.Cleanup(server.Close)
	_, err := mastodon.New("https://belong.example", time.Now).Check(t.Context(), belong.Account{
		Kind: belong.Mastodon, BaseURL: server.URL, Keys: belong.Credentials{"access_token": "very-secret"},
	})
	no := wantFault(t, err, belong.Refused)
	if strings.Contains(no.Said+err.Error(), "very-secret") || !strings.HasPrefix(no.Said, "Bad header") || len(no.Said) > 400 {
		t.Errorf("the server is said to have said %q", no.Said)
	}
}
