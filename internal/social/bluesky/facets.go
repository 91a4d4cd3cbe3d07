package bluesky

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A facet is a stretch of a text that is more than words, by its bytes in UTF-8.
type facet struct {
	Index    byteSlice `json:"index"`
	Features []feature `json:"features"`
}

type byteSlice struct {
	ByteStart int `json:"byteStart"`
	ByteEnd   int `json:"byteEnd"`
}

type feature struct {
	Type string `json:"$type"`
	URI  string `json:"uri,omitempty"`
	Tag  string `json:"tag,omitempty"`
	DID  string `json:"did,omitempty"`
}

const (
	linkFeature    = "app.bsky.richtext.facet#link"
	tagFeature     = "app.bsky.richtext.facet#tag"
	mentionFeature = "app.bsky.richtext.facet#mention"
)

// What may stand in a text, each in the first group of its pattern, as Bluesky's own apps find it.
var (
	links    = regexp.MustCompile(`(?:^|[\s\p{Z}(])(https?://[^\s\p{Z}]+)`)
	mentions = regexp.MustCompile(`(?:^|[\s\p{Z}(])(@[a-zA-Z0-9.-]+)`)
	tags     = regexp.MustCompile(`(?:^|[\s\p{Z}])([#＃][^` + tagEnds + `]*[^\d\p{P}` + tagEnds + `]+[^` + tagEnds + `]*)`)

	handle      = regexp.MustCompile(`^([a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$`)
	punctuation = regexp.MustCompile(`\p{P}+$`)
)

// tagEnds are the characters that no hashtag has in it: spaces, and what can't be seen.
const tagEnds = `\s\p{Z}\x{00AD}\x{2060}\x{200A}\x{200B}\x{200C}\x{200D}\x{20E2}`

// longestTag is how many characters a hashtag may have.
const longestTag = 64

// facetsOf finds the links, hashtags and mentions of a text. resolve tells whose name a handle is; an empty answer leaves the
// mention plain text.
func facetsOf(ctx context.Context, text string, resolve func(ctx context.Context, handle string) (string, error)) ([]facet, error) {
	var out []facet
	add := func(from, to int, f feature) {
		out = append(out, facet{Index: byteSlice{from, to}, Features: []feature{f}})
	}
	for _, m := range links.FindAllStringSubmatchIndex(text, -1) {
		uri := trimLink(text[m[2]:m[3]])
		if u, err := url.Parse(uri); err == nil && u.Host != "" {
			add(m[2], m[2]+len(uri), feature{Type: linkFeature, URI: uri})
		}
	}
	for _, m := range tags.FindAllStringSubmatchIndex(text, -1) {
		whole := punctuation.ReplaceAllString(text[m[2]:m[3]], "")
		_, size := utf8.DecodeRuneInString(whole)
		tag := whole[size:]
		// A number sign with a variation selector is an emoji's key cap.
		if !strings.HasPrefix(tag, "\uFE0F") && tag != "" && utf8.RuneCountInString(tag) <= longestTag {
			add(m[2], m[2]+len(whole), feature{Type: tagFeature, Tag: tag})
		}
	}
	for _, m := range mentions.FindAllStringSubmatchIndex(text, -1) {
		whole := strings.TrimRight(text[m[2]:m[3]], ".-")
		if !handle.MatchString(whole[1:]) {
			continue
		}
		did, err := resolve(ctx, whole[1:])
		if err != nil {
			return nil, err
		}
		if did != "" {
			add(m[2], m[2]+len(whole), feature{Type: mentionFeature, DID: did})
		}
	}
	slices.SortFunc(out, func(a, b facet) int { return a.Index.ByteStart - b.Index.ByteStart })
	return out, nil
}

// trimLink takes off what ends the sentence, and not the address.
func trimLink(uri string) string {
	uri = strings.TrimRight(uri, ".,;:!?")
	if strings.HasSuffix(uri, ")") && !strings.Contains(uri, "(") {
		uri = strings.TrimRight(strings.TrimSuffix(uri, ")"), ".,;:!?")
	}
	return uri
}
