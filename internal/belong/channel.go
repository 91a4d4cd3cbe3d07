package belong

import (
	"strings"
	"time"
)

// A Channel is an account to post to.
type Channel struct {
	ID         ID
	CampaignID ID
	Kind       ChannelKind
	Name       string        // as staff call it
	BaseURL    string        // of the network's server; empty for the wall, and for a network that has only one
	Gap        time.Duration // the least time between two posts
	Sealed     []byte        // its Credentials, which only publishing can open; empty for the wall
	Standing   Standing      // what the network said when it was asked last
	Health     Health
	CreatedAt  time.Time
	Version    int64
}

// SameAccount tells whether two channels of a campaign would post the same clips to the same place.
func (c Channel) SameAccount(other Channel) bool {
	return c.Kind == other.Kind && strings.EqualFold(c.BaseURL, other.BaseURL) && strings.EqualFold(c.Standing.Account, other.Standing.Account)
}

// A Health is how a channel does. It is written by whoever speaks to the network.
type Health struct {
	Disconnected bool      // its keys were not accepted when they were used last; nothing goes out until a person connects anew
	CheckedAt    time.Time // when its standing was asked
	PausedUntil  time.Time // nothing goes out before: the network wants a rest, or failed too often
	Failures     int       // in a row, of the network and not of a post
	Trouble      string    // what is wrong, in words for staff; empty where nothing is
	Said         string    // the network's own words about that
}

// A ChannelKind is what network a channel is on.
type ChannelKind string

// The kinds of channel.
const (
	Wall     ChannelKind = "wall"
	X        ChannelKind = "x"
	Bluesky  ChannelKind = "bluesky"
	Mastodon ChannelKind = "mastodon"
)

// ChannelKinds are all kinds of channel.
var ChannelKinds = []ChannelKind{Wall, X, Bluesky, Mastodon}

var networkNames = map[ChannelKind]string{Wall: "Wall", X: "X", Bluesky: "Bluesky", Mastodon: "Mastodon"}

// Words is the network's name; empty for what is no kind.
func (k ChannelKind) Words() string { return networkNames[k] }

// CredentialNames are the keys that open an account, in the order in which people are asked for them.
func (k ChannelKind) CredentialNames() []string {
	switch k {
	case X:
		return []string{"consumer_key", "consumer_secret", "access_token", "access_token_secret"}
	case Bluesky:
		return []string{"identifier", "app_password"}
	case Mastodon:
		return []string{"access_token"}
	case Wall:
	}
	return nil
}
