package socialtest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// What the film is, for those who have to say so.
const (
	filmLength = time.Second
	filmWidth  = 360
	filmHeight = 640
)

// Film makes a small film as phones and networks have them, upright and with sound, and tells its path. It is gone with the
// test.
func Film(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "film.mp4")
	out, err := exec.CommandContext(t.Context(), "ffmpeg", "-nostdin", "-v", "error",
		"-f", "lavfi", "-i", "testsrc2=size=360x640:rate=30:duration=1",
		"-f", "lavfi", "-i", "sine=frequency=440:duration=1",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-profile:v", "high", "-g", "30", "-flags", "+cgop",
		"-c:a", "aac", "-ar", "48000", "-ac", "2", "-shortest", "-movflags", "+faststart", path).CombinedOutput()
	if err != nil {
		t.Fatalf("make a film: %v: %s", err, out)
	}
	return path
}

// Parcel is a post of the film with all that may go with it: a description, and captions that a person confirmed.
func Parcel(t testing.TB, a belong.Account, film, text string, now time.Time) belong.Parcel {
	t.Helper()
	data, err := os.ReadFile(film)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	clip := belong.NewID(now)
	return belong.Parcel{
		Account: a,
		Post: belong.Post{
			ID: belong.NewID(now), ClipID: clip, State: belong.Scheduled, Text: text, SlotAt: now, CreatedAt: now, UpdatedAt: now, SentAt: now,
		},
		Length: filmLength, Width: filmWidth, Height: filmHeight,
		Bytes: int64(len(data)), SHA256: hex.EncodeToString(sum[:]),
		Alt:    "A test picture, with the words “YOU Belong in STEM” below it.",
		Locale: "en",
		Captions: belong.Captions{
			ClipID: clip, Locale: "en", Source: belong.FromPerson, ConfirmedAt: now, UpdatedAt: now, Version: 1,
			Cues: []belong.Cue{
				{Span: belong.Span{From: 0, To: filmLength / 2}, Text: "I count the stars."},
				{Span: belong.Span{From: filmLength / 2, To: filmLength}, Text: "YOU Belong in STEM."},
			},
		},
		Video: func(context.Context) (io.ReadCloser, error) { return os.Open(film) },
	}
}
