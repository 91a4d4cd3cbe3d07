package ffmpeg

import (
	"fmt"
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

// branches are where the one chain of decoded pictures goes.
type branches struct {
	post, web     *ff.Stream
	stills, board *ff.Stream
	look          *ff.Stream // to be measured only
}

// pictures decodes once: the chain down to post's size runs for every frame, the others hang from its end. What is a copy
// hangs from nothing; where post is, the chain goes down to web's size at once.
func (p Plan) pictures(in *ff.Stream) branches {
	v := p.media.Video
	chain := append([]filter{forget("metadata")}, p.wanted.Part.undo("setpts", p.media)...)
	if v.Interlaced {
		chain = append(chain, filter{"bwdif", ff.Args{"mode=send_frame", "deint=interlaced"}, nil})
	}
	first, rate := p.Post, p.PostRate
	if p.Copied {
		first, rate = p.Web, p.WebRate
	}
	chain = append(chain, filter{"fps", ff.Args{rate.String()}, nil}) // phones' frames come unevenly; networks want them even
	if part := p.wanted.Part; part != (Part{}) && !part.sought(p.media) {
		chain = append(chain, part.cut(rate)...)
	}
	chain = append(chain, p.fit(first)...) // ffmpeg has turned the frame upright before this
	if v.HDR() {
		chain = append(chain, toneMap(v.Transfer)...)
	}
	chain = append(chain,
		filter{"setsar", ff.Args{"1"}, nil},
		filter{"format", ff.Args{"yuv420p"}, nil}, // the only one that every phone plays
		filter{"setparams", ff.Args{"range=tv", "color_primaries=bt709", "color_trc=bt709", "colorspace=bt709"}, nil},
	)
	main := through(in.Get(strconv.Itoa(v.Index)), chain...)
	var out branches
	if p.Copied {
		out.post = in.Get(strconv.Itoa(v.Index))
	} else {
		both := main.Split()
		out.post, main = both.Get("0"), both.Get("1")
		if p.WebRate != p.PostRate {
			main = through(main, filter{"fps", ff.Args{p.WebRate.String()}, nil})
		}
		main = through(main, scale(p.Web, "fast_bilinear"))
	}
	each := main.Split()
	out.stills = through(each.Get("0"), p.stills()...)
	out.board = through(each.Get("1"), p.board()...)
	out.look = through(each.Get("2"), looked(pictureFile)...)
	if p.WebCopied {
		out.web = out.post
	} else {
		out.web = each.Get("3")
	}
	return out
}

// steadyGraph tells whether pictures may change their size without the whole graph being built anew, as they do where a
// browser records a phone that is turned. Filters that turn or mend pictures would go on with the old size.
func (p Plan) steadyGraph() bool { return !p.media.Video.Turned && !p.media.Video.Interlaced }

// fit brings pictures to a size. Those of a phone that was turned on the way keep their shape, between black bars.
func (p Plan) fit(to Size) []filter {
	v := p.media.Video
	if !p.steadyGraph() || !v.Square {
		return []filter{scale(to, "bicubic", v.toBT709()...)}
	}
	how := ff.Args{strconv.Itoa(to.Width), fmt.Sprintf("if(gt(iw,ih),max(2,trunc(%d*ih/iw/2)*2),%d)", to.Width, to.Height)}
	if to.Width > to.Height {
		how = ff.Args{fmt.Sprintf("if(gt(ih,iw),max(2,trunc(%d*iw/ih/2)*2),%d)", to.Height, to.Width), strconv.Itoa(to.Height)}
	}
	return []filter{
		{"scale", append(append(how, "flags=bicubic", "eval=frame"), v.toBT709()...), nil},
		{"pad", ff.Args{strconv.Itoa(to.Width), strconv.Itoa(to.Height), "-1", "-1", "eval=frame"}, nil},
	}
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

// sound is the first stream that can be read, as loud as all others, or silence: players and networks expect a track. It
// ends when the pictures should: what is missing there is silence, and what is more is dropped. Where the pictures end
// before they should, the sound does not, since -shortest stops nothing that comes out of a filter. It is read as an input of its
// own, as Listen read it: what comes after the pictures could change its kind, see errChanges.
func (p Plan) sound(input string) *ff.Stream {
	if len(p.media.Audio) == 0 {
		return through(ff.Input("anullsrc", ff.KwArgs{"f": "lavfi", "t": decimal(p.Length)}), stereo())
	}
	from := p.track(input)
	chain := append(from.heard(), stereo())
	if p.wanted.Sound != nil {
		chain = append(chain, p.wanted.Sound.leveling()...)
	}
	chain = append(chain,
		// The encoder may refuse pieces that are longer than its own.
		filter{"apad", ff.Args{"packet_size=1024", "whole_dur=" + decimal(p.Length)}, nil},
		filter{"atrim", ff.Args{"end=" + decimal(p.Length)}, nil},
	)
	return through(from.input().Get(from.stream), chain...)
}
