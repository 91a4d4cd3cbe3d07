package intake

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/belonginstem/belong/internal/belong"
)

// sendTimeout is how long one part may take to get to the store.
const sendTimeout = 2 * time.Minute

// sending is one request's bytes on their way to a bucket. Its context has no end: what has come is stored although the
// sender is gone.
type sending struct {
	*Bucket
	ctx    context.Context
	upload belong.Upload
	at     place
	safe   int64 // up to here everything is stored
}

// send reads r, which begins at that offset with that part, and stores it part by part, one at a time. What fills no
// part at the end, or before r fails, becomes a tail.
func (s *sending) send(number int, offset int64, r io.Reader) error {
	settled := func() error { return nil } // the part before is stored
	for {
		part, size, err := s.read(r)
		if failed := settled(); failed != nil || offset+size <= s.safe {
			return errors.Join(failed, err, part.Close())
		}
		if err != nil || size < partSize {
			return errors.Join(err, s.store(number, offset, size, part))
		}
		settled = s.start(number, offset, size, part)
		number++
		offset += size
	}
}

// read takes up to a part from r. The file is always to be closed; it has no name, and is gone with that.
func (s *sending) read(r io.Reader) (part *os.File, size int64, err error) {
	part, err = os.CreateTemp(s.temp, "")
	if err != nil {
		return nil, 0, fmt.Errorf("part of upload: %w", tellFull(err))
	}
	if err := os.Remove(part.Name()); err != nil {
		return part, 0, fmt.Errorf("part of upload: %w", err)
	}
	size, err = copyBuffered(part, io.LimitReader(r, partSize))
	if err != nil {
		err = fmt.Errorf("part of upload: %w", tellFull(err))
	}
	return part, size, err
}

// start stores a part in the background. What it gives waits until that is done.
func (s *sending) start(number int, offset, size int64, part *os.File) (settled func() error) {
	done := make(chan error, 1)
	go func() { done <- s.store(number, offset, size, part) }()
	return func() error { return <-done }
}

// store sends the part, as the tail of the upload when it doesn't count as one, and closes it.
func (s *sending) store(number int, offset, size int64, part *os.File) (err error) {
	defer func() { err = errors.Join(err, part.Close()) }()
	ctx, cancel := context.WithTimeout(s.ctx, sendTimeout)
	defer cancel()
	body := io.NewSectionReader(part, 0, size)
	if size == partSize || offset+size == s.upload.Bytes {
		_, err = s.client.UploadPart(ctx, &s3.UploadPartInput{
			Bucket: s.at.bucket, Key: s.at.key, UploadId: s.at.id, PartNumber: aws.Int32(int32(number)),
			Body: body, ContentLength: &size,
		})
	} else {
		_, err = s.client.PutObject(ctx, &s3.PutObjectInput{
			Bucket: s.at.bucket, Key: aws.String(tailKey(s.upload, number)), Body: body, ContentLength: &size,
		})
	}
	if err != nil {
		return fmt.Errorf("part of upload: %w", unavailable(err))
	}
	s.safe = offset + size
	return nil
}
