package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
)

// looksLikeVideo tells whether a file begins as the containers of videos do: MP4 and its kin, Matroska and WebM, AVI.
func looksLikeVideo(f io.ReaderAt) bool {
	head := make([]byte, 16)
	n, _ := f.ReadAt(head, 0) // what can't be read looks like nothing
	head = head[:n]
	if bytes.HasPrefix(head, []byte{0x1a, 0x45, 0xdf, 0xa3}) {
		return true
	}
	if n < 12 {
		return false
	}
	switch string(head[4:8]) {
	case "ftyp", "moov", "mdat", "wide", "free", "skip":
		return true
	}
	return string(head[:4]) == "RIFF" && string(head[8:12]) == "AVI "
}

// hashOf is the SHA-256 of all that r reads, in hexadecimal, and how many bytes that was.
func hashOf(ctx context.Context, r io.Reader) (sum string, n int64, err error) {
	h := sha256.New()
	n, err = copyBuffered(h, readerUntil{ctx, r})
	return hex.EncodeToString(h.Sum(nil)), n, err
}

// readerUntil reads until ctx ends.
type readerUntil struct {
	ctx context.Context
	r   io.Reader
}

func (r readerUntil) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

var errChanged = errors.New("it changed while it was read; import it again when nobody writes to it any more")

// verifying reads r, and ends in errChanged unless that had the wanted SHA-256.
type verifying struct {
	r      io.Reader
	hash   hash.Hash
	want   string
	failed error // what it ended in, if that was not the end of r
}

func (v *verifying) Read(p []byte) (int, error) {
	n, err := v.r.Read(p)
	v.hash.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(v.hash.Sum(nil)) != v.want {
		err = errChanged
	}
	if !errors.Is(err, io.EOF) {
		v.failed = err
	}
	return n, err
}
