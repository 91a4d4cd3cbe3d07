package httpd

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// A captionsForm is captions as somebody types them.
type captionsForm struct {
	Clip    belong.ID // that was watched
	Version int64     // of the captions that were seen
	Locale  string
	Rows    []captionsRow
}

// A captionsRow is a cue as it is typed. The page shows tenths of a second; what was not touched keeps its milliseconds.
type captionsRow struct {
	Key                           string // in the names of its fields
	Number                        int    // for people
	From, To, Text                string
	FromWas, ToWas                int64 // in milliseconds
	FromError, ToError, TextError string

	from, to time.Duration
}

// emptyRows is how many lines can be added without a script at a time.
const emptyRows = 3

// mostRows is how many rows are read: far more than can be kept, so that who typed too many is told.
const mostRows = 400

func newCaptionsForm(it captionsCase) *captionsForm {
	f := &captionsForm{Locale: cmp.Or(it.captions.Locale, it.Submission.Locale, web.Locales[0])}
	for _, cue := range it.captions.Cues {
		f.Rows = append(f.Rows, captionsRow{
			From: web.Tenths(cue.From), To: web.Tenths(cue.To), Text: cue.Text, FromWas: cue.From.Milliseconds(), ToWas: cue.To.Milliseconds(),
		})
	}
	return f
}

func readCaptionsForm(v url.Values) captionsForm {
	f := captionsForm{Clip: belong.ID(v.Get("clip")), Locale: v.Get("locale")}
	f.Version, _ = strconv.ParseInt(v.Get("version"), 10, 64) // of what is no number, nobody saw any
	at := func(field string, i int) string {
		if all := v[field]; i < len(all) {
			return all[i]
		}
		return ""
	}
	for i, text := range v["text"] {
		r := captionsRow{From: strings.TrimSpace(at("from", i)), To: strings.TrimSpace(at("to", i)), Text: text}
		r.FromWas, _ = strconv.ParseInt(at("from_was", i), 10, 64) // only used where it fits what is typed
		r.ToWas, _ = strconv.ParseInt(at("to_was", i), 10, 64)
		if r.From != "" || r.To != "" || strings.TrimSpace(text) != "" {
			f.Rows = append(f.Rows, r)
		}
		if len(f.Rows) == mostRows {
			break
		}
	}
	return f
}

// captions are the captions that were typed, with all that is wrong with them. Where their times can be read, the rows
// stand in their order afterwards, those without words last.
func (f *captionsForm) captions(length time.Duration, words web.Language, m *mistakes) belong.Captions {
	for i := range f.Rows {
		f.Rows[i].read(i, words, m)
	}
	c := belong.Captions{ClipID: f.Clip, Version: f.Version, Locale: f.Locale}
	if m.any() {
		return c
	}
	slices.SortStableFunc(f.Rows, func(a, b captionsRow) int {
		if a.silent() || b.silent() {
			return cmp.Compare(silence(a), silence(b))
		}
		return cmp.Compare(a.from, b.from)
	})
	for _, r := range f.Rows {
		c.Cues = append(c.Cues, belong.Cue{Span: belong.Span{From: r.from, To: r.to}, Text: r.Text})
	}
	c.Tidy(length)
	for _, p := range c.Problems(length) {
		sentence, field, _ := sentenceOf(p.Error, words)
		switch {
		case p.Cue >= 0:
			m.addRow(p.Cue, p.Field, sentence, words)
		case field == "locale":
			m.add("locale", sentence)
		default:
			m.add("", sentence)
		}
	}
	return c
}

// read finds the times of a row that says something.
func (r *captionsRow) read(i int, words web.Language, m *mistakes) {
	if r.silent() {
		return
	}
	var ok bool
	if r.from, ok = typedMoment(r.From, r.FromWas); !ok {
		m.addRow(i, "from", words.T("trim.need_time"), words)
	}
	if r.to, ok = typedMoment(r.To, r.ToWas); !ok {
		m.addRow(i, "to", words.T("trim.need_time"), words)
	}
}

// typedMoment is the moment that was typed, or, where that is how was is shown, was itself.
func typedMoment(typed string, was int64) (time.Duration, bool) {
	before := time.Duration(was) * time.Millisecond
	if was > 0 && before < latestMoment && typed == web.Tenths(before) {
		return before, true
	}
	return parseMoment(typed)
}

// silent tells whether nothing is left of the row's words once they are tidied.
func (r *captionsRow) silent() bool {
	c := belong.Captions{Cues: []belong.Cue{{Text: r.Text}}}
	c.Tidy(0)
	return len(c.Cues) == 0
}

func silence(r captionsRow) int {
	if r.silent() {
		return 1
	}
	return 0
}

// addRow adds what is wrong with a field of a row, for the list on top with its number.
func (m *mistakes) addRow(i int, field, sentence string, words web.Language) {
	before := len(m.Problems)
	if m.add(field+"-"+strconv.Itoa(i), sentence); len(m.Problems) > before {
		m.Problems[before].Sentence = words.T("captions.line", "n", i+1) + ": " + sentence
	}
}

// captionsRefused adds why captions were not taken; it answers false when that is not for a person. What is stale is told
// in words that say what becomes of the rows.
func captionsRefused(err error, words web.Language, m *mistakes) bool {
	var refused *belong.Error
	if errors.As(err, &refused) && refused.Code == belong.ErrStale.Code {
		m.add("", words.T("captions.stale"))
		return true
	}
	return m.refused(err, words)
}

// finish numbers the rows, puts each mistake with its own, and adds some to write in.
func (f *captionsForm) finish(m mistakes) {
	f.Rows = append(slices.Clone(f.Rows), make([]captionsRow, emptyRows)...)
	for i := range f.Rows {
		r := &f.Rows[i]
		r.Key, r.Number = strconv.Itoa(i), i+1
		r.FromError, r.ToError, r.TextError = m.Errors["from-"+r.Key], m.Errors["to-"+r.Key], m.Errors["text-"+r.Key]
	}
}
