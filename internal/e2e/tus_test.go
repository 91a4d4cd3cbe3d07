package e2e

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// A resumable is a file on its way in, as a phone sends it: in pieces, and from where the server is when a piece failed.
type resumable struct {
	client       client
	endpoint     string
	file         []byte
	piece        int
	upload       string // its address, once the server told it
	acknowledged int64  // the server said that it has this many bytes
	progress     func() // is called when it acknowledged a piece
}

// errLost says that the server forgot bytes that it had acknowledged.
var errLost = errors.New("acknowledged bytes are gone")

func (r *resumable) done() bool { return r.upload != "" && r.acknowledged == int64(len(r.file)) }

// step does the next thing: makes the upload, or asks where it is and sends a piece. An error other than errLost means
// that it can be tried again.
func (r *resumable) step(ctx context.Context) error {
	if r.upload == "" {
		return r.create(ctx)
	}
	if err := r.ask(ctx); err != nil || r.done() {
		return err
	}
	for !r.done() {
		if err := r.send(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *resumable) request(ctx context.Context, method, address string, want int, header map[string]string, body []byte) (http.Header, error) {
	header["Tus-Resumable"] = "1.0.0"
	status, got, answer, err := r.client.do(ctx, method, address, header, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if status != want {
		return nil, fmt.Errorf("tus %s: %d %s", method, status, answer)
	}
	return got, nil
}

func (r *resumable) create(ctx context.Context) error {
	got, err := r.request(ctx, http.MethodPost, r.endpoint, http.StatusCreated, map[string]string{
		"Upload-Length":   strconv.Itoa(len(r.file)),
		"Upload-Metadata": "filename " + base64.StdEncoding.EncodeToString([]byte("IMG_0001.mp4")),
	}, nil)
	if err != nil {
		return err
	}
	r.upload = got.Get("Location")
	return nil
}

func (r *resumable) ask(ctx context.Context) error {
	got, err := r.request(ctx, http.MethodHead, r.upload, http.StatusOK, map[string]string{}, nil)
	if err != nil {
		return err
	}
	offset, err := strconv.ParseInt(got.Get("Upload-Offset"), 10, 64)
	if err != nil {
		return err
	}
	if offset < r.acknowledged {
		return fmt.Errorf("%w: %d of %d", errLost, offset, r.acknowledged)
	}
	r.acknowledged = offset
	return nil
}

func (r *resumable) send(ctx context.Context) error {
	end := min(r.acknowledged+int64(r.piece), int64(len(r.file)))
	got, err := r.request(ctx, http.MethodPatch, r.upload, http.StatusNoContent, map[string]string{
		"Content-Type":  "application/offset+octet-stream",
		"Upload-Offset": strconv.FormatInt(r.acknowledged, 10),
	}, r.file[r.acknowledged:end])
	if err != nil {
		return err
	}
	if r.acknowledged, err = strconv.ParseInt(got.Get("Upload-Offset"), 10, 64); err != nil {
		return err
	}
	if r.progress != nil {
		r.progress()
	}
	return nil
}
