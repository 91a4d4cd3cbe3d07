package ffmpeg

import (
	"errors"
	"fmt"
	"strings"
	"syscall"

	"github.com/belonginstem/belong/internal/sandbox"
)

// What can be wrong with a file. Anything else that Probe, Listen and Run return, such as a full disk, is not the file's fault.
var (
	// ErrNotVideo: no video, or none of a kind that we take.
	ErrNotVideo = errors.New("not a video that can be read")
	// ErrDamaged: a video by its first bytes or its header, yet nothing in it can be decoded.
	ErrDamaged = errors.New("the video is damaged")
	// ErrTooLarge: more pixels, streams, memory or output than we allow.
	ErrTooLarge = errors.New("the video is too large")
	// ErrTimeout: it took longer than any honest file of its length.
	ErrTimeout = sandbox.ErrTimeout
	// ErrFailed: the program crashed, was killed, or gave up for a reason that we don't know. It may be the file, if the same
	// happens again and again.
	ErrFailed = errors.New("the program failed")
)

// complaints are words in what the programs print that tell what was wrong. The first that fits counts. A nil error is
// not the file's fault.
var complaints = []struct {
	words string
	err   error
}{
	{"No space left on device", nil},
	{"Disk quota exceeded", nil},
	{"Input/output error", nil},
	{"Permission denied", nil},
	{"Read-only file system", nil},
	{"Unrecognized option", nil}, // another ffmpeg than was there at the start
	{"Option not found", nil},
	{"Changing audio frame properties", errChanges},
	{"exceeds specified max pixel count", ErrTooLarge},
	{"exceeds max_streams", ErrTooLarge},
	{"Cannot allocate memory", ErrTooLarge},
	{"Error reinitializing filters", ErrDamaged}, // pictures that change in a way that no filter takes
	{"Invalid data found", ErrDamaged},
	{"End of file", ErrDamaged},
	{"Cannot determine format of input", ErrDamaged}, // a header, and not one picture
}

// exitTooManyErrors is ffmpeg's code for an input of which more than two thirds could not be decoded.
const exitTooManyErrors = 69

// A shell's codes for a program that can't be started, and the dynamic linker's where a library is missing.
const exitNotStarted, exitNotFound = 126, 127

// blame finds what was wrong with the file, or nil where it is not to blame.
func (e exit) blame() error {
	if e.Overtime {
		return ErrTimeout
	}
	if e.Signal == syscall.SIGXFSZ {
		return ErrTooLarge
	}
	for _, c := range complaints {
		if strings.Contains(e.Tail, c.words) {
			return c.err
		}
	}
	if e.Code == exitTooManyErrors {
		return ErrDamaged
	}
	if e.Code == exitNotStarted || e.Code == exitNotFound {
		return nil
	}
	return ErrFailed
}

// failure is the error of a program that did not end well.
func (e exit) failure() error {
	if cause := e.blame(); cause != nil {
		return fmt.Errorf("%w: %s", cause, e)
	}
	return errors.New(e.String())
}
