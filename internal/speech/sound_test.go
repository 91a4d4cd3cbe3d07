package speech

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A sound is samples at our rate, from -1 to 1.
type sound []float64

// A speaker is one of the synthetic voices, with all that espeak-ng or flite take to change it.
type speaker struct {
	program string // espeak or flite
	voice   string
	speed   string // words a minute, for espeak
}

func (s speaker) String() string { return strings.TrimSpace(s.program + " " + s.voice + " " + s.speed) }

func espeak(voice, speed string) speaker { return speaker{"espeak-ng", voice, speed} }

// flite is in Debian's ffmpeg. Its voices are made of what people said.
func flite(voice string) speaker { return speaker{"flite", voice, ""} }

// says is the sound of a speaker who says a text.
func (s speaker) says(t *testing.T, text string) sound {
	t.Helper()
	path := filepath.Join(t.TempDir(), "said.wav")
	if s.program == "flite" {
		return ffmpegSound(t, "-f", "lavfi", "-i", "flite=text='"+strings.ReplaceAll(text, "'", "")+"':voice="+s.voice)
	}
	run(t, s.program, "-v", s.voice, "-s", s.speed, "-w", path, text)
	return ffmpegSound(t, "-i", path)
}

func run(t *testing.T, program string, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
}

// ffmpegSound is what ffmpeg makes of its arguments.
func ffmpegSound(t *testing.T, args ...string) sound {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sound.wav")
	run(t, "ffmpeg", append(append([]string{"-nostdin", "-v", "error", "-y"}, args...), "-ar", "16000", "-ac", "1", "-c:a", "pcm_s16le", path)...)
	return load(t, path)
}

func load(t *testing.T, path string) sound {
	t.Helper()
	w, err := openWAV(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	all := make(sound, w.left/2)
	if n, err := w.read(all); err != nil || n != len(all) {
		t.Fatalf("%d of %d samples: %v", n, len(all), err)
	}
	return all
}

// save writes a sound as a WAV file, and returns its path.
func (s sound) save(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "sound.wav")
	if err := os.WriteFile(path, s.wav(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func (s sound) wav() []byte {
	b := wavHeader(len(s))
	for _, v := range s {
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(math.Round(32767*max(-1, min(1, v))))))
	}
	return b
}

func silence(d time.Duration) sound { return make(sound, int(d.Seconds()*rate)) }

// then is one sound after the other.
func (s sound) then(others ...sound) sound {
	out := append(sound(nil), s...)
	for _, o := range others {
		out = append(out, o...)
	}
	return out
}

func (s sound) length() time.Duration { return time.Duration(len(s)) * time.Second / rate }

// loud is the mean level of what is not silence in a sound, in dBFS.
func (s sound) loud() float64 {
	const block = rate / 20
	var sum, loudest float64
	var powers []float64
	for at := 0; at+block <= len(s); at += block {
		var p float64
		for _, v := range s[at : at+block] {
			p += v * v / block
		}
		powers, loudest = append(powers, p), max(loudest, p)
	}
	n := 0
	for _, p := range powers {
		if p > loudest/1000 {
			sum, n = sum+p, n+1
		}
	}
	return 10 * math.Log10(sum/float64(n))
}

// at is the sound at another level, in dBFS.
func (s sound) at(level float64) sound {
	gain := math.Pow(10, (level-s.loud())/20)
	out := make(sound, len(s))
	for i, v := range s {
		out[i] = v * gain
	}
	return out
}

// over is the sound with another under it, so many dB less loud than it. The other is repeated as need be.
func (s sound) over(other sound, decibels float64) sound {
	other = other.at(s.loud() - decibels)
	out := make(sound, len(s))
	for i, v := range s {
		out[i] = v + other[i%len(other)]
	}
	return out
}

// pink is noise as there is much of in rooms and streets: each octave as loud as the next.
func pink(d time.Duration) sound {
	random := rand.New(rand.NewPCG(1, 2))
	var rows [16]float64
	out := silence(d)
	for i := range out {
		var sum float64
		for k := range rows {
			if i&(1<<k-1) == 0 {
				rows[k] = random.Float64() - 0.5
			}
			sum += rows[k]
		}
		out[i] = sum / 16
	}
	return out
}

// white is hiss.
func white(d time.Duration) sound {
	random := rand.New(rand.NewPCG(3, 4))
	out := silence(d)
	for i := range out {
		out[i] = 0.2 * (random.Float64() - 0.5)
	}
	return out
}

// played is a sound that a formula gives, by the time in seconds.
func played(d time.Duration, formula func(t float64) float64) sound {
	out := silence(d)
	for i := range out {
		out[i] = formula(float64(i) / rate)
	}
	return out
}
