package ffmpeg

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// A sample is what filters printed of one frame of pictures or sound: values by key, such as "lavfi.r128.I".
type sample struct {
	at     time.Duration
	values map[string]float64
}

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
				return nil, fmt.Errorf("measured: no time in %.80q", line)
			}
			out = append(out, sample{time.Duration(t * float64(time.Second)), map[string]float64{}})
			continue
		}
		key, value, ok := bytes.Cut(line, []byte("="))
		if !ok || len(out) == 0 {
			continue
		}
		if bytes.Contains(value, []byte("nan")) {
			continue
		}
		f, err := strconv.ParseFloat(string(value), 64)
		if err != nil {
			return nil, fmt.Errorf("measured: %w", err)
		}
		out[len(out)-1].values[string(key)] = f
	}
	return out, nil
}

// takeSamples reads a file of samples in dir, and removes it.
func takeSamples(dir, name string) ([]sample, error) {
	path := filepath.Join(dir, name)
	printed, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	samples, err := readSamples(printed)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return samples, os.Remove(path)
}
