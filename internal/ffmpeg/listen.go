package ffmpeg

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	ff "github.com/u2takey/ffmpeg-go"

	"github.com/belonginstem/belong/internal/sandbox"
)

// The files that Listen leaves in its folder, for programs that understand speech: mono, 16,000 samples of 16 bits a second.
const (
	SpeechFile = "speech.wav" // all of it
	TailFile   = "tail.wav"   // the end of it, with the noise taken down and the voice raised
)

// TailLength is how much of the end is in TailFile; less of a shorter clip.
const TailLength = 8 * time.Second

const soundFile = "sound.txt"

// Listen measures the sound of a part of a file (the zero Part is all of it), as long as there are pictures to it, and leaves
// SpeechFile and TailFile in dir, on the clock of the renditions. Hardly a picture is decoded: it costs a few hundredths of a Run. Of
// a file without sound that can be read, or with nothing in its track, it returns nil; see Media.Mute. A Run with the Sound may
// read from dir, so that it has to stay until then.
func (t *Tool) Listen(ctx context.Context, path, dir string, m Media, part Part) (*Sound, error) {
	if len(m.Audio) == 0 {
		return nil, nil //nolint:nilnil // a silent film is no error, and has no sound
	}
	path, dir, err := absolute(path, dir)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	hear := func(from track, args []string, err error) (Sound, error) {
		if err != nil {
			return Sound{}, err
		}
		if err := t.decode(ctx, args, from.path, dir); err != nil {
			return Sound{}, err
		}
		samples, err := takeSamples(dir, soundFile)
		return heard(samples), err
	}
	from := trackOf(path, m, part)
	args, err := listenArgs(from)
	s, err := hear(from, args, err)
	if errors.Is(err, errChanges) {
		if err = t.settle(ctx, from, dir); err == nil {
			from = settled(filepath.Join(dir, settledFile))
			args, err = listenArgs(from)
			s, err = hear(from, args, err)
			s.settled = from.path
		}
	}
	if err == nil && s.Length == 0 {
		return nil, nil //nolint:nilnil // see above
	}
	if err == nil && s.misses() {
		var leveled Sound
		args, err = levelArgs(from, s)
		leveled, err = hear(from, args, err)
		s.correction = targetLoudness - leveled.Integrated
	}
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return &s, nil
}

// decode runs ffmpeg on a file's sound.
func (t *Tool) decode(ctx context.Context, args []string, path, dir string) error {
	e, err := t.execute(ctx, task{program: t.ffmpeg, args: args, inputs: []string{path}, dir: dir, limits: listenLimits})
	if err == nil && !e.Clean() {
		err = e.failure()
	}
	return err
}

// levelArgs measure what leveling makes of the sound.
func levelArgs(from track, s Sound) (args []string, err error) {
	defer recoverGraph(&err)
	chain := slices.Concat(from.heard(), []filter{stereo()}, s.leveling(), loudness(soundFile, "none"))
	out := ff.Output([]*ff.Stream{through(from.input().Get(from.stream), chain...)}, "-", ff.KwArgs{"format": "null"})
	return append(globals(), out.GetArgs()...), nil
}

// listenLimits bound the decoding of three minutes of sound, which takes a second or two.
var listenLimits = sandbox.Limits{Wall: 2 * time.Minute, CPU: time.Minute, Memory: 2 << 30, FileSize: 320 << 20, Files: 64}

func absolute(path, dir string) (string, string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", "", err
	}
	dir, err = filepath.Abs(dir)
	return path, dir, err
}

func listenArgs(from track) (args []string, err error) {
	defer recoverGraph(&err)
	both := through(from.input().Get(from.stream), from.heard()...).ASplit()
	voice := through(both.Get("1"),
		filter{"aresample", ff.Args{"16000"}, nil},
		filter{"aformat", ff.Args{"sample_fmts=s16", "channel_layouts=mono"}, nil},
	).ASplit()
	tail := ff.Filter([]*ff.Stream{through(voice.Get("1"), lastSeconds()...), hiss()}, "amix",
		ff.Args{"2", "duration=first", "normalize=0"})
	wav := ff.KwArgs{"format": "wav", "c:a": "pcm_s16le", "ar": 16000, "ac": 1, "fflags": "+bitexact", "flags": "+bitexact"}
	out := ff.MergeOutputs(
		ff.Output([]*ff.Stream{through(both.Get("0"), measured(soundFile)...)}, "-", ff.KwArgs{"format": "null"}),
		ff.Output([]*ff.Stream{voice.Get("0")}, SpeechFile, wav),
		ff.Output([]*ff.Stream{tail}, TailFile, wav),
	)
	return append(globals(), out.GetArgs()...), nil
}

// inStep makes silence of gaps, so that lips stay in step and every time is the renditions' own.
func inStep() filter { return filter{"aresample", ff.Args{"48000", "async=1", "first_pts=0"}, nil} }

// lastSeconds are the end of the sound, made easy to understand. Reversed, the end is the beginning, wherever it is.
func lastSeconds() []filter {
	return []filter{
		{"areverse", nil, nil},
		{"atrim", ff.Args{"end=" + decimal(TailLength)}, nil},
		{"areverse", nil, nil},
		{"highpass", ff.Args{"f=120"}, nil},                 // wind, and hands on the phone
		{"afftdn", ff.Args{"nr=12", "nf=-30", "tn=1"}, nil}, // what hums and hisses all the time
		{"aresample", ff.Args{"16000"}, nil},                // afftdn may have changed the format
		{"speechnorm", ff.Args{"p=0.5", "e=4"}, nil},        // the far voice as loud as the near one
	}
}

// hiss is a little white noise: digital silence is nothing that a recogniser was ever taught.
func hiss() *ff.Stream {
	return ff.Input("anoisesrc=c=white:a=0.01:r=16000:seed=1:d="+decimal(TailLength), ff.KwArgs{"f": "lavfi"})
}
