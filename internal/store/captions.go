package store

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/store/sqlc"
)

// Captions are those of a clip.
func (s *Store) Captions(ctx context.Context, clip belong.ID) (belong.Captions, error) {
	row, err := s.read.Captions(ctx, string(clip))
	return one(row, err, captionsOf)
}

// SaveCaptions stores captions that a person changed or confirmed; Version is that of those that they saw.
func (s *Store) SaveCaptions(ctx context.Context, c belong.Captions, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		row := captionsRow(c)
		return stale(w.UpdateCaptions(ctx, sqlc.UpdateCaptionsParams{
			ClipID: row.ClipID, Locale: row.Locale, Source: row.Source, Cues: row.Cues, ConfirmedAt: row.ConfirmedAt, UpdatedAt: row.UpdatedAt,
			Version: row.Version,
		}))
	})
}

// AddCaptions stores the first captions of a clip, or the first in its part. It answers ErrStale where there are some already, and
// where the clip was taken back or replaced: what was erased is not looked at again, so they would stay for good.
func (s *Store) AddCaptions(ctx context.Context, c belong.Captions, out belong.Outcome) error {
	return s.write(ctx, out, func(w *change) error {
		clip, err := w.Clip(ctx, string(c.ClipID))
		if err != nil {
			return err
		}
		sub, err := w.Submission(ctx, clip.SubmissionID)
		if err != nil {
			return err
		}
		if sub.State == string(belong.Withdrawn) || sub.ClipID.String != clip.ID {
			return belong.ErrStale
		}
		return stale(w.AddCaptions(ctx, sqlc.AddCaptionsParams(captionsRow(c))))
	})
}

// What captions.cues and captions.outside hold. The names in it outlive those in Go.
type cueJSON struct {
	From int64  `json:"from_ms"`
	To   int64  `json:"to_ms"`
	Text string `json:"text"`
}

func captionsRow(c belong.Captions) sqlc.Caption {
	return sqlc.Caption{
		ClipID: string(c.ClipID), Locale: c.Locale, Source: string(c.Source), Cues: encodeCues(c.Cues), Outside: encodeCues(c.Outside),
		ConfirmedAt: millis(c.ConfirmedAt), UpdatedAt: millis(c.UpdatedAt), Version: c.Version,
	}
}

func captionsOf(r sqlc.Caption) (c belong.Captions, err error) {
	c = belong.Captions{
		ClipID: belong.ID(r.ClipID), Locale: r.Locale, Source: belong.CaptionSource(r.Source),
		ConfirmedAt: moment(r.ConfirmedAt), UpdatedAt: moment(r.UpdatedAt), Version: r.Version,
	}
	if c.Cues, err = decodeCues("captions.cues", r.Cues); err != nil {
		return belong.Captions{}, err
	}
	if c.Outside, err = decodeCues("captions.outside", r.Outside); err != nil {
		return belong.Captions{}, err
	}
	return c, nil
}

func encodeCues(cues []belong.Cue) string {
	all := make([]cueJSON, len(cues))
	for i, cue := range cues {
		all[i] = cueJSON{cue.From.Milliseconds(), cue.To.Milliseconds(), cue.Text}
	}
	return encode(all)
}

func decodeCues(column, text string) (cues []belong.Cue, err error) {
	var all []cueJSON
	if err := decode(column, text, &all); err != nil {
		return nil, err
	}
	for _, j := range all {
		cues = append(cues, belong.Cue{Span: belong.Span{From: span(j.From), To: span(j.To)}, Text: j.Text})
	}
	return cues, nil
}
