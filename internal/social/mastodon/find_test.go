package mastodon_test

import (
	"errors"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

func TestFindIsSureOnlyWhenNothingCanComeAnyMore(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{})
	p := r.staged(t, "Under way")
	p.Post.SentAt = r.Now()
	_, _, err := r.network.Find(t.Context(), p)
	wantDoubt(t, err)
	_ = r.Pause(t.Context(), 2*time.Minute)
	if _, found, err := r.network.Find(t.Context(), p); err != nil || found {
		t.Fatalf("after a while Find answers %v, %v; want to be sure that it is not there", found, err)
	}

	r.server.Purge() // now the second proof is gone
	_, _, err = r.network.Find(t.Context(), p)
	wantDoubt(t, err)
	_ = r.Pause(t.Context(), time.Hour)
	if _, _, err := r.network.Find(t.Context(), p); !errors.Is(err, belong.ErrUnknowable) {
		t.Errorf("Find answers %v; want that it can't know", err)
	}

	p.Post.Notes = belong.Notes{}
	if _, _, err := r.network.Find(t.Context(), p); !errors.Is(err, belong.ErrUnknowable) {
		t.Errorf("without notes Find answers %v; want that it can't know", err)
	}
}

func TestFindLooksFurtherThanOnePage(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Uploads: 1000, Calls: 1000})
	film := film(t)
	var first belong.Parcel
	var want belong.Receipt
	for i := range 90 {
		p := socialtest.Parcel(t, r.account, film, "One of many", r.Now())
		p.Post.SentAt = r.Now()
		notes, err := r.network.Stage(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		p.Post.Notes = notes
		receipt, err := r.network.Publish(t.Context(), p)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first, want = p, receipt
		}
	}
	got, found, err := r.network.Find(t.Context(), first)
	if err != nil || !found || got.Remote != want.Remote {
		t.Errorf("Find answers %+v, %v, %v; want %+v", got, found, err, want)
	}
	if n := r.server.Asked("GET /api/v1/accounts/{id}/statuses"); n != 3 {
		t.Errorf("it read %d pages; want 3", n)
	}
	_ = r.Pause(t.Context(), time.Hour)
	later := socialtest.Parcel(t, r.account, film, "Never sent", r.Now())
	notes, err := r.network.Stage(t.Context(), later)
	if err != nil {
		t.Fatal(err)
	}
	later.Post.Notes = notes
	_ = r.Pause(t.Context(), 3*time.Minute)
	before := r.server.Asked("GET /api/v1/accounts/{id}/statuses")
	if _, found, err := r.network.Find(t.Context(), later); err != nil || found {
		t.Errorf("Find answers %v, %v; want to be sure that it is not there", found, err)
	}
	if n := r.server.Asked("GET /api/v1/accounts/{id}/statuses") - before; n != 1 {
		t.Errorf("it read %d pages; want none of what is older than the post", n)
	}
}
