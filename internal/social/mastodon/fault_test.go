package mastodon_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/mastodon"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

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
