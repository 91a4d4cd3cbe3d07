package worker

import (
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review/reviewtest"
)

func TestADayBeforeWhoRunsItGetsARehearsalByMail(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.Must(s.Store.CreateUser(t.Context(), belong.User{ID: belong.NewID(s.Now()), Email: "sam@example.org", Role: belong.Scheduler, CreatedAt: s.Now()}, belong.Outcome{}))
	s.SetNow(reviewtest.Day.Add(-23 * time.Hour))
	s.start()
	s.Must(s.Queue.Enqueue(t.Context(), belong.Job{Kind: belong.PurgeJob}))
	if to := <-s.outbox; to != "sam@example.org" {
		t.Errorf("a letter to %s", to)
	}
	letters, err := s.Store.StaffLetters(t.Context(), "", 10)
	s.Must(err)
	if len(letters) != 1 || letters[0].Subject != "GO for YOU Belong in STEM, a day before" {
		t.Errorf("letters %+v", letters)
	}
}
