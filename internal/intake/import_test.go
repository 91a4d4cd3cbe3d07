package intake_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/intake"
)

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// importing imports the folder, and gives what was reported, by file.
func (r *rig) importing(folder string, o intake.ImportOptions) map[string]intake.ImportLine {
	r.t.Helper()
	lines := map[string]intake.ImportLine{}
	o.By = belong.Actor{Kind: belong.Operator}
	r.must(r.Import(r.t.Context(), r.campaign, folder, o, func(line intake.ImportLine) { lines[line.File] = line }))
	return lines
}

func fates(lines map[string]intake.ImportLine) map[string]intake.Fate {
	fates := map[string]intake.Fate{}
	for file, line := range lines {
		fates[file] = line.Fate
	}
	return fates
}

func TestImportTakesAnOldFolder(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	r.limit(5000)
	folder, outside := t.TempDir(), t.TempDir()
	mp4 := append([]byte{0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm'}, noise(3, 500)...)
	files := map[string][]byte{
		"Jane Doe_Chief Scientist_STEMx.mp4":          noise(1, 1000),
		"2022/Jane Doe_Chief Scientist_STEMx (1).mp4": noise(1, 1000),
		"2022/王小明_工程师_清华大学.mp4":                       noise(2, 1000),
		"Jane_Doe_Chief Scientist_STEMx.mov":          noise(4, 1000),
		"IMG_20221107_101010.mp4":                     noise(5, 1000),
		"Mary-Jane O'Neil_VP, R&D_AT&T":               mp4,
		"José Núñez_Profesor_Código":                  mp4[:400], // decomposed accents, as a Mac writes them
		"notes_about_that":                            []byte("These are notes."),
		"Release form.pdf":                            noise(6, 100),
		"empty.mp4":                                   {},
		"long.mp4":                                    noise(7, 5001),
		".DS_Store":                                   noise(8, 100),
		"._Jane Doe_Chief Scientist_STEMx.mp4":        noise(9, 100),
		"2022/Thumbs.db":                              noise(8, 100),
		".dropbox.cache/old.mp4":                      noise(9, 100),
	}
	for name, data := range files {
		write(t, filepath.Join(folder, name), data)
	}
	write(t, filepath.Join(outside, "secret.mp4"), noise(10, 100))
	for link, to := range map[string]string{
		"away.mp4": filepath.Join(outside, "secret.mp4"), "away": outside, "near.mp4": "IMG_20221107_101010.mp4",
	} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "pipe.mp4"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := snapshot(t, folder)

	want := map[string]intake.Fate{
		"2022/Jane Doe_Chief Scientist_STEMx (1).mp4": intake.Taken, // it is come upon first
		"Jane Doe_Chief Scientist_STEMx.mp4":          intake.Known,
		"2022/王小明_工程师_清华大学.mp4":                       intake.Taken,
		"Jane_Doe_Chief Scientist_STEMx.mov":          intake.Incomplete,
		"IMG_20221107_101010.mp4":                     intake.Incomplete,
		"near.mp4":                                    intake.Known,
		"Mary-Jane O'Neil_VP, R&D_AT&T":               intake.Taken,
		"José Núñez_Profesor_Código":                  intake.Taken,
		"notes_about_that":                            intake.Refused,
		"Release form.pdf":                            intake.Refused,
		"empty.mp4":                                   intake.Refused,
		"long.mp4":                                    intake.Refused,
		"away.mp4":                                    intake.Refused,
		"away":                                        intake.Refused,
		"pipe.mp4":                                    intake.Refused,
		".DS_Store":                                   intake.Skipped,
		"._Jane Doe_Chief Scientist_STEMx.mp4":        intake.Skipped,
		"2022/Thumbs.db":                              intake.Skipped,
		".dropbox.cache":                              intake.Skipped,
	}
	lines := r.importing(folder, intake.ImportOptions{})
	if diff := cmp.Diff(want, fates(lines)); diff != "" {
		t.Errorf("what became of the files (-want +got):\n%s", diff)
	}
	for file, line := range lines {
		if kept := line.Fate == intake.Taken || line.Fate == intake.Incomplete || line.Fate == intake.Known; kept != (line.Submission != "") || kept == (line.Reason != "") {
			t.Errorf("%s is %s, of submission %q, since %q", file, line.Fate, line.Submission, line.Reason)
		}
	}
	if got := lines["Jane_Doe_Chief Scientist_STEMx.mov"].Label.Suggestion; got != "Jane Doe_Chief Scientist_STEMx" {
		t.Errorf("the suggestion is %q", got)
	}
	s := r.submission(lines["2022/王小明_工程师_清华大学.mp4"].Submission)
	if s.State != belong.Processing || s.Role != belong.Leader || s.Filename != "王小明_工程师_清华大学.mp4" || r.original(s.ID) != sumOf(noise(2, 1000)) {
		t.Errorf("the submission is %+v", s)
	}
	if c, j, o := r.clips(), r.inspections(), r.originals(); c != 6 || j != 6 || o != 6 {
		t.Errorf("%d clips, %d inspections, %d originals; want 6 of each", c, j, o)
	}
	if diff := cmp.Diff(before, snapshot(t, folder)); diff != "" {
		t.Errorf("the folder was changed:\n%s", diff)
	}

	for file, line := range r.importing(folder, intake.ImportOptions{}) {
		if line.Fate == intake.Taken || line.Fate == intake.Incomplete || line.Submission != lines[file].Submission {
			t.Errorf("the second time, %s is %s, of submission %q", file, line.Fate, line.Submission)
		}
	}
	if c := r.clips(); c != 6 {
		t.Errorf("after the second time, there are %d clips", c)
	}
}

// snapshot is what a folder looks like.
func snapshot(t *testing.T, folder string) map[string]string {
	t.Helper()
	seen := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		seen[path] = info.Mode().String() + info.ModTime().String()
		if err == nil && info.Mode().IsRegular() {
			data, err := os.ReadFile(path)
			seen[path] += sumOf(data)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

func TestImportAttestsToARelease(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	folder := t.TempDir()
	write(t, filepath.Join(folder, "Jane Doe_Chief Scientist_STEMx.mp4"), noise(1, 1000))
	for _, line := range r.importing(folder, intake.ImportOptions{Release: "2027-1"}) {
		releases, err := r.store.Releases(t.Context(), line.Submission)
		r.must(err)
		sub, err := r.store.Submission(t.Context(), line.Submission)
		r.must(err)
		if len(releases) != 1 || !belong.Agreed(sub, releases, belong.ByStaff) || releases[0].Version != "2027-1" || releases[0].Text != "I agree." {
			t.Errorf("the releases are %+v", releases)
		}
	}
	if n := r.happened("release.attested"); n != 1 {
		t.Errorf("%d events tell of it", n)
	}
}

func TestImportFailsBeforeAnyFile(t *testing.T) {
	t.Parallel()
	r := newRig(t, inFolder)
	report := func(line intake.ImportLine) { t.Errorf("%+v", line) }
	err := r.Import(t.Context(), r.campaign, filepath.Join(t.TempDir(), "gone"), intake.ImportOptions{}, report)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
	err = r.Import(t.Context(), r.campaign, t.TempDir(), intake.ImportOptions{Release: "2022"}, report)
	if belong.KindOf(err) != belong.Invalid {
		t.Errorf("a release that is not the campaign's: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := r.Import(ctx, r.campaign, t.TempDir(), intake.ImportOptions{}, report); !errors.Is(err, context.Canceled) {
		t.Errorf("an import that was stopped: %v", err)
	}
}
