package mastodon_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

func TestPublishSaysAllThatBelongsToThePost(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Yo pertenezco a STEM")
	p.Locale = "es"
	if _, err := r.network.Publish(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	live := r.server.Live()[0]
	if live.Language != "es" || live.Visibility != "public" || live.Sensitive {
		t.Errorf("it was posted in %q, %s, sensitive %v; want es, public, false", live.Language, live.Visibility, live.Sensitive)
	}
}

func TestATextThatIsTooLongIsRefusedInTheServersWords(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, strings.Repeat("x", 501))
	_, err := r.network.Publish(t.Context(), p)
	if no := wantFault(t, err, belong.Refused); !strings.Contains(no.Said, "character limit of 500") {
		t.Errorf("the server is said to have said %q", no.Said)
	}
}

func TestAVideoThatIsInAPostAlreadyLeavesADoubt(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]mastosim.Settings{
		"refused":                   {ForgetsKeys: true},
		"left away without a word":  {ForgetsKeys: true, DropsMedia: true},
		"answered with the old one": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, settings)
			p := r.staged(t, "Twice")
			first, err := r.network.Publish(t.Context(), p)
			if err != nil {
				t.Fatal(err)
			}
			second, err := r.network.Publish(t.Context(), p)
			if err != nil {
				wantDoubt(t, err)
			} else if second.Remote != first.Remote {
				t.Errorf("the second time it is %s; want %s", second.Remote, first.Remote)
			}
			if live := r.server.Live(); len(live) != 1 || live[0].ID != first.Remote {
				t.Errorf("live is %+v; want the first post alone", live)
			}
			found, ok, err := r.network.Find(t.Context(), p)
			if err != nil || !ok || found.Remote != first.Remote {
				t.Errorf("Find answers %+v, %v, %v; want the first post", found, ok, err)
			}
		})
	}
}

// net/http sends a request with an Idempotency-Key again by itself, unless it is kept from it.
func TestOneRequestIsOneRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Once")
	for range 3 {
		before := r.server.Asked("POST /api/v1/statuses")
		r.server.Fail(mastosim.DropBefore)
		_, err := r.network.Publish(t.Context(), p)
		wantDoubt(t, err)
		if n := r.server.Asked("POST /api/v1/statuses") - before; n != 1 {
			t.Errorf("the server was asked %d times; want once", n)
		}
	}
	before := r.server.Asked("POST /api/v1/statuses")
	r.server.Fail(mastosim.Limited)
	_, err := r.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	if n := r.server.Asked("POST /api/v1/statuses") - before; n != 1 {
		t.Errorf("the server, which wants a rest, was asked %d times; want once", n)
	}
}

func TestAServerThatIsNotThereHasDoneNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Nobody there")
	gone := httptest.NewServer(http.NotFoundHandler())
	p.Account.BaseURL = gone.URL
	gone.Close()
	_, err := r.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	wantFault(t, r.network.Remove(t.Context(), belong.Parcel{Account: p.Account, Post: belong.Post{Remote: "1"}}), belong.NotNow)
}

func TestTheLastCallOfAWindowAsksForARest(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Calls: 6}) // to stage a post takes two, to publish it one
	one := r.staged(t, "One")
	receipt, err := r.network.Publish(t.Context(), one)
	if err != nil || !receipt.Rest.IsZero() {
		t.Fatalf("a post within the limit: %+v, %v; want no rest", receipt, err)
	}
	two := r.staged(t, "Two")
	receipt, err = r.network.Publish(t.Context(), two)
	if want := r.Now().Truncate(5 * time.Minute).Add(5 * time.Minute); err != nil || !receipt.Rest.Equal(want) {
		t.Fatalf("the last post of a window: %+v, %v; want a rest until %v", receipt, err, want)
	}
}
