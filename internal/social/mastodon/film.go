package mastodon

import (
	"errors"
	"io"
	"sync/atomic"
)

// A film is the video on its way, which remembers whether it could be read: that it could not is not the server's fault.
type film struct {
	from io.Reader
	err  atomic.Pointer[error]
}

func (f *film) Read(b []byte) (int, error) {
	n, err := f.from.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err.Store(&err)
	}
	return n, err
}

// failed is why it could not be read; nil where it could.
func (f *film) failed() error {
	if err := f.err.Load(); err != nil {
		return *err
	}
	return nil
}
