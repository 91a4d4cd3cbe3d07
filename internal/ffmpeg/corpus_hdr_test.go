package ffmpeg

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
)

// hdr is the scene as a phone films it for an HDR screen.
func hdr(transfer string) film {
	return film{
		file: "in.mov",
		paint: fmt.Sprintf("zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt2020,zscale=t=%s:m=bt2020nc:r=tv:npl=203,"+
			"format=yuv420p10le", transfer),
		video: x265 + "-tag:v hvc1",
		mux:   "-color_range tv -color_primaries bt2020 -colorspace bt2020nc -color_trc " + transfer,
	}
}

// What was filmed for an HDR screen looks like the same scene filmed for an ordinary one; merely relabelled it would not.
func TestHDRFilms(t *testing.T) {
	t.Parallel()
	const least = 36.0 // dB, of luma
	for _, transfer := range []string{"arib-std-b67", "smpte2084"} {
		t.Run(transfer, func(t *testing.T) {
			t.Parallel()
			f := hdr(transfer)
			path := f.make(t)
			m := transcode(t, path, Wanted{})
			if m.Video.Transfer != transfer || m.Video.Matrix != "bt2020nc" {
				t.Errorf("probed as %+v", m.Video)
			}
			f.check(t, m)
			f = f.usual()
			if w := f.watch(t, filepath.Join(m.dir, PostFile)); w.brightness < least {
				t.Errorf("its luma is like the scene's by %.1f dB only", w.brightness)
			}
			relabelled := filepath.Join(t.TempDir(), "relabelled.mp4")
			ffmpegMust(t, "-i", path, "-vf", "format=yuv420p,setparams=colorspace=bt709:color_trc=bt709:color_primaries=bt709",
				"-c:v", "libx264", "-preset", "ultrafast", "-qp", "4", relabelled)
			if bad := f.watch(t, relabelled); bad.brightness >= least {
				t.Errorf("doing nothing reaches %.1f dB, too", bad.brightness)
			}
		})
	}
}

// Of two half pictures that were filmed one after the other one whole is made: what moves is not torn into lines.
func TestInterlacedFilm(t *testing.T) {
	t.Parallel()
	path := clip(t, "in.mp4", "-f lavfi -i smptebars=s=128x96:r=50:d=1,scroll=horizontal=0.05,interlace=scan=tff:lowpass=off "+
		"-c:v libx264 -preset ultrafast -flags +ilme+ildct -x264-params tff=1 -pix_fmt yuv420p")
	m := transcode(t, path, Wanted{})
	before, after := torn(t, path), torn(t, filepath.Join(m.dir, PostFile))
	if !m.Video.Interlaced || m.Video.Rate != (Rate{25, 1}) || before < 5*after {
		t.Errorf("neighbouring lines differ by %.2f, before by %.2f; %+v", after, before, m.Video)
	}
}

// torn is by how much a film's lines differ from those between which they lie, on average.
func torn(t *testing.T, path string) float64 {
	t.Helper()
	raw := filepath.Join(t.TempDir(), "raw")
	ffmpegMust(t, "-i", path, "-an", "-pix_fmt", "gray", "-f", "rawvideo", raw)
	b := sandboxtest.Read(t, raw)
	const width, height = 128, 96
	sum, n := 0.0, 0
	for ; len(b) >= width*height; b = b[width*height:] {
		for y := 1; y < height-1; y++ {
			for x := range width {
				between := (int(b[(y-1)*width+x]) + int(b[(y+1)*width+x])) / 2
				sum += max(float64(int(b[y*width+x])-between), float64(between-int(b[y*width+x])))
				n++
			}
		}
	}
	return sum / float64(n)
}
