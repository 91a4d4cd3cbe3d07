package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/config"
	"github.com/belonginstem/belong/internal/intake"
)

// A house is the whole program but its worker and its clock, on SQLite and a folder of its own.
type house struct {
	*parts
	handler http.Handler
	keys    map[string]string // by caller: what they send as bearer
	mine    belong.ID         // the submission of the caller "owner"
}

func newHouse(t *testing.T) *house {
	t.Helper()
	settings := config.Settings{Listen: "127.0.0.1:8080", Data: filepath.Join(t.TempDir(), "data")}
	p, err := open(t.Context(), settings, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	})
	h := &house{parts: p, keys: map[string]string{"nobody": "", "garbage": "garbage"}}
	if h.handler, err = p.handler(); err != nil {
		t.Fatal(err)
	}
	for _, role := range []belong.Role{belong.Admin, belong.Moderator, belong.Scheduler} {
		email := string(role) + "@example.org"
		if _, _, err := p.auth.AddUser(t.Context(), belong.Actor{Kind: belong.Operator}, email, role, ""); err != nil {
			t.Fatal(err)
		}
		if h.keys[string(role)], err = p.auth.AddKey(t.Context(), belong.Actor{Kind: belong.Operator}, email); err != nil {
			t.Fatal(err)
		}
	}
	h.mine, h.keys["owner"] = h.submit(t)
	_, h.keys["other"] = h.submit(t)
	return h
}

func (h *house) submit(t *testing.T) (id belong.ID, token string) {
	t.Helper()
	created, err := h.intake.Create(t.Context(), intake.Draft{
		Campaign: "you-belong-in-stem", Name: "Jane Doe", Title: "Chief Scientist", Organization: "STEMx",
		Question: "why-diversity", Role: "leader", Release: "1",
	})
	if err != nil {
		t.Fatal(err)
	}
	return created.Submission.ID, created.Token
}

func (h *house) ask(caller, method, path, body string) int {
	r := httptest.NewRequest(method, strings.ReplaceAll(path, "{mine}", string(h.mine)), strings.NewReader(body))
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if h.keys[caller] != "" {
		r.Header.Set("Authorization", "Bearer "+h.keys[caller])
	}
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w.Code
}

// TestWhoMayCallWhat goes through all of the API with everybody who could call it.
func TestWhoMayCallWhat(t *testing.T) {
	t.Parallel()
	const (
		campaign = "/api/v1/campaigns/you-belong-in-stem"
		review   = "?campaign=you-belong-in-stem"
		nothing  = "/api/v1/posts/00000000000000000000000000000000"
		channel  = "/api/v1/channels/00000000000000000000000000000000"
	)
	callers := []string{"nobody", "garbage", "other", "owner", "moderator", "scheduler", "admin"}
	tests := []struct {
		method, path, body string
		want               [7]int // in the order of callers
	}{
		{"GET", campaign, "", [7]int{200, 200, 200, 200, 200, 200, 200}},
		{"GET", "/api/v1/openapi.json", "", [7]int{200, 200, 200, 200, 200, 200, 200}},
		{"GET", "/healthz", "", [7]int{200, 200, 200, 200, 200, 200, 200}},
		{"GET", "/api/v1/submissions/{mine}", "", [7]int{404, 404, 404, 200, 200, 200, 200}},
		{"PATCH", "/api/v1/submissions/{mine}", `{"name":"Jane Roe","title":"Chief Scientist","organization":"STEMx"}`, [7]int{404, 404, 404, 200, 200, 200, 200}},
		{"POST", "/api/v1/submissions/{mine}/cut", `{"clip":"x","from":1,"to":9}`, [7]int{404, 404, 404, 409, 409, 403, 409}},
		{"GET", "/api/v1/submissions/{mine}/captions", "", [7]int{404, 404, 404, 200, 200, 200, 200}},
		{"PUT", "/api/v1/submissions/{mine}/captions", `{"locale":"en","version":0,"cues":[]}`, [7]int{404, 404, 404, 409, 409, 403, 409}},
		{"GET", "/api/v1/review" + review, "", [7]int{401, 401, 401, 401, 200, 200, 200}},
		{"GET", "/api/v1/events/{mine}", "", [7]int{401, 401, 401, 401, 200, 200, 200}},
		{"POST", "/api/v1/submissions/{mine}/decision", `{"decision":"approve"}`, [7]int{401, 401, 401, 401, 409, 403, 409}},
		{"POST", "/api/v1/submissions/{mine}/release", `{"version":"1"}`, [7]int{401, 401, 401, 401, 409, 403, 409}},
		{"GET", campaign + "/schedule", "", [7]int{401, 401, 401, 401, 200, 200, 200}},
		{"POST", campaign + "/schedule", "", [7]int{401, 401, 401, 401, 403, 200, 200}},
		{"POST", campaign + "/switch", `{"on":true}`, [7]int{401, 401, 401, 401, 403, 200, 200}},
		{"GET", "/api/v1/posts" + review, "", [7]int{401, 401, 401, 401, 200, 200, 200}},
		{"POST", nothing + "/cancel", "", [7]int{401, 401, 401, 401, 403, 404, 404}},
		{"GET", "/api/v1/channels" + review, "", [7]int{401, 401, 401, 401, 200, 200, 200}},
		{"POST", "/api/v1/channels", `{"campaign":"you-belong-in-stem","kind":"x"}`, [7]int{401, 401, 401, 401, 403, 422, 422}},
		{"POST", channel + "/test", "", [7]int{401, 401, 401, 401, 403, 404, 404}},
		{"POST", channel + "/reconnect", `{"credentials":{}}`, [7]int{401, 401, 401, 401, 403, 404, 404}},
		{"DELETE", channel, "", [7]int{401, 401, 401, 401, 403, 404, 404}},
		{"GET", "/metrics", "", [7]int{401, 401, 401, 401, 403, 403, 200}},
		{"GET", "/staff/review", "", [7]int{303, 303, 303, 303, 200, 200, 200}},
		{"GET", "/staff/review/{mine}/captions", "", [7]int{303, 303, 303, 303, 409, 403, 409}},
		{"GET", "/staff/mail", "", [7]int{303, 303, 303, 303, 403, 403, 200}},
		{"DELETE", "/api/v1/submissions/{mine}", "", [7]int{404, 404, 404, 204, 404, 404, 404}},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			for i, caller := range callers {
				if got := h.ask(caller, tt.method, tt.path, tt.body); got != tt.want[i] {
					t.Errorf("answers %d to %s, want %d", got, caller, tt.want[i])
				}
			}
		})
	}
}

func TestOneSiteCantAskInAnothersName(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	r := httptest.NewRequest(http.MethodPost, "/api/v1/campaigns/you-belong-in-stem/switch", strings.NewReader(`{"on":true}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+h.keys["admin"])
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("answers %d to another site's page, want 403", w.Code)
	}
}
