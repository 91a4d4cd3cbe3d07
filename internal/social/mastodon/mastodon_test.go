package mastodon_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
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
