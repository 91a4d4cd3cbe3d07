package ffmpeg

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// planted is what tells of a person.
var planted = []string{"27.5916", "Jane", "Springfield", "Fairphone", "2022-11-07"}

// carriers are files with all that in them, wherever their format and its programs put it.
func carriers() map[string]film {
	const (
		who = "-metadata title=Jane -metadata artist=Jane -metadata comment=Springfield -metadata creation_time=2022-11-07T10:11:12Z " +
			"-metadata location=+27.5916+086.5640/ -metadata make=Fairphone -metadata:s title=Jane -metadata:s handler_name=Jane " +
			"-metadata:s creation_time=2022-11-07T10:11:12Z "
		apple = "-metadata com.apple.quicktime.location.ISO6709=+27.5916+086.5640/ -metadata com.apple.quicktime.make=Fairphone " +
			"-metadata com.apple.quicktime.creationdate=2022-11-07T10:11:12+0100 -movflags use_metadata_tags "
		message = "-bsf:v h264_metadata=sei_user_data=086f3693-b7b3-4f2c-9653-21492feee5b8+JaneInEveryPicture "
	)
	about := with("-map 0 -map 1 -map_metadata 0 -map_chapters 2 -c copy -c:s mov_text", subtitles, chapters)
	return map[string]film{
		"MP4": {mux: who + message, then: func(t *testing.T, path string) string {
			t.Helper()
			path = sensors(t, about(t, path))
			return rewrite(t, path, append(read(t, path), xmp...))
		}},
		"MOV": {file: "in.mov", mux: who + apple},
		"MKV": {file: "in.mkv", mux: who, then: with(
			"-map 0 -map 1 -map_metadata 0 -map_chapters 2 -c copy",
			subtitles, chapters)},
		"AVI": {file: "in.avi", paint: "scale=out_color_matrix=bt601:out_range=pc,format=yuvj420p" + untold, video: "-c:v mjpeg -q:v 2", sound: "-c:a pcm_s16le", mux: who, then: renamed("Lavc", "Jane")},
	}
}

// xmp is the box in which Adobe's programs write.
var xmp = (&box{kids: []*box{{kind: "uuid", head: []byte("\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac" +
	`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description ` +
	`xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Jane</dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>`)}}}).payload()

// A phone writes into a file by whom, where and when it was filmed. A minor's place must not leave.
func TestNothingPlantedLeaves(t *testing.T) {
	t.Parallel()
	for name, f := range carriers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := f.make(t)
			held := 0
			for _, p := range planted {
				if bytes.Contains(read(t, path), []byte(p)) {
					held++
				}
			}
			if told := tags(t, path); held < 2 || !strings.Contains(told, "Jane") {
				t.Fatalf("the file tells nothing to begin with: %s", told)
			}
			m := transcode(t, path, Wanted{})
			f.check(t, m)
			for _, name := range names(t, m.dir) {
				place := filepath.Join(m.dir, name)
				for _, p := range planted {
					for _, spelled := range [][]byte{[]byte(p), wide(p)} {
						if bytes.Contains(read(t, place), spelled) {
							t.Errorf("%s holds %q", name, p)
						}
					}
				}
				refuseTags(t, place)
			}
		})
	}
}

// wide is an ASCII text in 16 bits a letter.
func wide(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, 0, c)
	}
	return b
}

// tags is all that exiftool finds in a file.
func tags(t *testing.T, path string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "exiftool", "-a", "-u", "-ee", "-G", "-j", path).Output()
	if err != nil {
		t.Fatalf("exiftool: %v", err)
	}
	return string(out)
}

// groups are those in which exiftool tells what a file is, not whose.
var groups = []string{"SourceFile", "ExifTool", "File", "Composite", "QuickTime", "JFIF"}

// refuseTags looks for what exiftool calls a place, a date or a name.
func refuseTags(t *testing.T, path string) {
	t.Helper()
	var all []map[string]any
	if err := json.Unmarshal([]byte(tags(t, path)), &all); err != nil || len(all) != 1 {
		t.Fatalf("exiftool: %v", err)
	}
	for tag, value := range all[0] {
		group, name, _ := strings.Cut(tag, ":")
		if !slices.Contains(groups, group) {
			t.Errorf("%s has %s = %v", filepath.Base(path), tag, value)
		}
		if group == "File" || group == "SourceFile" {
			continue // those of the disk
		}
		if strings.Contains(name, "Date") && value != "0000:00:00 00:00:00" {
			t.Errorf("%s has %s = %v", filepath.Base(path), tag, value)
		}
		for _, private := range []string{"GPS", "Location", "Title", "Artist", "Author", "Creator", "Comment", "Make", "Model", "Software", "Chapter"} {
			if strings.Contains(name, private) {
				t.Errorf("%s has %s = %v", filepath.Base(path), tag, value)
			}
		}
	}
}
