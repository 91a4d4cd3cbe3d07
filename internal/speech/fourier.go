package speech

import (
	"math"
	"math/bits"
)

// A fourier transforms frames of one length, a power of two.
type fourier struct {
	turns []complex128 // the roots of unity for the first half
	order []int        // where each value goes first
}

func newFourier(n int) *fourier {
	f := &fourier{turns: make([]complex128, n/2), order: make([]int, n)}
	for i := range f.turns {
		sin, cos := math.Sincos(-2 * math.Pi * float64(i) / float64(n))
		f.turns[i] = complex(cos, sin)
	}
	shift := 64 - bits.Len(uint(n-1))
	for i := range f.order {
		f.order[i] = int(bits.Reverse64(uint64(i)) >> shift)
	}
	return f
}

// transform replaces v by its discrete Fourier transform. For a real and even v that is, but for the scale, its inverse.
func (f *fourier) transform(v []complex128) {
	for i, j := range f.order {
		if i < j {
			v[i], v[j] = v[j], v[i]
		}
	}
	for half := 1; half < len(v); half *= 2 {
		step := len(f.turns) / half
		for at := 0; at < len(v); at += 2 * half {
			for k := range half {
				a, b := v[at+k], v[at+k+half]*f.turns[k*step]
				v[at+k], v[at+k+half] = a+b, a-b
			}
		}
	}
}
