package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// A client calls the API with a key: a member of staff's, or a submission's token. Without one it is anybody.
type client struct {
	base string
	key  string
}

// do sends a request and gives the whole answer. It fails only when there was none.
func (c client) do(ctx context.Context, method, address string, header map[string]string, body io.Reader) (int, http.Header, []byte, error) {
	if strings.HasPrefix(address, "/") {
		address = c.base + address
	}
	request, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return 0, nil, nil, err
	}
	if c.key != "" && strings.HasPrefix(address, c.base) {
		request.Header.Set("Authorization", "Bearer "+c.key)
	}
	for name, value := range header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, nil, err
	}
	defer response.Body.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(response.Body)
	return response.StatusCode, response.Header, b, err
}

// try sends in as JSON, if there is any, and reads the answer into out. It fails on every answer that is no success.
func (c client) try(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	header := map[string]string{}
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body, header["Content-Type"] = bytes.NewReader(b), "application/json"
	}
	status, _, answer, err := c.do(ctx, method, "/api/v1"+path, header, body)
	if err != nil {
		return err
	}
	if status/100 != 2 {
		return fmt.Errorf("%s %s: %d %s", method, path, status, answer)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer, out)
}

// call is try for what has to go well.
func (c client) call(t testing.TB, method, path string, in, out any) {
	t.Helper()
	if err := c.try(t.Context(), method, path, in, out); err != nil {
		t.Fatal(err)
	}
}

// get fetches something whole.
func (c client) get(t testing.TB, address string) []byte {
	t.Helper()
	status, _, b, err := c.do(t.Context(), http.MethodGet, address, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if status != http.StatusOK {
		t.Fatalf("GET %s: %d %s", address, status, b)
	}
	return b
}

// The parts of the API's answers that the tests look at.
type (
	draft struct {
		ID        string
		State     string
		Label     string
		Token     string
		UploadURL string `json:"upload_url"`
		StatusURL string `json:"status_url"`
	}
	item struct {
		ID         string
		State      string
		Label      string
		Clip       string
		Original   string
		Renditions map[string]string
		Note       string
		Findings   []struct{ Code, Severity, Text string }
	}
	event struct {
		Kind, Actor string
		At          time.Time
	}
	post struct {
		ID, State, Submission, Clip, Text, Link string
		ChannelKind                             string `json:"channel_kind"`
		At                                      time.Time
		PublishedAt                             time.Time `json:"published_at"`
	}
	plan struct {
		On       bool
		Slots    []post
		Unplaced []struct{ Submission, Reason string }
	}
)

// submit begins a submission as a program would.
func (c client) submit(ctx context.Context, release, name string) (draft, error) {
	var d draft
	return d, c.try(ctx, http.MethodPost, "/submissions", map[string]any{
		"campaign": slug, "name": name, "title": "Physics Teacher", "organization": "River School",
		"question": "why-diversity", "role": "leader", "email": "e2e@example.org", "release": release,
	}, &d)
}

// releaseVersion is what people agree to at present.
func (c client) releaseVersion(t testing.TB) string {
	t.Helper()
	var campaign struct{ Release struct{ Version string } }
	c.call(t, http.MethodGet, "/campaigns/"+slug, nil, &campaign)
	return campaign.Release.Version
}

// queue is every submission of the campaign in one of the states, or in any.
func (c client) queue(t testing.TB, states ...string) []item {
	t.Helper()
	var all []item
	for after := ""; ; {
		var page struct {
			Items []item
			Next  string
		}
		c.call(t, http.MethodGet, "/review?limit=200&campaign="+slug+"&state="+strings.Join(states, ",")+"&after="+after, nil, &page)
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

// trail is what happened to a thing, in order.
func (c client) trail(t testing.TB, subject string) []event {
	t.Helper()
	var all []event
	c.call(t, http.MethodGet, "/events/"+subject, nil, &all)
	return all
}

// events are the kinds of what happened to a thing, in order.
func (c client) events(t testing.TB, subject string) []string {
	t.Helper()
	all := c.trail(t, subject)
	kinds := make([]string, len(all))
	for i, e := range all {
		kinds[i] = e.Kind
	}
	return kinds
}

func count(kinds []string, kind string) int {
	return len(slices.DeleteFunc(slices.Clone(kinds), func(k string) bool { return k != kind }))
}

// A day is a posting day that is now: the campaign's zone is one where it is about noon, so that no test runs into
// midnight.
type day struct{ date, window, zone string }

// dayNow is a day whose window has begun, and lasts for at least a little and at most a little and a minute.
func dayNow(little time.Duration) day {
	now := time.Now().UTC()
	ahead := 12 - now.Hour() // in Etc, the sign says how far Greenwich is ahead
	name := fmt.Sprintf("Etc/GMT%+d", -ahead)
	local := now.In(time.FixedZone(name, ahead*60*60))
	end := local.Add(little).Truncate(time.Minute).Add(time.Minute)
	return day{local.Format(time.DateOnly), local.Format("15:04") + "-" + end.Format("15:04"), name}
}

func (d day) set(t testing.TB, belong *deployment) {
	t.Helper()
	belong.run(t, "campaign", "set", slug, "--post-day", d.date, "--window", d.window, "--zone", d.zone)
}
