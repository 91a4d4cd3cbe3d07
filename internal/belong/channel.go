package belong

import "time"

// A Channel is an account to post to.
type Channel struct {
	ID         ID
	CampaignID ID
	Kind       ChannelKind
	Name       string
	BaseURL    string        // of the network's server; empty for the wall
	Gap        time.Duration // the least time between two posts
	CreatedAt  time.Time
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
