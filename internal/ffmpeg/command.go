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
		"-hide_banner",
		"-nostdin",            // it would wait for keys
		"-y",                  // a job that is run again finds the files of its last try
		"-loglevel", logLevel, //
		"-nostats",            // the line for people; we read
		"-progress", "pipe:1", // this
		"-filter_complex_threads", "2", // scaling in slices gains nothing beyond
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
		"format":       "mp4",
		"c:v":          "libx264",
		"profile:v":    "high",           // what every phone since 2010 plays
		"threads":      p.wanted.Threads, // of the encoder
		"flags:v":      "+cgop",          // networks cut at key frames: no frame may look across one
		"c:a":          "aac",            // AAC-LC, as every network asks
		"map_metadata": -1,               // no place, no name, no camera
		"map_chapters": -1,               //
		"fflags":       "+bitexact",      // no name of ours either
		"movflags":     "+faststart",     // the index first: plays while it loads
	}
}

func (p Plan) postOptions() ff.KwArgs {
	options := ff.KwArgs{
		"preset":  "veryfast",       // slower ones cost more than they gain at equal likeness
		"crf":     22,               // hard to tell from the original on a phone
		"maxrate": "6M",             // networks squeeze harder than this
		"bufsize": "12M",            //
		"g":       p.PostRate.gop(), // seeking within 2 s
		"b:a":     "160k",           //
	}
	if p.Post.Width*p.Post.Height > 1280*720 {
		options["maxrate"], options["bufsize"] = "12M", "24M"
	}
	return options
}

func (p Plan) webOptions() ff.KwArgs {
	return ff.KwArgs{
		"preset":  "superfast",     // a fifth of post's cost for a copy that few look at closely
		"crf":     28,              //
		"maxrate": "1500k",         // plays on a slow mobile network
		"bufsize": "3M",            //
		"g":       p.WebRate.gop(), //
		"b:a":     "64k",           // speech
	}
}

func posterOptions() ff.KwArgs {
	return ff.KwArgs{
		"format":   "image2",      //
		"c:v":      "mjpeg",       //
		"q:v":      4,             // of 1 to 31: some 50 kB
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
