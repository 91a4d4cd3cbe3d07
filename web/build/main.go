// Command build bundles the pages' scripts and styles into web/dist, from where they are compiled into the program:
//
//	go run ./web/build
//
// Names carry a hash of the content, so browsers may keep the files for good; each file lies there gzipped as well.
// manifest.json maps "submit.js" to the file that it became.
package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	log.SetFlags(0)
	if err := build("web"); err != nil {
		log.Fatalf("build pages: %v", err)
	}
}

func build(root string) error {
	entries, err := entryPoints(root)
	if err != nil {
		return err
	}
	result := api.Build(api.BuildOptions{
		EntryPointsAdvanced: entries,
		Outdir:              filepath.Join(root, "dist"),
		EntryNames:          "[name]-[hash]",
		Bundle:              true,
		MinifyWhitespace:    true,
		MinifyIdentifiers:   true,
		MinifySyntax:        true,
		Format:              api.FormatIIFE,
		Target:              api.ES2019,
		Engines: []api.Engine{ // phones of about 2020
			{Name: api.EngineChrome, Version: "87"}, {Name: api.EngineSafari, Version: "14.1"}, {Name: api.EngineFirefox, Version: "88"},
		},
		Loader:        map[string]api.Loader{".svg": api.LoaderCopy},
		LegalComments: api.LegalCommentsNone, // licenses.txt has them whole
		Metafile:      true,
		LogLevel:      api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors, see above", len(result.Errors))
	}
	var meta metafile
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return fmt.Errorf("read the bundler's report: %w", err)
	}
	licenses, err := meta.licenses()
	if err != nil {
		return err
	}
	dist := filepath.Join(root, "dist")
	if err := empty(dist); err != nil {
		return err
	}
	for _, f := range result.OutputFiles {
		if err := write(f.Path, f.Contents); err != nil {
			return err
		}
	}
	if err := write(filepath.Join(dist, "licenses.txt"), licenses); err != nil {
		return err
	}
	manifest, err := json.MarshalIndent(meta.manifest(), "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dist, "manifest.json"), append(manifest, '\n'), 0o644)
}

// entryPoints are the script and the style of each page, which bear the name of their folder, and pictures.
func entryPoints(root string) ([]api.EntryPoint, error) {
	var out []api.EntryPoint
	for _, ext := range []string{".ts", ".css", ".svg"} {
		files, err := filepath.Glob(filepath.Join(root, "*", "*"+ext))
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			name := strings.TrimSuffix(filepath.Base(f), ext)
			folder := filepath.Base(filepath.Dir(f))
			if name == folder || ext == ".svg" && folder == "shared" {
				out = append(out, api.EntryPoint{InputPath: f, OutputPath: name})
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no pages under %s; run this where go.mod lies", root)
	}
	return out, nil
}

// empty removes what an earlier build left. What begins with a dot keeps the folder in version control.
func empty(dist string) error {
	old, err := os.ReadDir(dist)
	if err != nil {
		return err
	}
	for _, f := range old {
		if strings.HasPrefix(f.Name(), ".") {
			continue
		}
		if err := os.Remove(filepath.Join(dist, f.Name())); err != nil {
			return err
		}
	}
	return nil
}

func write(name string, content []byte) error {
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(content); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return err
	}
	return os.WriteFile(name+".gz", packed.Bytes(), 0o644)
}

// metafile is what we read of the bundler's report.
type metafile struct {
	Inputs  map[string]struct{} `json:"inputs"`
	Outputs map[string]struct {
		EntryPoint string `json:"entryPoint"`
	} `json:"outputs"`
}

// manifest maps the plain name of each bundle to the name with its hash.
func (m metafile) manifest() map[string]string {
	out := map[string]string{}
	for file, o := range m.Outputs {
		if o.EntryPoint != "" {
			plain := strings.TrimSuffix(path.Base(o.EntryPoint), path.Ext(o.EntryPoint)) + path.Ext(file)
			out[plain] = path.Base(file)
		}
	}
	return out
}

// licenses are those of the packages that went into the bundles, word for word, as they ask.
func (m metafile) licenses() ([]byte, error) {
	var dirs []string
	for input := range m.Inputs {
		if _, rest, ok := strings.Cut(input, "node_modules/"); ok {
			name, _, _ := strings.Cut(rest, "/")
			dirs = append(dirs, strings.TrimSuffix(input, rest)+name)
		}
	}
	slices.Sort(dirs)
	var out bytes.Buffer
	for _, dir := range slices.Compact(dirs) {
		files, err := filepath.Glob(filepath.Join(dir, "[Ll][Ii][Cc][Ee][Nn][Ss]*"))
		if err != nil {
			return nil, err
		}
		if len(files) == 0 {
			return nil, fmt.Errorf("%s has no licence to pass on", dir)
		}
		text, err := os.ReadFile(files[0])
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&out, "%s\n\n%s\n\n", filepath.Base(dir), bytes.TrimSpace(text))
	}
	return out.Bytes(), nil
}
