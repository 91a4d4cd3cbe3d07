package belong

import (
	"regexp"
	"strings"
)

// handleForms are what a person's name at each network looks like, without the @ before it.
var handleForms = map[ChannelKind]*regexp.Regexp{
	X:        regexp.MustCompile(`^[A-Za-z0-9_]{1,15}$`),
	Bluesky:  regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`),
	Mastodon: regexp.MustCompile(`^[A-Za-z0-9_]+([A-Za-z0-9_.-]*[A-Za-z0-9_]+)?@([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$`),
}

// maxHandle is longer than any network's names are.
const maxHandle = 253

var badHandles = map[ChannelKind]*Error{
	X:        Refuse(Invalid, "handle_x", "A name at X looks like @jane_doe: letters, digits and underscores, 15 at most."),
	Bluesky:  Refuse(Invalid, "handle_bluesky", "A name at Bluesky looks like @jane.bsky.social."),
	Mastodon: Refuse(Invalid, "handle_mastodon", "A name at Mastodon is written with its server: @jane@mastodon.social."),
}

// Mention keeps the names at networks that a person typed, in place of all that there were: it is them who agree to be
// mentioned there. A minor is not.
func (s *Submission) Mention(typed map[ChannelKind]string) error {
	handles, err := Handles(typed)
	if err == nil && s.Minor && handles != nil {
		err = Refuse(Invalid, "handles_minor", "Nobody under 18 is mentioned at a network. Leave the names there out.").In("handles")
	}
	if err == nil {
		s.Handles = handles
	}
	return err
}

// Handles are the names at networks that a person typed, with or without an @ before them, as a submission keeps them:
// without, and those that are blank left out. The error is about the first that can't be one.
func Handles(typed map[ChannelKind]string) (map[ChannelKind]string, error) {
	out := map[ChannelKind]string{}
	for _, kind := range ChannelKinds {
		name := strings.TrimPrefix(strings.TrimSpace(typed[kind]), "@")
		if name == "" {
			continue
		}
		switch user, server, _ := strings.Cut(name, "@"); kind {
		case Bluesky:
			name = strings.ToLower(name)
		case Mastodon:
			name = user + "@" + strings.ToLower(server)
		case X, Wall:
		}
		form, network := handleForms[kind]
		if !network {
			return nil, Refuse(Invalid, "handles", "People have names at X, Bluesky and Mastodon only.").In("handles")
		}
		if len(name) > maxHandle || !form.MatchString(name) {
			bad := *badHandles[kind]
			return nil, bad.In("handles")
		}
		out[kind] = name
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}
