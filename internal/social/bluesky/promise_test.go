package bluesky_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/social/socialtest"
)

func TestBlueskyKeepsThePromise(t *testing.T) {
	t.Parallel()
	socialtest.Promise(t, func(t *testing.T) socialtest.Place {
		t.Helper()
		r := newRig(t)
		return socialtest.Place{
			Network: r.network, Account: r.account,
			Live: r.live, Shows: socialtest.Shows{Alt: true, Captions: true, Video: true},
			Fault: r.fault, Faults: socialtest.Required,
			Settle: func() { r.clock.pass(10 * time.Minute) },
			Now:    r.clock.now,
		}
	})
}

func (r *rig) live(t *testing.T) []socialtest.Live {
	t.Helper()
	var out []socialtest.Live
	for _, p := range r.posts(t) {
		video := sha256.Sum256(r.file(t, p.Value.Embed.Video))
		live := socialtest.Live{Remote: p.URI, Text: p.Value.Text, Alt: p.Value.Embed.Alt, SHA256: hex.EncodeToString(video[:])}
		for _, c := range p.Value.Embed.Captions {
			live.Captions += string(r.file(t, c.File))
		}
		out = append(out, live)
	}
	return out
}

// accessLife is more than a server accepts a session's token for: an app password that is revoked opens nothing new, and
// what it opened ends by itself.
const accessLife = 3 * time.Hour

func (r *rig) fault(f socialtest.Fault) {
	if f == socialtest.Revoked {
		r.person.Revoke(r)
		r.clock.pass(accessLife)
		return
	}
	r.fail("com.atproto.repo.putRecord", f)
}
