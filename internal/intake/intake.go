// Package intake takes videos in: from a person's draft over a resumable upload, a plain form or a folder of old files to
// a submission with a clip. What it has acknowledged is on disk, and an upload becomes one clip, however often the
// connection or the program breaks on the way.
package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"

	"github.com/belonginstem/belong/internal/belong"
)

// Life is how long an upload may take, from its creation on, deadline or not. What is not whole by then is dropped.
const Life = 24 * time.Hour

// statusLife is how long a submitter's key opens their status page: past the day, and past the year's.
const statusLife = 400 * 24 * time.Hour

// Config is what New needs. Locks may be nil where one process alone takes uploads in.
type Config struct {
	Store     Store
	Blobs     Blobs
	Incoming  Incoming
	Locks     Locks
	PublicURL string // as people reach the program, without a slash at its end
	Logger    *slog.Logger
	Now       func() time.Time
}

// Blobs keeps finished originals; blob.Store fits. Put keeps all that r reads or nothing, and PutFile takes the file over.
type Blobs interface {
	Put(ctx context.Context, key string, r io.Reader) error
	PutFile(ctx context.Context, key, path string) error
	Delete(ctx context.Context, key string) error
}

// Intake takes videos in. All its methods may be called at the same time by many.
type Intake struct {
	Config
	locker handler.Locker
	tus    http.Handler
	lanes  *Lanes // of the requests that may send bytes now
}

// New makes an Intake. Nothing runs until it is called.
func New(c Config) (*Intake, error) {
	if c.Store == nil || c.Blobs == nil || c.Incoming == nil || c.Logger == nil || c.Now == nil {
		return nil, errors.New("intake: a part is missing")
	}
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	in := &Intake{Config: c, lanes: NewLanes(maxSenders, c.Now)}
	if c.Locks == nil {
		in.locker = memorylocker.New()
	} else {
		in.locker = sharedLocker{c.Locks}
	}
	var err error
	in.tus, err = newTus(in)
	return in, err
}

// now is the moment, as the database keeps moments.
func (in *Intake) now() time.Time { return in.Now().UTC().Truncate(time.Millisecond) }

// original is the key of the clip's original among the blobs.
func original(clip belong.ID) string { return "originals/" + string(clip) }

// change reads the submission and lets write write it, again from the start when somebody else wrote it meanwhile.
func (in *Intake) change(ctx context.Context, id belong.ID, write func(belong.Submission) error) error {
	for tries := 0; ; tries++ {
		s, err := in.Store.Submission(ctx, id)
		if err != nil {
			return fmt.Errorf("submission %s: %w", id, err)
		}
		if err := write(s); !errors.Is(err, belong.ErrStale) || tries == 9 {
			return err
		}
	}
}

func submitter(s belong.Submission) belong.Actor {
	return belong.Actor{Kind: belong.Submitter, ID: s.ID}
}
