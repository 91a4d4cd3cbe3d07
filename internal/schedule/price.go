package schedule

import (
	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/posttext"
)

// A Price is what a channel's posts cost, those that are live or under way and those that have a slot.
type Price struct {
	ChannelID belong.ID
	Posts     int
	Cost      posttext.Money
}

// prices are what each channel's posts cost. texts are the words of those in the plan.
func prices(in Input, plan Plan, texts texts) []Price {
	out := make([]Price, len(in.Channels))
	of := map[belong.ID]*Price{}
	kinds := map[belong.ID]belong.ChannelKind{}
	for i, ch := range in.Channels {
		out[i].ChannelID, of[ch.ID], kinds[ch.ID] = ch.ID, &out[i], ch.Kind
	}
	add := func(channel belong.ID, text string) {
		if p := of[channel]; p != nil {
			p.Posts++
			p.Cost += posttext.Cost(kinds[channel], text)
		}
	}
	planned := map[place]bool{}
	for _, slot := range plan.Slots {
		at := place{slot.ClipID, slot.ChannelID}
		planned[at] = true
		add(slot.ChannelID, texts[at])
	}
	for _, p := range in.Posts {
		if occupies(p.State) && !planned[place{p.ClipID, p.ChannelID}] {
			add(p.ChannelID, p.Text)
		}
	}
	return out
}
