package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"path"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

// Locales are the languages that pages and mail are written in, the default first.
var Locales = []string{"en", "es"}

//go:embed locales/*.json
var localeFiles embed.FS

// A Language says everything that submitters and guardians read in one language: sentences, times and sizes.
type Language struct {
	Locale string // one of Locales
	words  *i18n.Localizer
}

// Words is the language of locale, or English where there is no such language.
func Words(locale string) Language {
	for _, l := range languages() {
		if l.Locale == locale {
			return l
		}
	}
	return languages()[0]
}

// Preferred is the best of Locales for an Accept-Language header.
func Preferred(acceptLanguage string) string {
	tags, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return Locales[0]
	}
	supported := make([]language.Tag, len(Locales))
	for i, l := range Locales {
		supported[i] = language.Make(l)
	}
	_, best, _ := language.NewMatcher(supported).Match(tags...)
	return Locales[best]
}

// T is the sentence under key, with params filled in: pairs of a name and a value, as in T("x", "name", n). The param
// "count" also chooses between singular and plural. A key or a param that is missing shows as the key itself; tests see
// to it that none is.
func (l Language) T(key string, params ...any) string {
	s, err := l.Lookup(key, params...)
	if err != nil {
		return key
	}
	return s
}

// Say is the sentence under "script.<key>", as a script on a page says it: what stands in braces is filled in with params.
func (l Language) Say(key string, params ...any) string {
	s := l.T("script." + key)
	for i := 0; i+1 < len(params); i += 2 {
		s = strings.ReplaceAll(s, fmt.Sprintf("{%v}", params[i]), fmt.Sprint(params[i+1]))
	}
	return s
}

// Lookup is T with the reason why a sentence could not be made.
func (l Language) Lookup(key string, params ...any) (string, error) {
	config := &i18n.LocalizeConfig{MessageID: key, TemplateParser: strict}
	data := make(map[string]any, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		name := fmt.Sprint(params[i])
		data[name] = params[i+1]
		if name == "count" {
			config.PluralCount = params[i+1]
		}
	}
	config.TemplateData = data
	s, err := l.words.Localize(config)
	if err != nil {
		return "", fmt.Errorf("words %q in %q: %w", key, l.Locale, err)
	}
	return s, nil
}

// Has tells whether there is a sentence under key.
func (l Language) Has(key string) bool { return keys(l.Locale)[key] }

// Family are all sentences whose keys begin with one of the prefixes, by key. They have no params: it is for scripts,
// which fill in what stands in braces.
func (l Language) Family(prefixes ...string) map[string]string {
	out := map[string]string{}
	for key := range keys(l.Locale) {
		for _, p := range prefixes {
			if strings.HasPrefix(key, p) {
				out[key] = l.T(key)
			}
		}
	}
	return out
}

var strict = &template.TextParser{Option: "missingkey=error"}

var languages = sync.OnceValue(func() []Language {
	bundle := i18n.NewBundle(language.English)
	for _, f := range messageFiles() {
		bundle.MustAddMessages(f.Tag, f.Messages...)
	}
	out := make([]Language, len(Locales))
	for i, l := range Locales {
		out[i] = Language{Locale: l, words: i18n.NewLocalizer(bundle, l)}
	}
	return out
})

// messageFiles are the locales as they were compiled in. A file that does not parse is the program's own fault, and the
// first test that says a word finds it.
var messageFiles = sync.OnceValue(func() []*i18n.MessageFile {
	entries, err := localeFiles.ReadDir("locales")
	if err != nil {
		panic(err)
	}
	var out []*i18n.MessageFile
	for _, e := range entries {
		b, err := localeFiles.ReadFile(path.Join("locales", e.Name()))
		if err != nil {
			panic(err)
		}
		f, err := i18n.ParseMessageFileBytes(b, e.Name(), map[string]i18n.UnmarshalFunc{"json": json.Unmarshal})
		if err != nil {
			panic(fmt.Errorf("locales/%s: %w", e.Name(), err))
		}
		out = append(out, f)
	}
	return out
})

var keySets = sync.OnceValue(func() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for _, f := range messageFiles() {
		set := out[f.Tag.String()]
		if set == nil {
			set = map[string]bool{}
			out[f.Tag.String()] = set
		}
		for _, m := range f.Messages {
			set[m.ID] = true
		}
	}
	return out
})

func keys(locale string) map[string]bool { return keySets()[locale] }
