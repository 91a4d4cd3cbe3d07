package worker

import (
	"context"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A progress is told where a clip stands, at most once a second or when it moved by five per cent.
type progress struct {
	worker *Worker
	clip   belong.ID

	percent int
	at      time.Time
}

func (p *progress) tell(ctx context.Context, fraction float64) {
	percent, now := min(99, int(100*fraction)), p.worker.Now()
	if percent <= p.percent || percent < p.percent+5 && now.Sub(p.at) < time.Second {
		return
	}
	p.percent, p.at = percent, now
	if err := p.worker.Store.SetProgress(ctx, p.clip, percent); err != nil && ctx.Err() == nil {
		p.worker.Log.WarnContext(ctx, "progress could not be stored", "clip", p.clip, "error", err)
	}
}
