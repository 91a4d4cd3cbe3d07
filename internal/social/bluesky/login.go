package bluesky

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// sessionAnswer is what both beginning and renewing a session answer.
type sessionAnswer struct {
	DID            string
	Handle         string
	AccessJwt      string
	RefreshJwt     string
	EmailConfirmed *bool
	Active         *bool
	Status         string
	DidDoc         struct {
		Service []struct{ ID, ServiceEndpoint string }
	}
}

// logIn begins a session with the account's app password.
func (n *Network) logIn(ctx context.Context, base, identifier, password string) (session, error) {
	began := n.now()
	var got sessionAnswer
	_, err := n.do(ctx, call{server: base, name: "com.atproto.server.createSession", json: map[string]string{
		"identifier": identifier, "password": password,
	}}, &got)
	if e, ok := answered(err); ok {
		switch {
		case e.name == "AuthFactorTokenRequired":
			return session{}, disconnected(err, "This is the account's own password, which wants a code by mail. Make an app password in Bluesky's settings, and connect the account with that.")
		case refusesToken(err):
			return session{}, disconnected(err, "Bluesky does not accept this handle with this app password. Make a new app password in Bluesky's settings, and connect the account with that.")
		}
	}
	if err != nil {
		return session{}, read(err)
	}
	return got.session(session{base: base, pds: base}, began)
}

// renew gets a session's next tokens. Where the app password is no more, its sessions can't be renewed.
func (n *Network) renew(ctx context.Context, s session) (session, error) {
	began := n.now()
	var got sessionAnswer
	_, err := n.do(ctx, call{server: s.base, name: "com.atproto.server.refreshSession", token: s.refresh, empty: true}, &got)
	if err != nil {
		return session{}, err
	}
	return got.session(s, began)
}

// session is s with what the answer to a request of the time began says.
func (a sessionAnswer) session(s session, began time.Time) (session, error) {
	if a.DID == "" || a.AccessJwt == "" || a.RefreshJwt == "" {
		return session{}, notNow(nil, "Bluesky let the account in without telling who it is. It is tried again.")
	}
	s.did, s.handle, s.access, s.refresh = a.DID, a.Handle, a.AccessJwt, a.RefreshJwt
	s.until = began.Add(lifeOf(a.AccessJwt))
	s.unconfirmed = a.EmailConfirmed != nil && !*a.EmailConfirmed
	s.status = ""
	if a.Active != nil && !*a.Active {
		s.status = a.Status
		if s.status == "" {
			s.status = "inactive"
		}
	}
	for _, service := range a.DidDoc.Service {
		if strings.HasSuffix(service.ID, "#atproto_pds") && mayFollow(s.base, service.ServiceEndpoint) {
			s.pds = strings.TrimSuffix(service.ServiceEndpoint, "/")
		}
	}
	return s, nil
}

// mayFollow tells whether keys may go from one server to another that it names: never from https to less.
func mayFollow(from, to string) bool {
	a, errA := url.Parse(from)
	b, errB := url.Parse(to)
	return errA == nil && errB == nil && b.Host != "" && (b.Scheme == "https" || b.Scheme == "http" && a.Scheme == "http")
}

// lifeOf is how long a token is accepted, by the difference of what its server says, since clocks differ. A token that can't
// be read is good for a while: its server says when it is not.
func lifeOf(token string) time.Duration {
	const unread = 10 * time.Minute
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return unread
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return unread
	}
	var claims struct{ Iat, Exp int64 }
	if json.Unmarshal(data, &claims) != nil || claims.Iat == 0 || claims.Exp <= claims.Iat {
		return unread
	}
	return time.Duration(claims.Exp-claims.Iat) * time.Second
}

// as does a call for the account, in its session. Should the server not accept the token any more, a new session is begun and
// the call done once again; so it is nothing for what makes a post.
func (n *Network) as(ctx context.Context, a belong.Account, do func(s session) error) error {
	s, err := n.session(ctx, a, alive)
	if err != nil {
		return err
	}
	err = do(s)
	if !refusesToken(err) {
		return err
	}
	if s, err = n.session(ctx, a, renewed); err != nil {
		return err
	}
	return do(s)
}

// ask does a question to a server that needs no session.
func (n *Network) ask(ctx context.Context, server, name string, query url.Values, out any) error {
	_, err := n.do(ctx, call{server: server, name: name, query: query}, out)
	return err
}

// isRefusal tells whether a server's answer has the given name and is a plain no.
func isRefusal(err error, name string) bool {
	e, ok := answered(err)
	return ok && e.status == http.StatusBadRequest && e.name == name
}
