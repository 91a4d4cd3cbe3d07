package belong

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"
)

// A Token is a key to one thing for one purpose. Only the hash of what its holder has is kept.
type Token struct {
	Hash      string // SHA-256 of the secret, in hexadecimal
	Purpose   Purpose
	Subject   ID // of what it opens: a user or a submission
	CreatedAt time.Time
	ExpiresAt time.Time
}

// A Purpose is what a token opens. A token is good for its own purpose only.
type Purpose string

// The purposes, with what Subject names.
const (
	SessionToken  Purpose = "session"  // a user who logged in with a browser
	APIKeyToken   Purpose = "api_key"  // a user, from a program
	SetupToken    Purpose = "setup"    // nobody yet: makes the first administrator, once
	InviteToken   Purpose = "invite"   // a user who has to choose a password, once
	StatusToken   Purpose = "status"   // a submission, by its owner
	GuardianToken Purpose = "guardian" // a submission, by the guardian
	CalendarToken Purpose = "calendar" // a user's calendar of posts, to read
)

// NewToken makes a key that opens subject for purpose until ttl after now. The secret is for the holder, and is nowhere
// kept: 256 random bits as 43 characters that are safe in an address.
func NewToken(now time.Time, purpose Purpose, subject ID, ttl time.Duration) (secret string, t Token) {
	var b [32]byte
	if _, err := rand.Read(b[:]); err != nil {
		panic(err) // crypto/rand never fails on a supported platform
	}
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, Token{Hash: HashSecret(secret), Purpose: purpose, Subject: subject, CreatedAt: now, ExpiresAt: now.Add(ttl)}
}

// HashSecret is what is kept of a secret. A fast hash will do, since the secret is random and long.
func HashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
