package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Submission finds a submission by its ID.
func (s *Store) Submission(ctx context.Context, id belong.ID) (belong.Submission, error) {
	row, err := s.read.Submission(ctx, string(id))
	return one(row, err, submissionOf)
}

// CountStates tells how many of a campaign's submissions are in each state; a state without any is missing.
func (s *Store) CountStates(ctx context.Context, campaignID belong.ID) (map[belong.SubmissionState]int, error) {
	rows, err := s.read.CountStates(ctx, string(campaignID))
	if err != nil {
		return nil, refused(err)
	}
	counts := make(map[belong.SubmissionState]int, len(rows))
	for _, r := range rows {
		counts[belong.SubmissionState(r.State)] = int(r.N)
	}
	return counts, nil
}

// CreateSubmission stores a new submission, without a clip, and what was agreed to with it.
func (s *Store) CreateSubmission(ctx context.Context, sub belong.Submission, releases []belong.Release, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error { return w.createSubmission(ctx, sub, releases) })
}

func (w *change) createSubmission(ctx context.Context, sub belong.Submission, releases []belong.Release) error {
	if err := w.InsertSubmission(ctx, sqlc.InsertSubmissionParams(submissionRow(sub))); err != nil {
		return err
	}
	for _, r := range releases {
		if err := w.InsertRelease(ctx, sqlc.InsertReleaseParams(releaseRow(r))); err != nil {
			return err
		}
	}
	return nil
}

// SaveSubmission stores a submission that was read and changed.
func (s *Store) SaveSubmission(ctx context.Context, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error { return w.saveSubmission(ctx, sub) })
}

func (w *change) saveSubmission(ctx context.Context, sub belong.Submission) error {
	return stale(w.UpdateSubmission(ctx, sqlc.UpdateSubmissionParams(submissionRow(sub))))
}

// Withdraw stores a submission that was withdrawn. With it go all its releases and every post that is not out; those that
// are out are taken down by a job each. A post that is on its way at this moment is taken down once it is out.
func (s *Store) Withdraw(ctx context.Context, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := missing(w.HoldCampaign(ctx, string(sub.CampaignID))); err != nil {
			return err
		}
		if err := w.saveSubmission(ctx, sub); err != nil {
			return err
		}
		id, now := string(sub.ID), millis(sub.UpdatedAt)
		if err := w.WithdrawReleases(ctx, sqlc.WithdrawReleasesParams{SubmissionID: id, WithdrawnAt: now}); err != nil {
			return err
		}
		canceled, err := w.CancelUnsentPosts(ctx, sqlc.CancelUnsentPostsParams{SubmissionID: id, UpdatedAt: now})
		if err != nil {
			return err
		}
		w.tellOfPosts(canceled, "post.canceled", sub, sub.UpdatedAt)
		return w.removeLivePosts(ctx, sub.ID)
	})
}

// AbandonedDrafts are drafts, also those that were withdrawn, that nobody changed after that moment, and that no video ever
// came for.
func (s *Store) AbandonedDrafts(ctx context.Context, unchanged time.Time, limit int) ([]belong.Submission, error) {
	rows, err := s.read.AbandonedDrafts(ctx, sqlc.AbandonedDraftsParams{UpdatedAt: millis(unchanged), Limit: most(limit)})
	return many(rows, err, submissionOf)
}

// Forget deletes a draft that was read, with all that belongs to it. Only the audit trail still has its ID.
func (s *Store) Forget(ctx context.Context, draft belong.Submission, out belong.Outcome) error {
	id := string(draft.ID)
	return s.write(ctx, out, func(w *change) error {
		for _, purpose := range []belong.Purpose{belong.StatusToken, belong.GuardianToken} {
			if err := w.DropTokens(ctx, sqlc.DropTokensParams{Purpose: string(purpose), Subject: id}); err != nil {
				return err
			}
		}
		for _, drop := range []func(context.Context, string) error{w.DeleteMessagesOf, w.DeleteReleasesOf, w.DeleteUploadsOf} {
			if err := drop(ctx, id); err != nil {
				return err
			}
		}
		return stale(w.DeleteSubmission(ctx, sqlc.DeleteSubmissionParams{ID: id, Version: draft.Version}))
	})
}

func submissionRow(s belong.Submission) sqlc.Submission {
	return sqlc.Submission{
		ID:                string(s.ID),
		CampaignID:        string(s.CampaignID),
		State:             string(s.State),
		LabelName:         s.Label.Name,
		LabelTitle:        s.Label.Title,
		LabelOrganization: s.Label.Organization,
		Filename:          s.Filename,
		Question:          s.Question,
		Role:              string(s.Role),
		Email:             s.Email,
		Minor:             s.Minor,
		GuardianEmail:     s.GuardianEmail,
		Script:            s.Script,
		Locale:            s.Locale,
		Partner:           s.Partner,
		Note:              s.Note,
		CreatedAt:         millis(s.CreatedAt),
		UpdatedAt:         millis(s.UpdatedAt),
		Version:           s.Version,
		ClipID:            optional(s.ClipID),
		Handles:           encode(s.Handles),
	}
}

func submissionOf(r sqlc.Submission) (belong.Submission, error) {
	s := belong.Submission{
		ID:            belong.ID(r.ID),
		CampaignID:    belong.ID(r.CampaignID),
		State:         belong.SubmissionState(r.State),
		Label:         belong.Label{Name: r.LabelName, Title: r.LabelTitle, Organization: r.LabelOrganization},
		Filename:      r.Filename,
		Question:      r.Question,
		Role:          belong.PersonRole(r.Role),
		Email:         r.Email,
		Minor:         r.Minor,
		GuardianEmail: r.GuardianEmail,
		Script:        r.Script,
		Locale:        r.Locale,
		Partner:       r.Partner,
		ClipID:        belong.ID(r.ClipID.String),
		Note:          r.Note,
		CreatedAt:     moment(r.CreatedAt),
		UpdatedAt:     moment(r.UpdatedAt),
		Version:       r.Version,
	}
	return s, decode("submissions.handles", r.Handles, &s.Handles)
}
