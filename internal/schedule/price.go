package schedule

import (
	"strings"

	"github.com/belonginstem/belong/internal/belong"
)

// A Price is what a channel's posts cost, those that are live or under way and those that have a slot.
type Price struct {
	ChannelID belong.ID
	Posts     int
	Cost      int // in thousandths of a dollar
}

// prices are what each channel's posts cost. texts are the words of those in the plan.
func prices(in Input, plan Plan, texts map[place]string) []Price {
	out := make([]Price, len(in.Channels))
	of := map[belong.ID]*Price{}
	kinds := map[belong.ID]belong.ChannelKind{}
	for i, ch := range in.Channels {
		out[i].ChannelID, of[ch.ID], kinds[ch.ID] = ch.ID, &out[i], ch.Kind
	}
	add := func(channel belong.ID, text string) {
		if p := of[channel]; p != nil {
			p.Posts++
			p.Cost += priceOf(kinds[channel], text)
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

// priceOf is what a network asks for one post, in thousandths of a dollar.
func priceOf(kind belong.ChannelKind, text string) int {
	switch {
	case kind != belong.X:
		return 0
	case strings.Contains(text, "https://") || strings.Contains(text, "http://"):
		return 200
	}
	return 15
}
