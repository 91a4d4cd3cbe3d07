package mastodon

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"
)

// longestAnswer is how much of an answer is read. Forty posts with all their details are well below.
const longestAnswer = 8 << 20

// longestNo is how much is read of an answer that is no yes.
const longestNo = 16 << 10

// mostSaid is how much of a server's own words is kept, in characters.
const mostSaid = 300

// A gate is what every request passes, the library's and our own. A yes goes through, its length bounded. Anything else comes
// back as an error that holds what the server said: left to itself, the library sends again for an hour after a 429, which a
// post must never be, and it forgets the headers that say until when. For the same reason no redirect is followed: what
// they lead to is somebody else's until a person said otherwise, and the key goes with the request.
type gate struct {
	agent string
	under http.RoundTripper
}

func newGate(agent string) gate {
	return gate{agent: agent, under: &http.Transport{
		Proxy:                 nil, // the key goes where the account is, and nowhere else
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 2 * time.Minute, // a video is looked at before its upload is answered
		MaxIdleConnsPerHost:   2,
		IdleConnTimeout:       time.Minute,
	}}
}

// An answer is what a server said that was no yes.
type answer struct {
	status int
	header http.Header
	said   string
}

func (a *answer) Error() string { return fmt.Sprintf("the server answered %d: %s", a.status, a.said) }

// An unreached is a request of which not a byte left, since there was no connection.
type unreached struct{ err error }

func (u *unreached) Error() string { return "no connection: " + u.err.Error() }
func (u *unreached) Unwrap() error { return u.err }

func (g gate) RoundTrip(r *http.Request) (*http.Response, error) {
	var connected atomic.Bool
	r = r.Clone(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}))
	r.Header.Set("User-Agent", g.agent)
	r.Header.Set("Accept", "application/json")
	// net/http sends what has an Idempotency-Key again by itself when a connection breaks, if it can have the body again.
	r.GetBody = nil
	response, err := g.under.RoundTrip(r)
	switch {
	case err != nil && !connected.Load():
		return nil, &unreached{err}
	case err != nil:
		return nil, err
	case response.StatusCode >= 200 && response.StatusCode < 300:
		response.Body = bounded{io.LimitReader(response.Body, longestAnswer), response.Body}
		return response, nil
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, longestNo))
	if err != nil {
		body = nil // the status says enough
	}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	return nil, &answer{response.StatusCode, response.Header, said(body, token)}
}

type bounded struct {
	io.Reader
	io.Closer
}

// said are a server's own words in an answer, without the token, should it repeat that. A page for people has none.
func said(body []byte, token string) string {
	var no struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}
	if json.Unmarshal(body, &no) != nil {
		return ""
	}
	words := strings.TrimSpace(no.Error)
	if no.Description != "" {
		words += ": " + no.Description
	}
	if token != "" {
		words = strings.ReplaceAll(words, token, "…")
	}
	if cut := []rune(words); len(cut) > mostSaid {
		words = string(cut[:mostSaid]) + "…"
	}
	return words
}
