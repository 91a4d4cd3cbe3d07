package publish_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestAGapIsSet(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.Must(d.svc.SetGap(t.Context(), staff, d.Wall.ID, 90*time.Second))
	if got := d.channel().Gap; got != 90*time.Second {
		t.Errorf("%v", got)
	}
	if err := d.svc.SetGap(t.Context(), staff, d.Wall.ID, 25*time.Hour); belong.KindOf(err) != belong.Invalid {
		t.Errorf("%v", err)
	}
	if diff := cmp.Diff([]string{"staff channel.gap_set"}, d.Events(d.Wall.ID)); diff != "" {
		t.Error(diff)
	}
}
