// Package x posts videos to X by version 2 of its API, in the name of an account whose keys are signed with (OAuth 1.0a: no
// key of it expires or rotates in use). It keeps the promise of a channel that internal/publish asks for.
package x

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/dghubble/oauth1"

	"github.com/belonginstem/belong/internal/belong"
)

// The names of an account's Credentials, as X's console calls them.
const (
	ConsumerKey       = "consumer_key"
	ConsumerSecret    = "consumer_secret"
	AccessToken       = "access_token"
	AccessTokenSecret = "access_token_secret"
)

// Limits are what X takes of an account that pays for nothing more. Text is in X's weighted characters.
var Limits = belong.PostLimits{Text: 280, Alt: 1000, Bytes: 512 << 20, Length: 140 * time.Second}

const (
	home     = "https://api.x.com"
	patience = time.Minute // of one request; must end well before Find believes its eyes: see lag
)

// A Config is what the Network needs to know. The zero value works.
type Config struct {
	BaseURL string           // of the API, for accounts that name none; empty is X's own
	Address string           // of who runs Belong, so that X knows whom to write to; goes into the User-Agent
	Now     func() time.Time // nil is the machine's clock
	Log     *slog.Logger     // what X left out of a post without refusing it; nil is nobody's concern

	// Wait pauses between two looks at a video that X prepares. nil waits for real.
	Wait func(ctx context.Context, d time.Duration) error

	// Transport carries the requests. nil is one that uses no proxy and gives up on servers that don't answer.
	Transport *http.Transport
}

// A Network speaks to X. It may be used by many goroutines.
type Network struct {
	config Config
	agent  string
	ids    sync.Map // of accounts, by whose: X tells them 75 times in a quarter of an hour, its timelines 900 times
}

// whose are keys of an account: they never are another's.
type whose struct{ base, token string }

// New makes a Network. It speaks to nobody yet.
func New(c Config) *Network {
	c.BaseURL = cmp.Or(c.BaseURL, home)
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Wait == nil {
		c.Wait = wait
	}
	if c.Transport == nil {
		c.Transport = transport()
	}
	agent := "Belong"
	if c.Address != "" {
		agent = "Belong (+" + c.Address + ")"
	}
	return &Network{config: c, agent: agent}
}

func transport() *http.Transport {
	return &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: patience,
		IdleConnTimeout:       30 * time.Second,
		MaxIdleConnsPerHost:   4,
		ForceAttemptHTTP2:     true,
	}
}

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A session is the Network in the name of an account.
type session struct {
	base   string
	agent  string
	now    func() time.Time
	client *http.Client
	whose  whose
	ids    *sync.Map // the Network's
}

func (n *Network) session(a belong.Account) (*session, error) {
	for _, name := range []string{ConsumerKey, ConsumerSecret, AccessToken, AccessTokenSecret} {
		if a.Keys[name] == "" {
			return nil, &belong.NetworkError{
				Fault:    belong.Disconnected,
				Sentence: fmt.Sprintf("The key %q of the X account is missing. Connect the account anew, with all four keys.", name),
				Err:      fmt.Errorf("x: no %s", name),
			}
		}
	}
	ctx := context.WithValue(context.Background(), oauth1.HTTPClient, &http.Client{Transport: n.config.Transport})
	client := oauth1.NewConfig(a.Keys[ConsumerKey], a.Keys[ConsumerSecret]).
		Client(ctx, oauth1.NewToken(a.Keys[AccessToken], a.Keys[AccessTokenSecret]))
	// A signature holds for one address only, so nothing good can come of following anybody to another.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	base := cmp.Or(a.BaseURL, n.config.BaseURL)
	return &session{
		base: base, agent: n.agent, now: n.config.Now, client: client, whose: whose{base, a.Keys[AccessToken]}, ids: &n.ids,
	}, nil
}
