package ffmpeg

import (
	"strconv"

	ff "github.com/u2takey/ffmpeg-go"
)

// filter is one step of a chain.
type filter struct {
	name    string
	args    ff.Args
	options ff.KwArgs
}

func through(s *ff.Stream, chain ...filter) *ff.Stream {
	for _, f := range chain {
		s = s.Filter(f.name, f.args, f.options)
	}
	return s
}

// pictures decodes once: the chain down to post's size runs for every frame, the others hang from its end.
func (p Plan) pictures(in *ff.Stream) (post, web, poster *ff.Stream) {
	v := p.media.Video
	var chain []filter
	if v.Interlaced {
		chain = append(chain, filter{"bwdif", ff.Args{"mode=send_frame", "deint=interlaced"}, nil})
	}
	chain = append(chain, filter{"fps", ff.Args{p.PostRate.String()}, nil}) // phones' frames come unevenly; networks want them even
	chain = append(chain, scale(p.Post, "bicubic", v.toBT709()...))         // ffmpeg has turned the frame upright before this
	if v.HDR() {
		chain = append(chain, toneMap(v.Transfer)...)
	}
	chain = append(chain,
		filter{"setsar", ff.Args{"1"}, nil},
		filter{"format", ff.Args{"yuv420p"}, nil}, // the only one that every phone plays
		filter{"setparams", ff.Args{"range=tv", "color_primaries=bt709", "color_trc=bt709", "colorspace=bt709"}, nil},
	)
	first := through(in.Get(strconv.Itoa(v.Index)), chain...).Split()

	var small []filter
	if p.WebRate != p.PostRate {
		small = append(small, filter{"fps", ff.Args{p.WebRate.String()}, nil})
	}
	small = append(small, scale(p.Web, "fast_bilinear"))
	second := through(first.Get("1"), small...).Split()
	return first.Get("0"), second.Get("0"), p.poster(second.Get("1"))
}

func scale(to Size, how string, more ...string) filter {
	args := ff.Args{strconv.Itoa(to.Width), strconv.Itoa(to.Height), "flags=" + how}
	return filter{"scale", append(args, more...), nil}
}

// toBT709 are scale's options for what isn't in the colours of HD already. HDR has its own way there.
func (v Video) toBT709() []string {
	if v.HDR() {
		return nil
	}
	var options []string
	if v.Matrix != "" && v.Matrix != "bt709" {
		options = append(options, "out_color_matrix=bt709")
	}
	if v.FullRange {
		options = append(options, "in_range=pc", "out_range=tv")
	}
	return options
}

// toneMap brings HDR to what an ordinary screen shows. It comes after scaling, since it costs a lot a pixel. Of the
// curves tried, this came nearest to the same scene filmed in SDR: white at 203 nits (npl), as ITU-R BT.2408 has it, and
// the peak at 1000 (4.93 times that).
func toneMap(transfer string) []filter {
	return []filter{
		{"zscale", ff.Args{"tin=" + transfer, "pin=bt2020", "min=bt2020nc", "t=linear", "npl=203"}, nil},
		{"format", ff.Args{"gbrpf32le"}, nil},
		{"zscale", ff.Args{"p=bt709"}, nil},
		{"tonemap", ff.Args{"mobius", "param=0.7", "desat=0", "peak=4.93"}, nil},
		{"zscale", ff.Args{"t=bt709", "m=bt709", "r=tv"}, nil},
	}
}

// posterFrames is how many frames, spread over the clip, the poster is chosen from. They are kept in memory till the end.
const posterFrames = 30

// poster picks the frame that looks most like all the others, of those that are neither black nor blank. A clip that has
// none such gets its first frame: that goes out before, to the same file.
func (p Plan) poster(in *ff.Stream) *ff.Stream {
	every := min(posterFrames/p.Length.Seconds(), p.WebRate.PerSecond())
	both := in.Split()
	first := through(both.Get("0"), filter{"trim", ff.Args{"end_frame=1"}, nil})
	best := through(both.Get("1"),
		filter{"fps", ff.Args{strconv.FormatFloat(every, 'f', 4, 64)}, nil},
		filter{"blackframe", ff.Args{"amount=0"}, nil}, // how many of a hundred pixels are black
		selectBy("lavfi.blackframe.pblack", "less", "90"),
		filter{"entropy", ff.Args{"mode=normal"}, nil}, // 0 for one even shade, 0.6 and more for any scene
		selectBy("lavfi.entropy.normalized_entropy.normal.Y", "greater", "0.15"),
		filter{"thumbnail", ff.Args{strconv.Itoa(posterFrames + posterFrames/2)}, nil}, // more than come: so one goes out
	)
	return through(ff.Concat([]*ff.Stream{first, best}),
		filter{"setpts", ff.Args{"N/TB"}, nil},          // the encoder wants each frame later than the last
		filter{"scale", ff.Args{"out_range=full"}, nil}, // JPEG's range
		filter{"format", ff.Args{"yuvj420p"}, nil},
	)
}

func selectBy(key, function, value string) filter {
	return filter{"metadata", ff.Args{"select", "key=" + key, "function=" + function, "value=" + value}, nil}
}

// sound is the first stream that can be read, or silence: players and networks expect a track. Its loudness is measured
// here and not changed; a gain, once there is one, goes just before the measuring. Silence lasts the declared length, even
// where the pictures end early: -shortest does not stop it.
func (p Plan) sound(in *ff.Stream) *ff.Stream {
	if len(p.media.Audio) == 0 {
		return through(ff.Input("anullsrc", ff.KwArgs{"f": "lavfi", "t": decimal(p.Length)}), stereo())
	}
	return through(in.Get(strconv.Itoa(p.media.Audio[0].Index)),
		filter{"aresample", ff.Args{"48000", "async=1", "first_pts=0"}, nil}, // gaps become silence, so that lips stay in step
		stereo(),
		filter{"ebur128", ff.Args{"peak=true", "metadata=1"}, nil}, // as metadata: its summary would be printed among the errors
		filter{"ametadata", ff.Args{"print", "file=" + loudnessFile}, nil},
	)
}

func stereo() filter {
	return filter{"aformat", ff.Args{"sample_rates=48000", "channel_layouts=stereo"}, nil}
}
