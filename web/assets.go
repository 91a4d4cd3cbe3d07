package web

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"sync"
)

//go:embed all:dist
var dist embed.FS

// ErrNotBuilt says that the program was compiled before its pages were.
var ErrNotBuilt = errors.New("this belong was built without its pages: run `go run ./web/build`, then build it again")

// Built tells whether scripts and styles were compiled in; if not, ErrNotBuilt.
func Built() error {
	if len(manifest()) == 0 {
		return ErrNotBuilt
	}
	return nil
}

// An Asset is a file under /static. Its name changes with its content, so it may be kept for good.
type Asset struct {
	ContentType string
	Plain       []byte
	Gzipped     []byte
}

// FindAsset is the asset with that name, as AssetPath gave it.
func FindAsset(name string) (Asset, bool) {
	kind, known := contentTypes[path.Ext(name)]
	if !known || path.Base(name) != name {
		return Asset{}, false
	}
	plain, err := dist.ReadFile("dist/" + name)
	if err != nil {
		return Asset{}, false
	}
	gzipped, err := dist.ReadFile("dist/" + name + ".gz")
	if err != nil {
		return Asset{}, false
	}
	return Asset{ContentType: kind, Plain: plain, Gzipped: gzipped}, true
}

var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8",
}

// AssetPath is where the script or style with that plain name ("submit.js") is served; without a build, nowhere.
func AssetPath(plain string) string {
	if hashed, ok := manifest()[plain]; ok {
		return "/static/" + hashed
	}
	return "/static/" + plain
}

var manifest = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	b, err := dist.ReadFile("dist/manifest.json")
	if errors.Is(err, fs.ErrNotExist) {
		return out
	}
	if err == nil {
		err = json.Unmarshal(b, &out)
	}
	if err != nil {
		panic(err) // compiled in, written by our own build
	}
	return out
})
