package s3

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/belonginstem/belong/internal/blob"
)

// Open is blob.Store's. Bytes come as they are read, from where they are read; nothing is fetched ahead.
func (s *Store) Open(ctx context.Context, key string) (*blob.Object, error) {
	info, etag, err := s.head(ctx, key)
	if err != nil {
		return nil, err
	}
	r := &reader{ctx: ctx, store: s, key: key, etag: etag, size: info.Size}
	return &blob.Object{ReadSeekCloser: r, Info: info}, nil
}

// reader reads one version of an object: the one that had the ETag, wherever the reading starts anew.
type reader struct {
	ctx   context.Context // io.Reader has no other way to stop a request
	store *Store
	key   string
	etag  *string
	size  int64
	at    int64
	body  io.ReadCloser // from at on; nil until something is read
}

func (r *reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if r.body == nil {
		if err := r.request(); err != nil {
			return 0, err
		}
	}
	n, err := r.body.Read(p)
	r.at += int64(n)
	switch {
	case err == nil:
		return n, nil
	case errors.Is(err, io.EOF) && r.at >= r.size:
		return n, io.EOF
	case errors.Is(err, io.EOF):
		err = io.ErrUnexpectedEOF
	}
	return n, r.store.explain("read", r.key, err)
}

func (r *reader) request() error {
	out, err := r.store.client.GetObject(r.ctx, &s3.GetObjectInput{
		Bucket:  &r.store.bucket,
		Key:     &r.key,
		IfMatch: r.etag,
		Range:   new(fmt.Sprintf("bytes=%d-", r.at)),
	})
	if err != nil {
		return r.store.explain("read", r.key, err)
	}
	r.body = out.Body
	return nil
}

func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return r.at, fmt.Errorf("read blob %s: seek to before its start", r.key)
	}
	if offset == r.at {
		return r.at, nil
	}
	r.at = offset
	return r.at, r.Close()
}

// Close ends the request that is under way. A read after it would begin another.
func (r *reader) Close() error {
	if r.body == nil {
		return nil
	}
	body := r.body
	r.body = nil
	return body.Close()
}
