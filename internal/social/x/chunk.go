package x

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strconv"
)

// chunks sends size bytes of r, of which it holds one chunk at a time.
func (u *upload) chunks(ctx context.Context, id string, r io.Reader, size int64) error {
	buffer := make([]byte, min(size, chunkSize))
	sent := int64(0)
	for segment := 0; ; segment++ {
		n, err := io.ReadFull(r, buffer)
		if n > 0 {
			if err := u.chunk(ctx, id, segment, buffer[:n]); err != nil {
				return err
			}
		}
		sent += int64(n)
		switch {
		case err == nil && sent <= size:
		case err == nil:
			return fmt.Errorf("x: the video is longer than its %d bytes", size)
		case !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
			return fmt.Errorf("x: read the video: %w", err)
		case sent != size:
			return fmt.Errorf("x: the video has %d bytes instead of %d", sent, size)
		default:
			return nil
		}
	}
}

func (u *upload) chunk(ctx context.Context, id string, segment int, b []byte) error {
	var frame bytes.Buffer
	form := multipart.NewWriter(&frame)
	if err := form.WriteField("segment_index", strconv.Itoa(segment)); err != nil {
		return fmt.Errorf("x: %w", err)
	}
	if _, err := form.CreateFormFile("media", "chunk"); err != nil {
		return fmt.Errorf("x: %w", err)
	}
	before := frame.Len()
	if err := form.Close(); err != nil {
		return fmt.Errorf("x: %w", err)
	}
	head, tail := frame.Bytes()[:before], frame.Bytes()[before:]

	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	body := io.MultiReader(bytes.NewReader(head), bytes.NewReader(b), bytes.NewReader(tail))
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, u.session.base+"/2/media/upload/"+id+"/append", body)
	if err != nil {
		return fmt.Errorf("x: %w", err)
	}
	r.ContentLength = int64(len(head) + len(b) + len(tail))
	r.Header.Set("Content-Type", form.FormDataContentType())
	_, err = u.session.send(r, nil)
	return harmless(ctx, err)
}
