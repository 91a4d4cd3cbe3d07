package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/belonginstem/belong/internal/config"
)

// withParts runs a command that needs the house, and leaves it in order.
func withParts(ctx context.Context, settings *config.Settings, std *streams, do func(*parts) error) (err error) {
	log := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if settings.PublicURL == "" {
		settings.PublicURL = servedAddress(settings.Data)
	}
	p, err := open(ctx, *settings, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	return do(p)
}

type migrateCommand struct{}

// Run does what opening does anyway, for operators who bring the database up before they start the new version.
func (migrateCommand) Run(ctx context.Context, settings *config.Settings, std *streams) error {
	return withParts(ctx, settings, std, func(*parts) error {
		_, err := std.out.Write([]byte("The database is up to this version.\n"))
		return err
	})
}

// addressFile holds the address that Belong was last served at, for the links that commands print.
const addressFile = "address"

// servedAddress is that address, or nothing where Belong was never served.
func servedAddress(data string) string {
	text, err := os.ReadFile(filepath.Join(data, addressFile))
	if err != nil {
		return ""
	}
	return string(text)
}
