package intake

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/belonginstem/belong/internal/belong"
)

// uploads is a store for tusd. What is known of an upload is in the database, its bytes are incoming. tusd holds the
// upload's lock while it calls, but for NewUpload.
type uploads struct{ in *Intake }

// NewUpload is tusd's.
func (s uploads) NewUpload(ctx context.Context, info handler.FileInfo) (handler.Upload, error) {
	v := visitOf(ctx)
	f := file{name: info.MetaData["filename"], kind: info.MetaData["filetype"], bytes: info.Size}
	u, err := s.in.begin(ctx, v.submission, f)
	if err != nil {
		return nil, s.in.tell(err)
	}
	v.upload = u
	return &upload{in: s.in, Upload: u}, nil
}

// GetUpload is tusd's. An upload that is whole and was not told so, since the program ended at that moment, is finished.
func (s uploads) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	u, size, err := s.in.find(ctx, id)
	if err != nil {
		return nil, s.in.tell(err)
	}
	visitOf(ctx).upload = u
	return &upload{in: s.in, Upload: u, offset: size}, nil
}

// find is the upload and how much of it is there.
func (in *Intake) find(ctx context.Context, id string) (u belong.Upload, size int64, err error) {
	u, err = in.Store.Upload(ctx, id)
	if err != nil || !u.FinishedAt.IsZero() {
		return u, u.Bytes, err
	}
	size, err = in.Incoming.Size(ctx, u)
	switch {
	case errors.Is(err, belong.ErrNotFound):
		return u, 0, errors.Join(errGone, in.drop(ctx, u, "lost"))
	case err != nil:
		return u, 0, err
	case size == u.Bytes:
		return u, size, in.finish(ctx, u)
	case !in.now().Before(u.ExpiresAt):
		return u, 0, errGone
	}
	return u, size, nil
}

var errGone = belong.Refuse(belong.NotFound, "upload_expired", "This upload took too long and was dropped. Send the video again from the start.")

// AsTerminatableUpload is tusd's.
func (s uploads) AsTerminatableUpload(u handler.Upload) handler.TerminatableUpload {
	return u.(*upload)
}

// upload is an upload for one request.
type upload struct {
	belong.Upload
	in     *Intake
	offset int64
}

// GetInfo is tusd's.
func (u *upload) GetInfo(context.Context) (handler.FileInfo, error) {
	info := handler.FileInfo{ID: u.ID, Size: u.Bytes, Offset: u.offset}
	if u.Filename != "" {
		info.MetaData = handler.MetaData{"filename": u.Filename}
	}
	return info, nil
}

// WriteChunk is tusd's. What it says was written survives a power cut.
func (u *upload) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := u.in.Incoming.Append(ctx, u.Upload, offset, src)
	u.offset += n
	if err != nil {
		return n, u.in.tell(err)
	}
	return n, nil
}

// FinishUpload is tusd's. It may be told twice.
func (u *upload) FinishUpload(ctx context.Context) error {
	if err := u.in.finish(ctx, u.Upload); err != nil {
		return u.in.tell(err)
	}
	visitOf(ctx).upload = belong.Upload{} // it does not expire any more
	return nil
}

// Terminate is tusd's.
func (u *upload) Terminate(ctx context.Context) error {
	if u.offset == u.Bytes {
		return u.in.tell(belong.Refuse(belong.Conflict, "upload_finished", "This video has arrived. To take it back, withdraw it on your page."))
	}
	if err := u.in.drop(ctx, u.Upload, "terminated"); err != nil {
		return u.in.tell(err)
	}
	return nil
}

// GetReader is tusd's, for downloads, which there are not.
func (u *upload) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, fmt.Errorf("upload %s is not for reading", u.ID)
}
