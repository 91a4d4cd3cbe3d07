package bluesky

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"github.com/belonginstem/belong/internal/belong"
)

// The protocol's names for a token that is not accepted, or not any more. What is at fault may be only the token: whoever gets
// such an answer begins a session anew, and that tells whether it is the account's keys.
var tokenErrors = map[string]bool{"ExpiredToken": true, "InvalidToken": true, "AuthMissing": true, "AuthenticationRequired": true}

// goneErrors are the protocol's names for an account that may do nothing.
var goneErrors = map[string]string{
	"AccountTakedown":    "Bluesky has taken this account down. Nothing can be posted until Bluesky's support gives it back.",
	"RepoTakendown":      "Bluesky has taken this account down. Nothing can be posted until Bluesky's support gives it back.",
	"AccountDeactivated": "This account is deactivated. Log in at Bluesky and activate it, then connect it again.",
	"RepoDeactivated":    "This account is deactivated. Log in at Bluesky and activate it, then connect it again.",
}

func answered(err error) (*answerError, bool) {
	var e *answerError
	return e, errors.As(err, &e)
}

func refusesToken(err error) bool {
	e, ok := answered(err)
	return ok && (e.status == http.StatusBadRequest || e.status == http.StatusUnauthorized) && tokenErrors[e.name]
}

// read tells what an error means of a call that could make nothing live: whatever happened, nothing was posted.
func read(err error) error {
	if err == nil || belong.FaultOf(err) != "" {
		return err
	}
	e, ok := answered(err)
	switch {
	case !ok:
		return notNow(err, "Bluesky can't be reached. It is tried again.")
	case certain(e) != nil:
		return certain(e)
	}
	return notNow(err, fmt.Sprintf("Bluesky is in trouble (%d). It is tried again.", e.status))
}

// written tells what an error means of a call that could change what is live. Whatever leaves that in doubt stays as it is.
func written(err error) error {
	if err == nil || belong.FaultOf(err) != "" {
		return err
	}
	if errors.Is(err, errNotSent) {
		return notNow(err, "Bluesky can't be reached. It is tried again.")
	}
	if e, ok := answered(err); ok {
		if sure := certain(e); sure != nil {
			return sure
		}
	}
	return err
}

// certain is what an answer means that says by itself that nothing was done; nil for any other.
func certain(e *answerError) error {
	switch {
	case goneErrors[e.name] != "" && e.status < http.StatusInternalServerError:
		return &belong.NetworkError{Fault: belong.Disconnected, Sentence: goneErrors[e.name], Said: e.said(), Err: e}
	case e.status == http.StatusTooManyRequests:
		no := notNow(e, "Bluesky takes nothing more from this account for now. It is tried again when the limit ends.")
		no.Until = e.reset
		return no
	case refusesToken(e):
		return notNow(e, "Bluesky did not accept the session any more. A new one is begun.")
	case e.name == "BlobNotFound":
		return notNow(e, "Bluesky no longer has the video. It is sent there again.")
	case e.status == http.StatusRequestEntityTooLarge:
		return refused(e, "The video is larger than this account's server takes. Make a smaller one, or post this one by hand.")
	case e.status == http.StatusBadRequest && e.name != "":
		return refused(e, "Bluesky does not take this post. See what it says, change the post's text or its video, and try again.")
	}
	return nil
}

func notNow(err error, sentence string) *belong.NetworkError {
	return &belong.NetworkError{Fault: belong.NotNow, Sentence: sentence, Said: saidOf(err), Err: err}
}

func refused(err error, sentence string) *belong.NetworkError {
	return &belong.NetworkError{Fault: belong.Refused, Sentence: sentence, Said: saidOf(err), Err: err}
}

func disconnected(err error, sentence string) *belong.NetworkError {
	return &belong.NetworkError{Fault: belong.Disconnected, Sentence: sentence, Said: saidOf(err), Err: err}
}

// saidOf are the network's own words in an error; empty where it said nothing.
func saidOf(err error) string {
	if e, ok := answered(err); ok {
		return e.said()
	}
	return ""
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, ""), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r)
	}), " ")
}
