package store

import (
	"context"
	"errors"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Clip finds a clip by its ID.
func (s *Store) Clip(ctx context.Context, id belong.ID) (belong.Clip, error) {
	row, err := s.read.Clip(ctx, string(id))
	return one(row, err, clipOf)
}

// ClipByUpload finds the clip that came by an upload.
func (s *Store) ClipByUpload(ctx context.Context, uploadID string) (belong.Clip, error) {
	row, err := s.read.ClipByUpload(ctx, uploadID)
	return one(row, err, clipOf)
}

// ClipsSince counts the clips that a submission was given after a moment.
func (s *Store) ClipsSince(ctx context.Context, submission belong.ID, after time.Time) (int, error) {
	n, err := s.read.ClipsSince(ctx, sqlc.ClipsSinceParams{SubmissionID: string(submission), CreatedAt: millis(after)})
	if err != nil {
		return 0, refused(err)
	}
	return int(n), nil
}

// CreateImported stores a new submission together with its clip. A clip of the same UploadID makes it stale.
func (s *Store) CreateImported(ctx context.Context, sub belong.Submission, clip belong.Clip, releases []belong.Release, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		bare := sub
		bare.ClipID = "" // each of the two rows refers to the other
		if err := w.createSubmission(ctx, bare, releases); err != nil {
			return err
		}
		if err := w.createClip(ctx, clip); err != nil {
			return err
		}
		return missing(w.SetClip(ctx, sqlc.SetClipParams{ID: string(sub.ID), ClipID: optional(clip.ID)}))
	})
}

func (w *change) createClip(ctx context.Context, clip belong.Clip) error {
	return stale(w.InsertClip(ctx, sqlc.InsertClipParams(clipRow(clip))))
}

// ReplaceClip gives a submission another clip of the same original: next takes it over from old, whose renditions stay
// until they are erased.
func (s *Store) ReplaceClip(ctx context.Context, old, next belong.Clip, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := stale(w.HandOver(ctx, sqlc.HandOverParams{ID: string(old.ID), OriginalKey: old.OriginalKey})); err != nil {
			return err
		}
		if err := w.createClip(ctx, next); err != nil {
			return err
		}
		if err := w.moveCaptions(ctx, old, next); err != nil {
			return err
		}
		return w.saveSubmission(ctx, sub)
	})
}

// moveCaptions keeps what somebody wrote of what is said in a clip.
func (w *change) moveCaptions(ctx context.Context, old, next belong.Clip) error {
	row, err := w.Captions(ctx, string(old.ID))
	captions, err := one(row, err, captionsOf)
	if errors.Is(err, belong.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	moved, ok := captions.MoveTo(next, old)
	if !ok {
		return nil
	}
	return stale(w.AddCaptions(ctx, sqlc.AddCaptionsParams(captionsRow(moved))))
}

const (
	lineShown  = 200 // nobody is told of a longer one
	paceSample = 20
)

// Line tells which clips are processed before that one, and how fast it went of late.
func (s *Store) Line(ctx context.Context, clip belong.ID) (belong.Line, error) {
	rows, err := s.read.Waiting(ctx, sqlc.WaitingParams{ID: string(clip), Limit: lineShown})
	waiting, err := many(rows, err, clipOf)
	if err != nil {
		return belong.Line{}, err
	}
	var line belong.Line
	for _, c := range waiting {
		if c.ID != clip {
			line.Ahead = append(line.Ahead, c)
		}
	}
	latest, err := s.read.Pace(ctx, paceSample)
	if err != nil {
		return belong.Line{}, refused(err)
	}
	var film, took int64
	for _, r := range latest {
		film, took = film+r.Length, took+r.Took
	}
	if film > 0 {
		line.Pace = float64(took) / float64(film)
	}
	return line, nil
}

// SetProgress stores how far processing a clip is, in per cent.
func (s *Store) SetProgress(ctx context.Context, clipID belong.ID, percent int) error {
	return s.write(ctx, belong.Outcome{}, func(w *change) error {
		return missing(w.SetProgress(ctx, sqlc.SetProgressParams{ID: string(clipID), Progress: int64(percent)}))
	})
}

// SaveClip stores what is known of a clip now, all its renditions and findings included, and its submission.
func (s *Store) SaveClip(ctx context.Context, clip belong.Clip, sub belong.Submission, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		if err := w.saveSubmission(ctx, sub); err != nil {
			return err
		}
		return missing(w.UpdateClip(ctx, sqlc.UpdateClipParams(clipRow(clip))))
	})
}

// What JSON columns hold. The names in them outlive those in Go.
type (
	renditionJSON struct {
		Kind        belong.RenditionKind `json:"kind"`
		Key         string               `json:"key"`
		ContentType string               `json:"content_type"`
		Bytes       int64                `json:"bytes"`
		SHA256      string               `json:"sha256"`
		Width       int                  `json:"width"`
		Height      int                  `json:"height"`
	}
	findingJSON struct {
		Code     belong.FindingCode `json:"code"`
		Severity belong.Severity    `json:"severity"`
		AtMillis int64              `json:"at_ms"`
		Value    float64            `json:"value"`
		Limit    float64            `json:"limit"`
	}
)

func clipRow(c belong.Clip) sqlc.Clip {
	renditions := make([]renditionJSON, len(c.Renditions))
	for i, r := range c.Renditions {
		renditions[i] = renditionJSON(r)
	}
	findings := make([]findingJSON, len(c.Findings))
	for i, f := range c.Findings {
		findings[i] = findingJSON{f.Code, f.Severity, f.At.Milliseconds(), f.Value, f.Limit}
	}
	return sqlc.Clip{
		ID:           string(c.ID),
		SubmissionID: string(c.SubmissionID),
		UploadID:     c.UploadID,
		OriginalKey:  c.OriginalKey,
		Bytes:        c.Bytes,
		Sha256:       c.SHA256,
		Length:       c.Length.Milliseconds(),
		Width:        int64(c.Width),
		Height:       int64(c.Height),
		Progress:     int64(c.Progress),
		Ready:        c.Ready,
		Renditions:   encode(renditions),
		Findings:     encode(findings),
		CreatedAt:    millis(c.CreatedAt),
		CutFrom:      c.Cut.From.Milliseconds(),
		CutTo:        c.Cut.To.Milliseconds(),
		Took:         c.Took.Milliseconds(),
	}
}

func clipOf(r sqlc.Clip) (belong.Clip, error) {
	var (
		renditions []renditionJSON
		findings   []findingJSON
	)
	if err := errors.Join(
		decode("clips.renditions", r.Renditions, &renditions),
		decode("clips.findings", r.Findings, &findings),
	); err != nil {
		return belong.Clip{}, err
	}
	c := belong.Clip{
		ID:           belong.ID(r.ID),
		SubmissionID: belong.ID(r.SubmissionID),
		UploadID:     r.UploadID,
		OriginalKey:  r.OriginalKey,
		Bytes:        r.Bytes,
		SHA256:       r.Sha256,
		Length:       span(r.Length),
		Width:        int(r.Width),
		Height:       int(r.Height),
		Progress:     int(r.Progress),
		Ready:        r.Ready,
		CreatedAt:    moment(r.CreatedAt),
		Cut:          belong.Cut{From: span(r.CutFrom), To: span(r.CutTo)},
		Took:         span(r.Took),
	}
	for _, j := range renditions {
		c.Renditions = append(c.Renditions, belong.Rendition(j))
	}
	for _, j := range findings {
		c.Findings = append(c.Findings, belong.Finding{Code: j.Code, Severity: j.Severity, At: span(j.AtMillis), Value: j.Value, Limit: j.Limit})
	}
	return c, nil
}
