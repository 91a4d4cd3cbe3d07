package ffmpeg

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
)

// Loudness is how loud a clip is as a whole, by EBU R 128.
type Loudness struct {
	// Integrated is in LUFS. Speech that networks like is about -16; silence is Silence.
	Integrated float64
	// Peak is the highest true peak, in dB of full scale; Silence for digital silence.
	Peak float64
}

// Silence stands for all that is too quiet to be measured.
const Silence = -70

// readLoudness reads what the filters print for each tenth of a second, key=value by line. The last values are those of
// the whole.
func readLoudness(printed []byte) (Loudness, error) {
	integrated, peak := math.NaN(), math.NaN()
	for line := range bytes.Lines(printed) {
		key, value, ok := bytes.Cut(bytes.TrimSpace(line), []byte("="))
		if !ok {
			continue
		}
		var into *float64
		switch string(key) {
		case "lavfi.r128.I":
			into = &integrated
		case "lavfi.r128.true_peak":
			into = &peak
		default:
			continue
		}
		f, err := strconv.ParseFloat(string(value), 64)
		if err != nil {
			return Loudness{}, fmt.Errorf("loudness: %w", err)
		}
		*into = f
	}
	if math.IsNaN(integrated) || math.IsNaN(peak) {
		return Loudness{Silence, Silence}, nil // shorter than a tenth of a second
	}
	return Loudness{
		Integrated: max(integrated, Silence),
		Peak:       max(20*math.Log10(peak), Silence),
	}, nil
}
