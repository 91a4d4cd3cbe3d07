package ffmpeg

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	ff "github.com/u2takey/ffmpeg-go"
)

// A track is where sound is read from: the original, or the file that settle made of it.
type track struct {
	path    string
	stream  string
	options ff.KwArgs
	chain   []filter // that bring it to the clock of the renditions
}

// trackOf is the sound of a part of a file. The decoders of its pictures stay open: a Matroska file tells when it starts by its
// pictures too, and without them the sound would start there, however late it is.
func trackOf(path string, m Media, part Part) track {
	return track{
		path:   path,
		stream: strconv.Itoa(m.Audio[0].Index),
		options: ff.MergeKwArgs([]ff.KwArgs{guards(), {
			"t":               decimal(m.Length), // as much as there are pictures
			"reinit_filter:a": 0,                 // see errChanges
		}, part.options(m)}),
		// What comes after the pictures is dropped before any silence is put in front of it.
		chain: append(part.sound(m), filter{"atrim", ff.Args{"end=" + decimal(m.Length)}, nil}),
	}
}

// track is the sound that Run reads: that which Listen heard.
func (p Plan) track(input string) track {
	if s := p.wanted.Sound; s != nil && s.settled != "" {
		return settled(s.settled)
	}
	return trackOf(input, p.media, p.wanted.Part)
}

func (k track) input() *ff.Stream { return ff.Input("file:"+k.path, k.options) }

// heard is the sound in step with the pictures.
func (k track) heard() []filter {
	return slices.Concat([]filter{forget("ametadata")}, k.chain, []filter{inStep()})
}

// errChanges: on its way, the sound goes over to another number of channels, or another rate. ffmpeg would build its whole graph of
// filters anew for that, and forget what it had measured and drawn so far.
var errChanges = fmt.Errorf("%w: its sound changes its kind", ErrDamaged)

// settledFile is where settle leaves sound.
const settledFile = "settled.mka"

// settle decodes sound that changes its kind into a file of sound that doesn't.
func (t *Tool) settle(ctx context.Context, from track, dir string) error {
	from.options = ff.MergeKwArgs([]ff.KwArgs{from.options, {"reinit_filter:a": 1}})
	out := ff.Output([]*ff.Stream{from.input().Get(from.stream)}, settledFile, ff.KwArgs{
		"format":   "matroska", // which keeps times
		"c:a":      "pcm_f32le",
		"ar":       48000,
		"filter:a": graphOf(from.chain), // a small graph, that may be built anew as often as it likes
		"fflags":   "+bitexact",
	})
	return t.decode(ctx, append(globals(), out.GetArgs()...), from.path, dir)
}

// settled is a track that settle made.
func settled(path string) track {
	return track{path: path, stream: "0", options: ff.MergeKwArgs([]ff.KwArgs{guards(), {"seek_timestamp": 1}})} // 1: it keeps its times
}

// graphOf writes a chain of filters as ffmpeg takes it.
func graphOf(chain []filter) string {
	var out []string
	for _, f := range chain {
		out = append(out, f.name+"="+strings.Join(f.args, ":"))
	}
	return strings.Join(out, ",")
}
