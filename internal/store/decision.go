package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Decisions are all decisions about a submission, the oldest first.
func (s *Store) Decisions(ctx context.Context, submissionID belong.ID) ([]belong.Decision, error) {
	rows, err := s.read.Decisions(ctx, string(submissionID))
	return many(rows, err, sure(decisionOf))
}

const notApproved = "The submission is no longer approved."

// Decide stores a decision, and the submission that it changed. When that is not approved now, its posts that were not
// sent yet leave the plan, and those that are out are taken down by a job each. Approved again, it can be placed again.
func (s *Store) Decide(ctx context.Context, sub belong.Submission, d belong.Decision, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := missing(w.HoldCampaign(ctx, string(sub.CampaignID))); err != nil {
			return err
		}
		if err := w.saveSubmission(ctx, sub); err != nil {
			return err
		}
		if err := w.InsertDecision(ctx, sqlc.InsertDecisionParams(decisionRow(d))); err != nil {
			return err
		}
		if sub.State == belong.Approved {
			return nil
		}
		if err := w.unplacePosts(ctx, sub, d.At); err != nil {
			return err
		}
		return w.removeLivePosts(ctx, sub.ID)
	})
}

// unplacePosts takes what waits out of the plan: posts that were never tried are gone, others have to be placed again.
func (w *change) unplacePosts(ctx context.Context, sub belong.Submission, now time.Time) error {
	untried, err := w.DeleteUntriedPosts(ctx, string(sub.ID))
	if err != nil {
		return err
	}
	tried, err := w.MissWaitingPosts(ctx, sqlc.MissWaitingPostsParams{SubmissionID: string(sub.ID), UpdatedAt: millis(now), Problem: notApproved})
	w.tellOfPosts(append(untried, tried...), "post.unplaced", sub, now)
	return err
}

func decisionRow(d belong.Decision) sqlc.Decision {
	return sqlc.Decision{
		ID:           string(d.ID),
		SubmissionID: string(d.SubmissionID),
		ClipID:       optional(d.ClipID),
		Verdict:      string(d.Verdict),
		DecidedBy:    string(d.By),
		Note:         d.Note,
		PrivateNote:  d.PrivateNote,
		At:           millis(d.At),
	}
}

func decisionOf(r sqlc.Decision) belong.Decision {
	return belong.Decision{
		ID:           belong.ID(r.ID),
		SubmissionID: belong.ID(r.SubmissionID),
		ClipID:       belong.ID(r.ClipID.String),
		Verdict:      belong.Verdict(r.Verdict),
		By:           belong.ID(r.DecidedBy),
		Note:         r.Note,
		PrivateNote:  r.PrivateNote,
		At:           moment(r.At),
	}
}
