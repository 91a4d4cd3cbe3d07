package store

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Post finds a post by its ID.
func (s *Store) Post(ctx context.Context, id belong.ID) (belong.Post, error) {
	row, err := s.read.Post(ctx, string(id))
	return one(row, err, sure(postOf))
}

// DuePosts are posts that wait though their slot has come, in campaigns whose switch is on, the longest due first. While a
// channel takes nothing, only those of its posts are due that are too late by now.
func (s *Store) DuePosts(ctx context.Context, now time.Time, limit int) ([]belong.Post, error) {
	rows, err := s.read.DuePosts(ctx, sqlc.DuePostsParams{SlotAt: millis(now), Limit: most(limit)})
	return many(rows, err, sure(postOf))
}

// PostsInState are the posts of all campaigns in one state, in the order of their slots.
func (s *Store) PostsInState(ctx context.Context, state belong.PostState) ([]belong.Post, error) {
	rows, err := s.read.PostsInState(ctx, string(state))
	return many(rows, err, sure(postOf))
}

// UnwantedPosts are all posts that are live, or may be, though their submission is not approved with that clip any more.
func (s *Store) UnwantedPosts(ctx context.Context) ([]belong.Post, error) {
	rows, err := s.read.UnwantedPosts(ctx)
	return many(rows, err, sure(postOf))
}

// PlacePosts stores a campaign's plan, all of it or nothing: a post that is new, at Version 0, is added; any other gets
// its new slot, pin and text. The plan is stale when a clip has a post on that channel already, when a submission is not
// approved with that clip any more, or when a post changed, or went where it can't be moved from.
func (s *Store) PlacePosts(ctx context.Context, campaignID belong.ID, posts []belong.Post, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := missing(w.HoldCampaign(ctx, string(campaignID))); err != nil {
			return err
		}
		for _, p := range posts {
			p.CampaignID = campaignID
			if err := w.placePost(ctx, p); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *change) placePost(ctx context.Context, p belong.Post) error {
	row := postRow(p)
	if p.Version == 0 {
		row.Version = 1
		return stale(w.InsertPost(ctx, sqlc.InsertPostParams(row)))
	}
	return stale(w.MovePost(ctx, sqlc.MovePostParams{
		ID: row.ID, Version: row.Version, State: row.State, SlotAt: row.SlotAt, Text: row.Text, Problem: row.Problem, UpdatedAt: row.UpdatedAt,
		Pinned: row.Pinned,
	}))
}

// SavePost stores a post that was read and changed. When it is published now, but its submission is not approved
// with that clip any more, a job takes it down again, and nobody is written to that it is live; else only the submission's
// first letter about that is written, however many channels show it.
func (s *Store) SavePost(ctx context.Context, p belong.Post, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if p.State == belong.Published {
			if err := w.removeUnlessApproved(ctx, p); err != nil {
				return err
			}
			if err := w.writeOnlyOfFirst(ctx, p); err != nil {
				return err
			}
		}
		return stale(w.UpdatePost(ctx, sqlc.UpdatePostParams(postRow(p))))
	})
}

func (w *change) removeUnlessApproved(ctx context.Context, p belong.Post) error {
	if err := missing(w.HoldCampaign(ctx, string(p.CampaignID))); err != nil {
		return err
	}
	n, err := w.CountApproved(ctx, sqlc.CountApprovedParams{ID: string(p.SubmissionID), ClipID: optional(p.ClipID)})
	if err == nil && n == 0 {
		w.out.Jobs = append(w.out.Jobs, belong.Job{Kind: belong.RemoveJob, Subject: p.ID})
		w.out.Unwrite(belong.PublishedMessage)
	}
	return err
}

// writeOnlyOfFirst drops the letter that p is live when another post of the submission was. Nobody else publishes one
// meanwhile, since the campaign is held.
func (w *change) writeOnlyOfFirst(ctx context.Context, p belong.Post) error {
	n, err := w.CountPublished(ctx, sqlc.CountPublishedParams{SubmissionID: string(p.SubmissionID), ID: string(p.ID)})
	if err == nil && n > 0 {
		w.out.Unwrite(belong.PublishedMessage)
	}
	return err
}

// removeLivePosts has a job take down each of a submission's posts that is out, or may be.
func (w *change) removeLivePosts(ctx context.Context, submission belong.ID) error {
	live, err := w.LivePosts(ctx, string(submission))
	for _, post := range live {
		w.out.Jobs = append(w.out.Jobs, belong.Job{Kind: belong.RemoveJob, Subject: belong.ID(post)})
	}
	return err
}

// tellOfPosts adds an event for each of a submission's posts to which something happened as a consequence.
func (w *change) tellOfPosts(posts []string, kind string, sub belong.Submission, now time.Time) {
	for _, post := range posts {
		e := belong.NewEvent(now, belong.Actor{Kind: belong.System}, kind, sub.CampaignID, belong.ID(post), string(sub.State))
		w.out.Events = append(w.out.Events, e)
	}
}

// StartPublishing journals that p is about to be sent. It is stale unless p is as it was read and waits, the campaign's
// switch is on, and the submission is approved with this clip, all at this moment: after Withdraw, Decide or SaveCampaign
// said otherwise, no post starts.
func (s *Store) StartPublishing(ctx context.Context, p belong.Post, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := stale(w.HoldCampaignOn(ctx, string(p.CampaignID))); err != nil {
			return err
		}
		return stale(w.StartPublishing(ctx, sqlc.StartPublishingParams{
			ID: string(p.ID), Version: p.Version, Attempts: int64(p.Attempts), Problem: p.Problem, UpdatedAt: millis(p.UpdatedAt),
		}))
	})
}

func postRow(p belong.Post) sqlc.Post {
	return sqlc.Post{
		ID:           string(p.ID),
		CampaignID:   string(p.CampaignID),
		SubmissionID: string(p.SubmissionID),
		ClipID:       string(p.ClipID),
		ChannelID:    string(p.ChannelID),
		State:        string(p.State),
		SlotAt:       millis(p.SlotAt),
		Text:         p.Text,
		Link:         p.Link,
		Problem:      p.Problem,
		Attempts:     int64(p.Attempts),
		PublishedAt:  millis(p.PublishedAt),
		CreatedAt:    millis(p.CreatedAt),
		UpdatedAt:    millis(p.UpdatedAt),
		Version:      p.Version,
		Pinned:       p.Pinned,
		Written:      p.Written,
		Notes:        string(p.Notes.Kept),
		NotesUntil:   millis(p.Notes.Until),
		Remote:       p.Remote,
		Said:         p.Said,
		SentAt:       millis(p.SentAt),
	}
}

func postOf(r sqlc.Post) belong.Post {
	return belong.Post{
		ID:           belong.ID(r.ID),
		CampaignID:   belong.ID(r.CampaignID),
		SubmissionID: belong.ID(r.SubmissionID),
		ClipID:       belong.ID(r.ClipID),
		ChannelID:    belong.ID(r.ChannelID),
		State:        belong.PostState(r.State),
		SlotAt:       moment(r.SlotAt),
		Text:         r.Text,
		Link:         r.Link,
		Problem:      r.Problem,
		Attempts:     int(r.Attempts),
		PublishedAt:  moment(r.PublishedAt),
		CreatedAt:    moment(r.CreatedAt),
		UpdatedAt:    moment(r.UpdatedAt),
		Version:      r.Version,
		Pinned:       r.Pinned,
		Written:      r.Written,
		Notes:        notesOf(r.Notes, r.NotesUntil),
		Remote:       r.Remote,
		Said:         r.Said,
		SentAt:       moment(r.SentAt),
	}
}

func notesOf(kept string, until int64) belong.Notes {
	n := belong.Notes{Until: moment(until)}
	if kept != "" {
		n.Kept = []byte(kept)
	}
	return n
}
