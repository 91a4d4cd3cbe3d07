package mastodon

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"

	"github.com/belonginstem/belong/internal/belong"
)

// What a server takes that does not say so; Mastodon's own.
const (
	usualText  = 500
	usualAlt   = 1500
	usualBytes = 99 << 20
	usualLink  = 23 // characters that a link counts for
)

// An instance is what a server says of itself.
type instance struct {
	Domain        string `json:"domain"`
	Configuration struct {
		Statuses struct {
			MaxCharacters            int `json:"max_characters"`
			CharactersReservedPerURL int `json:"characters_reserved_per_url"`
		} `json:"statuses"`
		MediaAttachments struct {
			DescriptionLimit   int      `json:"description_limit"`
			VideoSizeLimit     int64    `json:"video_size_limit"`
			SupportedMIMETypes []string `json:"supported_mime_types"`
		} `json:"media_attachments"`
	} `json:"configuration"`
}

// Check asks the server who the account is and what it takes.
func (n *Network) Check(ctx context.Context, a belong.Account) (belong.Standing, error) {
	d, err := n.open(a)
	if err != nil {
		return belong.Standing{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	me, err := d.lib.GetAccountCurrentUser(ctx)
	if err != nil {
		return belong.Standing{}, d.harmless("ask who the account is", err)
	}
	var i instance
	if _, _, err := d.do(ctx, request{method: http.MethodGet, path: "/api/v2/instance"}, &i); err != nil {
		return belong.Standing{}, d.harmless("ask what the server takes", err)
	}
	if i.Domain == "" {
		i.Domain = d.base.Host
	}
	posts, media := i.Configuration.Statuses, i.Configuration.MediaAttachments
	s := belong.Standing{Account: "@" + me.Username + "@" + i.Domain, Limits: belong.PostLimits{
		Text: cmp.Or(posts.MaxCharacters, usualText), Alt: cmp.Or(media.DescriptionLimit, usualAlt), Bytes: cmp.Or(media.VideoSizeLimit, usualBytes),
	}}
	switch link := cmp.Or(posts.CharactersReservedPerURL, usualLink); {
	case me.Moved != nil:
		s.Warning = fmt.Sprintf("This account has moved to %s, and may not post any more. Connect the new one.", me.Moved.URL)
	case len(media.SupportedMIMETypes) > 0 && !slices.Contains(media.SupportedMIMETypes, "video/mp4"):
		s.Warning = fmt.Sprintf("%s takes no MP4 videos. Choose another server.", i.Domain)
	case link != usualLink:
		s.Warning = fmt.Sprintf("%s counts a link as %d characters, not as %d. Keep texts with a link short.", i.Domain, link, usualLink)
	}
	return s, nil
}
