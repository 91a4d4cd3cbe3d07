package ffmpeg

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"

	"github.com/belonginstem/belong/internal/sandbox"
)

// A sample is what filters printed of one frame of pictures or sound: values by key, such as "lavfi.r128.I".
type sample struct {
	at     time.Duration
	values map[string]float64
}

// errSamples is what the filters never print.
var errSamples = fmt.Errorf("%w: measured a frame without a time", ErrFailed)

// readSamples reads what the filters metadata and ametadata print: a line about the frame, then key=value by line. What
// is no number, as a mean over nothing, is left out.
func readSamples(printed []byte) ([]sample, error) {
	var out []sample
	for line := range bytes.Lines(printed) {
		line = bytes.TrimSpace(line)
		if bytes.HasPrefix(line, []byte("frame:")) {
			_, at, ok := bytes.Cut(line, []byte("pts_time:"))
			t, err := strconv.ParseFloat(string(bytes.TrimSpace(at)), 64)
			if !ok || err != nil {
				return nil, errSamples
			}
			out = append(out, sample{time.Duration(t * float64(time.Second)), map[string]float64{}})
			continue
		}
		key, value, ok := bytes.Cut(line, []byte("="))
		f, err := strconv.ParseFloat(string(value), 64)
		if ok && err == nil && !math.IsNaN(f) && len(out) > 0 {
			out[len(out)-1].values[string(key)] = f
		}
	}
	return out, nil
}

// mostSamples is more than is printed of three minutes, in bytes.
const mostSamples = 16 << 20

// takeSamples reads a file of samples in dir, and removes it.
func takeSamples(dir, name string) ([]sample, error) {
	path := filepath.Join(dir, name)
	printed, err := sandbox.Read(path, mostSamples)
	if err != nil {
		return nil, err
	}
	samples, err := readSamples(printed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return samples, os.Remove(path)
}

// forget drops what the file itself says of its frames, which would be printed among what is measured, with the filter metadata
// or ametadata.
func forget(kind string) filter { return filter{kind, ff.Args{"delete"}, nil} }
