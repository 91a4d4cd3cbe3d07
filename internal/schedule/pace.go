package schedule

import (
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A pace is how fast a network lets one account post.
type pace struct {
	gap time.Duration // between two posts, so that its limit is never met
	day int           // posts a day; 0 is any number
}

// paces are the networks' own limits, the stricter where a network names two: X takes 300 posts in three hours, Mastodon 30
// media in half an hour, and Bluesky about 25 videos a day.
var paces = map[belong.ChannelKind]pace{
	belong.X:        {gap: 36 * time.Second},
	belong.Mastodon: {gap: time.Minute},
	belong.Bluesky:  {day: 25},
}

// finest is how exactly the database keeps a moment. No two posts of a channel are closer.
const finest = time.Millisecond

// gapOf is the least time between two posts on a channel: its own, or what its network asks for.
func gapOf(ch belong.Channel) time.Duration { return max(ch.Gap, paces[ch.Kind].gap, finest) }
