// Package pdstest gives tests a real Bluesky server, the PDS that Bluesky itself runs: one for each test binary, and accounts
// on it for each test. It stands alone: nothing of it knows of the network out there.
package pdstest

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
)

// The server of this test binary, which the first test that asks for it starts.
var shared struct {
	sync.Mutex
	inMain bool
	server *Server
	err    error
}

// Main runs a package's tests, and then ends the server if they started one. It is the whole of a TestMain:
//
//	func TestMain(m *testing.M) { pdstest.Main(m) }
func Main(m *testing.M) { os.Exit(Run(m.Run)) }

// Run is Main for a package that tidies up more than that: run runs the tests. It gives the code to exit with.
func Run(run func() int) int {
	shared.inMain = true
	code := run()
	if shared.server != nil {
		if err := shared.server.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "pdstest:", err)
			code = 1
		}
	}
	return code
}

// Start gives the server. Where it can't be started the test fails, and says what to install.
func Start(t testing.TB) *Server {
	t.Helper()
	shared.Lock()
	defer shared.Unlock()
	if !shared.inMain {
		t.Fatal("pdstest: the package needs func TestMain(m *testing.M) { pdstest.Main(m) }")
	}
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = start()
	}
	if shared.err != nil {
		t.Fatalf("pdstest: %v", shared.err)
	}
	return shared.server
}

// A Person is an account on the server, with an app password.
type Person struct {
	DID         string
	Handle      string
	AppPassword string

	server *Server
	access string
}

// Person makes an account that nobody else has.
func (s *Server) Person(t testing.TB) Person {
	t.Helper()
	name := "p" + strings.ToLower(rand.Text()[:12])
	p := Person{Handle: name + ".test", server: s}
	var made struct{ DID, AccessJwt string }
	s.Call(t, "com.atproto.server.createAccount", "", map[string]string{
		"handle": p.Handle, "email": name + "@example.org", "password": rand.Text(),
	}, &made)
	p.DID, p.access = made.DID, made.AccessJwt
	var opened struct{ Password string }
	p.Call(t, "com.atproto.server.createAppPassword", map[string]string{"name": "belong"}, &opened)
	p.AppPassword = opened.Password
	return p
}

// Revoke ends the app password, as its owner does in their settings.
func (p Person) Revoke(t testing.TB) {
	t.Helper()
	p.Call(t, "com.atproto.server.revokeAppPassword", map[string]string{"name": "belong"}, nil)
}

// Call gives an order as the account's owner, past any app password.
func (p Person) Call(t testing.TB, name string, in, out any) {
	t.Helper()
	p.server.Call(t, name, p.access, in, out)
}

// Call gives the server an order, and reads its answer into out, unless that is nil.
func (s *Server) Call(t testing.TB, name, token string, in, out any) {
	t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL+"/xrpc/"+name, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer := s.send(t, request)
	if out == nil {
		return
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatalf("%s: %v: %s", name, err, answer)
	}
}

// Ask asks the server a question that is open to all, as com.atproto.repo.listRecords?repo=…, and gives its answer.
func (s *Server) Ask(t testing.TB, question string) []byte {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/xrpc/"+question, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s.send(t, request)
}

func (s *Server) send(t testing.TB, request *http.Request) []byte {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s: %s", request.URL.Path, response.Status, answer)
	}
	return answer
}
