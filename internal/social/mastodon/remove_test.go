package mastodon_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/social/socialtest/mastosim"
)

func TestRemoveBelievesOnlyTheServerItself(t *testing.T) {
	t.Parallel()
	r := newRig(t, mastosim.Settings{Late: 100})
	p := r.staged(t, "Still shown")
	receipt, err := r.network.Publish(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Remote = receipt.Remote
	wantDoubt(t, r.network.Remove(t.Context(), p)) // it still shows it

	lost := httptest.NewServer(http.NotFoundHandler()) // no Mastodon at all
	t.Cleanup(lost.Close)
	p.Account.BaseURL = lost.URL
	wantDoubt(t, r.network.Remove(t.Context(), p))
	p.Post.Remote = ""
	wantFault(t, r.network.Remove(t.Context(), p), belong.Refused)
}
