package x

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// A no is an answer of X that is neither a yes nor one of those that leave nothing in doubt.
type no struct {
	method, path string
	status       int
	problem      problem
}

func (e *no) Error() string {
	return fmt.Sprintf("x: %s %s: %d %s", e.method, e.path, e.status, e.problem.said())
}

// refused says what an answer that is no yes means: a NetworkError where X turned the request away before it did anything
// and said why, in words that it is known by; a *no for all else. A server error is never certain: posts were seen to go
// live behind X's 503.
func (s *session) refused(r *http.Request, a answer) error {
	n := &no{method: r.Method, path: r.URL.Path, status: a.status, problem: problemOf(a.body)}
	p := n.problem
	is := func(fault belong.Fault, sentence string) error {
		return &belong.NetworkError{Fault: fault, Sentence: sentence, Said: p.said(), Err: n}
	}
	switch {
	case a.status >= http.StatusInternalServerError:
		return n
	case a.status == http.StatusTooManyRequests:
		return &belong.NetworkError{
			Fault: belong.NotNow, Sentence: "X takes no more requests for now. Nothing is lost: it is tried again.",
			Said: p.said(), Until: resetOf(a.header, s.now()), Err: n,
		}
	case a.status == http.StatusPaymentRequired && p.said() != "":
		return is(belong.NotNow, "X wants to be paid: the developer account has no credits left. Buy some in X's developer console.")
	case p.has(clockWrong):
		return is(belong.NotNow, "X says that the clock of this machine is wrong. Set it, then try again.")
	case p.has(accountSuspended, accountLocked):
		return is(belong.Disconnected, "X has locked or suspended the account. Log in at x.com, follow what it says there, then connect anew.")
	case a.status == http.StatusForbidden && (p.kind() == "oauth1-permissions" || p.has(readOnly)):
		return is(belong.Disconnected,
			"The keys may only read. Give the app the permission to read and write in X's developer console, make new access tokens there, and connect anew.")
	case a.status == http.StatusForbidden && (p.kind() == "client-forbidden" || p.has(noAccess)):
		return is(belong.Disconnected, "X does not let this app use its API. Attach the app to a project in X's developer console, then connect anew.")
	case a.status == http.StatusUnauthorized && p.has(badToken):
		return is(belong.Disconnected, reconnect)
	case a.status == http.StatusUnauthorized && p.unauthorized():
		return s.doubted(r, is)
	case r.Method != http.MethodPost:
		return n // a question is not refused for what a post is
	case a.status == http.StatusBadRequest && p.kind() == "invalid-request" && !p.about(mediaIDs), strings.Contains(p.Detail, "too long"):
		return is(belong.Refused, "X does not take this post as it is. Read what it says, change the text or the video, then try again.")
	case a.status == http.StatusForbidden && p.forbidden() && !p.duplicate():
		return is(belong.Refused, "X does not let this post go out. Read what it says, and look at x.com whether the account is in order, then try again.")
	}
	return n
}

// X's numbers for what it found wrong.
const (
	badSignature     = 32
	accountSuspended = 64
	badToken         = 89
	clockWrong       = 135
	readOnly         = 261
	accountLocked    = 326
	noAccess         = 453
)

// mediaIDs is the parameter that X blames when a video is not there any more, or stands in a post already. The post in which
// it stands may be the one that was asked for, by an earlier request whose answer was lost; hence this no leaves doubt.
const mediaIDs = "media.media_ids"

const reconnect = "X does not accept the account's keys any more. Make new ones in X's developer console, and connect anew."

// doubted asks once more whether the keys are good. X says "Unauthorized" to keys that were revoked, but was also seen to
// say it in passing; and a question that Go's transport repeats, since its connection was closed, has the signature of the first
// one, which X takes only once. Neither must stop a whole day.
func (s *session) doubted(r *http.Request, is func(belong.Fault, string) error) error {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	again, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+mePath, nil)
	if err != nil {
		return fmt.Errorf("x: %w", err)
	}
	switch a, err := s.do(again); {
	case err == nil && a.status == http.StatusUnauthorized && problemOf(a.body).unauthorized():
		return is(belong.Disconnected, reconnect)
	default:
		return is(belong.NotNow, "X turned the request away as if it did not know the account. It is tried again.")
	}
}

// unreachable is what is said when no connection to X was to be had.
func unreachable(err error) error {
	return &belong.NetworkError{
		Fault: belong.NotNow, Sentence: "X can't be reached from here. It is tried again; if that goes on, look at this machine's network.",
		Err: fmt.Errorf("x: %w", err),
	}
}

// harmless is err after a request that makes nothing live, whatever became of it: what would be doubtful is just not now.
// A caller who gave up gets what it gave up with.
func harmless(ctx context.Context, err error) error {
	if err == nil || belong.FaultOf(err) != "" || ctx.Err() != nil {
		return err
	}
	e := &belong.NetworkError{Fault: belong.NotNow, Sentence: "X did not answer as it should. It is tried again.", Err: err}
	var n *no
	if errors.As(err, &n) {
		e.Said = n.problem.said()
	}
	return e
}
