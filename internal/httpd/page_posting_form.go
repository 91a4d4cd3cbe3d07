package httpd

import (
	"maps"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
	"github.com/belonginstem/belong/web"
)

// A postingForm is what posts say, as typed.
type postingForm struct {
	Groups []templateGroup
	Link   bool
	Minors string // givenName or fullName
	Sure   bool   // whole names were agreed to
}

// A templateGroup is the templates of a kind of channel; the first one is of all that have none of their own.
type templateGroup struct {
	Kind   belong.ChannelKind
	Title  string
	Open   bool
	Fields []templateField
}

// A templateField is a template in a language. Instead is what goes out where it is empty.
type templateField struct {
	Name, Locale, Language, Text, Hint, Instead string
}

// postingKinds are those that templates are written for. The wall shows no text.
var postingKinds = []belong.ChannelKind{"", belong.X, belong.Bluesky, belong.Mastodon}

func newPostingForm(r belong.PostRules) postingForm {
	f := postingForm{Link: r.Link, Minors: givenName}
	if r.FullMinors {
		f.Minors = fullName
	}
	for _, kind := range postingKinds {
		g := templateGroup{Kind: kind, Title: kind.Words()}
		if kind == "" {
			g.Title = "Every network"
		}
		for _, locale := range web.Locales {
			g.Fields = append(g.Fields, templateField{
				Name: strings.Trim("text_"+string(kind), "_") + "_" + locale, Locale: locale, Language: languageNames[locale],
				Text: r.Templates[kind][locale], Hint: insteadHint(kind, locale),
			})
		}
		g.Open = kind == "" || len(r.Templates[kind]) > 0
		f.Groups = append(f.Groups, g)
	}
	return f
}

// insteadHint says what goes out where a template is left empty.
func insteadHint(kind belong.ChannelKind, locale string) string {
	switch {
	case kind == "" && locale == staffLocale:
		return "Left empty, Belong's own goes out."
	case kind == "":
		return "For videos in Spanish. Left empty, the English one goes out."
	case locale == staffLocale:
		return "Left empty, the one for every network goes out."
	}
	return "For videos in Spanish. Left empty, the English one above goes out, or the one for every network."
}

func readPostingForm(c *gin.Context) postingForm {
	f := newPostingForm(belong.PostRules{})
	f.Link, f.Minors, f.Sure = c.PostForm("link") == "true", c.PostForm("minors"), c.PostForm("sure") == "true"
	for i := range f.Groups {
		g := &f.Groups[i]
		for j := range g.Fields {
			g.Fields[j].Text = strings.TrimSpace(strings.ReplaceAll(c.PostForm(g.Fields[j].Name), "\r\n", "\n"))
			g.Open = g.Open || g.Fields[j].Text != ""
		}
	}
	return f
}

// check tells what is wrong with each template, and asks for a word before minors' whole names are shown to the world.
func (f postingForm) check(c belong.Campaign, m *mistakes) {
	for _, g := range f.Groups {
		for _, field := range g.Fields {
			var alone belong.PostRules
			alone.SetTemplate(g.Kind, field.Locale, field.Text)
			err := alone.Validate()
			if err == nil {
				err = posttext.CheckTemplate(field.Text)
			}
			if sentence, _, wrong := sentenceOf(err, web.Words(staffLocale)); wrong {
				m.add(field.Name, sentence)
			}
		}
	}
	switch {
	case f.Minors != givenName && f.Minors != fullName:
		m.add("minors", "Choose how people under 18 are called.")
	case f.Minors == fullName && !c.Posting.FullMinors && !f.Sure:
		m.add("sure", "Whole names of people under 18 need a word: say that every guardian agreed.")
	}
}

// apply puts what was typed into the rules. What the form does not ask for stays as it is.
func (f postingForm) apply(r *belong.PostRules) {
	r.Link, r.FullMinors, r.Templates = f.Link, f.Minors == fullName, maps.Clone(r.Templates)
	for _, g := range f.Groups {
		for _, field := range g.Fields {
			r.SetTemplate(g.Kind, field.Locale, field.Text)
		}
	}
}

// tellInstead adds to each field what goes out where it is empty.
func (f *postingForm) tellInstead(c belong.Campaign) {
	for _, g := range f.Groups {
		for i, field := range g.Fields {
			without := c
			without.Posting.Templates = maps.Clone(c.Posting.Templates)
			without.Posting.SetTemplate(g.Kind, field.Locale, "")
			g.Fields[i].Instead = posttext.TemplateOf(without, g.Kind, field.Locale)
		}
	}
}
