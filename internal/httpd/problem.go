package httpd

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// A problem is an error as the API tells it (application/problem+json, RFC 9457): code is stable and for programs, detail
// is a sentence for people, field is the input to blame.
type problem struct {
	Type   string `json:"type" example:"about:blank"`
	Title  string `json:"title" example:"Unprocessable Entity"`
	Status int    `json:"status" example:"422"`
	Code   string `json:"code" example:"release_missing" doc:"Stable; for programs"`
	Detail string `json:"detail" doc:"What happened and what to do, for people"`
	Field  string `json:"field,omitempty" doc:"The input that is to blame"`
}

func (p *problem) Error() string  { return p.Code }
func (p *problem) GetStatus() int { return p.Status }
func (p *problem) ContentType(ct string) string {
	return strings.Replace(ct, "/json", "/problem+json", 1)
}

func newProblem(status int, code, detail, field string) *problem {
	return &problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail, Field: field}
}

// statusOf is the only place that maps what went wrong to an HTTP status.
func statusOf(kind belong.Kind) int {
	switch kind {
	case belong.Invalid:
		return http.StatusUnprocessableEntity
	case belong.NotFound:
		return http.StatusNotFound
	case belong.Unauthorized:
		return http.StatusUnauthorized
	case belong.Forbidden:
		return http.StatusForbidden
	case belong.Conflict:
		return http.StatusConflict
	case belong.TooLarge:
		return http.StatusRequestEntityTooLarge
	case belong.Unavailable:
		return http.StatusServiceUnavailable
	case belong.Internal:
	}
	return http.StatusInternalServerError
}

// refusal is what a caller may learn of err. What no person can act on is logged, and told without its insides.
func (s *Server) refusal(err error) *problem {
	var refused *belong.Error
	if errors.As(err, &refused) {
		if refused.Err != nil {
			s.log.Warn("refused", "code", refused.Code, "err", refused.Err)
		}
		return newProblem(statusOf(refused.Kind), refused.Code, refused.Sentence, refused.Field)
	}
	if !errors.Is(err, context.Canceled) { // else the visitor has left
		s.log.Error("request failed", "err", err)
	}
	return newProblem(http.StatusInternalServerError, "internal",
		"Something went wrong here, not with you. Nothing you sent is lost; try again in a minute.", "")
}

// fail ends an API request that is not one of huma's with a problem.
func (s *Server) fail(c *gin.Context, err error) {
	p := s.refusal(err)
	c.Header("Content-Type", "application/problem+json")
	c.AbortWithStatusJSON(p.Status, p)
}

// humaProblems makes huma's own refusals (a body that is no JSON, a field that does not exist) problems of our form. huma
// keeps the function in a global.
var humaProblems = sync.OnceFunc(func() {
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		p := newProblem(status, strings.ReplaceAll(strings.ToLower(http.StatusText(status)), " ", "_"), msg, "")
		for _, err := range errs {
			var detail *huma.ErrorDetail
			if errors.As(err, &detail) {
				p.Field = strings.TrimPrefix(detail.Location, "body.")
				p.Detail = detail.Message
				break
			}
		}
		return p
	}
})
