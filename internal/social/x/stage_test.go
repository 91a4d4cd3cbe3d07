package x_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
	"github.com/belonginstem/belong/internal/social/x"
)

func TestAVideoArrivesAsItIs(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 1<<20 - 1, 1 << 20, 1<<20 + 1, 3<<20 + 17} {
		w := newWorld(t)
		p := w.parcel(t, "a text", size)
		if _, err := w.network.Stage(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		media := w.Media()
		if len(media) != 1 || media[0].SHA256 != p.SHA256 || media[0].Category != "tweet_video" || media[0].Type != "video/mp4" {
			t.Errorf("%d bytes: X got %+v", size, media)
		}
		if got, want := w.count("POST /2/media/upload/"+media[0].ID+"/append"), (size+1<<20-1)>>20; got != want {
			t.Errorf("%d bytes: came in %d chunks, want %d", size, got, want)
		}
	}
}

func TestStagingAgainDoesNothingWhileTheNotesAreGood(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	before := len(w.Requests())
	again, err := w.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Post.Notes, again); diff != "" {
		t.Error(diff)
	}
	if got := len(w.Requests()); got != before {
		t.Errorf("%d requests for nothing", got-before)
	}
}

func TestAfterAFailureXIsAskedWhetherItStillHasTheVideo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	p.Post.Attempts = 1
	for _, fault := range []xsim.Fault{"", xsim.ErrorBefore, xsim.Unpaid} {
		w.Fail("GET /2/media/upload", fault)
		again, err := w.network.Stage(t.Context(), p)
		if diff := cmp.Diff(p.Post.Notes, again); diff != "" || err != nil {
			t.Errorf("with the fault %q: %v\n%s", fault, err, diff)
		}
	}
	w.Forget(w.Media()[0].ID)
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	if p.Post.Notes, err = w.network.Stage(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if _, err = w.network.Publish(t.Context(), p); err != nil {
		t.Error(err)
	}
}

func TestAVideoIsNotReadAheadOfWhatXHas(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.parcel(t, "a text", 10)
	p.Bytes = 20<<20 + 3
	p.Video = func(context.Context) (io.ReadCloser, error) {
		read := int64(0)
		return io.NopCloser(io.LimitReader(readFunc(func(b []byte) (int, error) {
			chunks := int64(0)
			for _, r := range w.Requests() {
				if strings.HasSuffix(r, "/append") {
					chunks++
				}
			}
			if read += int64(len(b)); read > (chunks+1)<<20 {
				t.Errorf("read %d bytes when X had %d chunks", read, chunks)
			}
			return len(b), nil
		}), p.Bytes)), nil
	}
	if _, err := w.network.Stage(t.Context(), p); err != nil {
		t.Error(err)
	}
}

type readFunc func([]byte) (int, error)

func (f readFunc) Read(b []byte) (int, error) { return f(b) }

func TestNotesEndBeforeTheMediaDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	const kept = 20 * time.Hour
	if until := p.Post.Notes.Until; !until.After(noon.Add(kept-3*time.Hour)) || !until.Before(noon.Add(kept)) {
		t.Errorf("notes end %v, media %v", until, noon.Add(kept))
	}
	w.clock.pass(kept)
	_, err := w.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	notes, err := w.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(notes.Kept, p.Post.Notes.Kept) {
		t.Error("media that expired are not sent again")
	}
}

func TestXIsAskedWhenItWantsToBe(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Prepare(xsim.Preparing{Looks: 3, After: 5})
	if _, err := w.network.Stage(t.Context(), w.parcel(t, "a text", 10)); err != nil {
		t.Fatal(err)
	}
	if want := []time.Duration{5 * time.Second, 5 * time.Second, 5 * time.Second}; !slices.Equal(w.waits, want) {
		t.Errorf("waited %v, want %v", w.waits, want)
	}
}

func TestAVideoThatIsNeverPreparedIsForAnotherTime(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Prepare(xsim.Preparing{Looks: 1 << 30, After: 20})
	_, err := w.network.Stage(t.Context(), w.parcel(t, "a text", 10))
	wantFault(t, err, belong.NotNow)
	if passed := w.clock.Now().Sub(noon); passed > 15*time.Minute {
		t.Errorf("waited for %v", passed)
	}
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	w := newWorld(t, func(c *x.Config) { c.Wait = nil })
	w.Prepare(xsim.Preparing{Looks: 1 << 30, After: 800})
	p := w.parcel(t, "a text", 10)
	done := make(chan error, 1)
	go func() {
		_, err := w.network.Stage(ctx, p)
		done <- err
	}()
	for w.count("POST /2/media/upload/initialize") == 0 {
		select {
		case err := <-done:
			t.Fatal(err)
		default:
		}
	}
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}

func TestAVideoThatXCannotUseIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Prepare(xsim.Preparing{Looks: 1, Fail: true})
	_, err := w.network.Stage(t.Context(), w.parcel(t, "a text", 10))
	wantFault(t, err, belong.Refused)
}

func TestWhatIsTooMuchForXIsNotSentThere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	large, long := w.parcel(t, "a text", 10), w.parcel(t, "a text", 10)
	large.Bytes, long.Length = x.Limits.Bytes+1, x.Limits.Length+1
	for _, p := range []belong.Parcel{large, long} {
		_, err := w.network.Stage(t.Context(), p)
		wantFault(t, err, belong.Refused)
	}
	if got := w.Requests(); len(got) > 0 {
		t.Errorf("X was asked %v", got)
	}
}

func TestAVideoOfAnotherLengthThanItSaysIsOurOwnFault(t *testing.T) {
	t.Parallel()
	for _, bytes := range []int64{0, 1<<21 + 4, 1<<21 + 6, 1 << 22} {
		w := newWorld(t)
		p := w.parcel(t, "a text", 1<<21+5)
		p.Bytes = bytes
		_, err := w.network.Stage(t.Context(), p)
		if err == nil || belong.FaultOf(err) != "" {
			t.Errorf("%d bytes: %v", bytes, err)
		}
	}
}

func TestAVideoThatBreaksOffIsOurOwnFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.parcel(t, "a text", 10)
	broken := errors.New("the disk is gone")
	p.Video = func(context.Context) (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("half"), readFunc(func([]byte) (int, error) { return 0, broken }))), nil
	}
	_, err := w.network.Stage(t.Context(), p)
	if !errors.Is(err, broken) || belong.FaultOf(err) != "" {
		t.Errorf("got %v", err)
	}
}

func confirmed() belong.Captions {
	return belong.Captions{
		Locale: "es", ConfirmedAt: noon,
		Cues: []belong.Cue{{Span: belong.Span{From: 0, To: 2 * time.Second}, Text: "Pertenezco aquí."}},
	}
}

func TestTheDescriptionAndConfirmedCaptionsGoWithTheVideo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.parcel(t, "a text", 10)
	p.Alt, p.Captions = strings.Repeat("ñ", 1100), confirmed()
	if _, err := w.network.Stage(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	video := w.Media()[0]
	if want := strings.Repeat("ñ", 999) + "…"; video.Alt != want {
		t.Errorf("the description is %q", video.Alt)
	}
	want := []xsim.Captions{{Language: "ES", Name: "Español", Text: p.Captions.SRT()}}
	if diff := cmp.Diff(want, video.Captions); diff != "" {
		t.Error(diff)
	}
}

func TestADraftOfCaptionsStaysHere(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.parcel(t, "a text", 10)
	p.Captions = confirmed()
	p.Captions.ConfirmedAt = time.Time{}
	if _, err := w.network.Stage(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if media := w.Media(); len(media) != 1 || media[0].Captions != nil {
		t.Errorf("X got %+v", media)
	}
}

func TestXMayDoWithoutADescriptionOrCaptions(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	w := newWorld(t, func(c *x.Config) { c.Log = slog.New(slog.NewTextHandler(&log, nil)) })
	p := w.parcel(t, "a text", 10)
	p.Alt, p.Captions = "A girl in front of a robot.", confirmed()
	for route, part := range map[string]string{
		"POST /2/media/metadata": "description", "POST /2/media/subtitles": "captions",
	} {
		for _, fault := range []xsim.Fault{xsim.Invalid, xsim.Absent, xsim.Forbidden} {
			log.Reset()
			w.Fail(route, fault)
			if _, err := w.network.Stage(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			if got := log.String(); strings.Count(got, "part=") != 1 || !strings.Contains(got, "part="+part) || strings.Contains(got, p.Alt) {
				t.Errorf("%s, %s: the log says %q", route, fault, got)
			}
		}
	}

	w.Fail("POST /2/media/metadata", xsim.ErrorBefore)
	_, err := w.network.Stage(t.Context(), p)
	wantFault(t, err, belong.NotNow)
}

func TestStagingLeavesNothingInDoubt(t *testing.T) {
	t.Parallel()
	routes := []string{
		"POST /2/media/upload/initialize", "POST /2/media/upload/{id}/append", "POST /2/media/upload/{id}/finalize",
		"GET /2/media/upload", "POST /2/media/metadata", "POST /2/media/subtitles",
	}
	for _, route := range routes {
		for _, fault := range []xsim.Fault{xsim.DropBefore, xsim.DropAfter, xsim.ErrorAfter, xsim.Overloaded, xsim.Blocked, xsim.UnreadableAfter} {
			w := newWorld(t)
			w.Prepare(xsim.Preparing{Looks: 1})
			w.Fail(route, fault)
			w.Fail(route, fault) // Go's transport repeats a question by itself when its connection is cut
			p := w.parcel(t, "a text", 10)
			p.Alt, p.Captions = "A girl in front of a robot.", confirmed()
			_, err := w.network.Stage(t.Context(), p)
			// Nobody needs to read the answer to what has no answer.
			fine := fault == xsim.UnreadableAfter && !strings.HasSuffix(route, "ize") && route != "GET /2/media/upload"
			if fine && err != nil || !fine && belong.FaultOf(err) != belong.NotNow {
				t.Errorf("%s, %s: %v", route, fault, err)
			}
		}
	}
}
