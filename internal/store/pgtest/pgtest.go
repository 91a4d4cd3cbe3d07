// Package pgtest gives tests a real Postgres: one server for each test binary, one empty database for each test.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
)

// The server of this test binary, which the first test that asks for it starts.
var shared struct {
	sync.Mutex
	inMain    bool
	server    *server
	err       error
	databases int
}

// Main runs a package's tests, and then ends the server if they started one. It is the whole of a TestMain:
//
//	func TestMain(m *testing.M) { pgtest.Main(m) }
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a package that tidies up more than that: it gives the code to exit with.
func Run(m *testing.M) int {
	shared.inMain = true
	code := m.Run()
	if shared.server != nil {
		if err := shared.server.stop(); err != nil {
			fmt.Fprintln(os.Stderr, "pgtest:", err)
			code = 1
		}
	}
	return code
}

// URL is the address of a new, empty database, which is there until the test ends. Where Postgres can't be started the
// test fails, and says what to install.
func URL(t testing.TB) string {
	t.Helper()
	address, drop, err := create(t.Context())
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("pgtest: %v", err)
		}
	})
	return address
}

func create(ctx context.Context) (address string, drop func() error, err error) {
	shared.Lock()
	defer shared.Unlock()
	if !shared.inMain {
		return "", nil, errors.New("the package needs func TestMain(m *testing.M) { pgtest.Main(m) }")
	}
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = start()
	}
	if shared.err != nil {
		return "", nil, shared.err
	}
	s := shared.server
	shared.databases++
	name := fmt.Sprintf("test_%d", shared.databases)
	if err := s.exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", nil, err
	}
	return s.url(name), func() error { return s.exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)") }, nil
}

func (s *server) exec(ctx context.Context, statement string) error {
	conn, err := pgx.Connect(ctx, s.url("postgres"))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// url is the address of a database, by the server's socket.
func (s *server) url(database string) string {
	u := url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: url.Values{"host": {s.folder}, "user": {superuser}}.Encode()}
	return u.String()
}
