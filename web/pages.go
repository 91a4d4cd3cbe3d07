package web

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"
)

//go:embed */*.tmpl shared/icons/*.svg
var templates embed.FS

// Pages are all templates, parsed for every language.
type Pages struct {
	sets map[string]map[string]*template.Template // by locale, then by page
}

// LoadPages parses all pages. A page bears the name of its folder.
func LoadPages() (*Pages, error) {
	icons, err := loadIcons()
	if err != nil {
		return nil, err
	}
	p := &Pages{sets: map[string]map[string]*template.Template{}}
	files, err := fs.Glob(templates, "*/*.tmpl")
	if err != nil {
		return nil, err
	}
	for _, locale := range Locales {
		shared, err := template.New("base.tmpl").Option("missingkey=error").
			Funcs(functions(Words(locale), icons)).ParseFS(templates, "shared/*.tmpl")
		if err != nil {
			return nil, fmt.Errorf("shared templates: %w", err)
		}
		set := map[string]*template.Template{}
		for _, file := range files {
			page := path.Dir(file)
			if page == "shared" || set[page] != nil {
				continue
			}
			t, err := shared.Clone()
			if err == nil {
				t, err = t.ParseFS(templates, page+"/*.tmpl")
			}
			if err != nil {
				return nil, fmt.Errorf("page %s: %w", page, err)
			}
			set[page] = t
		}
		p.sets[locale] = set
	}
	return p, nil
}

// Render writes a page in a language. On an error, what was written is of no use.
func (p *Pages) Render(w io.Writer, page, locale string, data any) error {
	t := p.sets[Words(locale).Locale][page]
	if t == nil {
		return fmt.Errorf("there is no page %q", page)
	}
	return t.ExecuteTemplate(w, "base", data)
}

// functions are what templates can call.
func functions(l Language, icons map[string]template.HTML) template.FuncMap {
	return template.FuncMap{
		"t":          l.Lookup,
		"locale":     func() string { return l.Locale },
		"clock":      l.Clock,
		"date":       l.Date,
		"weekday":    l.Weekday,
		"days":       l.Days,
		"on_days":    l.OnDays,
		"moment":     l.Moment,
		"left":       l.Left,
		"length":     Length,
		"size":       Size,
		"stamp":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"asset":      AssetPath,
		"paragraphs": Paragraphs,
		"dict":       dict,
		"isolate":    Isolate,
		"add":        func(a, b int) int { return a + b },
		"icon": func(name string) (template.HTML, error) {
			svg, ok := icons[name]
			if !ok {
				return "", fmt.Errorf("there is no icon %q", name)
			}
			return svg, nil
		},
	}
}

// dict is a map for a piece that takes several values: pairs of a name and a value. A piece reads what may be missing
// with index.
func dict(pairs ...any) (map[string]any, error) {
	if len(pairs)%2 != 0 {
		return nil, errors.New("dict takes pairs")
	}
	out := map[string]any{}
	for i := 0; i < len(pairs); i += 2 {
		name, ok := pairs[i].(string)
		if !ok {
			return nil, fmt.Errorf("dict: %v is no name", pairs[i])
		}
		out[name] = pairs[i+1]
	}
	return out, nil
}

// Isolate keeps a name that is written from right to left from reordering the sentence around it.
func Isolate(name string) string { return "\u2068" + name + "\u2069" }

// Paragraphs cuts a text at its blank lines.
func Paragraphs(text string) []string {
	var out []string
	for p := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// loadIcons are the drawings in shared/icons, by name. They stand beside words and say nothing of their own, so they are
// hidden from screen readers in the files.
func loadIcons() (map[string]template.HTML, error) {
	files, err := fs.Glob(templates, "shared/icons/*.svg")
	if err != nil {
		return nil, err
	}
	out := map[string]template.HTML{}
	for _, f := range files {
		b, err := templates.ReadFile(f)
		if err != nil {
			return nil, err
		}
		out[strings.TrimSuffix(path.Base(f), ".svg")] = template.HTML(strings.TrimSpace(string(b))) //nolint:gosec // our own files
	}
	return out, nil
}
