package mastodon

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func refused(sentence string) *belong.NetworkError {
	return &belong.NetworkError{Fault: belong.Refused, Sentence: sentence, Err: errors.New("not sent")}
}

// certain is what an error says if the server surely did nothing, whatever it was asked for; nil where that is open.
func (d *door) certain(err error) *belong.NetworkError {
	var away *unreached
	if errors.As(err, &away) {
		return &belong.NetworkError{
			Fault: belong.NotNow, Err: err,
			Sentence: fmt.Sprintf("%s can't be reached. It is tried again by itself; if that lasts, look whether the server is up.", d.base.Host),
		}
	}
	var a *answer
	if !errors.As(err, &a) {
		return nil
	}
	no := &belong.NetworkError{Said: a.said, Until: a.until(d.now()), Err: err}
	switch {
	case a.status == http.StatusTooManyRequests:
		no.Fault, no.Sentence = belong.NotNow, fmt.Sprintf("%s takes no more for now: too much was sent in a short time. It is tried again by itself.", d.base.Host)
	case a.status == http.StatusServiceUnavailable && a.header.Get("Retry-After") != "":
		no.Fault, no.Sentence = belong.NotNow, fmt.Sprintf("%s is down for now, and says so itself. It is tried again by itself.", d.base.Host)
	case a.lacksScope():
		no.Fault, no.Sentence = belong.Disconnected, "The access token may not do this. Make one with the scopes read, write:media and write:statuses, and connect the channel anew."
	case a.locksOut():
		no.Fault, no.Sentence = belong.Disconnected, fmt.Sprintf("%s does not let this account in. Log in there to see why, then connect the channel anew.", d.base.Host)
	default:
		return nil
	}
	if no.Fault == belong.Disconnected {
		no.Until = time.Time{}
	}
	return no
}

// lacksScope tells whether the key is good, but not for this.
func (a *answer) lacksScope() bool {
	return a.status == http.StatusForbidden &&
		(strings.Contains(a.header.Get("WWW-Authenticate"), `error="insufficient_scope"`) || a.said == "This action is outside the authorized scopes")
}

// locksOut tells whether the server knows the key for a bad one, or the account for one that may not be used. A 401 or 403 in
// other words may come from a firewall in front of it, and says nothing about the key.
func (a *answer) locksOut() bool {
	switch a.status {
	case http.StatusUnauthorized:
		return strings.Contains(a.header.Get("WWW-Authenticate"), `error="invalid_token"`) || strings.HasPrefix(a.said, "The access token ")
	case http.StatusForbidden:
		return strings.HasPrefix(a.said, "Your login is ")
	}
	return false
}

// until is when the server wants to be asked again; zero where it does not say.
func (a *answer) until(now time.Time) time.Time {
	after := a.header.Get("Retry-After")
	if seconds, err := strconv.Atoi(after); err == nil && seconds >= 0 {
		return now.Add(time.Duration(seconds) * time.Second)
	}
	if at, err := http.ParseTime(after); err == nil {
		return at.UTC()
	}
	return reset(a.header)
}

// reset is when a limit that was used up begins anew; zero where there is none.
func reset(h http.Header) time.Time {
	at, err := time.Parse(time.RFC3339, h.Get("X-RateLimit-Reset"))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// rest is the time before which nothing more would be taken, since what was just taken was the last.
func rest(h http.Header) time.Time {
	if left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining")); err != nil || left > 0 {
		return time.Time{}
	}
	return reset(h)
}

// harmless is the error of a call that can't have posted anything: all of it is certain but why.
func (d *door) harmless(doing string, err error) error {
	if no := d.certain(err); no != nil {
		return no
	}
	if errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	var a *answer
	switch {
	case !errors.As(err, &a):
		return &belong.NetworkError{Fault: belong.NotNow, Err: fmt.Errorf("%s: %w", doing, err), Sentence: d.odd()}
	case a.status >= 500:
		return &belong.NetworkError{Fault: belong.NotNow, Err: fmt.Errorf("%s: %w", doing, err), Sentence: d.odd(), Said: a.said, Until: a.until(d.now())}
	case a.status == http.StatusUnauthorized || a.status == http.StatusForbidden:
		return fmt.Errorf("%s: %w", doing, err)
	case a.status < 400:
		return &belong.NetworkError{
			Fault: belong.Refused, Err: fmt.Errorf("%s: %w", doing, err), Said: a.header.Get("Location"),
			Sentence: fmt.Sprintf("%s sends on to another address, where the account's key is not sent. Connect the channel with the address that the server has now.", d.base.Host),
		}
	}
	return d.refuses(doing, a)
}

func (d *door) odd() string {
	return fmt.Sprintf("%s did not answer as it should. It is tried again by itself; if that lasts, look whether the server is up.", d.base.Host)
}

func (d *door) refuses(doing string, a *answer) *belong.NetworkError {
	return &belong.NetworkError{
		Fault: belong.Refused, Said: a.said, Err: fmt.Errorf("%s: %w", doing, a),
		Sentence: fmt.Sprintf("%s does not take this. What it says about it tells what to change; then try again.", d.base.Host),
	}
}

// sent is the error of the one call that posts.
func (d *door) sent(err error) error {
	if no := d.certain(err); no != nil {
		return no
	}
	doubt := fmt.Errorf("post to Mastodon: %w", err)
	var a *answer
	if !errors.As(err, &a) {
		return doubt
	}
	switch a.status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusGone, http.StatusRequestEntityTooLarge,
		http.StatusUnsupportedMediaType, http.StatusTeapot, http.StatusUnavailableForLegalReasons:
		return d.refuses("post", a)
	case http.StatusUnprocessableEntity:
		said := strings.ToLower(a.said)
		switch {
		case strings.Contains(said, "finished processing"):
			return &belong.NetworkError{
				Fault: belong.NotNow, Said: a.said, Err: doubt,
				Sentence: fmt.Sprintf("%s is not done with the video yet. It is tried again by itself.", d.base.Host),
			}
		case said == "" || strings.Contains(said, "media") || strings.Contains(said, "attach"):
			return doubt // the video may be in a post already: ours
		}
		return d.refuses("post", a)
	}
	return doubt
}

// is tells whether the error is an answer with this status.
func is(err error, status int) bool {
	var a *answer
	return errors.As(err, &a) && a.status == status
}

// saidIn are the server's own words in an error.
func saidIn(err error) string {
	var a *answer
	if errors.As(err, &a) {
		return a.said
	}
	return ""
}
