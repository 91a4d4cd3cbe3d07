package speech

import (
	"math"
	"slices"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// What makes a frame part of a voice. The numbers lie between what was measured of synthetic voices and recordings of
// people on one side, and noises, tones and music on the other; voice_test.go holds them to it.
const (
	// Frames of a voice stand out of what else is heard. The sound around a clip's speech is seldom steadier than this.
	standsOut = 6 // dB over the floor
	// The end of a word fades below that.
	fades = 4 // dB over the floor
	// White noise has peaks of 0.4 in its autocorrelation; vowels are at 0.9, at 0.7 in noise.
	periodic = 0.5
	// A voice never holds its pitch: from frame to frame it glides, or jumps where a word begins. What plays notes holds
	// them, then jumps. 7 pairs of frames of 10 glide in speech, 1 to 4 in music.
	leastGlide, mostGlide = 0.1, 3 // semitones in stride
	gliding               = 0.5    // of the pairs around
	// A mouth moves: the bands of speech change by 3 to 7 dB each in stride; those of held notes by 0.5 to 2.5.
	moving = 2.5 // dB
	// So many pairs of frames tell that much; fewer are a click, or a door.
	enough = 5
)

// How far around a moment is looked.
const (
	stride     = 2                                 // frames that a change takes: 40 ms
	around     = int(600 * time.Millisecond / hop) // frames on each side, for what a voice does: some syllables
	floorReach = int(3 * time.Second / hop)        // frames on each side, for what is heard besides: longer than a breath
	consonants = int(300 * time.Millisecond / hop) // frames that a word may have before its first vowel, or after its last
	pause      = 300 * time.Millisecond            // a shorter gap is part of what is said
	blip       = 120 * time.Millisecond            // a shorter sound is not speech
)

// Find tells when somebody speaks in the WAV file at path: in the order of time, none over another, with gaps of at least
// 0.3 s between them.
//
// It goes by voices: what is whispered is not found, and singing, or a tune on something that glides as a voice does, may
// be. On clean speech it is right to about 0.1 s.
func Find(path string) ([]belong.Span, error) {
	frames, err := listen(path)
	if err != nil {
		return nil, err
	}
	return spans(frames, floors(frames)), nil
}

// listen measures a whole file. Frame i is of the 40 ms around i times hop.
func listen(path string) ([]frame, error) {
	w, err := openWAV(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = w.Close() }()
	var (
		out     []frame
		meter   = newMeter()
		samples = make([]float64, frameSize)
	)
	for {
		copy(samples, samples[hopLength:])
		n, err := w.read(samples[frameSize-hopLength:])
		if err != nil {
			return nil, err
		}
		if n < hopLength {
			return out, nil
		}
		out = append(out, meter.measure(samples))
	}
}

// floors tells, for each frame, how loud it is when nobody speaks: the level that one frame in ten around is below. A hum,
// a hiss or a tone is its own floor, and so never stands out.
func floors(frames []frame) []float64 {
	const every = 5 // it changes slowly
	out := make([]float64, len(frames))
	var near []float64
	for i := range frames {
		if i%every > 0 {
			out[i] = out[i-1]
			continue
		}
		near = near[:0]
		for _, f := range frames[max(0, i-floorReach):min(len(frames), i+floorReach)] {
			near = append(near, f.level)
		}
		slices.Sort(near)
		out[i] = near[len(near)/10]
	}
	return out
}

// A change is what happens in a stride that is voiced from one end to the other.
type change struct {
	pairs, glides int
	movement      float64 // of the bands, in dB
}

func (c change) plus(d change) change {
	return change{c.pairs + d.pairs, c.glides + d.glides, c.movement + d.movement}
}

func (c change) minus(d change) change {
	return change{c.pairs - d.pairs, c.glides - d.glides, c.movement - d.movement}
}

// alive tells whether what happened was a voice's doing.
func (c change) alive() bool {
	n := float64(c.pairs)
	return c.pairs >= enough && float64(c.glides) >= gliding*n && c.movement >= moving*n
}

// changeOf tells what happens in the stride before frame i.
func changeOf(frames []frame, floors []float64, i int) change {
	if i < stride {
		return change{}
	}
	for j := i - stride; j <= i; j++ {
		if frames[j].voiced < periodic || frames[j].level < floors[j]+standsOut {
			return change{}
		}
	}
	a, b := frames[i-stride], frames[i]
	c := change{pairs: 1}
	if glide := 12 * math.Abs(math.Log2(b.pitch/a.pitch)); glide > leastGlide && glide < mostGlide {
		c.glides = 1
	}
	for band := range bands {
		c.movement += math.Abs(b.shape[band]-a.shape[band]) / float64(bands)
	}
	return c
}

// spans finds the frames of a voice, and joins them to spans.
func spans(frames []frame, floors []float64) []belong.Span {
	sums := make([]change, len(frames)+1) // of all changes before a frame
	for i := range frames {
		sums[i+1] = sums[i].plus(changeOf(frames, floors, i))
	}
	var out []belong.Span
	for i, f := range frames {
		if f.voiced < periodic || f.level < floors[i]+standsOut {
			continue
		}
		if !sums[min(len(frames), i+around)].minus(sums[max(0, i-around)]).alive() {
			continue
		}
		out = join(out, word(frames, floors, i))
	}
	return slices.DeleteFunc(out, func(s belong.Span) bool { return s.Length() < blip })
}

// word is the stretch around a voiced frame that stands out, as far as its consonants may reach.
func word(frames []frame, floors []float64, i int) belong.Span {
	from, to := i, i
	for from > max(0, i-consonants) && frames[from-1].level >= floors[from-1]+fades {
		from--
	}
	for to < min(len(frames)-1, i+consonants) && frames[to+1].level >= floors[to+1]+fades {
		to++
	}
	return belong.Span{From: max(0, time.Duration(from)*hop-hop/2), To: time.Duration(to)*hop + hop/2}
}

// join adds a span to those before it, or to the last of them where no pause is between.
func join(spans []belong.Span, s belong.Span) []belong.Span {
	if n := len(spans); n > 0 && s.From-spans[n-1].To < pause {
		spans[n-1].To = max(spans[n-1].To, s.To)
		return spans
	}
	return append(spans, s)
}
