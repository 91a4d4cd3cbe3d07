package archtest

import (
	"go/ast"
	"slices"
	"strings"
	"testing"
)

// floors is the house: each room with its floor. A room imports only floors below its own. Those in the last line stand
// outside: they look at the whole, and nobody imports them.
var floors = map[string]int{
	"internal/belong": -1,

	"internal/posttext": 0, "internal/config": 0, "internal/sandbox": 0, "web": 0,

	"internal/intake": 1, "internal/review": 1, "internal/schedule": 1, "internal/publish": 1, "internal/notify": 1,
	"internal/auth":  1,
	"internal/store": 1, "internal/queue": 1, "internal/blob": 1, "internal/social": 1, "internal/ffmpeg": 1,
	"internal/mail": 1, "internal/speech": 1,

	"internal/httpd": 2, "worker": 2,

	"cmd": 3,

	"internal/archtest": 4, "internal/e2e": 4,
}

// room is the room that a folder of the tree, or a package of ours without the module's name, belongs to.
func room(folder string) string {
	parts := strings.Split(folder, "/")
	if parts[0] == "internal" && len(parts) > 1 {
		return "internal/" + parts[1]
	}
	return parts[0]
}

// ours is an import's place in the tree.
func ours(importPath string) (folder string, ok bool) {
	return strings.CutPrefix(importPath, module+"/")
}

// helper tells whether a folder holds a package that only tests use: blobtest, pgtest.
func helper(folder string) bool { return strings.HasSuffix(folder, "test") }

func TestEveryFolderIsARoomOfTheHouse(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		if _, ok := floors[room(f.folder())]; !ok {
			t.Errorf("%s: DESIGN knows no room %q", f.path, room(f.folder()))
		}
	}
}

func TestARoomImportsOnlyFloorsBelowItsOwn(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		own := room(f.folder())
		for _, p := range f.imports(t) {
			folder, ok := ours(p)
			if !ok || room(folder) == own {
				continue
			}
			floor, known := floors[room(folder)]
			switch {
			case !known:
				t.Errorf("%s imports %s, which is in no room", f.path, p)
			case f.test || helper(f.folder()):
				// A test may use the real neighbour in place of a made-up one, but nothing above.
				if floor > floors[own] {
					t.Errorf("%s imports %s, which is above it", f.path, p)
				}
			case floor >= floors[own]:
				t.Errorf("%s (floor %d) imports %s (floor %d)", f.path, floors[own], p, floor)
			}
		}
	}
}

func TestTheProductImportsNoTestHelpers(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		if f.test || helper(f.folder()) {
			continue
		}
		for _, p := range f.imports(t) {
			folder, isOurs := ours(p)
			if p == "testing" || strings.HasPrefix(p, "net/http/httptest") || isOurs && helper(folder) {
				t.Errorf("%s imports %s, which is for tests", f.path, p)
			}
		}
	}
}

// A border is a rule on who may know a package.
type border struct {
	name    string
	foreign func(importPath string) bool
	rooms   []string // that may know it, tests included
}

func under(prefixes ...string) func(string) bool {
	return func(p string) bool {
		return slices.ContainsFunc(prefixes, func(prefix string) bool {
			return p == prefix || strings.HasPrefix(p, prefix+"/")
		})
	}
}

var borders = []border{
	{"Gin", under("github.com/gin-gonic/gin"), []string{"internal/httpd"}},
	{"HTTP's JSON API", under("github.com/danielgtaylor/huma"), []string{"internal/httpd"}},
	{
		"SQL", under("database/sql", "github.com/jackc/pgx", "modernc.org/sqlite", "github.com/pressly/goose"),
		[]string{"internal/store", "internal/queue"},
	},
	{"the queue's engine", under("github.com/riverqueue/river"), []string{"internal/queue"}},
	{"S3", under("github.com/aws/aws-sdk-go-v2"), []string{"internal/blob", "internal/intake"}},
	{"tus", under("github.com/tus/tusd"), []string{"internal/intake"}},
	{"ffmpeg's arguments", under("github.com/u2takey/ffmpeg-go"), []string{"internal/ffmpeg"}},
	{"landlock", under("github.com/landlock-lsm"), []string{"internal/sandbox"}},
	{"SMTP", under("github.com/wneessen/go-mail", "net/smtp"), []string{"internal/mail"}},
	{"X's clients", under("github.com/dghubble"), []string{"internal/social"}},
	{"the command line", under("github.com/alecthomas/kong"), []string{"cmd"}},
	{"pages", under("html/template"), []string{"web", "internal/httpd"}},
}

func TestOnlyTheRoomsThatShouldKnowAPart(t *testing.T) {
	t.Parallel()
	for _, b := range borders {
		t.Run(b.name, func(t *testing.T) {
			t.Parallel()
			for _, f := range goFiles(t) {
				if slices.Contains(b.rooms, room(f.folder())) {
					continue
				}
				for _, p := range f.imports(t) {
					if b.foreign(p) {
						t.Errorf("%s imports %s: only %s may", f.path, p, strings.Join(b.rooms, ", "))
					}
				}
			}
		})
	}
}

// doers are packages of the standard library that touch the world.
var doers = under("os", "net", "net/http", "database", "io/fs", "io/ioutil", "log", "log/slog", "syscall", "embed", "plugin", "testing/fstest")

// values are packages below those that only work on values.
var values = map[string]bool{"net/mail": true, "net/url": true, "net/netip": true}

func TestTheNounsDoNoIO(t *testing.T) {
	t.Parallel()
	for _, f := range goFiles(t) {
		if f.folder() != "internal/belong" || f.test {
			continue
		}
		for _, p := range f.imports(t) {
			first, _, _ := strings.Cut(p, "/")
			switch {
			case p == "golang.org/x/text/unicode/norm":
			case strings.Contains(first, "."):
				t.Errorf("%s imports %s: the nouns use the standard library only", f.path, p)
			case doers(p) && !values[p]:
				t.Errorf("%s imports %s: the nouns do no I/O", f.path, p)
			}
		}
		f.calls(t, func(p, name string, at ast.Node) {
			if p == "time" && (name == "Now" || name == "Since" || name == "Until" || name == "Sleep") {
				t.Errorf("%s: time comes into the nouns as a value", f.where(at))
			}
		})
	}
}
