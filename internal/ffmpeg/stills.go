package ffmpeg

import (
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	ff "github.com/u2takey/ffmpeg-go"
)

const (
	// stillCount is how many frames, spread over the clip, the poster is chosen from.
	stillCount = 30
	mostStills = stillCount + 1   // that are kept: a clip may last longer than it declares
	stillFiles = "still-%03d.jpg" // counted from 1
	stillsFile = "stills.txt"

	// BoardCells is how many pictures StoryboardFile holds, side by side, spread over the clip from its beginning on.
	BoardCells  = 12
	boardHeight = 160 // pixels
)

// every spreads count frames over the clip. Of one that is much shorter than it declares, the last frame is left.
func (p Plan) every(count float64) filter {
	return filter{"fps", ff.Args{strconv.FormatFloat(count/p.Length.Seconds(), 'f', 6, 64), "eof_action=pass"}, nil}
}

// stills are frames to choose the poster from, each with what speaks for it.
func (p Plan) stills() []filter {
	return []filter{
		p.every(min(stillCount, p.Length.Seconds()*p.WebRate.PerSecond())),
		{"blackframe", ff.Args{"amount=0"}, nil},                                          // how many of a hundred pixels are black
		{"entropy", ff.Args{"mode=normal"}, nil},                                          // 0 for one even shade, 0.6 and more for any scene
		{"blurdetect", ff.Args{"block_width=32", "block_height=32", "block_pct=80"}, nil}, // how wide edges are
		{"metadata", ff.Args{"print", "file=" + stillsFile}, nil},
		{"scale", ff.Args{"out_range=full"}, nil}, // JPEG's range
		{"format", ff.Args{"yuvj420p"}, nil},
	}
}

// Board is the size of the storyboard.
func (p Plan) Board() Size {
	width := int(math.Round(float64(boardHeight*p.Web.Width)/float64(p.Web.Height)/2)) * 2
	return Size{BoardCells * width, boardHeight}
}

// board is the whole clip at a glance. It is written anew with each of its pictures, the others black or moved up: ffmpeg
// tells of no progress before every file has begun, and what is written once would begin at the end.
func (p Plan) board() []filter {
	others := strconv.Itoa(BoardCells - 1)
	return []filter{
		p.every(BoardCells),
		scale(Size{p.Board().Width / BoardCells, boardHeight}, "fast_bilinear", "out_range=full"),
		{"format", ff.Args{"yuvj420p"}, nil},
		{"tpad", ff.Args{"stop_mode=clone", "stop=" + others}, nil}, // pictures may end long before the sound
		{"trim", ff.Args{"end_frame=" + strconv.Itoa(BoardCells)}, nil},
		{"tile", ff.Args{strconv.Itoa(BoardCells) + "x1", "overlap=" + others, "init_padding=" + others}, nil},
	}
}

// A still is a frame that may be the poster.
type still struct {
	number               int // of its file
	at                   time.Duration
	black, entropy, blur float64
}

const (
	mostBlack    = 90.0 // of a hundred pixels
	leastEntropy = 0.15 // less is one even shade
)

func stillsOf(samples []sample) []still {
	var out []still
	for i, s := range samples[:min(len(samples), mostStills)] {
		out = append(out, still{
			number: i + 1, at: s.at, black: s.values["lavfi.blackframe.pblack"],
			entropy: s.values["lavfi.entropy.normalized_entropy.normal.Y"], blur: s.values["lavfi.blur"],
		})
	}
	return out
}

// shows tells whether there is anything to be seen on the still.
func (s still) shows() bool { return s.black < mostBlack && s.entropy > leastEntropy }

// score is how well the still would stand for the clip: sharp, with much to see, and not from its edges, where hands
// reach for the phone.
func (s still) score(sharpest float64, length time.Duration) float64 {
	score := s.entropy
	if s.blur > 0 {
		score *= sharpest / s.blur
	} else {
		score *= 0.5 // nothing in it has an edge
	}
	if edge := length / 10; s.at < edge || s.at > length-edge {
		score *= 0.8
	}
	return score
}

// best is the still to be the poster: the first of the best. Where nothing is to be seen at all, it is the first.
func best(all []still, length time.Duration) still {
	shown := slices.DeleteFunc(slices.Clone(all), func(s still) bool { return !s.shows() })
	if len(shown) == 0 {
		return all[0]
	}
	sharpest := sharp(shown)
	return slices.MaxFunc(shown, func(a, b still) int {
		return cmp.Compare(a.score(sharpest, length), b.score(sharpest, length))
	})
}

// sharp is the blur of the sharpest still; 0 where none has any edges.
func sharp(all []still) float64 {
	sharpest := 0.0
	for _, s := range all {
		if s.blur > 0 && (sharpest == 0 || s.blur < sharpest) {
			sharpest = s.blur
		}
	}
	return sharpest
}

// usualBlur is the blur that the sharper half of the stills stays under.
func usualBlur(all []still) float64 {
	var blurs []float64
	for _, s := range all {
		if s.blur > 0 && s.shows() {
			blurs = append(blurs, s.blur)
		}
	}
	if len(blurs) == 0 {
		return 0
	}
	slices.Sort(blurs)
	return blurs[len(blurs)/2]
}

// choosePoster makes the best of the stills in dir the poster, and removes the others.
func choosePoster(dir string, length time.Duration) (all []still, err error) {
	samples, err := takeSamples(dir, stillsFile)
	if err != nil {
		return nil, err
	}
	if all = stillsOf(samples); len(all) == 0 {
		return nil, nil
	}
	chosen := best(all, length)
	file := func(s still) string { return filepath.Join(dir, fmt.Sprintf(stillFiles, s.number)) }
	if err := os.Rename(file(chosen), filepath.Join(dir, PosterFile)); err != nil {
		return nil, err
	}
	for _, s := range all {
		if s.number == chosen.number {
			continue
		}
		if err := os.Remove(file(s)); err != nil {
			return nil, err
		}
	}
	return all, nil
}
