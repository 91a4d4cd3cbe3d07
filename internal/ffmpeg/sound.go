package ffmpeg

import (
	"fmt"
	"math"
	"time"

	ff "github.com/u2takey/ffmpeg-go"
)

// Sound is what Listen hears in a clip.
type Sound struct {
	// Integrated is how loud the clip is as a whole, by EBU R 128, in LUFS: speech that networks like is about -16; what is
	// too quiet to be measured is Silence.
	Integrated float64
	// Peak is the highest true peak, in dB of full scale; Silence for digital silence.
	Peak float64
	// Clipped is the share of the sound, from 0 to 1, that was cut off for being too loud, and ClippedAt where that began.
	Clipped   float64
	ClippedAt time.Duration
	// Length is how much sound there is.
	Length time.Duration

	correction float64 // of the leveled sound, in dB: what pressing the peaks down took from its loudness
	settled    string  // a file to read it from in place of the original; empty where it is steady there
}

// Silence stands for all that is too quiet to be measured.
const Silence = -70

const (
	soundStep = 100 * time.Millisecond // ebur128's own
	// fullScale is how near to it the peaks of sound come that was cut off; compression makes them waver.
	fullScale = -0.5
	// quietStep is what is not counted as sound at all, a peak in dB of full scale.
	quietStep = -50
)

// heard makes Sound of what the filters of measured printed.
func heard(samples []sample) Sound {
	s := Sound{Integrated: Silence, Peak: Silence, Length: time.Duration(len(samples)) * soundStep}
	loud, clipped := 0, 0
	for _, x := range samples {
		if i, ok := x.values["lavfi.r128.I"]; ok {
			s.Integrated = max(i, Silence) // the last is that of the whole
		}
		if p, ok := x.values["lavfi.r128.true_peak"]; ok && p > 0 {
			s.Peak = max(20*math.Log10(p), Silence)
		}
		peak, ok := x.values["lavfi.astats.Overall.Peak_level"]
		if !ok || peak < quietStep {
			continue
		}
		loud++
		if peak > fullScale {
			if clipped == 0 {
				s.ClippedAt = x.at
			}
			clipped++
		}
	}
	if loud > 0 {
		s.Clipped = float64(clipped) / float64(loud)
	}
	return s
}

// measured are the filters that Sound is read from. The peaks are taken first, since mixing to stereo lowers them.
func measured(file string) []filter {
	return append([]filter{
		{"aresample", ff.Args{"48000"}, nil},
		{"asetnsamples", ff.Args{"4800", "pad=0"}, nil}, // soundStep
		{"astats", ff.Args{"metadata=1", "reset=1", "measure_perchannel=none", "measure_overall=Peak_level"}, nil},
		stereo(),
	}, loudness(file, "true")...)
}

// loudness are the filters that Integrated is read from, and, where peak is "true" and not "none", Peak.
func loudness(file, peak string) []filter {
	return []filter{
		{"ebur128", ff.Args{"peak=" + peak, "metadata=1"}, nil}, // as metadata: its summary would be printed among the errors
		{"ametadata", ff.Args{"print", "file=" + file}, nil},
	}
}

// How loud renditions are, as most networks make everything.
const (
	targetLoudness = -16.0 // LUFS
	targetPeak     = -1.5  // dB of full scale, true peak
	mostGain       = 20.0  // dB up or down: more would make a speaker of the noise in a silent room
	// peakMargin is how much below targetPeak peaks are held, since the encoder raises them again.
	peakMargin = 2.0
	// mostLimiting is by how much, in dB, peaks may be pressed down before it can be heard. Past it the loudness is evened
	// out along the whole clip.
	mostLimiting = 6.0
)

// over is by how much, in dB, the peaks are too high once the clip is as loud as it should be.
func (s Sound) over() float64 { return s.Peak + s.gain() - (targetPeak - peakMargin) }

func (s Sound) gain() float64 { return min(max(targetLoudness-s.Integrated, -mostGain), mostGain) }

// leveling brings a clip to the loudness of all others. Silence is left as it is.
func (s Sound) leveling() []filter {
	if s.Integrated <= Silence {
		return nil
	}
	var chain []filter
	if s.over() > mostLimiting {
		chain = []filter{
			{"loudnorm", ff.Args{fmt.Sprintf("I=%g", targetLoudness), fmt.Sprintf("TP=%g", targetPeak-peakMargin), "LRA=11"}, nil},
			{"aresample", ff.Args{"48000"}, nil}, // it raises the rate to find true peaks
			volume(s.correction),
		}
	} else {
		chain = []filter{volume(s.gain() + s.correction)}
	}
	if s.over() > 0 {
		limit := math.Pow(10, (targetPeak-peakMargin)/20)
		chain = append(chain, filter{"alimiter", ff.Args{fmt.Sprintf("limit=%.4f", limit), "level=disabled"}, nil})
	}
	return chain
}

// misses tells whether leveling by the first measure alone may miss the target.
func (s Sound) misses() bool { return s.Integrated > Silence && s.over() > mostLimiting/2 }

func volume(db float64) filter { return filter{"volume", ff.Args{fmt.Sprintf("%.2fdB", db)}, nil} }

func stereo() filter {
	return filter{"aformat", ff.Args{"sample_rates=48000", "channel_layouts=stereo"}, nil}
}
