package x

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
)

// longest is how much of an answer is read; X's own, with a hundred posts, are a few hundred kilobytes.
const longest = 4 << 20

// An answer is what X said to a request.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a answer) ok() bool { return a.status >= 200 && a.status < 300 }

// call sends in, if there is any, as JSON, and reads a yes into out. Any other answer is an error as refused makes it.
func (s *session) call(ctx context.Context, method, path string, in, out any) (answer, error) {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return answer{}, fmt.Errorf("x: %s %s: %w", method, path, err)
		}
		body = bytes.NewReader(b)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, s.base+path, body)
	if err != nil {
		return answer{}, fmt.Errorf("x: %w", err)
	}
	if in != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	return s.send(r, out)
}

// send is call for a request that is made already.
func (s *session) send(r *http.Request, out any) (answer, error) {
	a, err := s.do(r)
	if err != nil {
		return a, err
	}
	if !a.ok() {
		return a, s.refused(r, a)
	}
	if out != nil {
		if err := json.Unmarshal(a.body, out); err != nil {
			return a, fmt.Errorf("x: %s %s: %d, but the answer can't be read: %w", r.Method, r.URL.Path, a.status, err)
		}
	}
	return a, nil
}

// do signs and sends the request, once. An error is a NetworkError where no connection was to be had, so that X cannot have
// got anything; after any other, it may have.
func (s *session) do(r *http.Request) (answer, error) {
	var connected atomic.Bool
	r = r.WithContext(httptrace.WithClientTrace(r.Context(), &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	}))
	r.Header.Set("User-Agent", s.agent)
	response, err := s.client.Do(r)
	switch {
	case err != nil && !connected.Load():
		return answer{}, unreachable(err)
	case err != nil:
		return answer{}, fmt.Errorf("x: %w", err)
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(io.LimitReader(response.Body, longest+1))
	if err != nil {
		return answer{}, fmt.Errorf("x: %s %s: %d, but the answer broke off: %w", r.Method, r.URL.Path, response.StatusCode, err)
	}
	if len(body) > longest {
		return answer{}, fmt.Errorf("x: %s %s: the answer has no end", r.Method, r.URL.Path)
	}
	return answer{status: response.StatusCode, header: response.Header, body: body}, nil
}
