package e2e

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAnEarlierYearsFolderReachesReview takes a folder in while the server runs, as an operator would.
func TestAnEarlierYearsFolderReachesReview(t *testing.T) {
	t.Parallel()
	belong := deploy(t)
	staff := belong.addAdmin(t)
	belong.start(t)

	dir, clip := t.TempDir(), tinyVideo(t)
	random := rand.NewChaCha8([32]byte{})
	for _, name := range []string{"Jane Doe_Chief Scientist_STEMx.mp4", "Jane_Doe_Teacher_STEMx.mp4"} {
		if err := os.WriteFile(filepath.Join(dir, name), variant(clip, random, 100), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	belong.run(t, "import", dir)

	waitFor(t, "both videos to be worked on", func() (bool, error) {
		return len(staff.queue(t, "in_review")) == 1 && len(staff.queue(t, "changes_requested")) == 1, nil
	})
	labelled, unlabelled := staff.queue(t, "in_review")[0], staff.queue(t, "changes_requested")[0]
	if labelled.Label != "Jane Doe_Chief Scientist_STEMx" || labelled.Renditions["web"] == "" {
		t.Errorf("in review is %+v", labelled)
	}
	if unlabelled.Renditions["web"] == "" || !strings.Contains(unlabelled.Note, "Jane Doe_Teacher_STEMx") {
		t.Errorf("waiting for a label is %+v", unlabelled)
	}
	if got := belong.run(t, "import", dir); !strings.Contains(got, "2 there already") {
		t.Errorf("a second time: %s", got)
	}
	if kinds := staff.events(t, labelled.ID); !slices.Contains(kinds, "submission.imported") {
		t.Errorf("its trail is %v", kinds)
	}
}
