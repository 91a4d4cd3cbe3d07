package httpd

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// A knock is a request for a route, with what is really there in place of its parameters.
type knock struct{ method, route, path string }

// knocks are all routes that the server has, with the post of a video that is not published, its submission and its channel.
func (s *site) knocks(w belong.Showing) []knock {
	s.t.Helper()
	var out []knock
	for _, r := range s.server.Handler.(*gin.Engine).Routes() {
		id := string(w.Post.SubmissionID)
		switch {
		case strings.Contains(r.Path, "/posts/"):
			id = string(w.Post.ID)
		case strings.Contains(r.Path, "/channels/"):
			id = string(w.Channel.ID)
		}
		for _, verb := range verbsOf(r.Path) {
			path := strings.NewReplacer(":id", id, ":slug", s.campaign.Slug, ":clip", string(w.Post.ClipID), ":kind", "web", ":verb", verb, ":token", "x").Replace(r.Path)
			out = append(out, knock{r.Method, r.Path, path})
		}
	}
	return out
}

func verbsOf(route string) []string {
	switch {
	case !strings.HasSuffix(route, "/:verb"):
		return []string{""}
	case strings.Contains(route, "/channels/"):
		return []string{"test", "again", "gap", "disconnect"}
	}
	return []string{"retry", "cancel", "confirm", "remove", "removed"}
}

// status is that of the answer itself, wherever it leads.
func (v *visitor) status(method, path, key string) (status int, leads string) {
	v.site.t.Helper()
	r, err := http.NewRequestWithContext(v.site.t.Context(), method, v.site.Address+path, strings.NewReader("{}"))
	v.site.must(err)
	r.Header.Set("Content-Type", "application/json")
	if key != "" {
		r.Header.Set("Authorization", "Bearer "+key)
	}
	client := *v.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := client.Do(r)
	v.site.must(err)
	v.site.must(answer.Body.Close())
	return answer.StatusCode, answer.Header.Get("Location")
}

// openRoutes are the routes of the API that are not for staff alone.
var openRoutes = []string{"/api/v1/campaigns/:slug", "/api/v1/submissions", "/api/v1/uploads", "/api/v1/uploads/*any"}

func forStaffOnly(route string) bool {
	api := strings.HasPrefix(route, "/api/v1/") && !strings.HasPrefix(route, "/api/v1/openapi") && !slices.Contains(openRoutes, route)
	return strings.HasPrefix(route, "/staff") || api
}

func TestNobodyGetsThroughAStaffDoor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.planned(1)[0]
	_, other := s.submitted()
	ended := s.visitor()
	for name, caller := range map[string]struct {
		v   *visitor
		key string
	}{
		"nobody": {s.visitor(), ""}, "the owner of another": {s.visitor(), other}, "a session that ended": {ended, "ended"},
		"a calendar's key": {s.visitor(), s.secret(belong.CalendarToken, "x")},
	} {
		tried := 0
		for _, k := range s.knocks(w) {
			if !forStaffOnly(k.route) {
				continue
			}
			tried++
			status, leads := caller.v.status(k.method, k.path, caller.key)
			refused := status == http.StatusUnauthorized || status == http.StatusNotFound || status == http.StatusForbidden ||
				status == http.StatusUnprocessableEntity && strings.HasPrefix(k.route, "/api/") || // the body is read first
				status == http.StatusSeeOther && strings.HasPrefix(leads, "/login")
			if !refused {
				t.Errorf("%s: %s %s: %d %s", name, k.method, k.path, status, leads)
			}
		}
		if tried < 50 {
			t.Errorf("only %d doors were tried", tried)
		}
	}
}

func TestAModeratorRunsNoDay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	w := s.planned(1)[0]
	before := s.post(w.Post.ID)
	moderator, key := s.staff(belong.Moderator), s.key(belong.Moderator)
	for _, k := range s.knocks(w) {
		page := k.method == http.MethodPost && (strings.HasPrefix(k.route, "/staff/schedule/") || strings.HasPrefix(k.route, "/staff/posts/") || strings.HasPrefix(k.route, "/staff/channels"))
		api := k.method != http.MethodGet && k.method != http.MethodHead && (strings.Contains(k.route, "/v1/posts") || strings.Contains(k.route, "/v1/channels") || strings.Contains(k.route, "/v1/campaigns/"))
		if !page && !api || strings.HasSuffix(k.route, "/measure") || strings.HasSuffix(k.route, "/calendar") {
			continue
		}
		with := ""
		if api {
			with = key
		}
		status, leads := moderator.status(k.method, k.path, with)
		if status != http.StatusForbidden && (!api || status != http.StatusUnprocessableEntity) {
			t.Errorf("%s %s: %d %s", k.method, k.path, status, leads)
		}
	}
	if got := s.post(w.Post.ID); got.Version != before.Version {
		t.Errorf("the post was changed: %+v", got)
	}
}

func TestAnAnswerThatIsNotWholeEndsAsOne(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.server.Handler.(*gin.Engine).GET("/cut-short", func(c *gin.Context) {
		c.String(http.StatusOK, "BEGIN:VCALENDAR")
		c.Writer.Flush()
		panic(http.ErrAbortHandler)
	})
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Address+"/cut-short", http.NoBody)
	s.must(err)
	answer, err := http.DefaultClient.Do(r)
	s.must(err)
	defer answer.Body.Close() //nolint:errcheck // it was read
	if b, err := io.ReadAll(answer.Body); err == nil {
		t.Errorf("what was cut short arrived as if it were whole: %q", b)
	}
}
