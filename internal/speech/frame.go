package speech

import (
	"math"
	"time"
)

// The frames in which sound is looked at. 40 ms hold the two periods that it takes to tell a pitch of 70 Hz.
const (
	hop       = 20 * time.Millisecond
	hopLength = rate / 50
	frameSize = 2 * hopLength
	// Long enough that no lag that is looked at wraps around.
	transformSize = 1024
)

// The parts of the spectrum that are looked at, in Hz.
const (
	// Speech is told from what lies between rumble and hiss.
	lowest, highest = 150, 4000
	// A voice is told by its lower harmonics, which noise drowns last.
	lowestVoiced, highestVoiced = 100, 2000
	// The pitch of people, from a deep voice to a child's.
	deepest, shrillest = 70, 400
)

// bandEdges part lowest to highest into bands of about equal width to the ear, in Hz.
var bandEdges = [...]float64{lowest, 320, 510, 770, 1080, 1480, 2000, 2700, highest}

const bands = len(bandEdges) - 1

// quietest is the level below which there is nothing to hear, in dBFS: the noise of a good phone in a quiet room.
const quietest = -70

// A frame is what is measured of a moment.
type frame struct {
	level  float64        // of the band of speech, in dBFS
	voiced float64        // how periodic it is, 0 to 1
	pitch  float64        // of that period, in Hz
	shape  [bands]float64 // how much of it is in each band, in dB over their mean
}

// A meter measures frames.
type meter struct {
	fourier *fourier
	window  [frameSize]float64
	taper   []float64 // the window's own autocorrelation, by lag
	values  []complex128
	power   []float64
}

func newMeter() *meter {
	m := &meter{
		fourier: newFourier(transformSize),
		values:  make([]complex128, transformSize),
		power:   make([]float64, transformSize/2+1),
		taper:   make([]float64, rate/deepest+1),
	}
	for i := range m.window {
		m.window[i] = 0.5 - 0.5*math.Cos(2*math.Pi*(float64(i)+0.5)/frameSize)
	}
	for lag := range m.taper {
		for i := range frameSize - lag {
			m.taper[lag] += m.window[i] * m.window[i+lag]
		}
	}
	return m
}

// measure measures the frame of these samples.
func (m *meter) measure(samples []float64) frame {
	clear(m.values)
	for i, s := range samples {
		m.values[i] = complex(s*m.window[i], 0)
	}
	m.fourier.transform(m.values)
	for i := range m.power {
		re, im := real(m.values[i]), imag(m.values[i])
		m.power[i] = re*re + im*im
	}
	var f frame
	f.level, f.shape = m.spectrum()
	f.voiced, f.pitch = m.voicing()
	return f
}

func bin(hertz float64) int { return int(hertz / rate * transformSize) }

func decibel(power float64) float64 { return 10 * math.Log10(power+1e-12) }

// spectrum is the level, and how it is spread over the bands.
func (m *meter) spectrum() (level float64, shape [bands]float64) {
	// So that a sine of full scale is at -3 dB, as its power is half.
	scale := 2 / (m.taper[0] * transformSize)
	var total, mean float64
	for b := range bands {
		var sum float64
		for i := bin(bandEdges[b]); i < bin(bandEdges[b+1]); i++ {
			sum += m.power[i] * scale
		}
		total += sum
		shape[b] = max(decibel(sum), quietest-20)
		mean += shape[b] / float64(bands)
	}
	for b := range shape {
		shape[b] -= mean
	}
	return max(decibel(total), quietest), shape
}

// voicing is the height and the place of the highest peak of the autocorrelation, that of the window taken out.
func (m *meter) voicing() (height, pitch float64) {
	clear(m.values)
	for i := bin(lowestVoiced); i < bin(highestVoiced); i++ {
		m.values[i] = complex(m.power[i], 0)
		m.values[transformSize-i] = m.values[i]
	}
	m.fourier.transform(m.values)
	whole := real(m.values[0]) / m.taper[0]
	if whole <= 0 {
		return 0, 0
	}
	at := func(lag int) float64 { return real(m.values[lag]) / m.taper[lag] / whole }
	for lag := rate / shrillest; lag < len(m.taper)-1; lag++ {
		before, here, after := at(lag-1), at(lag), at(lag+1)
		// A peak at twice the period is as high; the first one counts.
		if here > height+0.02 && here >= before && here >= after {
			// The top of the parabola through the three: between two lags, pitch is told to a hundredth of a tone.
			shift := 0.0
			if bend := before - 2*here + after; bend < 0 {
				shift = (before - after) / (2 * bend)
			}
			height, pitch = here, rate/(float64(lag)+shift)
		}
	}
	return min(height, 1), pitch
}
