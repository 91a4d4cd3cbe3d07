package store

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Entry finds a submission with its current clip.
func (s *Store) Entry(ctx context.Context, submissionID belong.ID) (belong.Entry, error) {
	sub, err := s.Submission(ctx, submissionID)
	if err != nil || sub.ClipID == "" {
		return belong.Entry{Submission: sub}, err
	}
	clip, err := s.Clip(ctx, sub.ClipID)
	if err != nil {
		return belong.Entry{}, err
	}
	return belong.Entry{Submission: sub, Clip: clip}, nil
}

// Review is a page of a campaign's submissions, the oldest first, and the ID to ask for the next page with: empty when
// this is the last one. However many submissions there are, a page costs the same. Limit is 50 when it is not given.
func (s *Store) Review(ctx context.Context, q belong.ReviewQuery) ([]belong.Entry, belong.ID, error) {
	states, limit := q.States, q.Limit
	if len(states) == 0 {
		states = belong.SubmissionStates
	}
	if limit <= 0 {
		limit = 50
	}
	var rows []sqlc.EntriesInStateRow
	for _, state := range states {
		part, err := s.read.EntriesInState(ctx, sqlc.EntriesInStateParams{
			CampaignID: string(q.CampaignID), State: string(state), After: string(q.After), Limit: most(limit + 1),
		})
		if err != nil {
			return nil, "", refused(err)
		}
		rows = append(rows, part...)
	}
	slices.SortFunc(rows, func(a, b sqlc.EntriesInStateRow) int { return cmp.Compare(a.Submission.ID, b.Submission.ID) })
	rows = slices.CompactFunc(rows, func(a, b sqlc.EntriesInStateRow) bool { return a.Submission.ID == b.Submission.ID })
	more := len(rows) > limit
	if more {
		rows = rows[:limit]
	}
	entries, err := many(rows, nil, entryOf)
	if err != nil || !more {
		return entries, "", err
	}
	return entries, entries[limit-1].Submission.ID, nil
}

// ApprovedEntries are all of a campaign's submissions that may be placed, the oldest first.
func (s *Store) ApprovedEntries(ctx context.Context, campaignID belong.ID) ([]belong.Entry, error) {
	rows, err := s.read.ApprovedEntries(ctx, string(campaignID))
	return many(rows, err, func(r sqlc.ApprovedEntriesRow) (belong.Entry, error) {
		clip, err := clipOf(r.Clip)
		sub, err2 := submissionOf(r.Submission)
		return belong.Entry{Submission: sub, Clip: clip}, errors.Join(err, err2)
	})
}

func entryOf(r sqlc.EntriesInStateRow) (belong.Entry, error) {
	sub, err := submissionOf(r.Submission)
	if err != nil {
		return belong.Entry{}, err
	}
	e := belong.Entry{Submission: sub}
	if r.ClipIDOrNone == "" {
		return e, nil
	}
	e.Clip, err = clipOf(sqlc.Clip{
		ID:           r.ClipIDOrNone,
		SubmissionID: r.ClipSubmissionID,
		UploadID:     r.ClipUploadID,
		OriginalKey:  r.ClipOriginalKey,
		Bytes:        r.ClipBytes,
		Sha256:       r.ClipSha256,
		Length:       r.ClipLength,
		Width:        r.ClipWidth,
		Height:       r.ClipHeight,
		Progress:     r.ClipProgress,
		Ready:        r.ClipReady,
		Renditions:   r.ClipRenditions,
		Findings:     r.ClipFindings,
		CreatedAt:    r.ClipCreatedAt,
		CutFrom:      r.ClipCutFrom,
		CutTo:        r.ClipCutTo,
		Took:         r.ClipTook,
	})
	return e, err
}
