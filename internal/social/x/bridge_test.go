package x_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/dghubble/go-twitter/twitter" //nolint:staticcheck // it stopped at version 1.1, hence the bridge

	"github.com/belonginstem/belong/internal/social/x"
)

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func TestWhatHasNoBridgeFailsLoudly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	client, err := x.Bridge(w.network, t.Context(), w.account)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := client.Timelines.HomeTimeline(nil); err == nil { //nolint:bodyclose // the client closes it
		t.Error("a timeline of version 1.1 is answered")
	}
	if _, _, err := client.Statuses.Destroy(1, nil); err == nil { //nolint:bodyclose // the client closes it
		t.Error("a deletion of version 1.1 is answered")
	}
	reply := &twitter.StatusUpdateParams{InReplyToStatusID: 1}
	if _, _, err := client.Statuses.Update("a text", reply); err == nil { //nolint:bodyclose // the client closes it
		t.Error("a reply becomes a post")
	}
	if got := w.Requests(); len(got) > 0 {
		t.Errorf("X was asked %v", got)
	}
}
