package ffmpeg

import (
	"fmt"
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"
)

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
	defer recoverGraph(&err)
	in := ff.Input("file:"+input, ff.MergeKwArgs([]ff.KwArgs{guards(), p.reading()}))
	v, sound := p.pictures(in), p.sound(input).ASplit()
	out := ff.MergeOutputs(
		ff.Output([]*ff.Stream{v.post, sound.Get("0")}, PostFile, p.container(), p.postOptions()),
		ff.Output([]*ff.Stream{v.web, sound.Get("1")}, WebFile, p.container(), p.webOptions()),
		ff.Output([]*ff.Stream{v.stills}, stillFiles, pictures(), ff.KwArgs{
			"q:v":      4,             // of 1 to 31, 1 the best: some 50 kB
			"fps_mode": "passthrough", // no frame twice
			"frames:v": mostStills,
		}),
		ff.Output([]*ff.Stream{v.board}, StoryboardFile, pictures(), ff.KwArgs{
			"q:v":      5,
			"frames:v": BoardCells,
			"update":   1, // the name is the file's own, not a pattern
		}),
		ff.Output([]*ff.Stream{v.look}, "-", ff.KwArgs{"format": "null"}), // only measured
	)
	return append(globals(), out.GetArgs()...), nil
}

// reading are the options of the input: how much of it is read, and by whom.
func (p Plan) reading() ff.KwArgs {
	options := ff.KwArgs{
		"t":       decimal(p.wanted.MaxLength), // whatever length the file pretends to
		"threads": p.wanted.Threads,            // of the decoder
	}
	if p.steadyGraph() {
		options["reinit_filter:v"] = 0 // a size that changes on the way would begin stills, storyboard and measurements anew
	}
	return ff.MergeKwArgs([]ff.KwArgs{options, p.wanted.Part.options(p.media)})
}

// recoverGraph makes an error of the panic with which the builder answers a graph that it cannot order.
func recoverGraph(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("plan: graph: %v", r)
	}
}

// container are the options of every film, copied or not.
func (p Plan) container() ff.KwArgs {
	return ff.KwArgs{
		"format":       "mp4",        // the one container that every network takes
		"c:a":          "aac",        // AAC-LC, as every network asks
		"aac_coder":    "fast",       // half the work of the other, and of speech 14 dB nearer to the original, at 96k as at 160k
		"map_metadata": -1,           // no place, no name, no camera
		"map_chapters": -1,           // chapters have titles
		"fflags":       "+bitexact",  // no name of ours either
		"movflags":     "+faststart", // the index first: plays while it loads
	}
}

// encoder are the options that encoded pictures share.
func (p Plan) encoder(rate Rate) ff.KwArgs {
	return ff.KwArgs{
		"c:v":       "libx264",      // what every network and phone takes
		"profile:v": "high",         // what every phone since 2010 plays
		"flags:v":   "+cgop",        // networks cut at key frames: no frame may look across one
		"g":         rate.gop(),     // networks cut and players seek at key frames
		"frames:v":  p.frames(rate), // however many the file claims to have
	}
}

// copied are the options of pictures that are taken over.
func copied() ff.KwArgs {
	return ff.KwArgs{
		"c:v":   "copy",                        // ffmpeg changes no picture
		"bsf:v": "filter_units=pass_types=1|5", // pictures alone: no messages between them
	}
}

func (p Plan) postOptions() ff.KwArgs {
	sound := ff.KwArgs{"b:a": "160k"} // music too
	if p.Copied {
		return ff.MergeKwArgs([]ff.KwArgs{sound, copied()})
	}
	rate, buffer := p.postRates()
	return ff.MergeKwArgs([]ff.KwArgs{sound, p.encoder(p.PostRate), {
		// A third less work than veryfast at equal size and likeness: scripts/bench clip prints them side by side.
		"preset":      "superfast",
		"x264-params": postTuning,
		"crf":         22,               // hard to tell from the original on a phone
		"maxrate":     rate,             // for noise and confetti
		"bufsize":     buffer,           // two seconds of that
		"threads":     p.wanted.Threads, // of the encoder
	}})
}

// postTuning gives superfast back what saves most bytes, the macroblock tree with its look ahead. B-frames stand at even
// distances: to look for better ones costs more than it saves.
const postTuning = "mbtree=1:rc-lookahead=10:b-adapt=0"

// mostBytes is what every network takes: Mastodon 99 MiB, Bluesky 100 MB.
const mostBytes = 95_000_000

// postRates are how many bits a second post has at most, and in two seconds. Networks squeeze harder than this. A long clip has
// fewer, so that it is not too large for them.
func (p Plan) postRates() (rate, buffer int) {
	rate = 6_000_000
	if p.Post.Width*p.Post.Height > 1280*720 {
		rate = 12_000_000
	}
	const bufferLasts, sound = 2, 160_000
	fits := 8*mostBytes/(p.Length.Seconds()+bufferLasts) - sound
	rate = min(rate, int(fits))
	return rate, bufferLasts * rate
}

func (p Plan) webOptions() ff.KwArgs {
	sound := ff.KwArgs{"b:a": "96k"} // speech; with less, peaks come out too high
	if p.WebCopied {
		return ff.MergeKwArgs([]ff.KwArgs{sound, copied()})
	}
	return ff.MergeKwArgs([]ff.KwArgs{sound, p.encoder(p.WebRate), {
		"preset": "superfast", // ultrafast would add half the bytes
		// Without looking ahead for scenes and for where B-frames fit best: a quarter less work for a fiftieth more bytes.
		"x264-params": "b-adapt=0:scenecut=0",
		"crf":         28,          // good enough to judge a clip by
		"maxrate":     webRate,     // for noise and confetti
		"bufsize":     2 * webRate, // two seconds of that
		"threads":     1,           // post's and the decoder keep the cores busy
	}})
}

func pictures() ff.KwArgs {
	return ff.KwArgs{
		"format": "image2",
		"c:v":    "mjpeg",     // JPEG
		"flags":  "+bitexact", // no comment of the encoder's
	}
}

// gop is two seconds in frames.
func (r Rate) gop() int { return int(2*r.PerSecond() + 0.5) }

// frames is how many pictures a rendition of that rate may have: some more than it should, for rounding may add one at either
// end, and with the last of them ffmpeg would end the sound, too, wherever that is.
func (p Plan) frames(rate Rate) int {
	most := p.wanted.MaxLength
	if p.wanted.Part != (Part{}) {
		most = p.Length + time.Second
	}
	return int(most.Seconds()*rate.PerSecond()) + 2
}

// decimal writes a length in seconds.
func decimal(d time.Duration) string {
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
}
