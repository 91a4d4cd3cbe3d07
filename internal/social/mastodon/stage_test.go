package mastodon_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

func TestStagePollsUntilTheServerIsDone(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Slow: 12})
	began := r.Now()
	r.staged(t, "Slow")
	if n := r.server.Asked("GET /api/v1/media/{id}"); n != 13 {
		t.Errorf("it asked %d times; want 13", n)
	}
	if waited := r.Now().Sub(began); waited < time.Minute || waited > 3*time.Minute {
		t.Errorf("it waited %v in all; want it to ask less and less often", waited)
	}
}

func TestStageGivesUpOnAServerThatIsNeverDone(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Slow: 1000})
	_, err := r.network.Stage(t.Context(), r.parcel(t, "Never"))
	wantFault(t, err, belong.NotNow)
}

func TestAVideoThatTheServerCannotUseIsRefused(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]mastosim.Settings{
		"found out later": {Slow: 2, BadVideo: true},
		"too large":       {VideoBytes: 1000},
	} {
		r := newRig(t, settings)
		_, err := r.network.Stage(t.Context(), r.parcel(t, name))
		if no := wantFault(t, err, belong.Refused); no.Said == "" {
			t.Errorf("%s: the server's own words are lost", name)
		}
	}
}

func TestAnUploadThatCannotBeReadIsNotTheServersFault(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.parcel(t, "Unreadable")
	broken := errors.New("the disk is gone")
	p.Video = func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("film"), reader(func([]byte) (int, error) { return 0, broken }))), nil
	}
	_, err := r.network.Stage(t.Context(), p)
	wantDoubt(t, err)
	if !errors.Is(err, broken) {
		t.Errorf("the error is %v; want what is wrong with the disk", err)
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(b []byte) (int, error) { return r(b) }

func TestUploadsHaveALimitOfTheirOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Uploads: 1})
	r.staged(t, "The first")
	_, err := r.network.Stage(t.Context(), r.parcel(t, "The second"))
	want := r.Now().Truncate(30 * time.Minute).Add(30 * time.Minute)
	if no := wantFault(t, err, belong.NotNow); !no.Until.Equal(want) {
		t.Errorf("it is to be tried again at %v; want %v", no.Until, want)
	}
}

func TestNotesThatAreWorthNothingAreMadeAnew(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "A day later")
	_ = r.Pause(t.Context(), 24*time.Hour)
	r.server.Purge()
	_, err := r.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	if n := r.server.Asked("POST /api/v1/statuses"); n != 0 {
		t.Errorf("a post without its video was asked for %d times", n)
	}
	notes, err := r.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Notes = notes
	if _, err := r.network.Publish(t.Context(), p); err != nil {
		t.Fatal(err)
	}
}
