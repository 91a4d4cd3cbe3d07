package httpd

import (
	"net/http"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
)

func TestTheAPITestsReconnectsAndDisconnectsAChannel(t *testing.T) {
	t.Parallel()
	s, n := withMastodon(t)
	ch, _ := s.mastodon()
	key, path := s.key(belong.Scheduler), "/channels/"+string(ch.ID)
	var got apiChannel
	s.now.Add(60_000)
	if status := s.call("POST", path+"/test", key, "", &got); status != http.StatusOK || !got.Connected || got.Account != "@stem" || got.CheckedAt == nil || !got.CheckedAt.Equal(s.Now()) {
		t.Errorf("%d: %+v", status, got)
	}
	n.err = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "Mastodon does not know this token any more.", Said: "revoked"}
	if status := s.call("POST", path+"/test", key, "", &got); status != http.StatusOK || got.Connected || got.Trouble != "Mastodon does not know this token any more." || got.Said != "revoked" {
		t.Errorf("with a token that was revoked: %d: %+v", status, got)
	}
	var problem struct{ Code, Field string }
	n.err, n.standing.Account = nil, "@other"
	if status := s.call("POST", path+"/reconnect", key, `{"credentials": {"access_token": "n3w"}}`, &problem); status != http.StatusConflict || problem.Code != "another_account" {
		t.Errorf("with another's keys: %d: %+v", status, problem)
	}
	n.standing.Account = "@stem"
	if status := s.call("POST", path+"/reconnect", key, `{"credentials": {}}`, &problem); status != http.StatusUnprocessableEntity || problem.Field != "access_token" {
		t.Errorf("without keys: %d: %+v", status, problem)
	}
	got = apiChannel{}
	if status := s.call("POST", path+"/reconnect", key, `{"credentials": {"access_token": "n3w"}}`, &got); status != http.StatusOK || !got.Connected || got.Trouble != "" || n.keys["access_token"] != "n3w" {
		t.Errorf("anew: %d: %+v; the network was shown %v", status, got, n.keys)
	}
	if status := s.call("DELETE", path, key, "", nil); status != http.StatusNoContent {
		t.Errorf("disconnected: %d", status)
	}
	if status := s.call("POST", path+"/test", key, "", &problem); status != http.StatusNotFound {
		t.Errorf("when it is gone: %d", status)
	}
}
