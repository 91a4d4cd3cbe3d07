package store

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Decisions are all decisions about a submission, the oldest first.
func (s *Store) Decisions(ctx context.Context, submissionID belong.ID) ([]belong.Decision, error) {
	rows, err := s.read.Decisions(ctx, string(submissionID))
	return many(rows, err, sure(decisionOf))
}

// Decide stores a decision, and the submission that it changed. A submission that is not approved now loses the posts
// that wait for their slots.
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
		return w.CancelWaitingPosts(ctx, sqlc.CancelWaitingPostsParams{SubmissionID: string(sub.ID), UpdatedAt: millis(d.At)})
	})
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
