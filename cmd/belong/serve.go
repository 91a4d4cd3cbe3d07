package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/ffmpeg"
	"github.com/belonginstem/belong/internal/httpd"
	"github.com/belonginstem/belong/internal/sandbox"
	"github.com/belonginstem/belong/internal/speech"
	"github.com/belonginstem/belong/worker"
)

type serveCommand struct {
	Roles   []string `default:"web,worker,scheduler" enum:"web,worker,scheduler" help:"What this process does: web (pages and API), worker (videos, mail, posts), scheduler (says which posts are due). Anything but all needs Postgres and S3."`
	Verbose bool     `help:"Log every request and job."`
}

// goodbye is how long requests under way may take to end when the process is asked to.
const goodbye = 20 * time.Second

// Run serves until ctx ends.
func (c *serveCommand) Run(ctx context.Context, settings *config.Settings, std *streams, helper sandbox.Helper) (err error) {
	level := slog.LevelInfo
	if c.Verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: level}))
	if err := os.MkdirAll(settings.Data, 0o700); err != nil {
		return fmt.Errorf("the data folder can't be made: %w", err)
	}
	unlock, err := lockData(settings.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	p, err := open(ctx, *settings, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	work, ctx := errgroup.WithContext(ctx)
	err = c.start(ctx, p, helper, work, std)
	if err != nil {
		cancel() // what did start ends in order, before the database is closed
	}
	if ended := work.Wait(); !errors.Is(ended, context.Canceled) {
		err = errors.Join(err, ended)
	}
	return err
}

// start starts what this process does. It listens first, since the likeliest thing to fail is that the port is taken, and
// answers last: who gets an answer finds everything running, and the welcome printed.
func (c *serveCommand) start(ctx context.Context, p *parts, helper sandbox.Helper, work *errgroup.Group, std *streams) error {
	serve := func() {}
	web := slices.Contains(c.Roles, "web")
	if web {
		var err error
		if serve, err = p.listen(ctx, work); err != nil {
			return err
		}
	}
	if slices.Contains(c.Roles, "worker") {
		if err := p.startWorker(ctx, helper, work); err != nil {
			return err
		}
	}
	if slices.Contains(c.Roles, "scheduler") {
		work.Go(func() error { return p.schedule.Run(ctx) })
	}
	if web {
		if err := p.welcome(ctx, std); err != nil {
			return err
		}
	}
	serve()
	return nil
}

// Validate refuses to split what can't be shared.
func (c *serveCommand) Validate() error {
	if len(c.Roles) == 0 {
		return errors.New("--roles names no role")
	}
	return nil
}

// AfterApply refuses to spread one process's database over several.
func (c *serveCommand) AfterApply(settings *config.Settings) error {
	if len(c.Roles) < 3 && (settings.Database == "" || settings.Storage == "") {
		return errors.New("--roles needs --database postgres://… and --storage s3://…, which several processes can share")
	}
	return nil
}

// lockData keeps a second process off the data folder: both would take each other's jobs and uploads for their own. The
// lock goes with the process, however that ends.
func lockData(data string) (unlock func() error, err error) {
	f, err := os.OpenFile(filepath.Join(data, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("the data folder can't be locked: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("another belong serves from %s; stop it, or give this one its own --data", data), f.Close())
	}
	return f.Close, nil
}

// startWorker runs jobs until ctx ends.
func (p *parts) startWorker(ctx context.Context, helper sandbox.Helper, work *errgroup.Group) error {
	tool, err := ffmpeg.New(ctx, ffmpeg.Config{Helper: helper})
	if err != nil {
		return err
	}
	if walls := sandbox.Check(); !walls.Complete() {
		p.log.Warn("this kernel can't shut ffmpeg in completely", "has", walls.String())
	}
	conf := worker.Config{
		Store: p.store, Blobs: p.blobs, FFmpeg: tool, Intake: p.intake, Publish: p.publish, Notify: p.notify,
		Temp: p.folder("tmp"), Now: p.now, Log: p.log,
	}
	if p.bucket != nil {
		conf.AbortStale = p.bucket.AbortStale
	}
	if err := p.giveEars(helper, &conf); err != nil {
		return err
	}
	w, err := worker.New(conf)
	if err != nil {
		return err
	}
	w.Register(p.queue)
	if err := p.queue.Start(ctx); err != nil {
		return err
	}
	work.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
		defer cancel()
		return p.queue.Stop(stop)
	})
	return nil
}

// giveEars lets the worker understand speech, as far as this machine and its operator provide for it.
func (p *parts) giveEars(helper sandbox.Helper, conf *worker.Config) (err error) {
	conf.Spotter, err = speech.NewSpotter(speech.SpotterConfig{Helper: helper, Temp: p.folder("tmp")})
	if errors.Is(err, speech.ErrMissing) {
		p.log.Warn("closing lines are not checked", "error", err)
		conf.Spotter, err = nil, nil
	}
	if err != nil || p.settings.Transcriber == "" {
		return err
	}
	if conf.Transcriber, err = speech.NewTranscriber(p.settings.Transcriber, p.settings.TranscriberKey); err != nil {
		return misconfigured{err}
	}
	return nil
}

// headerLimit bounds what is kept of a request before anybody looks at it.
const headerLimit = 64 << 10

// listen takes the port. From serve on, requests are answered, until ctx ends.
func (p *parts) listen(ctx context.Context, work *errgroup.Group) (serve func(), err error) {
	handler, err := p.handler()
	if err != nil {
		return nil, err
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", p.settings.Listen)
	if err != nil {
		return nil, fmt.Errorf("%s can't be served on: %w", p.settings.Listen, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: headerLimit}
	server.RegisterOnShutdown(handler.EndStreams)
	work.Go(func() error {
		<-ctx.Done()
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), goodbye)
		defer cancel()
		if err := server.Shutdown(stop); err != nil {
			return server.Close()
		}
		return nil
	})
	return func() {
		work.Go(func() error {
			if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
	}, nil
}

// handler is everything that is served.
func (p *parts) handler() (*httpd.Server, error) {
	return httpd.New(httpd.Deps{
		Store: p.store, Blobs: p.blobs, Intake: p.intake, Review: p.review, Schedule: p.schedule, Publish: p.publish, Auth: p.auth,
		Notify: p.notify, Address: p.settings.Address(), MediaOrigin: p.mediaOrigin, Temp: p.folder("incoming"), Version: programVersion(), Now: p.now, Log: p.log,
	})
}

// welcome says where to go, and while there is no administrator, how to become the first one.
func (p *parts) welcome(ctx context.Context, std *streams) error {
	text := "Belong is at " + p.settings.Address() + "\n"
	if err := os.WriteFile(p.folder(addressFile), []byte(p.settings.Address()), 0o600); err != nil {
		return fmt.Errorf("the served address can't be kept: %w", err)
	}
	secret, err := p.auth.SetupSecret(ctx)
	if err != nil {
		return err
	}
	if secret != "" {
		text += "To make the first administrator, open this link. It works once, within a day:\n" + p.settings.Address() + "/setup/" + secret + "\n"
	}
	_, err = fmt.Fprint(std.out, text)
	return err
}
