package ffmpeg

import (
	"bytes"
	"strconv"
	"strings"
	"time"
)

// Progress is how far a Run is.
type Progress struct {
	// Fraction runs from 0 to 1, and never back.
	Fraction float64
	// Speed is in seconds of film a second; 0 while it isn't known.
	Speed float64
}

// position follows what ffmpeg writes with -progress: lines of key=value, the last of each report being "progress".
type position struct {
	time   time.Duration // how much of the film is done
	frames int           // of the first output
	speed  float64
	report func() // called after each report; may be nil
}

func (p *position) line(line []byte) {
	key, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte("="))
	if !ok {
		return
	}
	v := strings.TrimSpace(string(value))
	switch string(key) {
	case "out_time_us": // "N/A" until the first frame is out
		if us, err := strconv.ParseInt(v, 10, 64); err == nil && us > 0 {
			p.time = time.Duration(us) * time.Microsecond
		}
	case "frame":
		if n, err := strconv.Atoi(v); err == nil {
			p.frames = n
		}
	case "speed":
		if s, err := strconv.ParseFloat(strings.TrimSuffix(v, "x"), 64); err == nil {
			p.speed = s
		}
	case "progress":
		if p.report != nil {
			p.report()
		}
	}
}
