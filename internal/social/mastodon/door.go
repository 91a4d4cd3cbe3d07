package mastodon

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/mattn/go-mastodon"

	"github.com/belonginstem/belong/internal/belong"
)

// patience is how long a server may take for anything but an upload.
const patience = 45 * time.Second

// A door is an account's server. The library asks there for accounts and posts. What it can't do, do does: it knows no
// Idempotency-Key, holds a whole video in memory, takes a 206 for a failure, and has not heard of /api/v2/instance.
type door struct {
	lib   *mastodon.Client
	base  *url.URL
	token string
	now   func() time.Time
}

// open checks where an account's key would go. Nothing is sent yet.
func (n *Network) open(a belong.Account) (*door, error) {
	base, err := url.Parse(a.BaseURL)
	switch {
	case err != nil || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, refused("The server's address can't be used. Write it as https://mastodon.example, and connect the channel anew.")
	case base.Scheme != "https" && (base.Scheme != "http" || !isThisMachine(base.Hostname())):
		return nil, refused("The server's address has to begin with https://, since the account's key is sent there. Connect the channel anew.")
	case a.Keys["access_token"] == "":
		return nil, &belong.NetworkError{
			Fault: belong.Disconnected, Sentence: "The channel has no access token. Connect it anew.", Err: errors.New("no access_token"),
		}
	}
	token := a.Keys["access_token"]
	lib := mastodon.NewClient(&mastodon.Config{Server: a.BaseURL, AccessToken: token})
	lib.Client = http.Client{Transport: n.gate}
	return &door{lib: lib, base: base, token: token, now: n.now}, nil
}

func isThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// A request is one that the library can't make. Its body, if there is one, is closed by who sends it.
type request struct {
	method, path string
	kind         string // of the body
	body         io.ReadCloser
	length       int64
	key          string // the Idempotency-Key; may be empty
}

// do sends a request once, and reads the yes into result. It answers the yes's status and headers.
func (d *door) do(ctx context.Context, q request, result any) (int, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, q.method, d.base.JoinPath(q.path).String(), nil)
	if err != nil {
		if q.body != nil {
			_ = q.body.Close()
		}
		return 0, nil, fmt.Errorf("make a request: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+d.token)
	if q.body != nil {
		r.Body, r.ContentLength = q.body, q.length
		r.Header.Set("Content-Type", q.kind)
	}
	if q.key != "" {
		r.Header.Set("Idempotency-Key", q.key)
	}
	response, err := d.lib.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if err := json.NewDecoder(response.Body).Decode(result); err != nil {
		return 0, nil, fmt.Errorf("read the server's answer: %w", err)
	}
	return response.StatusCode, response.Header, nil
}

// form makes a request of what people could have typed.
func form(path string, values url.Values) request {
	body := values.Encode()
	return request{
		method: http.MethodPost, path: path, kind: "application/x-www-form-urlencoded",
		body: io.NopCloser(strings.NewReader(body)), length: int64(len(body)),
	}
}
