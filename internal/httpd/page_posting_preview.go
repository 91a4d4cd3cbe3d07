package httpd

import (
	"slices"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// A networkView is a post as its network would show it, and how the texts of all that is approved do there.
type networkView struct {
	textView
	Network string
	Preview previewView
	Fits    string   // all do, or how many don't
	Misfits []string // whose don't, the first few
	More    int      // that are not named
}

// misfitsMost is how many of those whose text does not fit are named.
const misfitsMost = 5

func newNetworkView(c belong.Campaign, ch belong.Channel, w belong.Showing, approved []belong.Entry, address string) networkView {
	w.Channel = ch
	v := networkView{textView: newTextView(c, ch, w.Entry.Submission, address), Network: ch.Kind.Words()}
	v.Preview = newPreviewView(c, w, v.Words)
	misfits := 0
	for _, e := range approved {
		if _, err := posttext.Write(c, ch, e.Submission, address+wallPath(c.Slug)); err == nil {
			continue
		}
		if misfits++; misfits <= misfitsMost {
			v.Misfits = append(v.Misfits, nameOf(e.Submission))
		}
	}
	switch {
	case misfits > 0:
		v.Fits, v.More = "The text is too long here for "+numbered(misfits, "approved video", "approved videos")+", so there is no slot for", misfits-len(v.Misfits)
	case len(approved) > 0:
		v.Fits = "The texts of all approved videos fit."
	}
	return v
}

// postingChannels are the accounts that posts go to. Where the campaign has none at a network, it is as one that says nothing.
func postingChannels(channels []belong.Channel) []belong.Channel {
	var out []belong.Channel
	for _, kind := range postingKinds[1:] {
		of := slices.DeleteFunc(slices.Clone(channels), func(ch belong.Channel) bool { return ch.Kind != kind })
		if len(of) == 0 {
			of = []belong.Channel{{Kind: kind, Name: kind.Words()}}
		}
		out = append(out, of...)
	}
	return out
}

// The examples of which a post can be shown, besides the videos that are approved.
const (
	exampleEnglish = "en"
	exampleSpanish = "es"
	exampleMinor   = "minor"
)

// postingVideosMost is how many approved videos can be chosen.
const postingVideosMost = 100

func postingVideos(approved []belong.Entry, chosen string) []choice {
	var out []choice
	for i, e := range approved {
		if i < postingVideosMost || string(e.Submission.ID) == chosen {
			out = append(out, choice{string(e.Submission.ID), nameOf(e.Submission), string(e.Submission.ID) == chosen})
		}
	}
	for _, example := range []choice{{exampleEnglish, "An example in English", false}, {exampleSpanish, "An example in Spanish", false}, {exampleMinor, "An example of a person under 18", false}} {
		example.Chosen = example.Value == chosen
		out = append(out, example)
	}
	return out
}

// postingShowing is the video of which a post is shown: the one that was asked for, or the first, or an example.
func postingShowing(c belong.Campaign, approved []belong.Entry, chosen string) belong.Showing {
	i := slices.IndexFunc(approved, func(e belong.Entry) bool { return string(e.Submission.ID) == chosen })
	isExample := slices.Contains([]string{exampleEnglish, exampleSpanish, exampleMinor}, chosen)
	if i < 0 && !isExample && len(approved) > 0 {
		i = 0
	}
	if i >= 0 {
		return belong.Showing{Entry: approved[i]}
	}
	sub := belong.Submission{Locale: exampleEnglish, Minor: chosen == exampleMinor, Question: c.Questions[0].Key}
	sub.Label = belong.Label{Name: "First Last", Title: "Job Title", Organization: "Organization"}
	if chosen == exampleSpanish {
		sub.Locale, sub.Label = exampleSpanish, belong.Label{Name: "Nombre Apellido", Title: "Cargo", Organization: "Organización"}
	}
	return belong.Showing{Entry: belong.Entry{Submission: sub}}
}
