package bluesky

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"time"
)

// longestAnswer is how much of an answer is read; records and accounts are far smaller.
const longestAnswer = 1 << 20

// newClient makes a client that goes where it is sent: by no proxy, and after no redirect, which would take keys along.
func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			ForceAttemptHTTP2:   true,
			TLSHandshakeTimeout: askTime,
			IdleConnTimeout:     askTime,
			MaxIdleConnsPerHost: 2,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// A call is one request to a server's XRPC: a question where it has no body, else an order.
type call struct {
	server string // its address, without a slash at its end
	name   string // com.atproto.repo.putRecord
	query  url.Values
	token  string

	json   any       // a body in JSON
	body   io.Reader // any other body, of this type and length
	kind   string
	length int64
	empty  bool // an order without a body

	within time.Duration // askTime where it is zero
}

// do sends the call, once, and reads its answer into out, unless that is nil. An answer that is no yes is an *answerError; an
// error before anything was sent is errNotSent's.
func (n *Network) do(ctx context.Context, c call, out any) (http.Header, error) {
	if c.within == 0 {
		c.within = askTime
	}
	ctx, cancel := context.WithTimeout(ctx, c.within)
	defer cancel()
	sent := false
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { sent = true }})

	request, err := n.request(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", c.name, errNotSent, err)
	}
	response, err := n.http.Do(request)
	if err != nil {
		err = bare(err)
		if !sent {
			err = fmt.Errorf("%w: %w", errNotSent, err)
		}
		return nil, fmt.Errorf("%s: %w", c.name, err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, longestAnswer))
	if response.StatusCode != http.StatusOK {
		return response.Header, n.answerError(c, response, answer) // as much of it as came
	}
	if err != nil {
		return response.Header, fmt.Errorf("%s: its answer broke off: %w", c.name, err)
	}
	if out != nil {
		if err := json.Unmarshal(answer, out); err != nil {
			return response.Header, fmt.Errorf("%s: its answer can't be read: %w", c.name, err)
		}
	}
	return response.Header, nil
}

func (n *Network) request(ctx context.Context, c call) (*http.Request, error) {
	method, body := http.MethodGet, c.body
	if c.json != nil {
		data, err := json.Marshal(c.json)
		if err != nil {
			return nil, err
		}
		body, c.kind, c.length = bytes.NewReader(data), "application/json", int64(len(data))
	}
	if body != nil || c.empty {
		method = http.MethodPost
	}
	address := c.server + "/xrpc/" + c.name
	if len(c.query) > 0 {
		address += "?" + c.query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", n.agent)
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.ContentLength = c.length
		request.Header.Set("Content-Type", c.kind)
	}
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	return request, nil
}

// bare is the error without the address, which is long and says nothing new.
func bare(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// errNotSent is of a call that did not get as far as a connection.
var errNotSent = errors.New("nothing was sent")

// An answerError is an answer that is no yes.
type answerError struct {
	call    string
	status  int
	name    string // the protocol's own: ExpiredToken; empty where the answer is not of the protocol
	message string
	reset   time.Time // when a limit ends; zero where nobody says
	body    []byte    // of the answer
}

func (e *answerError) Error() string {
	return fmt.Sprintf("%s: %d %s", e.call, e.status, e.said())
}

// said are the network's own words.
func (e *answerError) said() string {
	if e.message == "" || e.message == e.name {
		return cut(e.name)
	}
	return cut(e.name + ": " + e.message)
}

func (n *Network) answerError(c call, r *http.Response, body []byte) *answerError {
	e := &answerError{call: c.name, status: r.StatusCode, body: body}
	var told struct{ Error, Message string }
	if json.Unmarshal(body, &told) == nil {
		e.name, e.message = told.Error, told.Message
	}
	if r.StatusCode == http.StatusTooManyRequests {
		e.reset = resetOf(r.Header)
		if seconds, err := strconv.Atoi(r.Header.Get("Retry-After")); e.reset.IsZero() && err == nil && seconds > 0 {
			e.reset = n.now().Add(time.Duration(seconds) * time.Second)
		}
	}
	return e
}

// resetOf is when the limit that a server tells of ends; zero where it tells of none.
func resetOf(h http.Header) time.Time {
	seconds, err := strconv.ParseInt(h.Get("RateLimit-Reset"), 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}

// restOf is until when a server's limit leaves too little for another post; zero where it leaves enough.
func restOf(h http.Header) time.Time {
	const cost = 3 // of making a record, in points
	left, err := strconv.Atoi(h.Get("RateLimit-Remaining"))
	if err != nil || left >= cost {
		return time.Time{}
	}
	return resetOf(h)
}

// cut is a text of the network's as it may be kept: on one line, and not long.
func cut(s string) string {
	const most = 300
	runes := []rune(oneLine(s))
	if len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return string(runes)
}
