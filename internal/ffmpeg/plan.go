package ffmpeg

import (
	"fmt"
	"math"
	"time"

	"github.com/belonginstem/belong/internal/sandbox"
)

// The files that a Run leaves in its folder.
const (
	PostFile       = "post.mp4"       // for networks: H.264 High and AAC
	WebFile        = "web.mp4"        // the same, small
	PosterFile     = "poster.jpg"     // one frame, as large as web's
	StoryboardFile = "storyboard.jpg" // BoardCells frames, side by side
)

// Wanted is what a caller may choose of the renditions. The zero value is what most networks recommend.
type Wanted struct {
	// Post is the box that post must fit into, for a landscape clip; a portrait one gets it on end. Zero: 1280 x 720.
	Post Size
	// MaxLength is where an overlong clip is cut. Zero: 3 minutes.
	MaxLength time.Duration
	// Part is what of the file is used. Zero: all of it.
	Part Part
	// Sound is what Listen heard of that part, by which it is made as loud as all others; the folder that Listen had is still
	// there. Nil: it is left as it is.
	Sound *Sound
	// Copy takes the pictures of post over as they are, which is for Fits to allow; and those of web where they are small
	// enough for that.
	Copy bool
	// Threads is how many cores one Run may keep busy. Zero: 2, which more cores hardly hasten.
	Threads int
}

// Size is in pixels.
type Size struct{ Width, Height int }

func (s Size) String() string { return fmt.Sprintf("%dx%d", s.Width, s.Height) }

// webBox is what web and poster fit into.
var webBox = Size{960, 540}

// webRate is how many bits a second web has at most: it plays on a slow mobile network.
const webRate = 1_500_000

// within is the largest even size of the same shape that fits into box, or into box on end if s is higher than wide. It
// never enlarges.
func (s Size) within(box Size) Size {
	if s.Height > s.Width {
		box.Width, box.Height = box.Height, box.Width
	}
	k := min(1, float64(box.Width)/float64(s.Width), float64(box.Height)/float64(s.Height))
	even := func(n int) int { return max(2, int(math.Floor(float64(n)*k/2+1e-9))*2) } // yuv420p has no odd sizes
	return Size{even(s.Width), even(s.Height)}
}

// Plan is one command that makes every rendition of a clip in one decode: what is decided is all here, and the same
// media give the same plan.
type Plan struct {
	// Post and Web are the sizes of the pictures.
	Post, Web Size
	// PostRate and WebRate are steady frame rates.
	PostRate, WebRate Rate
	// Length is what the renditions should last, if the file holds what it declares.
	Length time.Duration
	// Copied and WebCopied are true where the pictures of post, and those of web too, are the file's own.
	Copied, WebCopied bool

	media  Media
	wanted Wanted
}

// NewPlan decides how to make the renditions of a file that Probe described.
func NewPlan(m Media, w Wanted) (Plan, error) {
	if m.Video.Width < 2 || m.Video.Height < 2 || m.Video.Rate.Num <= 0 || m.Video.Rate.Den <= 0 {
		return Plan{}, fmt.Errorf("plan: %w: no picture", ErrDamaged)
	}
	if m.Length <= 0 {
		return Plan{}, fmt.Errorf("plan: %w: no length", ErrDamaged)
	}
	if w.Post == (Size{}) {
		w.Post = Size{1280, 720}
	}
	if w.Post.Width < 2 || w.Post.Height < 2 || w.MaxLength < 0 || w.Threads < 0 {
		return Plan{}, fmt.Errorf("plan: can't be wanted: %+v", w)
	}
	if w.MaxLength == 0 {
		w.MaxLength = 3 * time.Minute
	}
	if w.Threads == 0 {
		w.Threads = 2
	}
	length := m.Length
	if w.Part != (Part{}) {
		length = w.Part.length(m.Video.Rate)
	}
	post := Size{m.Video.Width, m.Video.Height}.within(w.Post)
	p := Plan{
		Post:     post,
		Web:      post.within(webBox),
		PostRate: m.Video.Rate,
		WebRate:  m.Video.Rate.half(),
		Length:   min(length, w.MaxLength),
		Copied:   w.Copy,
		media:    m,
		wanted:   w,
	}
	p.WebCopied = p.Copied && p.Web == p.Post && p.WebRate == p.PostRate && m.Video.BitRate <= webRate
	return p, nil
}

// HDR tells whether the pictures are brought to what an ordinary screen shows.
func (p Plan) HDR() bool { return p.media.Video.HDR() }

// limits for the whole command, in proportion to how long the clip says that it is, and no longer than it is read: 4K at 60
// frames in HDR costs 10 s of processor for each second of film, and a small machine may take four times that.
func (p Plan) limits() sandbox.Limits {
	read := p.Length
	if !p.wanted.Part.sought(p.media) {
		read = max(read, p.wanted.Part.To)
	}
	most := time.Minute + 40*read
	return sandbox.Limits{Wall: most, CPU: most, Memory: 4 << 30, FileSize: 512 << 20, Files: 64}
}
