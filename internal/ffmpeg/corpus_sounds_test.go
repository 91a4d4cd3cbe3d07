package ffmpeg

import (
	"path/filepath"
	"strings"
	"testing"
)

// sounds are tracks that are missing, too many, or not to be read.
func sounds() map[string]film {
	return map[string]film{
		"no sound":                 {sound: "-an"},
		"sound that none can read": {file: "in.mov", sound: "-c:a alac", then: renamed("alac", "apac"), mute: true},
		"sound that we don't read": {file: "in.mkv", sound: "-c:a dca -strict -2", mute: true},

		// Where pictures and sound don't end together in the file, they do in post, by the pictures.
		"sound ends early":       {hear: "atrim=end=0.7"},
		"sound ends late":        {hear: "apad=pad_dur=0.6"},
		"the last picture stays": {paint: "select=eq(n\\,0)+eq(n\\,12)+eq(n\\,18)", mux: "-fps_mode vfr", fps: "24", lasts: 0.625},
	}
}

// beginnings are streams that don't start at zero, or not together.
func beginnings() map[string]film {
	return map[string]film{
		"sound starts late":       {late: [2]float64{0, 0.2}},
		"pictures start late":     {late: [2]float64{0.2, 0}},
		"both start late":         {late: [2]float64{0.2, 0.2}},
		"before zero":             {file: "in.mkv", mux: "-output_ts_offset -0.3 -avoid_negative_ts disabled"},
		"before zero, MOV":        {file: "in.mov", sound: "-c:a pcm_s16le", mux: "-output_ts_offset -0.3 -avoid_negative_ts disabled", lasts: 0.7, flashes: 0.1},
		"an hour in, MKV":         {file: "in.mkv", mux: "-output_ts_offset 3600"},
		"an edit list that skips": {length: 1.5, mux: "-g 600", then: cutWithoutEncoding, lasts: 1.2, flashes: 0.1},
	}
}

// cutWithoutEncoding drops the first 0.3 s, as phones do: the frames stay, and an edit list passes over them.
func cutWithoutEncoding(t *testing.T, path string) string {
	t.Helper()
	cut := filepath.Join(filepath.Dir(path), "cut.mp4")
	ffmpegMust(t, "-ss", "0.3", "-i", path, "-c", "copy", cut)
	return cut
}

// besideFilms have more in them than pictures and sound.
func besideFilms() map[string]film {
	return map[string]film{
		"cover, subtitles and chapters, MP4": {then: with("-map 3 -map 0 -map 1 -map_chapters 2 -c copy -c:s mov_text -disposition:v:0 attached_pic", subtitles, chapters, coverPNG)},
		"cover, subtitles and chapters, MKV": {file: "in.mkv", then: with("-map 0 -map 1 -map 1 -map_chapters 2 -c copy -map 3 -disposition:v:1 attached_pic -c:s:0 srt -c:s:1 ass", subtitles, chapters, coverJPEG)},
		"a time code, and sensors":           {file: "in.mov", sound: "-c:a pcm_s16le", mux: "-timecode 01:00:00:00", then: sensors},
	}
}

// with adds what other files hold.
func with(args string, beside ...func(t *testing.T, dir string) string) func(*testing.T, string) string {
	return func(t *testing.T, path string) string {
		t.Helper()
		dir := t.TempDir()
		both := filepath.Join(dir, filepath.Base(path))
		all := []string{"-i", path}
		for _, b := range beside {
			all = append(all, "-i", b(t, dir))
		}
		all = append(all, strings.Fields(args)...)
		ffmpegMust(t, append(all, both)...)
		return both
	}
}

func coverPNG(t *testing.T, dir string) string {
	t.Helper()
	return scene(t, dir, Size{64, 64})
}

func coverJPEG(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "cover.jpg")
	ffmpegMust(t, "-i", coverPNG(t, dir), path)
	return path
}

func subtitles(t *testing.T, dir string) string {
	t.Helper()
	return write(t, dir, "in.srt", "1\n00:00:00,000 --> 00:00:01,000\nSubtitles of Jane Doe\n")
}

func chapters(t *testing.T, dir string) string {
	t.Helper()
	return write(t, dir, "in.txt", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=900\ntitle=Chapter of Jane Doe\n")
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	return rewrite(t, filepath.Join(dir, name), []byte(content))
}

// sensors makes subtitles into a track of a phone's measurements, places among them: no program knows its kind.
func sensors(t *testing.T, path string) string {
	t.Helper()
	path = with("-map 0 -map 1 -c copy -c:s mov_text", subtitles)(t, path)
	return rebuilt(func(root *box) {
		for _, trak := range root.all("trak") {
			for _, hdlr := range trak.all("hdlr") {
				if k := string(hdlr.head[8:12]); k == "sbtl" || k == "text" {
					copy(hdlr.head[8:], "meta")
					trak.all("stsd")[0].kids[0].kind = "mebx"
				}
			}
		}
	})(t, path)
}
