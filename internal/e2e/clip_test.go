package e2e

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	_ "image/jpeg" // posters
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// A video is a file that somebody sends.
type video struct {
	path   string
	bytes  int64
	sha256 string
}

// spoken is an answer to a campaign's question, with its closing line.
const spoken = "I teach physics in a small town. Every student who asks why the sky is blue is a scientist already. " +
	"We go to the river, we measure, we argue, and we find out together. Bring your questions. YOU Belong in STEM."

// newVideo makes a clip as a phone makes it: moving pictures, a voice, and metadata that tell where it was taken.
func newVideo(t testing.TB, size string, seconds int) video {
	t.Helper()
	dir := t.TempDir()
	voice, path := filepath.Join(dir, "voice.wav"), filepath.Join(dir, "clip.mp4")
	command(t, "espeak-ng", "-v", "en-us", "-s", "150", "-w", voice, spoken)
	command(t, "ffmpeg", "-v", "error", "-nostdin", "-y",
		"-f", "lavfi", "-i", "testsrc2=size="+size+":rate=30", "-i", voice,
		"-t", strconv.Itoa(seconds), "-af", "apad", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "6M", "-pix_fmt", "yuv420p",
		"-c:a", "aac", "-ar", "44100", "-metadata", "title=a private title", "-metadata", "location=+42.3601-071.0589/",
		"-movflags", "use_metadata_tags", path)
	return videoAt(t, path)
}

// tinyVideo makes a clip that is worked on in a moment. Copies of it that differ are made with variant.
func tinyVideo(t testing.TB) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), "tiny.mp4")
	command(t, "ffmpeg", "-v", "error", "-nostdin", "-y",
		"-f", "lavfi", "-i", "testsrc2=size=320x240:rate=10:duration=3", "-f", "lavfi", "-i", "sine=frequency=300:duration=3",
		"-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac", path)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// variant is the same clip in a file of its own: a box of n random bytes that players pass over is added to it.
func variant(clip []byte, random *rand.ChaCha8, n int) []byte {
	box := make([]byte, 8+n)
	binary.BigEndian.PutUint32(box, uint32(len(box)))
	copy(box[4:], "free")
	_, _ = random.Read(box[8:]) // never fails
	return append(bytes.Clone(clip), box...)
}

func videoAt(t testing.TB, path string) video {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return video{path: path, bytes: int64(len(b)), sha256: sum(b)}
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// command runs a program to its end, and gives what it printed.
func command(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, &stderr)
	}
	return out
}

// probed is what ffprobe says of a file.
type probed struct {
	Streams []struct {
		Type     string `json:"codec_type"`
		Codec    string `json:"codec_name"`
		Profile  string `json:"profile"`
		PixFmt   string `json:"pix_fmt"`
		Width    int    `json:"width"`
		Height   int    `json:"height"`
		Duration string `json:"duration"`
	} `json:"streams"`
	Format struct {
		Duration string            `json:"duration"`
		Tags     map[string]string `json:"tags"`
	} `json:"format"`
}

func probe(t testing.TB, b []byte) probed {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rendition.mp4")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	var p probed
	if err := json.Unmarshal(command(t, "ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", path), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// checkMP4 holds a rendition against what networks and browsers take.
func checkMP4(t testing.TB, kind string, b []byte, width, height, seconds int) {
	t.Helper()
	p := probe(t, b)
	if len(p.Streams) != 2 {
		t.Fatalf("%s has %d streams, want a picture and a sound", kind, len(p.Streams))
	}
	for _, s := range p.Streams {
		switch s.Type {
		case "video":
			got := fmt.Sprintf("%s %s %s %dx%d", s.Codec, s.Profile, s.PixFmt, s.Width, s.Height)
			if want := fmt.Sprintf("h264 High yuv420p %dx%d", width, height); got != want {
				t.Errorf("%s's picture is %s, want %s", kind, got, want)
			}
		case "audio":
			if s.Codec != "aac" || s.Profile != "LC" {
				t.Errorf("%s's sound is %s %s, want aac LC", kind, s.Codec, s.Profile)
			}
		}
	}
	length, err := strconv.ParseFloat(p.Format.Duration, 64)
	if err != nil || length < float64(seconds)-0.5 || length > float64(seconds)+0.5 {
		t.Errorf("%s is %s s long, want %d", kind, p.Format.Duration, seconds)
	}
	for key, value := range p.Format.Tags {
		if bytes.Contains([]byte(value), []byte("private")) || bytes.Contains([]byte(key), []byte("location")) {
			t.Errorf("%s still tells %s=%s", kind, key, value)
		}
	}
	if moov, mdat := bytes.Index(b, []byte("moov")), bytes.Index(b, []byte("mdat")); moov < 0 || moov > mdat {
		t.Errorf("%s can't be played before it is whole: its index lies behind its data", kind)
	}
}

// checkPoster sees that a still shows something.
func checkPoster(t testing.TB, b []byte, width, height int) {
	t.Helper()
	img, format, err := image.Decode(bytes.NewReader(b))
	if err != nil || format != "jpeg" {
		t.Fatalf("the poster is no JPEG: %s, %v", format, err)
	}
	if got := img.Bounds().Size(); got.X*height != got.Y*width {
		t.Errorf("the poster is %v, want the shape of %dx%d", got, width, height)
	}
	var sum, squares, n float64
	for y := 0; y < img.Bounds().Dy(); y += 8 {
		for x := 0; x < img.Bounds().Dx(); x += 8 {
			r, g, b, _ := img.At(x, y).RGBA()
			luma := (0.299*float64(r) + 0.587*float64(g) + 0.114*float64(b)) / 0xffff
			sum, squares, n = sum+luma, squares+luma*luma, n+1
		}
	}
	mean := sum / n
	if variance := squares/n - mean*mean; mean < 0.1 || variance < 0.005 {
		t.Errorf("the poster is black or blank: mean %.2f, variance %.4f", mean, variance)
	}
}
