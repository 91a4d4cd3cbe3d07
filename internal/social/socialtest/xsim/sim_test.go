package xsim_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/dghubble/oauth1"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
)

// A sender is the last hand that a signed request goes through.
type sender func(*http.Request) (*http.Response, error)

func (f sender) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// signed is a client with the keys whose requests go to X by send.
func signed(keys belong.Credentials, send sender) *http.Client {
	ctx := context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: send})
	return oauth1.NewConfig(keys["consumer_key"], keys["consumer_secret"]).
		Client(ctx, oauth1.NewToken(keys["access_token"], keys["access_token_secret"]))
}

func TestASignatureIsGoodForOneRequest(t *testing.T) {
	t.Parallel()
	for name, tamper := range map[string]func(*http.Request){
		"nothing else":         func(*http.Request) {},
		"another parameter":    func(r *http.Request) { r.URL.RawQuery = "user.fields=username" },
		"one more parameter":   func(r *http.Request) { r.URL.RawQuery += "&expansions=a" },
		"another path":         func(r *http.Request) { r.URL.Path = "/2/tweets/1" },
		"another method":       func(r *http.Request) { r.Method = http.MethodDelete; r.URL.Path = "/2/tweets/1" },
		"another host":         func(r *http.Request) { r.Host = "x.example" },
		"another time":         func(r *http.Request) { swap(r, "oauth_timestamp=\"1", "oauth_timestamp=\"2") },
		"another token":        func(r *http.Request) { swap(r, "oauth_token=\"", "oauth_token=\"1") },
		"another method of it": func(r *http.Request) { swap(r, "HMAC-SHA1", "PLAINTEXT") },
		"none":                 func(r *http.Request) { r.Header.Del("Authorization") },
	} {
		sim := xsim.New(time.Now)
		server := httptest.NewServer(sim)
		t.Cleanup(server.Close)
		client := signed(sim.SignUp("STEMx"), func(r *http.Request) (*http.Response, error) {
			tamper(r)
			return http.DefaultTransport.RoundTrip(r)
		})
		want := http.StatusUnauthorized
		if name == "nothing else" {
			want = http.StatusOK
		}
		if got := get(t, client, server.URL+"/2/users/me?user.fields=protected"); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

func swap(r *http.Request, old, new string) {
	r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), old, new, 1))
}

func get(t *testing.T, client *http.Client, address string) int {
	t.Helper()
	response, err := client.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	if err := response.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}

func TestARequestIsTakenOnce(t *testing.T) {
	t.Parallel()
	sim := xsim.New(time.Now)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	var first string
	client := signed(sim.SignUp("STEMx"), func(r *http.Request) (*http.Response, error) {
		if first == "" {
			first = r.Header.Get("Authorization")
		}
		r.Header.Set("Authorization", first)
		return http.DefaultTransport.RoundTrip(r)
	})
	for _, want := range []int{http.StatusOK, http.StatusUnauthorized} {
		if got := get(t, client, server.URL+"/2/users/me"); got != want {
			t.Errorf("%d, want %d", got, want)
		}
	}
}

func TestWhatXDoesNotKnowIsRefused(t *testing.T) {
	t.Parallel()
	sim := xsim.New(time.Now)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	client := signed(sim.SignUp("STEMx"), http.DefaultTransport.RoundTrip)
	for _, body := range []string{
		`{"status":"a"}`, `{"text":""}`, `{"text":"a","media":{"media_ids":["1"]}}`, `{"text":"a"} {}`, `a`,
	} {
		response, err := client.Post(server.URL+"/2/tweets", "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(response.Body)
		if err != nil || response.Body.Close() != nil {
			t.Fatal(err)
		}
		if response.StatusCode != http.StatusBadRequest || !json.Valid(answer) {
			t.Errorf("%s: %d %s", body, response.StatusCode, answer)
		}
	}
	for _, path := range []string{"/2/users/me?fields=id", "/1.1/statuses/update.json", "/2/nothing"} {
		if got := get(t, client, server.URL+path); got < 400 {
			t.Errorf("%s: %d", path, got)
		}
	}
	if live := sim.Live(); len(live) > 0 {
		t.Errorf("live are %+v", live)
	}
}
