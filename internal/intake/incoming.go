package intake

import (
	"context"
	"io"
	"strings"
	"sync"

	"github.com/belonginstem/belong/internal/belong"
)

// Incoming is where the bytes of uploads lie until they are whole: a Folder or a Bucket. The caller sees to it that one
// request at a time writes an upload; Size may be asked any time.
type Incoming interface {
	// Begin makes room for an upload that is to become that clip, and names the upload: the clip's ID, with what the
	// place needs to find it again behind a dot. The name is safe in an address.
	Begin(ctx context.Context, clip belong.ID) (upload string, err error)

	// Size tells how many bytes of u are kept, and makes sure of them first. It is u.Bytes after Finish, and
	// belong.ErrNotFound where nothing is left of u.
	Size(ctx context.Context, u belong.Upload) (int64, error)

	// Append keeps what r reads behind the offset bytes that Size told, and tells how many bytes it kept: these survive
	// a power cut. When r ends early or fails, what came is kept.
	Append(ctx context.Context, u belong.Upload, offset int64, r io.Reader) (kept int64, err error)

	// Finish makes the whole upload the original of its clip. Once it has, doing it again changes nothing.
	Finish(ctx context.Context, u belong.Upload) error

	// Drop removes what is kept of an upload that is not finished. That there is nothing is no error.
	Drop(ctx context.Context, u belong.Upload) error
}

// clipOf is the ID of the clip that the upload is to become.
func clipOf(upload string) belong.ID {
	clip, _, _ := strings.Cut(upload, ".")
	return belong.ID(clip)
}

// buffers are what bytes are copied through. They are large, since each read moves the connection's deadlines, and
// few hundred uploads at a time have to fit in little memory.
var buffers = sync.Pool{New: func() any { return new([128 << 10]byte) }}

// copyBuffered is io.Copy through one of the buffers. It never lets w and r make arrangements of their own.
func copyBuffered(w io.Writer, r io.Reader) (int64, error) {
	buffer := buffers.Get().(*[128 << 10]byte)
	defer buffers.Put(buffer)
	return io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, buffer[:])
}
