package ffmpeg

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/sandbox/sandboxtest"
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
			return rewrite(t, path, append(sandboxtest.Read(t, path), xmp...))
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
				if bytes.Contains(sandboxtest.Read(t, path), []byte(p)) {
					held++
				}
			}
			if told := tags(t, path); held < 2 || !strings.Contains(fmt.Sprint(told), "Jane") {
				t.Fatalf("the file tells nothing to begin with: %v", told)
			}
			m := transcode(t, path, Wanted{})
			f.check(t, m)
			for _, name := range names(t, m.dir) {
				place := filepath.Join(m.dir, name)
				for _, p := range planted {
					for _, spelled := range [][]byte{[]byte(p), wide(p)} {
						if bytes.Contains(sandboxtest.Read(t, place), spelled) {
							t.Errorf("%s holds %q", name, p)
						}
					}
				}
			}
			files := tags(t, m.dir)
			if len(files) != len(names(t, m.dir)) {
				t.Errorf("exiftool looked at %d files", len(files))
			}
			for _, told := range files {
				refuseTags(t, told)
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

// tags is all that exiftool finds in a file, or in those of a folder.
func tags(t *testing.T, path string) []map[string]any {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "exiftool", "-q", "-a", "-u", "-ee", "-G", "-j", path).Output()
	if err != nil {
		t.Fatalf("exiftool: %v", err)
	}
	var all []map[string]any
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// groups are those in which exiftool tells what a file is, not whose.
var groups = []string{"SourceFile", "ExifTool", "File", "Composite", "QuickTime", "JFIF"}

// private are words in exiftool's names for what tells of people.
var private = []string{"GPS", "Location", "Title", "Artist", "Author", "Creator", "Comment", "Make", "Model", "Software", "Chapter"}

// refuseTags looks for what exiftool calls a place, a date or a name.
func refuseTags(t *testing.T, told map[string]any) {
	t.Helper()
	for tag, value := range told {
		group, name, _ := strings.Cut(tag, ":")
		bad := !slices.Contains(groups, group)
		if group != "File" { // whose dates are the disk's
			bad = bad || strings.Contains(name, "Date") && value != "0000:00:00 00:00:00" ||
				slices.ContainsFunc(private, func(word string) bool { return strings.Contains(name, word) })
		}
		if bad {
			t.Errorf("%s has %s = %v", told["File:FileName"], tag, value)
		}
	}
}
