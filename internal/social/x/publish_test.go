package x_test

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
	"github.com/belonginstem/belong/internal/social/x"
)

const createPost = "POST /2/tweets"

func TestAPostIsLiveWithItsTextAndItsVideo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	text := "Ana María, 12: “Yo pertenezco” & more + 100% = ☀️\n\n#YOUbelonginSTEM"
	p := w.parcel(t, text, 10)
	p.Alt, p.Captions = "A girl.", confirmed()
	notes, err := w.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Notes = notes
	r, err := w.network.Publish(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	live := w.Live()
	want := []xsim.Post{{ID: r.Remote, By: "STEMx", Text: text, MadeAt: noon, Media: w.Media()[:1]}}
	if diff := cmp.Diff(want, live); diff != "" {
		t.Error(diff)
	}
	if live[0].Media[0].SHA256 != p.SHA256 {
		t.Error("it is another video")
	}
	if want := (belong.Receipt{Link: "https://x.com/i/web/status/" + r.Remote, Remote: r.Remote}); r != want {
		t.Errorf("the receipt is %+v", r)
	}
}

func TestWhatIsDoubtfulIsNeverCalledCertain(t *testing.T) {
	t.Parallel()
	for _, fault := range []xsim.Fault{
		xsim.DropBefore, xsim.DropAfter, xsim.ErrorBefore, xsim.ErrorAfter, xsim.Overloaded, xsim.UnreadableAfter, xsim.Blocked,
		xsim.Duplicate,
	} {
		w := newWorld(t)
		p := w.staged(t, "a text")
		w.Fail(createPost, fault)
		_, err := w.network.Publish(t.Context(), p)
		if err == nil || belong.FaultOf(err) != "" {
			t.Errorf("%s: %v (fault %q)", fault, err, belong.FaultOf(err))
		}
		if got := w.count(createPost); got != 1 {
			t.Errorf("%s: asked %d times", fault, got)
		}
	}
}

func TestXItselfRefusesToPostTheSameAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.published(t, "a text")
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	p.Post.Text = "another text"
	_, err = w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	other := w.staged(t, "a text")
	_, err = w.network.Publish(t.Context(), other)
	wantDoubt(t, err)
	if live := w.Live(); len(live) != 1 {
		t.Errorf("live are %+v", live)
	}
}

func TestALimitIsObeyedBeforeItBites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	first, second, third := w.staged(t, "one"), w.staged(t, "two"), w.staged(t, "three")
	w.Limit(createPost, 2, false)
	reset := noon.Add(15 * time.Minute)
	r, err := w.network.Publish(t.Context(), first)
	if err != nil || !r.Rest.IsZero() {
		t.Errorf("with one left: rest until %v, %v", r.Rest, err)
	}
	r, err = w.network.Publish(t.Context(), second)
	if err != nil || !r.Rest.Equal(reset) {
		t.Errorf("with none left: rest until %v, want %v; %v", r.Rest, reset, err)
	}
	_, err = w.network.Publish(t.Context(), third)
	if e := wantFault(t, err, belong.NotNow); !e.Until.Equal(reset) {
		t.Errorf("try again at %v, want %v", e.Until, reset)
	}
	w.clock.pass(15 * time.Minute)
	if _, err = w.network.Publish(t.Context(), third); err != nil {
		t.Error(err)
	}
}

func TestEveryLimitThatXCountsIsObeyed(t *testing.T) {
	t.Parallel()
	soon, late := noon.Add(time.Minute), noon.Add(time.Hour)
	header := func(pairs ...string) map[string]string {
		out := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i]] = pairs[i+1]
		}
		return out
	}
	atSoon, atLate := strconv.FormatInt(soon.Unix(), 10), strconv.FormatInt(late.Unix(), 10)
	for _, c := range []struct {
		name   string
		status int
		header map[string]string
		rest   time.Time
	}{
		{"the account's day", 201, header("x-user-limit-24hour-remaining", "0", "x-user-limit-24hour-reset", atLate), late},
		{"the app's day", 201, header("x-app-limit-24hour-remaining", "0", "x-app-limit-24hour-reset", atLate), late},
		{"two at once", 201, header("x-rate-limit-remaining", "0", "x-rate-limit-reset", atSoon, "x-user-limit-24hour-remaining", "0", "x-user-limit-24hour-reset", atLate), late},
		{"something left", 201, header("x-rate-limit-remaining", "1", "x-rate-limit-reset", atSoon), time.Time{}},
		{"no number", 201, header("x-rate-limit-remaining", "0", "x-rate-limit-reset", "soon"), time.Time{}},
		{"over, with a day's limit", 429, header("x-rate-limit-remaining", "5", "x-rate-limit-reset", atSoon, "x-user-limit-24hour-remaining", "0", "x-user-limit-24hour-reset", atLate), late},
		{"over, with seconds", 429, header("Retry-After", "60"), soon},
		{"over, with a reset only", 429, header("x-rate-limit-reset", atSoon), soon},
	} {
		w := newWorld(t)
		p := w.staged(t, "a text")
		p.Account.BaseURL = serve(t, func(w http.ResponseWriter, _ *http.Request) {
			for name, value := range c.header {
				w.Header().Set(name, value)
			}
			w.WriteHeader(c.status)
			_, _ = io.WriteString(w, `{"data":{"id":"7","text":"a text"}}`)
		})
		r, err := w.network.Publish(t.Context(), p)
		got := r.Rest
		if c.status == http.StatusTooManyRequests {
			got = wantFault(t, err, belong.NotNow).Until
		} else if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if !got.Equal(c.rest) {
			t.Errorf("%s: rest until %v, want %v", c.name, got, c.rest)
		}
	}
}

func TestALimitThatSaysNothingIsALimit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Limit(createPost, 0, true)
	_, err := w.network.Publish(t.Context(), p)
	if e := wantFault(t, err, belong.NotNow); !e.Until.IsZero() {
		t.Errorf("try again at %v, which nobody said", e.Until)
	}
}

func TestRevokedKeysDisconnect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Revoke("STEMx")
	_, err := w.network.Publish(t.Context(), p)
	if e := wantFault(t, err, belong.Disconnected); e.Said != "Invalid or expired token." {
		t.Errorf("X said %q", e.Said)
	}
	_, err = w.network.Check(t.Context(), w.account)
	wantFault(t, err, belong.Disconnected)
	_, err = w.network.Stage(t.Context(), w.parcel(t, "a text", 10))
	wantFault(t, err, belong.Disconnected)
}

func TestKeysThatXNeverGaveDisconnect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for name := range w.account.Keys {
		keys := belong.Credentials{}
		for n, value := range w.account.Keys {
			keys[n] = value
		}
		keys[name] += "x"
		_, err := w.network.Check(t.Context(), belong.Account{Kind: belong.X, Keys: keys})
		wantFault(t, err, belong.Disconnected)
		delete(keys, name)
		_, err = w.network.Check(t.Context(), belong.Account{Kind: belong.X, Keys: keys})
		if e := wantFault(t, err, belong.Disconnected); !strings.Contains(e.Sentence, name) {
			t.Errorf("without %s it says %q", name, e.Sentence)
		}
	}
}

func TestBeingUnauthorizedInPassingStopsNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Fail(createPost, xsim.Unauthorized)
	_, err := w.network.Publish(t.Context(), p)
	wantFault(t, err, belong.NotNow)
	w.Fail(createPost, xsim.Unauthorized)
	w.Fail("GET /2/users/me", xsim.Unauthorized)
	_, err = w.network.Publish(t.Context(), p)
	wantFault(t, err, belong.Disconnected)
	if live := w.Live(); len(live) != 0 {
		t.Errorf("live are %+v", live)
	}
}

func TestAQuestionThatTheTransportRepeatsDisconnectsNobody(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.staged(t, "a text") // so that there is a connection to be cut
	w.Fail("GET /2/users/me", xsim.DropAfter)
	_, err := w.network.Check(t.Context(), w.account)
	wantFault(t, err, belong.NotNow)
	if _, err = w.network.Check(t.Context(), w.account); err != nil {
		t.Error(err)
	}
}

func TestKeysThatMayOnlyReadDisconnect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.ReadOnly("STEMx")
	_, err := w.network.Publish(t.Context(), p)
	wantFault(t, err, belong.Disconnected)
}

func TestWhatXForbidsIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Fail(createPost, xsim.Forbidden)
	_, err := w.network.Publish(t.Context(), p)
	if e := wantFault(t, err, belong.Refused); !strings.Contains(e.Said, "You are not permitted") {
		t.Errorf("X said %q", e.Said)
	}
}

func TestXWantsToBePaid(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Fail(createPost, xsim.Unpaid)
	_, err := w.network.Publish(t.Context(), p)
	if e := wantFault(t, err, belong.NotNow); !strings.Contains(e.Sentence, "credits") {
		t.Errorf("it says %q", e.Sentence)
	}
}

func TestATextThatIsTooLongIsRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, strings.Repeat("科", 141))
	_, err := w.network.Publish(t.Context(), p)
	wantFault(t, err, belong.Refused)
	p.Post.Text = strings.Repeat("科", 140)
	if _, err = w.network.Publish(t.Context(), p); err != nil {
		t.Error(err)
	}
}

func TestWithoutItsVideoNoPostIsSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, err := w.network.Publish(t.Context(), w.parcel(t, "a text", 10))
	wantFault(t, err, belong.NotNow)
	if got := w.Requests(); len(got) > 0 {
		t.Errorf("X was asked %v", got)
	}
}

func TestANetworkThatIsNotThereIsForAnotherTime(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	p := w.staged(t, "a text")
	refusing := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{refusing, "http://nowhere.invalid"} {
		p.Account.BaseURL = address
		_, err = w.network.Publish(t.Context(), p)
		wantFault(t, err, belong.NotNow)
		_, err = w.network.Check(t.Context(), p.Account)
		wantFault(t, err, belong.NotNow)
	}
}

func TestCredentialsFollowNoRedirect(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	elsewhere := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("somebody else is asked %s %s, as %q", r.Method, r.URL, r.Header.Get("Authorization"))
	})
	p.Account.BaseURL = serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere+r.URL.Path, http.StatusTemporaryRedirect)
	})
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	if _, err = w.network.Check(t.Context(), p.Account); err == nil {
		t.Error("an answer is made of a redirect")
	}
}

func TestXLearnsWhoAsks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	agents := make(chan string, 1)
	w.account.BaseURL = serve(t, func(_ http.ResponseWriter, r *http.Request) { agents <- r.Header.Get("User-Agent") })
	if _, err := w.network.Check(t.Context(), w.account); err == nil {
		t.Error("nothing is an answer")
	}
	if got, want := <-agents, "Belong (+https://belong.example)"; got != want {
		t.Errorf("it is %q, want %q", got, want)
	}
}

func TestAnAnswerWithoutEndIsNotRead(t *testing.T) {
	t.Parallel()
	endless := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		for range 100 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	})
	w := newWorld(t)
	p := w.staged(t, "a text")
	p.Account.BaseURL = endless
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
}

func TestNothingTellsTheKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	for _, fault := range []xsim.Fault{xsim.DropAfter, xsim.ErrorAfter, xsim.Duplicate, xsim.Unpaid} {
		w.Fail(createPost, fault)
		_, err := w.network.Publish(t.Context(), p)
		for name, value := range w.account.Keys {
			if strings.Contains(err.Error(), value) {
				t.Errorf("%s: the error tells the %s", fault, name)
			}
		}
	}
}

func TestTheNetworksOwnAddressIsXs(t *testing.T) {
	t.Parallel()
	if got := x.New(x.Config{}).BaseURL(); got != "https://api.x.com" {
		t.Errorf("it is %q", got)
	}
}
