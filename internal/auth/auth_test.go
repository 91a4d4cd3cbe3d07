package auth_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/auth"
	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review/reviewtest"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/storetest"
)

const password = "correct horse battery staple"

var operator = belong.Actor{Kind: belong.Operator}

// A lobby is a house whose doors auth keeps, without any account.
type lobby struct {
	*auth.Service
	store *store.Store
	now   time.Time
	t     *testing.T
}

func open(t *testing.T) *lobby {
	t.Helper()
	db := storetest.SQLite(t)
	l := &lobby{store: store.New(db, storetest.Queue(t, db)), now: reviewtest.Day, t: t}
	l.Service = auth.New(l.store, func() time.Time {
		l.now = l.now.Add(time.Millisecond) // so that IDs keep the order in which they were made
		return l.now
	})
	return l
}

func (l *lobby) must(err error) {
	l.t.Helper()
	if err != nil {
		l.t.Fatal(err)
	}
}

// add makes an account with the password above.
func (l *lobby) add(email string, role belong.Role) belong.User {
	l.t.Helper()
	u, _, err := l.AddUser(l.t.Context(), operator, email, role, password)
	l.must(err)
	return u
}

func (l *lobby) in(email string) auth.Session {
	l.t.Helper()
	s, err := l.LogIn(l.t.Context(), email, password, "192.0.2.1")
	l.must(err)
	return s
}

// who is whom the secret stands for, or nobody.
func (l *lobby) who(secret string, purpose belong.Purpose) string {
	l.t.Helper()
	u, err := l.Authenticate(l.t.Context(), secret, purpose)
	if belong.KindOf(err) == belong.Unauthorized {
		return "nobody"
	}
	l.must(err)
	return u.Email
}

func code(err error) string {
	var refused *belong.Error
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestTheSetupLinkMakesOneAdministratorOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	void, err := l.SetupSecret(t.Context())
	l.must(err)
	secret, err := l.SetupSecret(t.Context())
	l.must(err)
	if err := l.CheckSetup(t.Context(), void); code(err) != "setup_link" {
		t.Errorf("an earlier link: %v", err)
	}
	if _, err := l.CreateFirstAdmin(t.Context(), secret, "jane@example.org", ""); code(err) != "password_short" {
		t.Errorf("without a password: %v", err)
	}
	l.must(l.CheckSetup(t.Context(), secret))
	session, err := l.CreateFirstAdmin(t.Context(), secret, " Jane@Example.org", password)
	l.must(err)
	if session.User.Role != belong.Admin || l.who(session.Secret, belong.SessionToken) != "jane@example.org" {
		t.Errorf("session %+v", session.User)
	}
	if _, err := l.CreateFirstAdmin(t.Context(), secret, "eve@example.org", password); code(err) != "setup_link" {
		t.Errorf("a second time: %v", err)
	}
	if secret, err := l.SetupSecret(t.Context()); secret != "" || err != nil {
		t.Errorf("a link after all: %q, %v", secret, err)
	}
	l.in("jane@example.org")
}

func TestASetupLinkIsGoodForADay(t *testing.T) {
	t.Parallel()
	l := open(t)
	secret, err := l.SetupSecret(t.Context())
	l.must(err)
	l.now = l.now.Add(24 * time.Hour)
	if _, err := l.CreateFirstAdmin(t.Context(), secret, "jane@example.org", password); code(err) != "setup_link" {
		t.Error(err)
	}
}

func TestLoggingInTellsNobodyWhoHasAnAccount(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("jane@example.org", belong.Moderator)
	invited, _, err := l.AddUser(t.Context(), operator, "new@example.org", belong.Moderator, "")
	l.must(err)
	var answers []string
	for _, email := range []string{"jane@example.org", invited.Email, "nobody@example.org"} {
		_, err := l.LogIn(t.Context(), email, "not the password", "192.0.2.1")
		answers = append(answers, err.Error())
	}
	want := "log_in_failed: The e-mail address and the password don't fit together. Check both."
	if diff := cmp.Diff([]string{want, want, want}, answers); diff != "" {
		t.Error(diff)
	}
}

func TestASessionEnds(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("jane@example.org", belong.Moderator)
	out, old, fresh := l.in("JANE@example.org "), l.in("jane@example.org"), l.in("jane@example.org")
	l.must(l.LogOut(t.Context(), out.Secret))
	l.must(l.LogOut(t.Context(), out.Secret))
	if got := l.who(out.Secret, belong.SessionToken); got != "nobody" {
		t.Errorf("logged out: %s", got)
	}
	if got := l.who(old.Secret, belong.APIKeyToken); got != "nobody" {
		t.Errorf("a session as an API key: %s", got)
	}
	l.now = fresh.Expires.Add(-time.Second)
	if got := l.who(fresh.Secret, belong.SessionToken); got != "jane@example.org" {
		t.Errorf("before its end: %s", got)
	}
	l.now = fresh.Expires
	if got := l.who(fresh.Secret, belong.SessionToken); got != "nobody" {
		t.Errorf("at its end: %s", got)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("jane@example.org", belong.Moderator)
	for range 10 {
		if _, err := l.LogIn(t.Context(), "jane@example.org", "a wrong password", "192.0.2.1"); code(err) != "log_in_failed" {
			t.Fatal(err)
		}
	}
	if _, err := l.LogIn(t.Context(), "Jane@example.org", password, "192.0.2.1"); belong.KindOf(err) != belong.Unavailable {
		t.Errorf("the right password after ten wrong ones: %v", err)
	}
	if _, err := l.LogIn(t.Context(), "jane@example.org", password, "192.0.2.2"); err != nil {
		t.Errorf("from elsewhere: %v", err)
	}
	l.now = l.now.Add(15 * time.Minute)
	l.in("jane@example.org")
}

func TestLoggingInWipesEarlierFailuresOut(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("jane@example.org", belong.Moderator)
	for range 2 {
		for range 6 {
			if _, err := l.LogIn(t.Context(), "jane@example.org", "a wrong password", "192.0.2.1"); code(err) != "log_in_failed" {
				t.Fatal(err)
			}
		}
		l.in("jane@example.org")
	}
}

func TestAnInvitationLetsOneChooseAPasswordOnce(t *testing.T) {
	t.Parallel()
	l := open(t)
	u, invite, err := l.AddUser(t.Context(), operator, "new@example.org", belong.Scheduler, "")
	l.must(err)
	whom, err := l.Invited(t.Context(), invite)
	l.must(err)
	if whom.ID != u.ID {
		t.Errorf("invited is %s", whom.Email)
	}
	if _, err := l.AcceptInvite(t.Context(), invite, "short"); code(err) != "password_short" {
		t.Errorf("a short password: %v", err)
	}
	session, err := l.AcceptInvite(t.Context(), invite, password)
	l.must(err)
	if got := l.who(session.Secret, belong.SessionToken); got != "new@example.org" {
		t.Errorf("the session is %s's", got)
	}
	if _, err := l.AcceptInvite(t.Context(), invite, "another password of theirs"); code(err) != "invitation" {
		t.Errorf("a second time: %v", err)
	}
	l.in("new@example.org")
}

func TestANewPasswordEndsTheSessionsThatWere(t *testing.T) {
	t.Parallel()
	l := open(t)
	u := l.add("jane@example.org", belong.Moderator)
	before := l.in("jane@example.org")
	void, err := l.Invite(t.Context(), operator, u.ID)
	l.must(err)
	invite, err := l.Invite(t.Context(), operator, u.ID)
	l.must(err)
	if _, err := l.AcceptInvite(t.Context(), void, password); code(err) != "invitation" {
		t.Errorf("an earlier invitation: %v", err)
	}
	after, err := l.AcceptInvite(t.Context(), invite, "another password of theirs")
	l.must(err)
	if l.who(before.Secret, belong.SessionToken) != "nobody" || l.who(after.Secret, belong.SessionToken) != "jane@example.org" {
		t.Error("the wrong session lives")
	}
}

func TestAnAPIKeyIsGoodForAYear(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("jane@example.org", belong.Scheduler)
	key, err := l.AddKey(t.Context(), operator, "Jane@example.org")
	l.must(err)
	if len(key) < 40 || l.who(key, belong.APIKeyToken) != "jane@example.org" || l.who(key, belong.SessionToken) != "nobody" {
		t.Errorf("key %d characters long", len(key))
	}
	l.now = l.now.Add(365 * 24 * time.Hour)
	if got := l.who(key, belong.APIKeyToken); got != "nobody" {
		t.Errorf("a year later: %s", got)
	}
	if _, err := l.AddKey(t.Context(), operator, "nobody@example.org"); code(err) != "no_account" {
		t.Error(err)
	}
}

func TestAnotherRoleEndsSessionsAndKeys(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("admin@example.org", belong.Admin)
	u := l.add("jane@example.org", belong.Moderator)
	session := l.in("jane@example.org")
	key, err := l.AddKey(t.Context(), operator, "jane@example.org")
	l.must(err)
	l.must(l.ChangeRole(t.Context(), operator, u.ID, belong.Scheduler))
	if l.who(session.Secret, belong.SessionToken) != "nobody" || l.who(key, belong.APIKeyToken) != "nobody" {
		t.Error("what was handed out for the old role is still good")
	}
	if got := l.in("jane@example.org").User.Role; got != belong.Scheduler {
		t.Errorf("role %q", got)
	}
	l.must(l.RemoveUser(t.Context(), operator, u.ID))
	if _, err := l.LogIn(t.Context(), "jane@example.org", password, "192.0.2.1"); code(err) != "log_in_failed" {
		t.Errorf("after the account was removed: %v", err)
	}
}

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	l := open(t)
	first := l.add("admin@example.org", belong.Admin)
	if err := l.ChangeRole(t.Context(), operator, first.ID, belong.Moderator); code(err) != "last_admin" {
		t.Error(err)
	}
	if err := l.RemoveUser(t.Context(), operator, first.ID); code(err) != "last_admin" {
		t.Error(err)
	}
	l.add("second@example.org", belong.Admin)
	l.must(l.RemoveUser(t.Context(), operator, first.ID))
}

func TestAnAccountThatCannotBe(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("jane@example.org", belong.Moderator)
	for _, c := range []struct {
		email string
		role  belong.Role
		code  string
	}{
		{"jane", belong.Admin, "email"},
		{"Jane <jane2@example.org>", belong.Admin, "email"},
		{strings.Repeat("x", 250) + "@example.org", belong.Admin, "email"},
		{"eve@example.org", "king", "role"},
		{"JANE@example.org", belong.Admin, "email_taken"},
	} {
		if _, _, err := l.AddUser(t.Context(), operator, c.email, c.role, ""); code(err) != c.code {
			t.Errorf("%.40s as %s: %v", c.email, c.role, err)
		}
	}
}

func TestWhatHappensToAnAccountIsInTheAuditTrail(t *testing.T) {
	t.Parallel()
	l := open(t)
	l.add("admin@example.org", belong.Admin)
	u, invite, err := l.AddUser(t.Context(), operator, "jane@example.org", belong.Moderator, "")
	l.must(err)
	_, err = l.AcceptInvite(t.Context(), invite, password)
	l.must(err)
	l.in("jane@example.org")
	_, err = l.AddKey(t.Context(), operator, "jane@example.org")
	l.must(err)
	l.must(l.ChangeRole(t.Context(), operator, u.ID, belong.Scheduler))
	l.must(l.RemoveUser(t.Context(), operator, u.ID))
	events, err := l.store.Events(t.Context(), u.ID)
	l.must(err)
	var got []string
	for _, e := range events {
		got = append(got, string(e.Actor.Kind)+" "+e.Kind+" "+e.Detail)
		if strings.Contains(e.Detail, "jane") {
			t.Errorf("it tells an address: %q", e.Detail)
		}
	}
	want := []string{
		"operator user.created moderator", "staff user.password_set ", "staff user.logged_in ", "operator key.created ",
		"operator user.role_changed scheduler", "operator user.removed ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
