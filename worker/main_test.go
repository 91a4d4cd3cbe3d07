package worker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/review/reviewtest"
	"github.com/belonginstem/belong/internal/sandbox"
	"github.com/belonginstem/belong/internal/speech"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/storetest"
)

var helper sandbox.Helper

// crashing is the name under which this test program is an ffmpeg that crashes at every video.
const crashing = "ffmpeg-that-crashes"

func TestMain(m *testing.M) {
	helper = sandbox.Main()
	if filepath.Base(os.Args[0]) == crashing {
		crash()
	}
	os.Exit(m.Run())
}

func crash() {
	if slices.Contains(os.Args, "-version") {
		fmt.Println("ffmpeg version 5.1\nconfiguration: --enable-libx264 --enable-libzimg\nlibavutil 57. 28")
		os.Exit(0)
	}
	panic("it can't be known why")
}

// An outbox is a mail server that hands on whom it wrote to.
type outbox chan string

func (o outbox) Send(_ context.Context, to, subject, text string) error {
	o <- to
	return nil
}

// A shop is a house with a worker in it, on real files.
type shop struct {
	*reviewtest.House
	worker *Worker
	blobs  *disk.Store
	outbox outbox
	t      *testing.T
}

func open(t *testing.T) *shop {
	t.Helper()
	s := &shop{House: reviewtest.New(t, storetest.SQLite(t)), outbox: make(outbox, 100), t: t}
	folder := t.TempDir()
	var err error
	s.blobs, err = disk.New(filepath.Join(folder, "blobs"))
	s.Must(err)
	tool, err := ffmpeg.New(t.Context(), ffmpeg.Config{Helper: helper})
	s.Must(err)
	size := func(ctx context.Context, key string) (int64, error) {
		info, err := s.blobs.Stat(ctx, key)
		return info.Size, err
	}
	incoming, err := intake.NewFolder(filepath.Join(folder, "incoming"), s.blobs, size)
	s.Must(err)
	log := slog.New(slog.DiscardHandler)
	in, err := intake.New(intake.Config{Store: s.Store, Blobs: s.blobs, Incoming: incoming, PublicURL: "http://test", Logger: log, Now: s.Now})
	s.Must(err)
	wall := publish.NewWall(func(ctx context.Context, key string) error {
		_, err := s.blobs.Stat(ctx, key)
		return err
	})
	spotter, err := speech.NewSpotter(speech.SpotterConfig{Helper: helper, Temp: folder})
	s.Must(err)
	around := publish.Surroundings{Stat: size, Pulse: func(context.Context) (time.Time, error) { return s.Now(), nil }}
	s.worker, err = New(Config{
		Store: s.Store, Blobs: s.blobs, FFmpeg: tool, Intake: in,
		Publish: publish.New(publish.Config{Store: s.Store, Queue: s.Queue, Channels: map[belong.ChannelKind]publish.Channel{belong.Wall: wall}, Around: around, Address: "http://test", Now: s.Now}),
		Notify:  notify.New(s.Store, s.outbox, "http://test", s.Now),
		Temp:    filepath.Join(folder, "tmp"), Now: s.Now, Log: log, Spotter: spotter,
	})
	s.Must(err)
	return s
}

// upload stores a submission whose clip just came in; change may be nil.
func (s *shop) upload(video []byte, change func(*belong.Submission)) belong.Submission {
	s.t.Helper()
	sub := s.Submit(belong.Processing, func(sub *belong.Submission, c *belong.Clip) {
		c.SHA256, c.Length, c.Width, c.Height, c.Progress, c.Ready, c.Renditions = "", 0, 0, 0, 0, false, nil
		c.Bytes = int64(len(video))
		if change != nil {
			change(sub)
		}
	})
	s.Must(s.blobs.Put(s.t.Context(), blob.Original(string(sub.ClipID)), strings.NewReader(string(video))))
	return sub
}

// process inspects and transcodes the submission's clip.
func (s *shop) process(sub belong.Submission) {
	s.t.Helper()
	s.Must(s.worker.inspect(s.t.Context(), sub.ClipID))
	s.Must(s.worker.transcode(s.t.Context(), sub.ClipID))
}

func (s *shop) clip(sub belong.Submission) belong.Clip {
	s.t.Helper()
	c, err := s.Store.Clip(s.t.Context(), sub.ClipID)
	s.Must(err)
	return c
}

// kept are the keys of all blobs that are stored of the submission's clip, the original left out.
func (s *shop) kept(sub belong.Submission) []string {
	s.t.Helper()
	var out []string
	for info, err := range s.blobs.Keys(s.t.Context(), blob.RenditionsOf(string(sub.ClipID))) {
		s.Must(err)
		out = append(out, info.Key)
	}
	return out
}

func (s *shop) hasOriginal(sub belong.Submission) bool {
	s.t.Helper()
	return s.hasOriginalAt(blob.Original(string(sub.ClipID)))
}

func (s *shop) hasOriginalAt(key string) bool {
	s.t.Helper()
	_, err := s.blobs.Stat(s.t.Context(), key)
	if err != nil && !errors.Is(err, blob.ErrNotFound) {
		s.t.Fatal(err)
	}
	return err == nil
}

// temps is what lies in the folder for temporary files.
func (s *shop) temps() []string {
	s.t.Helper()
	entries, err := os.ReadDir(s.worker.Temp)
	s.Must(err)
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// video makes a film of that many seconds, with a tone.
func video(t *testing.T, seconds float64) []byte {
	t.Helper()
	return film(t, fmt.Sprintf("-f lavfi -i testsrc2=s=640x480:r=25:d=%g -f lavfi -i sine=frequency=300:duration=%g", seconds, seconds))
}

func film(t *testing.T, inputs string) []byte {
	t.Helper()
	return filmed(t, "film.mp4", inputs+" -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac")
}

// browserFilm is what a browser recorded: eight seconds of sound, and half of that in pictures.
func browserFilm(t *testing.T) []byte {
	t.Helper()
	return filmed(t, "film.webm", "-f lavfi -i testsrc2=s=320x240:r=25:d=4 -f lavfi -i sine=frequency=300:duration=8 -c:v libvpx -deadline realtime -c:a libopus")
}

func filmed(t *testing.T, name, how string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	args := append([]string{"-nostdin", "-v", "error"}, strings.Fields(how)...)
	args = append(args, path)
	if out, err := exec.CommandContext(t.Context(), "ffmpeg", args...).CombinedOutput(); err != nil {
		t.Fatalf("making a film: %v\n%s", err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// hooked is the store with something that happens in the middle of a job.
type hooked struct {
	*store.Store
	onProgress func()
	beforeSave func()
}

func (h *hooked) SetProgress(ctx context.Context, clip belong.ID, percent int) error {
	if h.onProgress != nil {
		h.onProgress()
	}
	return h.Store.SetProgress(ctx, clip, percent)
}

func (h *hooked) SaveClip(ctx context.Context, clip belong.Clip, s belong.Submission, out belong.Outcome) error {
	if h.beforeSave != nil {
		h.beforeSave()
	}
	return h.Store.SaveClip(ctx, clip, s, out)
}
