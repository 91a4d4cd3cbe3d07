package x

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// A bridge carries the requests of a client for version 1.1 of X's API, on which X takes no posts any more, over to version 2.
type bridge func(*http.Request) (*http.Response, error)

// RoundTrip is http.RoundTripper's.
func (b bridge) RoundTrip(r *http.Request) (*http.Response, error) { return b(r) }

// bridge knows one call: making a post. Any other is an error before anything is sent. The client would take the problem
// documents of version 2 for a post without an ID and without an error, hence only a post that is live is an answer;
// all else is an error, as refused makes it. What X answered is left in got.
func (s *session) bridge(ctx context.Context, got *answer) bridge {
	return func(r *http.Request) (*http.Response, error) {
		if r.Method != http.MethodPost || r.URL.Path != "/1.1/statuses/update.json" {
			return nil, fmt.Errorf("x: %s %s has no bridge to version 2", r.Method, r.URL.Path)
		}
		post, err := translate(r)
		if err != nil {
			return nil, fmt.Errorf("x: %w", err)
		}
		var made struct {
			Data struct {
				ID   string `json:"id"`
				Text string `json:"text"`
			} `json:"data"`
		}
		if *got, err = s.call(ctx, http.MethodPost, "/2/tweets", post, &made); err != nil {
			return nil, err
		}
		id, err := strconv.ParseInt(made.Data.ID, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("x: %d, but the post has no ID: %w", got.status, err)
		}
		return status(r, id, made.Data.Text)
	}
}

// A newPost is a post as version 2 wants it.
type newPost struct {
	Text  string    `json:"text"`
	Media postMedia `json:"media"`
}

type postMedia struct {
	IDs []string `json:"media_ids"`
}

func translate(r *http.Request) (newPost, error) {
	body, err := io.ReadAll(r.Body)
	if err = errors.Join(err, r.Body.Close()); err != nil {
		return newPost{}, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return newPost{}, err
	}
	for field := range form {
		if field != "status" && field != "media_ids" {
			return newPost{}, fmt.Errorf("a status's %s has no bridge to version 2", field)
		}
	}
	return newPost{Text: form.Get("status"), Media: postMedia{IDs: strings.Split(form.Get("media_ids"), ",")}}, nil
}

// status is the answer that the client expects.
func status(r *http.Request, id int64, text string) (*http.Response, error) {
	b, err := json.Marshal(struct {
		ID    int64  `json:"id"`
		IDStr string `json:"id_str"`
		Text  string `json:"text"`
	}{id, strconv.FormatInt(id, 10), text})
	if err != nil {
		return nil, err
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(strings.NewReader(string(b))),
		ContentLength: int64(len(b)), Request: r,
	}, nil
}
