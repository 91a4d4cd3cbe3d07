package httpd

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/belonginstem/belong/web"
)

// writePages is where to put the sample pages for somebody, or some browser, to look at.
var writePages = flag.String("write-pages", "", "folder to write the sample pages to")

func TestEveryPageRendersInEveryStateAndLanguage(t *testing.T) {
	t.Parallel()
	templates, err := web.LoadPages()
	if err != nil {
		t.Fatal(err)
	}
	for _, locale := range web.Locales {
		samples := publicSamples(t, locale)
		if locale == staffLocale {
			samples = append(samples, staffSamples(t)...)
		}
		for _, s := range samples {
			var b bytes.Buffer
			if err := templates.Render(&b, s.page, locale, s.data); err != nil {
				t.Errorf("%s in %s: %v", s.name, locale, err)
				continue
			}
			if *writePages != "" {
				if err := os.WriteFile(filepath.Join(*writePages, s.name+"."+locale+".html"), b.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
