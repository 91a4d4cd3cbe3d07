package intake

import (
	"bytes"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// answerWriter mends tusd's answers: its refusals become problems, and expiration, which it doesn't know, is told.
type answerWriter struct {
	http.ResponseWriter
	visit   *visit
	head    bool // the answer has no body
	refused int  // the status of a refusal of tusd's that is held back
	text    bytes.Buffer
}

// Unwrap is for http.ResponseController.
func (w *answerWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader is http.ResponseWriter's.
func (w *answerWriter) WriteHeader(status int) {
	h := w.Header()
	if status >= http.StatusBadRequest && h.Get("Content-Type") != problemType {
		w.refused = status
		return
	}
	if extensions := h.Get("Tus-Extension"); extensions != "" {
		h.Set("Tus-Extension", extensions+",expiration")
	}
	if u := w.visit.upload; u.ID != "" && u.FinishedAt.IsZero() && status < http.StatusMultipleChoices {
		h.Set("Upload-Expires", u.ExpiresAt.UTC().Format(http.TimeFormat))
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write is http.ResponseWriter's.
func (w *answerWriter) Write(b []byte) (int, error) {
	if w.refused != 0 {
		return w.text.Write(b)
	}
	return w.ResponseWriter.Write(b)
}

// finish sends a refusal that was held back.
func (w *answerWriter) finish() {
	if w.refused != 0 {
		w.refuse(problemOf(w.refused, w.text.String()))
	}
}

// refuse answers with the problem.
func (w *answerWriter) refuse(p problem) {
	body := p.body()
	h := w.Header()
	h.Set("Tus-Resumable", "1.0.0")
	h.Set("Content-Type", problemType)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	w.refused = 0
	w.ResponseWriter.WriteHeader(p.Status)
	if !w.head {
		_, _ = io.Copy(w.ResponseWriter, strings.NewReader(body)) // the sender may be gone
	}
}
