// Package blob keeps the bytes of clips: the originals as they came, and the renditions made from them. A Store is a
// folder on disk (package disk) or a bucket (package s3); package blobtest holds what both must keep.
package blob

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// ErrNotFound says that no blob has the key.
var ErrNotFound = belong.Refuse(belong.NotFound, "file_not_found", "This file is not kept here, or no longer.")

// ErrNoSpace says that the place where blobs are kept is full. Nothing was left behind at the key.
var ErrNoSpace = belong.Refuse(belong.Unavailable, "storage_full",
	"There is no room left to keep files on the server. Try again later; the organizers have to make room first.")

// ErrBadKey says that a key isn't of a shape that Original or Rendition makes: a mistake in the program.
var ErrBadKey = errors.New("not a blob key")

// Store keeps blobs by key. All its methods may be called at the same time by many. A key that breaks the rules is
// ErrBadKey, and a ctx that ends stops the work with ctx's error. Nothing is retried here but what S3's own client does.
type Store interface {
	// Put keeps what r reads, up to io.EOF, at key. When it returns nil, the blob will survive a power cut, and whoever
	// reads the key gets it whole; before, they get what was there before, never a mixture. When r fails or ctx ends,
	// Put returns that error and the key is as it was. It holds a few parts of r in memory, never all of it.
	Put(ctx context.Context, key string, r io.Reader) error

	// PutFile is Put for a finished file on this machine, and takes it over: after nil, path is gone. After an error
	// path is still there. It refuses anything but a regular file.
	PutFile(ctx context.Context, key, path string) error

	// Open opens the blob for reading, from any offset, for as long as ctx lasts. The caller closes it. ErrNotFound if
	// there is none.
	Open(ctx context.Context, key string) (*Object, error)

	// Stat tells about the blob without opening it. ErrNotFound if there is none.
	Stat(ctx context.Context, key string) (Info, error)

	// Delete removes the blob. That there is none (any more) is no error.
	Delete(ctx context.Context, key string) error

	// Keys goes through all blobs below prefix (Originals, Renditions or what RenditionsOf gives) in no order. Those that
	// come or go on the way may be missed; files whose names are no keys are left out. An error comes as the last pair.
	Keys(ctx context.Context, prefix string) iter.Seq2[Info, error]

	// Presign gives an address that lets whoever holds it read the blob for ttl (seven days at most), Range included,
	// with the headers that as asks for. It does not look whether the blob is there. A Store that has no addresses of
	// its own gives "": Open the blob and serve it.
	Presign(ctx context.Context, key string, ttl time.Duration, as As) (string, error)
}

// Info tells what is known of a blob without reading it.
type Info struct {
	Key     string
	Size    int64     // bytes
	ModTime time.Time // UTC, when it was put; to the second at least
}

// Object is a blob that is open for reading; http.ServeContent takes it as it is. It goes on reading the blob that was
// opened, or fails, when the key is overwritten or deleted meanwhile.
type Object struct {
	io.ReadSeekCloser
	Info
}
