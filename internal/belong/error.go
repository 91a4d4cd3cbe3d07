package belong

import (
	"errors"
	"fmt"
)

// A Kind sorts errors by what the caller can do about them. There are few on purpose: a new one needs a new answer.
type Kind int

// The kinds. An error that is none of these is the program's own fault, and a visitor learns only that it happened.
const (
	Internal     Kind = iota // nothing the caller did; the chain is for the log
	Invalid                  // the input breaks a rule; mend it and send it again
	NotFound                 // there is no such thing, or the caller may not know of it
	Unauthorized             // who are you?
	Forbidden                // we know who you are, and you may not
	Conflict                 // it changed meanwhile, or its state does not allow this now
	TooLarge                 // over a limit in bytes
	Unavailable              // not now: full, stopped or closed; later may work
)

// An Error is a refusal that a person can act on: Code is stable and for programs, Sentence says in plain English what
// happened and what to do. Err, where there is one, is for the log only.
type Error struct {
	Kind     Kind
	Code     string
	Sentence string
	Field    string // the input that is to blame, as the API names it; empty when none is
	Err      error
}

func (e *Error) Error() string {
	if e.Err != nil {
		return e.Code + ": " + e.Err.Error()
	}
	return e.Code + ": " + e.Sentence
}

func (e *Error) Unwrap() error { return e.Err }

// Refuse makes an Error. The sentence may hold what the person typed, so it is never logged; the code is.
func Refuse(kind Kind, code, sentence string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Sentence: fmt.Sprintf(sentence, args...)}
}

// In names the field that is to blame.
func (e *Error) In(field string) *Error {
	e.Field = field
	return e
}

// KindOf is the kind of the first Error in err's chain, or Internal.
func KindOf(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// ErrNotFound is what a look-up answers when there is no such row. It never comes with a zero value that could be used.
var ErrNotFound = Refuse(NotFound, "not_found", "There is nothing here, or it is not yours to see.")

// ErrStale is what a write answers when the row changed since it was read: read again, decide again.
var ErrStale = Refuse(Conflict, "stale", "Somebody changed this a moment ago. Look again, then decide.")
