package intake_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
	"github.com/belonginstem/belong/internal/blob/s3"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/store"
	"github.com/belonginstem/belong/internal/store/pgtest"
)

// A place makes what keeps the bytes, in a folder for it.
type place func(ctx context.Context, dir string) (blob.Store, intake.Incoming, error)

func inFolder(_ context.Context, dir string) (blob.Store, intake.Incoming, error) {
	blobs, err := disk.New(filepath.Join(dir, "blobs"))
	if err != nil {
		return nil, nil, err
	}
	incoming, err := intake.NewFolder(filepath.Join(dir, "incoming"), blobs, func(ctx context.Context, key string) (int64, error) {
		info, err := blobs.Stat(ctx, key)
		return info.Size, err
	})
	return blobs, incoming, err
}

func inBucket(c s3.Config) place {
	return func(ctx context.Context, dir string) (blob.Store, intake.Incoming, error) {
		blobs, err := s3.New(ctx, c)
		if err != nil {
			return nil, nil, err
		}
		incoming, err := intake.NewBucket(blobs.Client(), blobs.Bucket(), filepath.Join(dir, "parts"))
		return blobs, incoming, err
	}
}

// A program is what cmd wires: intake on a real database, queue and place.
type program struct {
	*intake.Intake
	dir   string
	db    *store.DB
	store *store.Store
	blobs blob.Store
}

func newProgram(ctx context.Context, dir, publicURL string, at place, now func() time.Time) (*program, error) {
	return newProgramOn(ctx, "sqlite:"+filepath.Join(dir, "belong.db"), dir, publicURL, at, now)
}

func newProgramOn(ctx context.Context, database, dir, publicURL string, at place, now func() time.Time) (*program, error) {
	db, err := store.Connect(ctx, database)
	if err != nil {
		return nil, err
	}
	jobs, err := queue.New(queue.Config{SQL: db.SQL(), Pool: db.Pool(), Node: "test", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, err
	}
	if err := jobs.Migrate(ctx); err != nil {
		return nil, err
	}
	blobs, incoming, err := at(ctx, dir)
	if err != nil {
		return nil, err
	}
	p := &program{dir: dir, db: db, store: store.New(db, jobs), blobs: blobs}
	c := intake.Config{
		Store: p.store, Blobs: blobs, Incoming: incoming, PublicURL: publicURL,
		Logger: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})), Now: now,
	}
	if db.Pool() != nil {
		c.Locks = db.Locks()
	}
	p.Intake, err = intake.New(c)
	return p, err
}

func (p *program) close(t testing.TB) {
	t.Helper()
	if err := p.db.Close(); err != nil {
		t.Error(err)
	}
}

// today is the day of the tests, a week before the deadline.
var today = time.Date(2027, 11, 1, 12, 0, 0, 0, time.UTC)

func newCampaign() belong.Campaign {
	return belong.Campaign{
		ID: belong.NewID(today), Slug: "you-belong-in-stem", Name: "YOU Belong in STEM",
		Description: belong.Text{"en": "Say how."}, Hashtag: "#YOUbelonginSTEM", ClosingLine: "YOU Belong in STEM",
		Questions: []belong.Question{{Key: "why", Text: belong.Text{"en": "Why?"}}},
		Release:   belong.ReleaseText{Version: "2027-1", Text: belong.Text{"en": "I agree.", "es": "Acepto."}},
		Opens:     today.AddDate(0, -1, 0), Deadline: today.AddDate(0, 0, 7),
		Day:       belong.Day{Date: "2027-11-08", From: "09:00", To: "21:00", Zone: "America/New_York"},
		Grace:     time.Hour,
		Limits:    belong.Limits{Bytes: 64 << 20, Length: 35 * time.Second, Longest: 3 * time.Minute},
		Retention: 30 * 24 * time.Hour,
	}
}

// emptyDatabase is the path of a migrated database with nothing but a campaign in it, made once, since that takes a while.
var emptyDatabase = sync.OnceValues(func() (path string, err error) {
	dir, err := os.MkdirTemp("", "belong-intake-")
	if err != nil {
		return "", err
	}
	ctx := context.Background()
	p, err := newProgram(ctx, dir, "http://localhost", inFolder, time.Now)
	if err != nil {
		return "", err
	}
	if err := p.store.CreateCampaign(ctx, newCampaign(), nil, belong.Outcome{}); err != nil {
		return "", err
	}
	return filepath.Join(dir, "belong.db"), p.db.Close()
})

func TestMain(m *testing.M) {
	if dir := os.Getenv("BELONG_INTAKE_SERVE"); dir != "" {
		serveUntilKilled(dir)
	}
	code := pgtest.Run(m)
	if path, err := emptyDatabase(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// newData is a folder with a database in it.
func newData(t testing.TB) string {
	t.Helper()
	path, err := emptyDatabase()
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "belong.db"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A rig is a program that serves, with a clock of its own.
type rig struct {
	*program
	t        testing.TB
	url      string
	campaign belong.Campaign

	mu  sync.Mutex
	now time.Time
}

func newRig(t testing.TB, at place) *rig {
	t.Helper()
	dir := newData(t)
	return newRigOn(t, "sqlite:"+filepath.Join(dir, "belong.db"), dir, at)
}

func newRigOn(t testing.TB, database, dir string, at place) *rig {
	t.Helper()
	r := &rig{t: t, now: today}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	r.url = server.URL
	p, err := newProgramOn(t.Context(), database, dir, server.URL, at, r.clock)
	if err != nil {
		t.Fatal(err)
	}
	r.program = p
	t.Cleanup(func() {
		server.Close()
		p.close(t)
	})
	mux.Handle("/api/v1/uploads", p.Handler())
	mux.Handle(intake.UploadPath, p.Handler())
	r.campaign, err = p.store.CampaignBySlug(t.Context(), "you-belong-in-stem")
	if errors.Is(err, belong.ErrNotFound) {
		r.campaign, err = newCampaign(), nil
		r.must(p.store.CreateCampaign(t.Context(), r.campaign, nil, belong.Outcome{}))
	}
	r.must(err)
	return r
}

func (r *rig) clock() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.now
}

func (r *rig) wait(d time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.now = r.now.Add(d)
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// limit sets the campaign's largest upload.
func (r *rig) limit(bytes int64) {
	r.t.Helper()
	r.campaign.Limits.Bytes = bytes
	r.must(r.store.SaveCampaign(r.t.Context(), r.campaign, belong.Outcome{}))
}

func goodDraft() intake.Draft {
	return intake.Draft{
		Campaign: "you-belong-in-stem", Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx",
		Question: "why", Role: "leader", Email: "jane@example.org", Release: "2027-1", Locale: "en",
	}
}

// submit makes a draft, and a sender that has its token.
func (r *rig) submit(d intake.Draft) (belong.Submission, *sender) {
	r.t.Helper()
	created, err := r.Create(r.t.Context(), d)
	r.must(err)
	return created.Submission, &sender{t: r.t, url: r.url + intake.UploadPath, token: created.Token}
}

func (r *rig) submission(id belong.ID) belong.Submission {
	r.t.Helper()
	s, err := r.store.Submission(r.t.Context(), id)
	r.must(err)
	return s
}

// original is the SHA-256 of the stored original of the submission's clip.
func (r *rig) original(id belong.ID) string {
	r.t.Helper()
	clip, err := r.store.Clip(r.t.Context(), r.submission(id).ClipID)
	r.must(err)
	return r.stored(clip.OriginalKey)
}

func (p *program) blob(ctx context.Context, key string) (sum string, err error) {
	o, err := p.blobs.Open(ctx, key)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, o.Close()) }()
	h := sha256.New()
	_, err = io.Copy(h, o)
	return hex.EncodeToString(h.Sum(nil)), err
}

func (r *rig) stored(key string) string {
	r.t.Helper()
	sum, err := r.blob(r.t.Context(), key)
	r.must(err)
	return sum
}

// originals is how many originals are stored.
func (r *rig) originals() (n int) {
	r.t.Helper()
	for _, err := range r.blobs.Keys(r.t.Context(), blob.Originals) {
		r.must(err)
		n++
	}
	return n
}

// leftovers is what lies about of uploads that are over.
func (r *rig) leftovers() (left []string) {
	r.t.Helper()
	if bucket, ok := r.blobs.(*s3.Store); ok {
		name := aws.String(bucket.Bucket())
		objects, err := bucket.Client().ListObjectsV2(r.t.Context(), &awss3.ListObjectsV2Input{Bucket: name, Prefix: aws.String("uploads/")})
		r.must(err)
		for _, o := range objects.Contents {
			left = append(left, *o.Key)
		}
		uploads, err := bucket.Client().ListMultipartUploads(r.t.Context(), &awss3.ListMultipartUploadsInput{Bucket: name})
		r.must(err)
		for _, u := range uploads.Uploads {
			left = append(left, *u.UploadId)
		}
	}
	for _, folder := range []string{"incoming", "parts"} {
		files, err := os.ReadDir(filepath.Join(r.dir, folder))
		if !errors.Is(err, fs.ErrNotExist) {
			r.must(err)
		}
		for _, f := range files {
			left = append(left, f.Name())
		}
	}
	return left
}

func (p *program) count(ctx context.Context, query string, args ...any) (n int, err error) {
	err = p.db.SQL().QueryRowContext(ctx, query, args...).Scan(&n)
	return n, err
}

// clips and inspections are how many of each there are.
func (r *rig) clips() int {
	r.t.Helper()
	n, err := r.count(r.t.Context(), "SELECT count(*) FROM clips")
	r.must(err)
	return n
}

func (r *rig) inspections() int {
	r.t.Helper()
	n, err := r.count(r.t.Context(), "SELECT count(*) FROM river_job WHERE kind = 'inspect'")
	r.must(err)
	return n
}

// happened tells how often an event of the kind is in the audit trail.
func (r *rig) happened(kind string) (n int) {
	r.t.Helper()
	events, err := r.store.CampaignEvents(r.t.Context(), r.campaign.ID, "", 1000)
	r.must(err)
	for _, e := range events {
		if e.Kind == kind {
			n++
		}
	}
	return n
}
