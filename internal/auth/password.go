package auth

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"github.com/belonginstem/belong/internal/belong"
)

const (
	shortest  = 12   // characters of a password
	longest   = 1024 // bytes of one
	hashTurns = 2    // hashes at a time, at 64 MiB each
	hashWait  = 5 * time.Second
)

var hashParams = &argon2id.Params{Memory: 64 << 10, Iterations: 1, Parallelism: 2, SaltLength: 16, KeyLength: 32}

// nobodysHash is of 256 random bits that nobody kept. A password is held against it where there is no account, so that
// the answer takes as long as where there is one.
const nobodysHash = "$argon2id$v=19$m=65536,t=1,p=2$QGOqNEBMryCZcClQ9/p1tw$EtkcNZkirmRaPMkAvn0YgVFH/hCpO7lVQFhqwgpix40"

// passwords makes and compares hashes, a few at a time: more would take the machine's memory.
type passwords struct {
	turns chan struct{}
	wait  time.Duration // for a turn
}

func newPasswords() *passwords {
	return &passwords{turns: make(chan struct{}, hashTurns), wait: hashWait}
}

// hash is argon2id's, with its parameters and salt.
func (p *passwords) hash(ctx context.Context, password string) (hash string, err error) {
	err = p.inTurn(ctx, func() error {
		hash, err = argon2id.CreateHash(norm.NFC.String(password), hashParams)
		return err
	})
	return hash, err
}

// fits tells whether password made hash. Where hash is empty it does not, after as much work.
func (p *passwords) fits(ctx context.Context, password, hash string) (fits bool, err error) {
	known := hash != ""
	if !known {
		hash = nobodysHash
	}
	if len(password) > longest {
		password = ""
	}
	err = p.inTurn(ctx, func() error {
		fits, err = argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
		return err
	})
	return fits && known, err
}

// inTurn waits for one of the turns, though not for long.
func (p *passwords) inTurn(ctx context.Context, work func() error) error {
	patience := time.NewTimer(p.wait)
	defer patience.Stop()
	select {
	case p.turns <- struct{}{}:
	case <-patience.C:
		return belong.Refuse(belong.Unavailable, "busy", "Many people are logging in just now. Try again in a moment.")
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.turns }()
	if err := work(); err != nil {
		return fmt.Errorf("password hash: %w", err)
	}
	return nil
}

// checkPassword holds a new password against the only rules that help: long, and not the address.
func checkPassword(password, email string) error {
	switch {
	case utf8.RuneCountInString(password) < shortest:
		return belong.Refuse(belong.Invalid, "password_short", "Choose a password of at least %d characters. A few words that you can remember will do.", shortest).In("password")
	case len(password) > longest:
		return belong.Refuse(belong.Invalid, "password_long", "Choose a shorter password.").In("password")
	case fold(password) == email:
		return belong.Refuse(belong.Invalid, "password_is_email", "Choose a password that isn't your e-mail address.").In("password")
	}
	return nil
}

// checkEmail gives the address as it is kept: lower case.
func checkEmail(email string) (string, error) {
	email = fold(email)
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || len(email) > 254 {
		return "", belong.Refuse(belong.Invalid, "email", "%q is not an e-mail address. Check it for a typing slip.", email).In("email")
	}
	return email, nil
}

func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
