package publish_test

import (
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func TestMediaAreStagedAnHourAhead(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := d.place(d.Now().Add(90 * time.Minute))
	wait, err := d.svc.Stage(t.Context(), p.ID)
	d.Must(err)
	if wait.Round(time.Minute) != 30*time.Minute || d.post(p.ID).State != belong.Scheduled || d.staged[p.ID] != 0 {
		t.Errorf("wait %v, %q", wait, d.post(p.ID).State)
	}
	d.SetNow(d.Now().Add(wait))
	for range 2 {
		wait, err = d.svc.Stage(t.Context(), p.ID)
		d.Must(err)
	}
	if wait != 0 || d.post(p.ID).State != belong.Staged || d.staged[p.ID] != 1 {
		t.Errorf("wait %v, %q, staged %d times", wait, d.post(p.ID).State, d.staged[p.ID])
	}
}
