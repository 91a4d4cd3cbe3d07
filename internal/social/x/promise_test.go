package x_test

import (
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
)

func TestXKeepsThePromise(t *testing.T) {
	t.Parallel()
	socialtest.Promise(t, place)
}

// place is an account at a simulated X.
func place(t *testing.T) socialtest.Place {
	w := newWorld(t)
	once := map[socialtest.Fault]xsim.Fault{
		socialtest.DropBefore: xsim.DropBefore, socialtest.DropAfter: xsim.DropAfter, socialtest.ErrorAfter: xsim.ErrorAfter,
	}
	return socialtest.Place{
		Network: w.network, Account: w.account, Now: w.clock.Now,
		Shows:  socialtest.Shows{Alt: true, Captions: true, Video: true},
		Faults: append(slices.Clone(socialtest.Required), socialtest.Lag),
		Live:   func(*testing.T) []socialtest.Live { return w.seen() },
		Fault: func(f socialtest.Fault) {
			switch f {
			case socialtest.Limited, socialtest.LimitedSilently:
				w.Limit(createPost, 0, f == socialtest.LimitedSilently)
			case socialtest.Revoked:
				w.Revoke("STEMx")
			case socialtest.Lag:
				w.Lag(-1)
			default:
				w.Fail(createPost, once[f])
			}
		},
		Settle: func() {
			w.clock.pass(15 * time.Minute)
			w.Lag(0)
		},
	}
}

// seen is what is live, the newest first.
func (w *world) seen() []socialtest.Live {
	var out []socialtest.Live
	for _, p := range slices.Backward(w.Live()) {
		l := socialtest.Live{Remote: p.ID, Text: p.Text}
		for _, m := range p.Media {
			l.Alt, l.SHA256 = m.Alt, m.SHA256
			for _, c := range m.Captions {
				l.Captions += c.Text
			}
		}
		out = append(out, l)
	}
	return out
}
