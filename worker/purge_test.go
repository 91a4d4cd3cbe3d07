package worker

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
)

// zeros reads as that many bytes.
type zeros struct{ left int }

func (z *zeros) Read(p []byte) (int, error) {
	if z.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), z.left)
	z.left -= n
	return n, nil
}

// A stubborn storage deletes nothing.
type stubborn struct{ blob.Store }

var errStubborn = errors.New("not deleted")

func (stubborn) Delete(context.Context, string) error { return errStubborn }

func TestWhatFailsInAPurgeKeepsNothingElse(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.withdraw(s.Submit(belong.InReview, nil))
	_, token := belong.NewToken(s.Now(), belong.SessionToken, s.Moderator.ID, time.Minute)
	s.Must(s.Store.AddToken(t.Context(), token))
	s.SetNow(token.ExpiresAt)
	s.worker.Blobs = stubborn{s.blobs}
	if err := s.worker.purge(t.Context(), ""); !errors.Is(err, errStubborn) {
		t.Errorf("error %v", err)
	}
	_, err := s.Store.Token(t.Context(), token.Hash, token.Purpose, token.CreatedAt)
	if !errors.Is(err, belong.ErrNotFound) {
		t.Errorf("the expired token: %v", err)
	}
}

func TestForgottenTemporaryFilesGo(t *testing.T) {
	t.Parallel()
	s := open(t)
	for name, age := range map[string]time.Duration{"old": 7 * time.Hour, "in-use": time.Hour} {
		folder := filepath.Join(s.worker.Temp, name)
		at := s.Now().Add(-age)
		s.Must(errors.Join(os.Mkdir(folder, 0o700), os.WriteFile(filepath.Join(folder, "original"), nil, 0o600), os.Chtimes(folder, at, at)))
	}
	s.Must(s.worker.purge(t.Context(), ""))
	if diff := cmp.Diff([]string{"in-use"}, s.temps()); diff != "" {
		t.Error(diff)
	}
}

func TestAStartEmptiesTheTemporaryFolder(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.Must(os.WriteFile(filepath.Join(s.worker.Temp, "left"), nil, 0o600))
	_, err := New(s.worker.Config)
	s.Must(err)
	if left := s.temps(); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestWhatSomebodyWroteWhoSentNoVideoIsForgotten(t *testing.T) {
	t.Parallel()
	s := open(t)
	draft := belong.Submission{
		ID: belong.NewID(s.Now()), CampaignID: s.Campaign.ID, State: belong.Draft, Role: belong.Student, Minor: true,
		Label: belong.Label{Name: "Jane Doe"}, GuardianEmail: "guardian@example.org", UpdatedAt: s.Now(),
	}
	s.Must(s.Store.CreateSubmission(t.Context(), draft, nil, belong.Outcome{}))
	s.SetNow(draft.UpdatedAt.Add(belong.DraftLife - time.Minute))
	s.Must(s.worker.purge(t.Context(), ""))
	s.Submission(draft.ID)
	s.SetNow(draft.UpdatedAt.Add(belong.DraftLife))
	s.Must(s.worker.purge(t.Context(), ""))
	if _, err := s.Store.Submission(t.Context(), draft.ID); !errors.Is(err, belong.ErrNotFound) {
		t.Errorf("kept: %v", err)
	}
}
