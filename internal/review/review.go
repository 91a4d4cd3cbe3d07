// Package review is where staff judge submissions, and where a guardian agrees.
package review

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// Store is what review needs of the database.
type Store interface {
	CampaignBySlug(ctx context.Context, slug string) (belong.Campaign, error)
	Campaign(ctx context.Context, id belong.ID) (belong.Campaign, error)
	Review(ctx context.Context, q belong.ReviewQuery) ([]belong.Entry, belong.ID, error)
	CountStates(ctx context.Context, campaign belong.ID) (map[belong.SubmissionState]int, error)
	Entry(ctx context.Context, submission belong.ID) (belong.Entry, error)
	Releases(ctx context.Context, submission belong.ID) ([]belong.Release, error)
	Decisions(ctx context.Context, submission belong.ID) ([]belong.Decision, error)
	Events(ctx context.Context, subject belong.ID) ([]belong.Event, error)

	Decide(ctx context.Context, s belong.Submission, d belong.Decision, out belong.Outcome) error
	AddRelease(ctx context.Context, r belong.Release, s belong.Submission, out belong.Outcome) error
}

// Service judges. That somebody may, as staff or as the guardian, is the caller's to check.
type Service struct {
	store Store
	now   func() time.Time
}

// New makes the service. now is the clock.
func New(store Store, now func() time.Time) *Service { return &Service{store: store, now: now} }

// A Page is a part of the queue.
type Page struct {
	Campaign belong.Campaign
	Entries  []belong.Entry // those that wait longest first
	Next     belong.ID      // where the next page begins; empty on the last
	Counts   map[belong.SubmissionState]int
}

// Queue is a page of a campaign's submissions in these states, or in all when none is named: up to limit behind after,
// which is empty for the first page. It costs the same on every page.
func (s *Service) Queue(ctx context.Context, slug string, states []belong.SubmissionState, after belong.ID, limit int) (Page, error) {
	c, err := s.store.CampaignBySlug(ctx, slug)
	if err != nil {
		return Page{}, err
	}
	page := Page{Campaign: c}
	page.Entries, page.Next, err = s.store.Review(ctx, belong.ReviewQuery{CampaignID: c.ID, States: states, After: after, Limit: limit})
	if err != nil {
		return Page{}, err
	}
	page.Counts, err = s.store.CountStates(ctx, c.ID)
	return page, err
}

// A Case is everything that judging a submission takes.
type Case struct {
	belong.Entry
	Campaign  belong.Campaign
	Releases  []belong.Release
	Decisions []belong.Decision
	Events    []belong.Event // oldest first
}

// Case collects it.
func (s *Service) Case(ctx context.Context, submission belong.ID) (c Case, err error) {
	if c.Entry, err = s.store.Entry(ctx, submission); err != nil {
		return Case{}, err
	}
	if c.Campaign, err = s.store.Campaign(ctx, c.Submission.CampaignID); err != nil {
		return Case{}, err
	}
	if c.Releases, err = s.store.Releases(ctx, submission); err != nil {
		return Case{}, err
	}
	if c.Decisions, err = s.store.Decisions(ctx, submission); err != nil {
		return Case{}, err
	}
	if c.Events, err = s.store.Events(ctx, submission); err != nil {
		return Case{}, err
	}
	return c, nil
}
