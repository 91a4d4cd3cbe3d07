package ffmpeg

import (
	"fmt"
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"
)

// loudnessFile is where the command writes what it hears, in the folder of the job.
const loudnessFile = "loudness.txt"

// logLevel: errors only, each with its level so that they can be counted, and each as often as it comes.
const logLevel = "repeat+level+error"

// globals begin every command of ffmpeg.
func globals() []string {
	return []string{
		"-hide_banner",        // its build is of no interest in an error
		"-nostdin",            // it would wait for keys
		"-y",                  // a job that is run again finds the files of its last try
		"-loglevel", logLevel, // see there
		"-nostats",            // no line for people to watch
		"-progress", "pipe:1", // but one that we read
		"-filter_complex_threads", "2", // scaling in more slices gains nothing
	}
}

// Args are ffmpeg's arguments to make the renditions of the file at input into the working folder. Equal plans give equal
// arguments.
func (p Plan) Args(input string) (args []string, err error) {
	defer func() { // the builder panics on a graph that it cannot order
		if r := recover(); r != nil {
			err = fmt.Errorf("plan: graph: %v", r)
		}
	}()
	in := ff.Input("file:"+input, ff.MergeKwArgs([]ff.KwArgs{guards(), {
		"t":       decimal(p.wanted.MaxLength), // whatever length the file pretends to
		"threads": p.wanted.Threads,            // of the decoder
	}}))
	post, web, poster := p.pictures(in)
	sound := p.sound(in).ASplit()
	out := ff.MergeOutputs(
		ff.Output([]*ff.Stream{post, sound.Get("0")}, PostFile, p.video(), p.postOptions()),
		ff.Output([]*ff.Stream{web, sound.Get("1")}, WebFile, p.video(), p.webOptions()),
		ff.Output([]*ff.Stream{poster}, PosterFile, posterOptions()),
	)
	return append(globals(), out.GetArgs()...), nil
}

// video are the options that post and web share.
func (p Plan) video() ff.KwArgs {
	return ff.KwArgs{
		"format":       "mp4",            // the one container that every network takes
		"c:v":          "libx264",        // and the codec
		"profile:v":    "high",           // what every phone since 2010 plays
		"threads":      p.wanted.Threads, // of the encoder
		"flags:v":      "+cgop",          // networks cut at key frames: no frame may look across one
		"c:a":          "aac",            // AAC-LC, as every network asks
		"map_metadata": -1,               // no place, no name, no camera
		"map_chapters": -1,               // chapters have titles
		"fflags":       "+bitexact",      // no name of ours either
		"movflags":     "+faststart",     // the index first: plays while it loads
	}
}

func (p Plan) postOptions() ff.KwArgs {
	rate, buffer := "6M", "12M" // networks squeeze harder than this
	if p.Post.Width*p.Post.Height > 1280*720 {
		rate, buffer = "12M", "24M"
	}
	return ff.KwArgs{
		"preset":  "veryfast",       // slower ones cost more than they gain at equal likeness
		"crf":     22,               // hard to tell from the original on a phone
		"maxrate": rate,             // for noise and confetti
		"bufsize": buffer,           // two seconds of that
		"g":       p.PostRate.gop(), // networks cut and players seek at key frames
		"b:a":     "160k",           // music too
	}
}

func (p Plan) webOptions() ff.KwArgs {
	return ff.KwArgs{
		"preset":  "superfast",     // a fifth of post's cost; ultrafast would double the bytes
		"crf":     28,              // good enough to judge a clip by
		"maxrate": "1500k",         // plays on a slow mobile network
		"bufsize": "3M",            // two seconds of that
		"g":       p.WebRate.gop(), // as in post
		"b:a":     "64k",           // speech
	}
}

func posterOptions() ff.KwArgs {
	return ff.KwArgs{
		"format":   "image2",      // a file by itself
		"c:v":      "mjpeg",       // JPEG
		"q:v":      4,             // of 1 to 31, 1 the best: some 50 kB
		"update":   1,             // each frame replaces the one before: the last one stays
		"fps_mode": "passthrough", // no frame twice
		"flags":    "+bitexact",   // no comment of the encoder's
	}
}

// gop is two seconds in frames.
func (r Rate) gop() int { return int(2*r.PerSecond() + 0.5) }

// decimal writes a length in seconds.
func decimal(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
}
