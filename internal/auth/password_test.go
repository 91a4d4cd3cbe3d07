package auth

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"github.com/belonginstem/belong/internal/belong"
)

func TestAPasswordFitsItsOwnHashHoweverItsAccentsAreTyped(t *testing.T) {
	t.Parallel()
	p := newPasswords()
	hash, err := p.hash(t.Context(), "Peque\u00f1a m\u00fasica nocturna")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{
		"Peque\u00f1a m\u00fasica nocturna": true, "Pequen\u0303a mu\u0301sica nocturna": true,
		"pequeña música nocturna": false, "": false, strings.Repeat("x", 2000): false,
	} {
		if fits, err := p.fits(t.Context(), password, hash); fits != want || err != nil {
			t.Errorf("%.30q: %v, %v", password, fits, err)
		}
	}
}

func TestWhoHasNoPasswordIsNotLetInAfterAsMuchWork(t *testing.T) {
	t.Parallel()
	if fits, err := newPasswords().fits(t.Context(), "", ""); fits || err != nil {
		t.Errorf("%v, %v", fits, err)
	}
	params, _, _, err := argon2id.DecodeHash(nobodysHash)
	if err != nil {
		t.Fatal(err)
	}
	if params.Memory != hashParams.Memory || params.Iterations != hashParams.Iterations || params.Parallelism != hashParams.Parallelism {
		t.Errorf("nobody's hash takes %+v, a real one %+v", params, hashParams)
	}
}

func TestTooManyAtOnceAreAskedToComeBack(t *testing.T) {
	t.Parallel()
	p := newPasswords()
	p.wait = time.Millisecond
	for range hashTurns {
		p.turns <- struct{}{} // somebody is at work
	}
	if _, err := p.fits(t.Context(), "a password of theirs", ""); belong.KindOf(err) != belong.Unavailable {
		t.Errorf("error %v", err)
	}
	p.wait = time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.hash(ctx, "a password of theirs"); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	<-p.turns
	if _, err := p.hash(t.Context(), "a password of theirs"); err != nil {
		t.Errorf("with a turn free: %v", err)
	}
}

func TestPasswordRules(t *testing.T) {
	t.Parallel()
	for password, code := range map[string]string{
		"correct horse battery staple": "", "ññññññññññññ": "",
		"hunter2": "password_short", "eleven char": "password_short", " Jane@Example.ORG ": "password_is_email",
		strings.Repeat("x", 1025): "password_long",
	} {
		got := ""
		var refused *belong.Error
		if err := checkPassword(password, "jane@example.org"); errors.As(err, &refused) {
			got = refused.Code
		}
		if got != code {
			t.Errorf("%.30q: %q, want %q", password, got, code)
		}
	}
}

func TestTheThrottleCountsForAQuarterOfAnHour(t *testing.T) {
	t.Parallel()
	th, now := newThrottle(), time.Date(2027, 11, 1, 12, 0, 0, 0, time.UTC)
	for i := range mostFailures {
		if err := th.check("jane", now); err != nil {
			t.Fatalf("after %d failures: %v", i, err)
		}
		th.failed("jane", now)
	}
	var refused *belong.Error
	if err := th.check("jane", now.Add(5*time.Minute)); !errors.As(err, &refused) || !strings.Contains(refused.Sentence, "11 minutes") {
		t.Errorf("after %d failures: %v", mostFailures, err)
	}
	if err := th.check("john", now); err != nil {
		t.Errorf("somebody else: %v", err)
	}
	if err := th.check("jane", now.Add(failuresWindow)); err != nil {
		t.Errorf("later: %v", err)
	}
	th.failed("jane", now.Add(failuresWindow))
	if err := th.check("jane", now.Add(failuresWindow)); err != nil {
		t.Errorf("a first failure later: %v", err)
	}
}

func TestTheThrottleForgetsRatherThanGrow(t *testing.T) {
	t.Parallel()
	th, now := newThrottle(), time.Date(2027, 11, 1, 12, 0, 0, 0, time.UTC)
	for i := range mostVisitors + 100 {
		th.failed(fmt.Sprint(i), now)
	}
	if n := len(th.visitors); n != mostVisitors {
		t.Errorf("%d visitors are remembered", n)
	}
	th.failed("later", now.Add(failuresWindow))
	if n := len(th.visitors); n != 1 {
		t.Errorf("%d visitors are remembered when all but one are old", n)
	}
}
