package x

import (
	"encoding/json"
	"net/http"
	"path"
	"slices"
	"strings"
)

// mostSaid is how much of X's own words is kept, in characters.
const mostSaid = 300

// A problem is X's no, in any of the shapes that it comes in: a problem document of version 2, alone or in a list beside
// data, or the numbered errors of version 1.1, which still come from what stands before version 2.
type problem struct {
	Type    string    `json:"type"`
	Title   string    `json:"title"`
	Detail  string    `json:"detail"`
	Status  int       `json:"status"`
	Code    int       `json:"code"`
	Message string    `json:"message"`
	Errors  []problem `json:"errors"`

	ResourceID string                     `json:"resource_id"`
	Parameters map[string]json.RawMessage `json:"parameters"`
}

// problemOf reads an answer; the zero problem is what somebody other than X says.
func problemOf(body []byte) problem {
	var p problem
	if err := json.Unmarshal(body, &p); err != nil {
		return problem{}
	}
	return p
}

// kind is the end of the problem's type, which is an address at one of X's hosts: "invalid-request".
func (p problem) kind() string {
	if !strings.Contains(p.Type, "/problems/") {
		return ""
	}
	return path.Base(p.Type)
}

// has tells whether one of the numbered errors is among these.
func (p problem) has(codes ...int) bool {
	return slices.Contains(codes, p.Code) || slices.ContainsFunc(p.Errors, func(e problem) bool { return e.has(codes...) })
}

// about tells whether X blames the parameter, as "media.media_ids".
func (p problem) about(parameter string) bool {
	return slices.ContainsFunc(p.Errors, func(e problem) bool { _, ok := e.Parameters[parameter]; return ok })
}

// unauthorized tells whether it is what X says to keys that it does not accept.
func (p problem) unauthorized() bool {
	return p.Title == "Unauthorized" && p.Status == http.StatusUnauthorized || p.has(badSignature, badToken)
}

// forbidden tells whether it is version 2's own no to a post, with a reason.
func (p problem) forbidden() bool {
	return p.Type == "about:blank" && p.Status == http.StatusForbidden && p.Detail != ""
}

// duplicate tells whether X has seen the text before; perhaps it was in an earlier request whose answer was lost.
func (p problem) duplicate() bool { return strings.Contains(strings.ToLower(p.Detail), "duplicate") }

// said are X's own words.
func (p problem) said() string {
	var words []string
	for _, w := range []string{p.Title, p.Detail, p.Message} {
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	for _, e := range p.Errors {
		if w := e.said(); w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return cut(strings.Join(words, ": "), mostSaid)
}

// cut is at most the first n characters of the text.
func cut(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}
