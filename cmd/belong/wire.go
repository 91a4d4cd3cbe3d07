package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/belonginstem/belong/internal/auth"
	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/blob/disk"
	"github.com/belonginstem/belong/internal/blob/s3"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/internal/mail"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/queue"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/internal/social/bluesky"
	"github.com/belonginstem/belong/internal/social/mastodon"
	"github.com/belonginstem/belong/internal/social/x"
	"github.com/belonginstem/belong/internal/store"
)

// parts are the rooms of the house, wired. This is the only place that knows all of them.
type parts struct {
	settings config.Settings
	log      *slog.Logger
	now      func() time.Time

	db    *store.DB
	queue *queue.Queue
	store *store.Store

	blobs       blob.Store
	bucket      *s3.Store // nil where videos are kept in the data folder
	mediaOrigin string    // where presigned addresses lead; empty where there are none

	auth     *auth.Service
	intake   *intake.Intake
	review   *review.Service
	schedule *schedule.Service
	publish  *publish.Service
	notify   *notify.Service
}

// open wires the parts on a database that is brought up to this version, with its first campaign in it.
func open(ctx context.Context, settings config.Settings, log *slog.Logger) (_ *parts, err error) {
	if err := os.MkdirAll(settings.Data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder can't be made: %w", err)
	}
	// Programs in the sandbox work in folders of their own, where a relative path would mean another place.
	if settings.Data, err = filepath.Abs(settings.Data); err != nil {
		return nil, fmt.Errorf("the data folder: %w", err)
	}
	p := &parts{settings: settings, log: log, now: time.Now}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if err := p.openDatabase(ctx); err != nil {
		return nil, err
	}
	if err := p.openStorage(ctx); err != nil {
		return nil, err
	}
	if err := p.openActivities(); err != nil {
		return nil, err
	}
	return p, p.addFirstCampaign(ctx)
}

// openDatabase connects, and migrates what is older than the program. What is newer is refused.
func (p *parts) openDatabase(ctx context.Context) (err error) {
	if p.db, err = store.Connect(ctx, p.settings.DatabaseURL()); err != nil {
		if belong.KindOf(err) == belong.Invalid {
			return misconfigured{err}
		}
		return fmt.Errorf("the database can't be opened: %w", err)
	}
	node, err := nodeName(p.settings.Data)
	if err != nil {
		return err
	}
	if p.queue, err = queue.New(queue.Config{SQL: p.db.SQL(), Pool: p.db.Pool(), Node: node, Logger: p.log}); err != nil {
		return err
	}
	if err := p.db.Migrate(ctx); err != nil {
		return err
	}
	if err := p.queue.Migrate(ctx); err != nil {
		return err
	}
	p.store = store.New(p.db, p.queue)
	return nil
}

// nodeName tells this process from all others, and is the same when it starts again: only then are the jobs that it was
// running when it was killed known to be its own. A data folder serves one process at a time.
func nodeName(data string) (string, error) {
	path := filepath.Join(data, "node")
	name, err := os.ReadFile(path)
	if err == nil && belong.ID(name).Valid() {
		return string(name), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("the node's name can't be read: %w", err)
	}
	fresh := belong.NewID(time.Now())
	if err := os.WriteFile(path, []byte(fresh), 0o600); err != nil {
		return "", fmt.Errorf("the node's name can't be kept: %w", err)
	}
	return string(fresh), nil
}

func (p *parts) openStorage(ctx context.Context) (err error) {
	if p.settings.Storage == "" {
		p.blobs, err = disk.New(p.folder("blobs"))
		return err
	}
	conf, err := s3.ParseURL(p.settings.Storage)
	if err != nil {
		return misconfigured{err}
	}
	if p.bucket, err = s3.New(ctx, conf); err != nil {
		return err
	}
	p.blobs = p.bucket
	probe, err := p.bucket.Presign(ctx, blob.Original("origin"), time.Minute, blob.As{})
	if err != nil {
		return err
	}
	u, err := url.Parse(probe)
	if err != nil {
		return fmt.Errorf("presigned address: %w", err)
	}
	p.mediaOrigin = u.Scheme + "://" + u.Host
	return nil
}

func (p *parts) openActivities() (err error) {
	p.auth = auth.New(p.store, p.now)
	p.review = review.New(p.store, p.now)
	p.schedule = schedule.New(p.store, p.queue, p.settings.Address(), p.now, p.log)
	var sender notify.Sender // stays nil, an interface of nothing, where mail is kept
	around := publish.Surroundings{Stat: p.sizeOf, Pulse: func(ctx context.Context) (time.Time, error) { return p.queue.LastDone(ctx, belong.PurgeJob) }}
	if p.settings.SMTP != "" {
		mailer, err := mail.New(p.settings.SMTP, p.settings.MailFrom)
		if err != nil {
			return misconfigured{err}
		}
		sender, around.Mail = mailer, mailer.Check
	}
	if p.publish, err = p.newPublisher(around); err != nil {
		return err
	}
	p.notify = notify.New(p.store, sender, p.settings.Address(), p.now)
	incoming, err := p.incoming()
	if err != nil {
		return err
	}
	conf := intake.Config{
		Store: p.store, Blobs: p.blobs, Incoming: incoming, PublicURL: p.settings.Address(), Logger: p.log, Now: p.now,
	}
	if p.db.Pool() != nil {
		conf.Locks = p.db.Locks()
	}
	p.intake, err = intake.New(conf)
	return err
}

// newPublisher speaks to every network that a campaign may post to.
func (p *parts) newPublisher(around publish.Surroundings) (*publish.Service, error) {
	var seal *publish.Seal
	if p.settings.SealKey != "" {
		var err error
		if seal, err = publish.NewSeal(p.settings.SealKey); err != nil {
			return nil, misconfigured{err}
		}
	}
	wall := publish.NewWall(func(ctx context.Context, key string) error {
		_, err := p.blobs.Stat(ctx, key)
		return err
	})
	return publish.New(publish.Config{
		Store: p.store, Queue: p.queue, Seal: seal, Around: around, Address: p.settings.Address(), Now: p.now,
		Channels: map[belong.ChannelKind]publish.Channel{
			belong.Wall:     wall,
			belong.X:        x.New(x.Config{Address: p.settings.Address(), Now: p.now, Log: p.log}),
			belong.Bluesky:  bluesky.New(bluesky.Config{Contact: p.settings.Address(), Now: p.now}),
			belong.Mastodon: mastodon.New(p.settings.Address(), p.now),
		},
		Open: func(ctx context.Context, key string) (io.ReadCloser, error) { return p.blobs.Open(ctx, key) },
	}), nil
}

// incoming is where uploads grow: a folder on the disk of the blobs, or the bucket itself.
func (p *parts) incoming() (intake.Incoming, error) {
	if p.bucket != nil {
		return intake.NewBucket(p.bucket.Client(), p.bucket.Bucket(), p.folder("incoming"))
	}
	return intake.NewFolder(p.folder("incoming"), p.blobs, p.sizeOf)
}

// sizeOf is how large a stored file is, in bytes.
func (p *parts) sizeOf(ctx context.Context, key string) (int64, error) {
	info, err := p.blobs.Stat(ctx, key)
	return info.Size, err
}

func (p *parts) folder(name string) string { return filepath.Join(p.settings.Data, name) }

// addFirstCampaign gives a new database the campaign that Belong was made for, with its wall.
func (p *parts) addFirstCampaign(ctx context.Context) error {
	campaigns, err := p.store.Campaigns(ctx)
	if err != nil || len(campaigns) > 0 {
		return err
	}
	c, err := parseCampaign(firstCampaign, p.now())
	if err != nil {
		return err
	}
	p.log.Warn("a new Belong begins", "data", p.settings.Data)
	err = p.addCampaign(ctx, c)
	if belong.KindOf(err) == belong.Conflict {
		return nil // another process was faster
	}
	return err
}

// addCampaign stores a campaign with a wall, switched off.
func (p *parts) addCampaign(ctx context.Context, c belong.Campaign) error {
	now := p.now()
	wall := belong.Channel{ID: belong.NewID(now), CampaignID: c.ID, Kind: belong.Wall, Name: "Wall", CreatedAt: now}
	operator := belong.Actor{Kind: belong.Operator}
	return p.store.CreateCampaign(ctx, c, []belong.Channel{wall}, belong.Did(belong.NewEvent(now, operator, "campaign.created", c.ID, c.ID, "")))
}

func (p *parts) close() error {
	if p.db == nil {
		return nil
	}
	return p.db.Close()
}
