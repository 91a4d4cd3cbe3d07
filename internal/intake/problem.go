package intake

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/belonginstem/belong/internal/belong"
)

// A problem is an answer that refuses, as the rest of the API has them (application/problem+json, RFC 9457).
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
	Field  string `json:"field,omitempty"`
}

func newProblem(status int, code, detail string) problem {
	return problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail}
}

// statuses of refusals that tell a program of tus more than their kind does. A closed campaign is no reason to try again.
var statuses = map[string]int{
	"closed": http.StatusForbidden, "not_open": http.StatusForbidden,
	"not_a_video": http.StatusUnsupportedMediaType, "length_missing": http.StatusBadRequest,
	"upload_busy": http.StatusLocked, "upload_expired": http.StatusGone,
}

var statusOfKind = map[belong.Kind]int{
	belong.Internal: http.StatusInternalServerError, belong.Invalid: http.StatusUnprocessableEntity,
	belong.NotFound: http.StatusNotFound, belong.Unauthorized: http.StatusUnauthorized, belong.Forbidden: http.StatusForbidden,
	belong.Conflict: http.StatusConflict, belong.TooLarge: http.StatusRequestEntityTooLarge,
	belong.Unavailable: http.StatusServiceUnavailable,
}

// problem is what a sender may learn of err. What they can do nothing about is logged, and told without its insides.
func (in *Intake) problem(err error) problem {
	var refused *belong.Error
	if !errors.As(err, &refused) {
		if !errors.Is(err, context.Canceled) { // the sender has gone
			in.Logger.Error("upload failed", "err", err)
		}
		return newProblem(http.StatusInternalServerError, "internal",
			"Something went wrong here, not with you. What has arrived is kept; it goes on in a minute.")
	}
	if refused.Err != nil {
		in.Logger.Warn("upload refused", "code", refused.Code, "err", refused.Err)
	}
	status, ok := statuses[refused.Code]
	if !ok {
		status = statusOfKind[refused.Kind]
	}
	p := newProblem(status, refused.Code, refused.Sentence)
	p.Field = refused.Field
	return p
}

// tell is err as an error of tusd's, which answers with the problem.
func (in *Intake) tell(err error) error {
	var own handler.Error
	if errors.As(err, &own) {
		return own
	}
	p := in.problem(err)
	told := handler.NewError(p.Code, p.Detail, p.Status)
	told.HTTPResponse.Header = handler.HTTPHeader{"Content-Type": problemType}
	told.HTTPResponse.Body = p.body()
	return told
}

const problemType = "application/problem+json"

func (p problem) body() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and a number always encode
	}
	return string(b)
}

// tusd's own refusals, in words that help.
var tusSentences = map[string]string{
	"mismatched_offset":     "This is not where the upload goes on. Ask for its offset with HEAD, and send from there.",
	"invalid_upload_length": "Say how long the file is, in Upload-Length.",
	"unsupported_version":   "This speaks tus 1.0: send Tus-Resumable: 1.0.0.",
	"upload_not_found":      "There is no such upload (any more). Begin a new one.",
	"lock_timeout":          "Another request is still busy with this upload. Try again in a moment.",
	"upload_interrupted":    "Another request has taken over this upload. Ask for its offset with HEAD, and send from there.",
}

// problemOf is a refusal of tusd's own, "ERR_CODE: message", as a problem.
func problemOf(status int, text string) problem {
	code, message, ok := strings.Cut(strings.TrimSpace(text), ": ")
	if !ok {
		code, message = strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_"), http.StatusText(status)
	}
	code = strings.ToLower(strings.TrimPrefix(code, "ERR_"))
	if sentence := tusSentences[code]; sentence != "" {
		message = sentence
	}
	if code == "lock_timeout" || code == "upload_interrupted" {
		status = http.StatusLocked // for which clients try again
	}
	return newProblem(status, code, message)
}
