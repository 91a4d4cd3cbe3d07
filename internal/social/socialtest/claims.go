package socialtest

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func testCheck(s *teller) {
	standing, err := s.Network.Check(s.Context(), s.Account)
	if err != nil {
		s.Fatal(err)
	}
	if standing.Account == "" || standing.Limits.Text <= 0 {
		s.Errorf("a good account stands as %+v; want its name, and how long a text may be", standing)
	}
	s.live(0)
}

func testRevoked(s *teller) {
	p := s.staged("Revoked after it was live")
	r := s.publish(p)
	p.Post.Remote = r.Remote
	next := s.staged("Revoked before it was live")
	fresh := s.parcel("Revoked before it was staged")
	s.Fault(Revoked)

	_, err := s.Network.Check(s.Context(), s.Account)
	s.no("Check", err, belong.Disconnected)
	_, err = s.Network.Stage(s.Context(), fresh)
	s.no("Stage", err, belong.Disconnected)
	_, err = s.Network.Publish(s.Context(), next)
	s.no("Publish", err, belong.Disconnected)
	s.no("Remove", s.Network.Remove(s.Context(), p), belong.Disconnected)
	if _, found, err := s.Network.Find(s.Context(), p); err == nil && !found {
		s.Error("Find with revoked keys is sure that a live post is not there")
	}
	s.live(1)
}

func testStageTwice(s *teller) {
	p := s.parcel("Staged twice")
	first := s.stage(p)
	p.Post.Notes = first
	opened := s.opened.Load()
	second := s.stage(p)
	if diff := cmp.Diff(first, second); diff != "" {
		s.Errorf("the second Stage answered other notes (-first +second):\n%s", diff)
	}
	if again := s.opened.Load() - opened; again != 0 {
		s.Errorf("the second Stage opened the video %d times; want none", again)
	}
	s.live(0)
	p.Post.Notes = second
	s.publish(p)
}

func testPublish(s *teller) {
	p := s.staged("I belong in STEM, & so do you: ¡también tú! 🎉\n#YOUbelonginSTEM")
	r := s.publish(p)
	live := s.live(1)[0]
	if r.Link == "" || r.Remote == "" || r.Remote != live.Remote {
		s.Errorf("the receipt is %+v; want a link, and the name %q", r, live.Remote)
	}
	if live.Text != p.Post.Text {
		s.Errorf("the text that is live is %q; want %q", live.Text, p.Post.Text)
	}
	if s.Shows.Alt && live.Alt != p.Alt {
		s.Errorf("the description that is live is %q; want %q", live.Alt, p.Alt)
	}
	if s.Shows.Video && live.SHA256 != p.SHA256 {
		s.Errorf("the video that is live is %s; want %s", live.SHA256, p.SHA256)
	}
	for _, cue := range p.Captions.Cues {
		if s.Shows.Captions && !strings.Contains(live.Captions, cue.Text) {
			s.Errorf("the captions that are live lack %q: %q", cue.Text, live.Captions)
		}
	}
}

func testFind(s *teller) {
	other := s.staged("Another post, with the very same video")
	receipt := s.publish(other)
	p := s.staged("One that was never sent")
	p.Post.SentAt = s.now()
	if _, found := s.sure(p); found {
		s.Fatal("a post that was never sent was found")
	}
	s.Settle()
	r, found := s.sure(other)
	if !found || r.Remote != receipt.Remote || r.Link != receipt.Link {
		s.Errorf("looking for what is live found %v %+v; want %+v", found, r, receipt)
	}
}

func testCanceled(s *teller) {
	p := s.staged("Too late")
	p.Post.SentAt = s.now()
	over, cancel := context.WithCancel(s.Context())
	cancel()
	if _, err := s.Network.Publish(over, p); err == nil {
		s.Error("Publish had no time at all, and yet no error")
	}
	s.live(0)
}

func testLimited(s *teller) {
	p := s.staged("Limited")
	s.Fault(Limited)
	p.Post.SentAt = s.now()
	_, err := s.Network.Publish(s.Context(), p)
	if until := s.no("Publish", err, belong.NotNow); !until.After(s.now()) {
		s.Errorf("a limit that said until when is one until %v; want a time after %v", until, s.now())
	}
	s.live(0)
}

func testLimitedSilently(s *teller) {
	p := s.staged("Limited silently")
	s.Fault(LimitedSilently)
	p.Post.SentAt = s.now()
	_, err := s.Network.Publish(s.Context(), p)
	s.no("Publish", err, belong.NotNow)
	s.live(0)
}

func testRemove(s *teller) {
	stays := s.publish(s.staged("This one stays"))
	p := s.staged("This one goes")
	p.Post.Remote = s.publish(p).Remote
	for range 2 {
		if err := s.Network.Remove(s.Context(), p); err != nil {
			s.Fatal(err)
		}
		if live := s.live(1); live[0].Remote != stays.Remote {
			s.Fatalf("%q is live; want %q", live[0].Remote, stays.Remote)
		}
	}
	p.Post.Remote = "" // a person posted it by hand; so a person has to take it down
	s.no("Remove", s.Network.Remove(s.Context(), p), belong.Refused)
}

// testTrouble sends one post as publishing does: after every answer that leaves a doubt it looks until it is sure, and sends
// again only what was not found.
func testTrouble(s *teller, faults []Fault) {
	p := s.staged("One post, whatever happens")
	if faults[0] == Lag {
		s.Fault(Lag)
		faults = faults[1:]
	}
	for try := 0; ; try++ {
		if try > len(faults) {
			s.Fatalf("after %d tries nothing is live", try)
		}
		if try < len(faults) {
			s.Fault(faults[try])
		}
		p.Post.SentAt = s.now()
		r, err := s.Network.Publish(s.Context(), p)
		switch {
		case err == nil:
			s.is(r)
			return
		case belong.FaultOf(err) != "":
			s.no("Publish", err, belong.NotNow)
			s.live(0)
			s.Settle()
			continue
		}
		s.mind("Publish", err)
		if r, found := s.sure(p); found {
			s.is(r)
			return
		}
		s.live(0)
	}
}

// kept is what notes are once they were written down and read by another process.
func (s *teller) kept(n belong.Notes) belong.Notes {
	s.Helper()
	if !json.Valid(n.Kept) {
		s.Fatalf("notes are kept as JSON; these are %q", n.Kept)
	}
	return belong.Notes{Kept: append([]byte(nil), n.Kept...), Until: n.Until}
}
