package x_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
)

func TestWhatBecameOfALostAnswerIsFound(t *testing.T) {
	t.Parallel()
	for fault, live := range map[xsim.Fault]bool{
		xsim.DropBefore: false, xsim.DropAfter: true, xsim.ErrorBefore: false, xsim.ErrorAfter: true, xsim.UnreadableAfter: true,
	} {
		w := newWorld(t)
		w.published(t, "another text")
		p := w.staged(t, "a text")
		w.Fail(createPost, fault)
		_, err := w.network.Publish(t.Context(), p)
		wantDoubt(t, err)
		w.clock.pass(2 * time.Minute)
		r, found, err := w.network.Find(t.Context(), p)
		if err != nil || found != live {
			t.Errorf("%s: found is %t, %v", fault, found, err)
		}
		posts := w.Live()
		if last := posts[len(posts)-1]; live && (r.Remote != last.ID || r.Link == "") {
			t.Errorf("%s: found %+v, live is %+v", fault, r, last)
		}
	}
}

func TestATimelineMayBeLate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Lag(1)
	w.Fail(createPost, xsim.DropAfter)
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	w.clock.pass(119 * time.Second)
	if _, found, err := w.network.Find(t.Context(), p); found || err == nil || errors.Is(err, belong.ErrUnknowable) {
		t.Errorf("after less than two minutes: %t, %v", found, err)
	}
	if _, found, err := w.network.Find(t.Context(), p); !found || err != nil {
		t.Errorf("once it is there: %t, %v", found, err)
	}
}

func TestLookingOftenDoesNotUseUpXsPatience(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Fail(createPost, xsim.DropBefore)
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	for range 100 {
		if _, _, err := w.network.Find(t.Context(), p); belong.FaultOf(err) != "" {
			t.Fatal(err)
		}
	}
}

func TestAPostIsFoundBehindManyOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "the first")
	w.Fail(createPost, xsim.DropAfter)
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	first := w.Live()[0].ID
	for i := range 230 {
		w.Limit(createPost, 5, false)
		w.published(t, fmt.Sprint("post ", i))
	}
	r, found, err := w.network.Find(t.Context(), p)
	if err != nil || !found || r.Remote != first {
		t.Errorf("found %+v %t %v, want %s", r, found, err, first)
	}
}

func TestAPostIsFoundLongAfterItWasSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.staged(t, "a text")
	w.Fail(createPost, xsim.DropAfter)
	_, err := w.network.Publish(t.Context(), p)
	wantDoubt(t, err)
	w.clock.pass(30 * time.Hour)
	p.Post.SentAt = w.clock.Now() // a person had it sent again
	notes, err := w.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if string(notes.Kept) == string(p.Post.Notes.Kept) {
		t.Fatal("notes that ended are good for ever")
	}
	p.Post.Notes = notes
	if r, found, err := w.network.Find(t.Context(), p); err != nil || !found || r.Remote != w.Live()[0].ID {
		t.Errorf("found %+v %t %v", r, found, err)
	}
}

func TestAnotherAccountsPostIsNotOurs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours := w.staged(t, "a text")
	theirs := w.account
	theirs.Keys = w.SignUp("somebody")
	w.account = theirs
	w.published(t, "a text")
	w.clock.pass(time.Hour)
	if _, found, err := w.network.Find(t.Context(), ours); found || err != nil {
		t.Errorf("found %t, %v", found, err)
	}
}

func TestAnErrorWhileLookingLeavesEverythingOpen(t *testing.T) {
	t.Parallel()
	for _, route := range []string{"GET /2/users/me", "GET /2/users/{id}/tweets"} {
		for _, fault := range []xsim.Fault{xsim.DropBefore, xsim.ErrorBefore, xsim.Overloaded, xsim.Blocked, xsim.UnreadableAfter, xsim.Unauthorized, xsim.Unpaid} {
			w := newWorld(t)
			p := w.published(t, "a text")
			w.clock.pass(time.Hour)
			w.Fail(route, fault)
			w.Fail(route, fault) // Go's transport repeats a question by itself when its connection is cut
			_, found, err := w.network.Find(t.Context(), p)
			if found || err == nil || errors.Is(err, belong.ErrUnknowable) {
				t.Errorf("%s, %s: found %t, %v", route, fault, found, err)
			}
		}
	}
}

func TestATimelineThatIsNotWholeProvesNothing(t *testing.T) {
	t.Parallel()
	for answer, sure := range map[string]bool{
		`{"meta":{"result_count":0}}`:                true,
		`{"data":[{"id":"1","text":"a"}],"meta":{}}`: true,
		`{"meta":{},"errors":[{"title":"a"}]}`:       false,
		`{"errors":[{"title":"a"}]}`:                 false,
		`{}`:                                         false,
		`[]`:                                         false,
		`{"meta":{"next_token":"for ever"}}`:         false,
	} {
		w := newWorld(t)
		p := w.staged(t, "a text")
		w.clock.pass(time.Hour)
		p.Account.BaseURL = serve(t, func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/2/users/me" {
				_, _ = io.WriteString(rw, `{"data":{"id":"1","username":"STEMx"}}`)
				return
			}
			_, _ = io.WriteString(rw, answer)
		})
		if _, found, err := w.network.Find(t.Context(), p); found || (err == nil) != sure {
			t.Errorf("%s: found %t, %v", answer, found, err)
		}
	}
}

func TestWithoutNotesNothingIsKnown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	_, found, err := w.network.Find(t.Context(), w.parcel(t, "a text", 10))
	if found || !errors.Is(err, belong.ErrUnknowable) {
		t.Errorf("found %t, %v", found, err)
	}
}

func TestARemovedPostIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	other, p := w.published(t, "another text"), w.published(t, "a text")
	for range 2 { // the second time it is gone already
		if err := w.network.Remove(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if live := w.Live(); len(live) != 1 || live[0].ID != other.Post.Remote {
		t.Errorf("live are %+v", live)
	}
}

func TestWhatSomebodyElseTookDownIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.published(t, "a text")
	w.Delete(p.Post.Remote)
	if err := w.network.Remove(t.Context(), p); err != nil {
		t.Error(err)
	}
}

func TestOnlyXsWordIsEnoughToCallAPostGone(t *testing.T) {
	t.Parallel()
	const deletePost, getPost = "DELETE /2/tweets/{id}", "GET /2/tweets/{id}"
	type wrong map[string]xsim.Fault
	for _, c := range []struct {
		name  string
		wrong wrong
		gone  bool
		fault belong.Fault
	}{
		{"deleted, its answer lost", wrong{deletePost: xsim.DropAfter}, true, ""},
		{"deleted behind an error", wrong{deletePost: xsim.ErrorAfter}, true, ""},
		{"not deleted", wrong{deletePost: xsim.DropBefore}, false, ""},
		{"blocked", wrong{deletePost: xsim.Blocked}, false, ""},
		{"unpaid", wrong{deletePost: xsim.Unpaid}, false, belong.NotNow},
		{"nobody can say", wrong{getPost: xsim.UnreadableAfter}, false, ""},
		{"nobody wants to say", wrong{getPost: xsim.Unpaid}, false, ""},
		{"somebody else's 403", wrong{getPost: xsim.Blocked}, false, ""},
	} {
		w := newWorld(t)
		p := w.published(t, "a text")
		for route, fault := range c.wrong {
			w.Fail(route, fault)
		}
		err := w.network.Remove(t.Context(), p)
		if (err == nil) != c.gone || belong.FaultOf(err) != c.fault {
			t.Errorf("%s: %v (fault %q)", c.name, err, belong.FaultOf(err))
		}
	}
}

func TestAPostThatCannotBeSeenIsNotGone(t *testing.T) {
	t.Parallel()
	const kinds = "https://api.twitter.com/2/problems/"
	for answer, gone := range map[string]bool{
		`{"errors":[{"type":"` + kinds + `resource-not-found","resource_id":"7","title":"Not Found Error"}]}`:         true,
		`{"errors":[{"type":"` + kinds + `resource-not-found","resource_id":"8","title":"Not Found Error"}]}`:         false,
		`{"errors":[{"type":"` + kinds + `not-authorized-for-resource","resource_id":"7","title":"Not authorized"}]}`: false,
		`{"data":{"id":"7","text":"a"}}`: false,
		`{"errors":[]}`:                  false,
		`{}`:                             false,
		``:                               false,
	} {
		w := newWorld(t)
		p := w.parcel(t, "a text", 10)
		p.Post.Remote = "7"
		p.Account.BaseURL = serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, answer) })
		if err := w.network.Remove(t.Context(), p); (err == nil) != gone {
			t.Errorf("%s: %v", answer, err)
		}
	}
}

func TestAStrangersPostIsNotTakenDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	p := w.published(t, "a text")
	p.Account.Keys = w.SignUp("somebody")
	if err := w.network.Remove(t.Context(), p); err == nil {
		t.Error("it says that the post is gone")
	}
	p.Post.Remote = "1/../2"
	if err := w.network.Remove(t.Context(), p); err == nil || len(w.Live()) != 1 {
		t.Errorf("what is no ID is asked for: %v", err)
	}
}

func TestCheckTellsWhoseKeysTheyAre(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, err := w.network.Check(t.Context(), w.account)
	if err != nil {
		t.Fatal(err)
	}
	if s.Account != "@STEMx" || s.Warning != "" || !s.Expires.IsZero() || s.Limits.Text != 280 || s.Limits.Alt != 1000 ||
		s.Limits.Bytes != 512<<20 || s.Limits.Length != 140*time.Second {
		t.Errorf("got %+v", s)
	}
	if got := w.Requests(); len(got) != 1 {
		t.Errorf("it asked %v", got)
	}
}

func TestCheckWarnsOfWhatXTells(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world){
		"read only": func(w *world) { w.ReadOnly("STEMx") },
		"protected": func(w *world) { w.Protect("STEMx") },
	} {
		w := newWorld(t)
		change(w)
		s, err := w.network.Check(t.Context(), w.account)
		if err != nil || s.Warning == "" {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}
