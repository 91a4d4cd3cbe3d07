package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func someUser(email string, role belong.Role) belong.User {
	return belong.User{ID: belong.NewID(noon), Email: email, Role: role, PasswordHash: "$argon2id$v=19$", CreatedAt: noon}
}

func userRoundTrip(t *testing.T, w *world) {
	u, first := someUser("zoë@example.org", belong.Scheduler), someUser("ada@example.org", belong.Admin)
	w.must(w.CreateUser(t.Context(), u, belong.Outcome{}))
	w.must(w.CreateUser(t.Context(), first, belong.Did(w.event("user.created", first.ID))))
	w.refused(w.CreateUser(t.Context(), someUser(u.Email, belong.Admin), belong.Outcome{}), "email_taken")

	got, err := w.User(t.Context(), u.ID)
	same(w, whole(w, u), read(w, got, err))
	w.must(w.SetPassword(t.Context(), u.ID, "other", belong.Outcome{}))
	u.PasswordHash = "other"
	got, err = w.UserByEmail(t.Context(), u.Email)
	same(w, u, read(w, got, err))
	all, err := w.Users(t.Context())
	same(w, []belong.User{first, u}, read(w, all, err))
	n, err := w.CountUsers(t.Context())
	same(w, 2, read(w, n, err))
}

// opened tells which of a user's keys still open something.
func (w *world) opened(keys []belong.Token) (open []belong.Purpose) {
	w.t.Helper()
	for _, key := range keys {
		if _, err := w.Token(w.t.Context(), key.Hash, key.Purpose, noon); err == nil {
			open = append(open, key.Purpose)
		}
	}
	return open
}

func changedUser(t *testing.T, w *world) {
	u, other := someUser("ada@example.org", belong.Moderator), someUser("zoe@example.org", belong.Moderator)
	w.must(w.CreateUser(t.Context(), u, belong.Outcome{}))
	w.must(w.CreateUser(t.Context(), other, belong.Outcome{}))
	keysOf := func(u belong.User) (keys []belong.Token) {
		for _, purpose := range []belong.Purpose{belong.SessionToken, belong.APIKeyToken, belong.InviteToken} {
			_, key := belong.NewToken(noon, purpose, u.ID, time.Hour)
			keys = append(keys, key)
		}
		w.must(w.Record(t.Context(), belong.Outcome{Tokens: keys}))
		return keys
	}
	all, others := []belong.Purpose{belong.SessionToken, belong.APIKeyToken, belong.InviteToken}, keysOf(other)

	keys := keysOf(u)
	_, session := belong.NewToken(noon, belong.SessionToken, u.ID, time.Hour)
	w.must(w.SetPassword(t.Context(), u.ID, "new", belong.Outcome{Tokens: []belong.Token{session}}))
	same(w, []belong.Purpose{belong.APIKeyToken, belong.InviteToken}, w.opened(keys))
	same(w, []belong.Purpose{belong.SessionToken}, w.opened([]belong.Token{session}))

	w.must(w.SetRole(t.Context(), u.ID, belong.Scheduler, belong.Did(w.event("user.changed", u.ID))))
	same(w, nil, w.opened(append(keys, session)))
	got, err := w.User(t.Context(), u.ID)
	same(w, belong.Scheduler, read(w, got, err).Role)

	keys = keysOf(u)
	e := w.in(belong.InReview)
	w.must(w.Decide(t.Context(), e.Submission, belong.Decision{
		ID: belong.NewID(noon), SubmissionID: e.Submission.ID, Verdict: belong.Reject, By: u.ID, At: noon,
	}, belong.Outcome{}))
	w.must(w.DeleteUser(t.Context(), u.ID, belong.Did(w.event("user.deleted", u.ID))))
	same(w, nil, w.opened(keys))
	_, err = w.User(t.Context(), u.ID)
	w.refused(err, "not_found")
	w.refused(w.DeleteUser(t.Context(), u.ID, belong.Outcome{}), "not_found")
	w.refused(w.SetRole(t.Context(), u.ID, belong.Admin, belong.Outcome{}), "not_found")
	events, err := w.Events(t.Context(), u.ID)
	same(w, 2, len(read(w, events, err)))
	decisions, err := w.Decisions(t.Context(), e.Submission.ID)
	same(w, u.ID, read(w, decisions, err)[0].By)
	same(w, all, w.opened(others))
}

func (w *world) setupToken() belong.Token {
	w.t.Helper()
	_, token := belong.NewToken(noon, belong.SetupToken, "", time.Hour)
	w.must(w.AddToken(w.t.Context(), token))
	return token
}

func firstAdmin(t *testing.T, w *world) {
	u, token := someUser("ada@example.org", belong.Admin), w.setupToken()
	w.refused(w.CreateFirstAdmin(t.Context(), u, "unknown", noon, belong.Outcome{}), "not_found")
	w.refused(w.CreateFirstAdmin(t.Context(), u, token.Hash, token.ExpiresAt, belong.Outcome{}), "not_found")
	w.must(w.CreateFirstAdmin(t.Context(), u, token.Hash, noon, belong.Outcome{}))
	got, err := w.User(t.Context(), u.ID)
	same(w, u, read(w, got, err))

	second := someUser("eve@example.org", belong.Admin)
	w.refused(w.CreateFirstAdmin(t.Context(), second, token.Hash, noon, belong.Outcome{}), "not_found")
	w.refused(w.CreateFirstAdmin(t.Context(), second, w.setupToken().Hash, noon, belong.Outcome{}), "set_up")
	n, err := w.CountUsers(t.Context())
	same(w, 1, read(w, n, err))

	// When nobody is left, somebody may be first again.
	w.must(w.DeleteUser(t.Context(), u.ID, belong.Outcome{}))
	w.must(w.CreateFirstAdmin(t.Context(), second, w.setupToken().Hash, noon, belong.Outcome{}))
}

func firstAdminRace(t *testing.T, w *world) {
	const n = 8
	shared := w.setupToken()
	tokens := make([]belong.Token, n)
	for i := range tokens {
		tokens[i] = shared
		if i%2 == 0 {
			tokens[i] = w.setupToken()
		}
	}
	won := w.race(n, func(i int) error {
		u := someUser(fmt.Sprintf("user%d@example.org", i), belong.Admin)
		return w.CreateFirstAdmin(t.Context(), u, tokens[i].Hash, noon, belong.Outcome{})
	}, "not_found", "set_up")
	same(w, 1, won)
	users, err := w.CountUsers(t.Context())
	same(w, 1, read(w, users, err))
}

func tokens(t *testing.T, w *world) {
	ctx, subject := t.Context(), belong.NewID(noon)
	_, token := belong.NewToken(noon, belong.SessionToken, subject, time.Hour)
	w.must(w.AddToken(ctx, token))
	got, err := w.Token(ctx, token.Hash, belong.SessionToken, token.ExpiresAt.Add(-time.Millisecond))
	same(w, whole(w, token), read(w, got, err))
	_, err = w.Token(ctx, token.Hash, belong.SessionToken, token.ExpiresAt)
	w.refused(err, "not_found")
	_, err = w.Token(ctx, token.Hash, belong.APIKeyToken, noon)
	w.refused(err, "not_found")
	w.must(w.DropToken(ctx, token.Hash))
	w.must(w.DropToken(ctx, token.Hash))
	_, err = w.Token(ctx, token.Hash, belong.SessionToken, noon)
	w.refused(err, "not_found")

	_, session := belong.NewToken(noon, belong.SessionToken, subject, time.Hour)
	_, key := belong.NewToken(noon, belong.APIKeyToken, subject, 2*time.Hour)
	_, others := belong.NewToken(noon, belong.SessionToken, belong.NewID(noon), 2*time.Hour)
	for _, token := range []belong.Token{session, key, others} {
		w.must(w.AddToken(ctx, token))
	}
	n, err := w.PurgeExpired(ctx, session.ExpiresAt)
	same(w, 1, read(w, n, err))
	w.must(w.DropTokens(ctx, belong.SessionToken, subject))
	got, err = w.Token(ctx, key.Hash, belong.APIKeyToken, noon)
	same(w, key, read(w, got, err))
	w.must(w.DropTokens(ctx, belong.APIKeyToken, subject))
	_, err = w.Token(ctx, key.Hash, belong.APIKeyToken, noon)
	w.refused(err, "not_found")
	got, err = w.Token(ctx, others.Hash, belong.SessionToken, noon)
	same(w, others, read(w, got, err))
}

func takeTokenRace(t *testing.T, w *world) {
	_, token := belong.NewToken(noon, belong.InviteToken, belong.NewID(noon), time.Hour)
	w.must(w.AddToken(t.Context(), token))
	_, err := w.TakeToken(t.Context(), token.Hash, belong.SetupToken, noon)
	w.refused(err, "not_found")
	won := w.race(8, func(int) error {
		got, err := w.TakeToken(t.Context(), token.Hash, belong.InviteToken, noon)
		if err == nil && got != token {
			t.Errorf("took %+v", got)
		}
		return err
	}, "not_found")
	same(w, 1, won)
}
