package speech

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/belonginstem/belong/internal/sandbox"
)

// rate is how many samples a second there are in all sound that this package reads.
const rate = 16000

// longest is the most sound that is read of one file. A clip is three minutes at most, as it comes in.
const longest = 10 * time.Minute

// A wave is a WAV file that is read from its beginning to its end.
type wave struct {
	file *os.File
	data *bufio.Reader // what is left of the samples
	left int64         // bytes in data, by the file's own word
}

// errWAV is how a file that our ffmpeg did not write is told.
var errWAV = errors.New("not a WAV of 16 kHz, one channel and 16 bits")

// openWAV opens a WAV file at its first sample.
func openWAV(path string) (*wave, error) {
	file, err := sandbox.Open(path)
	if err != nil {
		return nil, fmt.Errorf("speech: %w", err)
	}
	w := &wave{file: file, data: bufio.NewReaderSize(file, 64<<10)}
	if err := w.header(); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("speech: %w", err)
	}
	return w, nil
}

func (w *wave) Close() error { return w.file.Close() }

// header reads up to the first sample.
func (w *wave) header() error {
	var riff [12]byte
	if _, err := io.ReadFull(w.data, riff[:]); err != nil || string(riff[:4]) != "RIFF" || string(riff[8:]) != "WAVE" {
		return errWAV
	}
	known := false
	for range 64 { // ffmpeg writes three
		var chunk [8]byte
		if _, err := io.ReadFull(w.data, chunk[:]); err != nil {
			return errWAV
		}
		size := int64(binary.LittleEndian.Uint32(chunk[4:]))
		switch name := string(chunk[:4]); {
		case name == "data" && known:
			if size > int64(longest.Seconds())*rate*2 {
				return fmt.Errorf("longer than %s", longest)
			}
			w.left = size &^ 1
			return nil
		case name == "data":
			return errWAV // before anything tells what the samples are
		case name == "fmt ":
			var form [16]byte
			if size < int64(len(form)) {
				return errWAV
			}
			if _, err := io.ReadFull(w.data, form[:]); err != nil || !ours(form) {
				return errWAV
			}
			known, size = true, size-int64(len(form))
		}
		size += size & 1 // chunks begin at even places
		if _, err := io.CopyN(io.Discard, w.data, size); err != nil {
			return errWAV
		}
	}
	return errWAV
}

// ours tells whether a format chunk describes the one kind of sound that is read.
func ours(form [16]byte) bool {
	const pcm = 1
	number := func(at int) uint16 { return binary.LittleEndian.Uint16(form[at:]) }
	return number(0) == pcm && number(2) == 1 && binary.LittleEndian.Uint32(form[4:]) == rate && number(14) == 16
}

// read fills to with the next samples, from -1 to 1, and tells how many there were: fewer than asked for only at the end.
// A file that ends before its header says so ends there.
func (w *wave) read(to []float64) (int, error) {
	for i := range to {
		if w.left == 0 {
			return i, nil
		}
		var sample [2]byte
		switch _, err := io.ReadFull(w.data, sample[:]); {
		case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
			w.left = 0
			return i, nil
		case err != nil:
			return i, fmt.Errorf("speech: %w", err)
		}
		w.left -= 2
		to[i] = float64(int16(binary.LittleEndian.Uint16(sample[:]))) / (1 << 15)
	}
	return len(to), nil
}

// rest are the bytes of the samples that are left.
func (w *wave) rest() io.Reader { return io.LimitReader(w.data, w.left) }

// wavHeader is what stands before so many samples.
func wavHeader(samples int) []byte {
	b := []byte("RIFF\x00\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x80\x3e\x00\x00\x00\x7d\x00\x00\x02\x00\x10\x00data\x00\x00\x00\x00")
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8+2*samples))
	binary.LittleEndian.PutUint32(b[40:], uint32(2*samples))
	return b
}

// silentSecond is a WAV file in which nobody speaks.
func silentSecond() []byte { return append(wavHeader(rate), make([]byte, 2*rate)...) }
