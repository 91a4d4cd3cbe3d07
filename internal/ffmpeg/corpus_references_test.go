package ffmpeg

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// canary is what must not be read or called: somebody else's clip beside the upload, and a server on this machine.
type canary struct {
	dir   string // the clip is canary.ts, canary.mkv and canary.srt in it
	port  int
	calls *atomic.Int32
}

// canaryWords are in everything that is the canary's.
const canaryWords = "SOMEBODY ELSE'S CLIP"

func newCanary(t *testing.T) canary {
	t.Helper()
	c := canary{dir: t.TempDir(), calls: new(atomic.Int32)}
	pink := []string{"-f", "lavfi", "-i", "color=magenta:s=128x96:r=25:d=1", "-c:v", "libx264", "-preset", "ultrafast", "-metadata", "title=" + canaryWords}
	for _, name := range []string{"canary.ts", "canary.mkv"} {
		ffmpegMust(t, append(pink, filepath.Join(c.dir, name))...)
	}
	write(t, c.dir, "canary.srt", "1\n00:00:00,000 --> 00:00:01,000\n"+canaryWords+"\n")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.port = listener.Addr().(*net.TCPAddr).Port
	server := &http.Server{
		Handler:           http.FileServer(http.Dir(c.dir)),
		ReadHeaderTimeout: time.Minute,
		ConnState: func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				c.calls.Add(1)
			}
		},
	}
	go func() { _ = server.Serve(listener) }() // it ends when it is closed
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

// script is a file that names others.
type script struct {
	content string // @FILE is the canary's path, @ADDRESS where it is served
	believe string // how a trusting ffprobe falls for it: "reads", "calls"; empty: not at all
}

// dash is a manifest whose one piece is BASE.
const dash = `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S" ` +
	`profiles="urn:mpeg:dash:profile:isoff-on-demand:2011"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" ` +
	`bandwidth="1"><BaseURL>BASE</BaseURL></Representation></AdaptationSet></Period></MPD>`

var scripts = map[string]script{
	"HLS of a file":      {"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\nfile:@FILE\n#EXT-X-ENDLIST\n", "reads"},
	"HLS of an address":  {"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:1.0,\n@ADDRESS\n#EXT-X-ENDLIST\n", "calls"},
	"HLS with a key":     {"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-KEY:METHOD=AES-128,URI=\"@ADDRESS\"\n#EXTINF:1.0,\n@FILE\n#EXT-X-ENDLIST\n", "calls"},
	"M3U":                {"@FILE\n@ADDRESS\n", ""},
	"ffconcat":           {"ffconcat version 1.0\nfile canary.ts\n", "reads"},
	"DASH of a file":     {strings.Replace(dash, "BASE", "@FILE", 1), ""},
	"DASH of an address": {strings.Replace(dash, "BASE", "@ADDRESS", 1), "calls"},
	"SDP":                {"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video @PORT RTP/AVP 96\na=rtpmap:96 H264/90000\n", ""},
	"EDL":                {"# mpv EDL v0\n@FILE,0,1\n@ADDRESS,0,1\n", ""},
}

// others are what a script is called, too.
var others = []string{".mov", ".webm", ".mkv"}

// Whatever it is called, a file that names other files or addresses is no video, and what it names is left alone.
func TestScriptsFetchNothing(t *testing.T) {
	t.Parallel()
	tool, c := newTool(t), newCanary(t)
	t.Run("all", func(t *testing.T) {
		for name, s := range scripts {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				content := c.fill(s.content)
				s.tempts(t, c)
				for _, ext := range []string{".mp4", others[len(name)%len(others)]} {
					path := write(t, c.dir, strings.ReplaceAll(name, " ", "-")+ext, content)
					if m, err := tool.Probe(t.Context(), path); !errors.Is(err, ErrNotVideo) {
						t.Errorf("%s: %+v, %v", ext, m, err)
					}
				}
				// Nor would it be read by a plan for another file.
				plan, err := NewPlan(Media{Length: time.Second, Video: Video{Width: 128, Height: 96, Rate: Rate{25, 1}}}, Wanted{})
				if err != nil {
					t.Fatal(err)
				}
				dir := t.TempDir()
				path := filepath.Join(c.dir, strings.ReplaceAll(name, " ", "-")+".mp4")
				if r, err := tool.Run(t.Context(), Job{Input: path, Dir: dir, Plan: plan}, nil); err == nil {
					t.Errorf("ran: %+v", r)
				}
				for _, name := range names(t, dir) {
					if b := sandboxtest.Read(t, filepath.Join(dir, name)); len(b) > 0 {
						t.Errorf("%s has %d bytes", name, len(b))
					}
				}
			})
		}
	})
	if n := c.calls.Load(); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// fill puts the canary's own place into a script.
func (c canary) fill(content string) string {
	return strings.NewReplacer(
		"@FILE", filepath.Join(c.dir, "canary.ts"),
		"@ADDRESS", fmt.Sprintf("http://127.0.0.1:%d/canary.ts", c.port),
		"@PORT", fmt.Sprint(c.port),
	).Replace(content)
}

// tempts checks that a trusting ffprobe does what the script says, so that there is something to guard against. It speaks
// to a canary of its own.
func (s script) tempts(t *testing.T, c canary) {
	t.Helper()
	if s.believe == "" {
		return
	}
	if s.believe == "calls" {
		c = newCanary(t)
	}
	path := write(t, c.dir, fmt.Sprintf("tempting-%d.mp4", len(s.content)), c.fill(s.content))
	out, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-protocol_whitelist", "file,http,tcp,crypto,data",
		"-show_streams", path).CombinedOutput()
	switch {
	case s.believe == "reads" && (err != nil || !bytes.Contains(out, []byte("codec_name=h264"))):
		t.Errorf("it reads nothing: %v %s", err, out)
	case s.believe == "calls" && c.calls.Load() == 0:
		t.Errorf("it calls nobody: %v %s", err, out)
	}
}
