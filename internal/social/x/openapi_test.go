//go:build xopenapi

package x_test

import (
	"bytes"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"github.com/belonginstem/belong/internal/social/socialtest/xsim"
)

// TestWhatIsSaidIsInXsOwnDescription holds what the adapter asks, and what the simulator answers, against X's description of
// its API, which is X's and not ours to carry: scripts/check-x names the file. What X says of keys, limits and duplicates is
// not in there.
func TestWhatIsSaidIsInXsOwnDescription(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := describe(t, w)
	p := w.staged(t, "a first one")
	p.Account.BaseURL = d.server.URL

	if _, err := w.network.Check(t.Context(), p.Account); err != nil {
		t.Error(err)
	}
	w.Prepare(xsim.Preparing{Looks: 2, After: 1})
	p = w.parcel(t, "Ana María, 12: “Yo pertenezco”\n#YOUbelonginSTEM", 2<<20+1)
	p.Account.BaseURL, p.Alt, p.Captions = d.server.URL, "A girl.", confirmed()
	notes, err := w.network.Stage(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	p.Post.Notes = notes
	if _, found, err := w.network.Find(t.Context(), p); found || err == nil {
		t.Errorf("before it is sent: found %t, %v", found, err)
	}
	r, err := w.network.Publish(t.Context(), p)
	if err != nil {
		t.Fatal(err)
	}
	if _, found, err := w.network.Find(t.Context(), p); !found || err != nil {
		t.Errorf("found %t, %v", found, err)
	}
	p.Post.Remote = r.Remote
	other := p
	if err := w.network.Remove(t.Context(), p); err != nil {
		t.Error(err)
	}
	if err := w.network.Remove(t.Context(), p); err != nil {
		t.Error(err)
	}
	_, err = w.network.Publish(t.Context(), other) // its media were used
	wantDoubt(t, err)
	d.saw(t, "GET /2/users/me", "POST /2/media/upload/initialize", "POST /2/media/upload/{id}/append",
		"POST /2/media/upload/{id}/finalize", "GET /2/media/upload", "POST /2/media/metadata", "POST /2/media/subtitles",
		"GET /2/users/{id}/tweets", "POST /2/tweets", "DELETE /2/tweets/{id}", "GET /2/tweets/{id}")
}

func TestADescriptionFindsFault(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]string{
		"an ID that is a number": `{"data":{"id":1,"text":"a"}}`,
		"no text":                `{"data":{"id":"1"}}`,
	} {
		strict := newDescription(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
			io.WriteString(w, answer) //nolint:errcheck // to a recorder
		}))
		r := httptest.NewRequest(http.MethodPost, "/2/tweets", bytes.NewReader([]byte(`{"text":"a"}`)))
		r.Header.Set("Content-Type", "application/json")
		if err := strict.exchange(httptest.NewRecorder(), r); err == nil {
			t.Errorf("%s is fine with it", name)
		}
	}
	lax := newDescription(t, http.NotFoundHandler())
	r := httptest.NewRequest(http.MethodPost, "/2/tweets", bytes.NewReader([]byte(`{"status":"a"}`)))
	r.Header.Set("Content-Type", "application/json")
	if err := lax.exchange(httptest.NewRecorder(), r); err == nil {
		t.Error("a field that X does not know is fine with it")
	}
}

// A description stands between the adapter and the simulator, and minds what each says.
type description struct {
	next   http.Handler
	router routers.Router
	server *httptest.Server

	mu   sync.Mutex
	seen map[string]bool
}

func newDescription(t *testing.T, next http.Handler) *description {
	t.Helper()
	path := os.Getenv("BELONG_X_OPENAPI")
	if path == "" {
		t.Fatal("BELONG_X_OPENAPI names no file; scripts/check-x does")
	}
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = nil // it is ours that is asked
	router, err := legacy.NewRouter(doc, openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation())
	if err != nil {
		t.Fatal(err)
	}
	return &description{next: next, router: router, seen: map[string]bool{}}
}

func describe(t *testing.T, w *world) *description {
	t.Helper()
	d := newDescription(t, w.Sim)
	d.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if err := d.exchange(rw, r); err != nil {
			t.Errorf("%s %s: %v", r.Method, r.URL, err)
		}
	}))
	t.Cleanup(d.server.Close)
	return d
}

// exchange passes the request on, and holds it and the answer against the description.
func (d *description) exchange(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	route, params, err := d.router.FindRoute(r)
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.seen[r.Method+" "+route.Path] = true
	d.mu.Unlock()
	options := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, MultiError: true}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: options}
	if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
		return err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	answer := httptest.NewRecorder()
	d.next.ServeHTTP(answer, r)
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	if _, err := w.Write(answer.Body.Bytes()); err != nil {
		return err
	}
	return openapi3filter.ValidateResponse(r.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: in, Status: answer.Code, Header: answer.Header(),
		Body: io.NopCloser(bytes.NewReader(answer.Body.Bytes())), Options: options,
	})
}

// saw fails unless exactly these calls were made.
func (d *description) saw(t *testing.T, routes ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	slices.Sort(routes)
	if got := slices.Sorted(maps.Keys(d.seen)); !slices.Equal(got, routes) {
		t.Errorf("these calls were made: %v, want %v", got, routes)
	}
}
