package bluesky_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/social/bluesky"
)

// A mark is a stretch of a text, and what it is.
type mark struct{ Words, Is string }

// marks cuts a post's facets out of its text, by their bytes.
func (p post) marks(t *testing.T) []mark {
	t.Helper()
	return marksOf(t, p.Value.Text, p.Value.Facets)
}

func marksOf(t *testing.T, text string, facets []byte) []mark {
	t.Helper()
	var got []struct {
		Index    struct{ ByteStart, ByteEnd int }
		Features []map[string]string
	}
	if err := json.Unmarshal(facets, &got); err != nil {
		t.Fatal(err)
	}
	var out []mark
	for _, f := range got {
		for _, is := range f.Features {
			_, kind, _ := strings.Cut(is["$type"], "#")
			out = append(out, mark{text[f.Index.ByteStart:f.Index.ByteEnd], kind + " " + is["uri"] + is["tag"] + is["did"]})
		}
	}
	return out
}

func TestWhatStandsOutOfAText(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text string
		want []mark
	}{
		{"Nothing: a#b, me@example.org, 50 # 3, #, #12, http:// and 1.5", nil},
		{"¡Sí! 🎉 #YOUbelonginSTEM.", []mark{{"#YOUbelonginSTEM", "tag YOUbelonginSTEM"}}},
		{"#uno #dos\n#tres", []mark{{"#uno", "tag uno"}, {"#dos", "tag dos"}, {"#tres", "tag tres"}}},
		{"#Año2026, #工程师! ＃wide", []mark{{"#Año2026", "tag Año2026"}, {"#工程师", "tag 工程师"}, {"＃wide", "tag wide"}}},
		{"#️⃣ is no tag; #a-b is", []mark{{"#a-b", "tag a-b"}}},
		{"#" + strings.Repeat("a", 65), nil},
		{"See (https://stemx.us/a_(b)) or https://stemx.us/?q=1#x!", []mark{
			{"https://stemx.us/a_(b))", "link https://stemx.us/a_(b))"}, {"https://stemx.us/?q=1#x", "link https://stemx.us/?q=1#x"},
		}},
		{"(https://stemx.us).", []mark{{"https://stemx.us", "link https://stemx.us"}}},
		{"@known.test, (@known.test) @known.test.", []mark{
			{"@known.test", "mention did:known.test"}, {"@known.test", "mention did:known.test"}, {"@known.test", "mention did:known.test"},
		}},
		{"@unknown.test @nodot x@known.test @-.test", nil},
	}
	for _, test := range tests {
		facets, err := bluesky.FacetsOf(t.Context(), test.text)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, marksOf(t, test.text, facets)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.text, diff)
		}
	}
}
