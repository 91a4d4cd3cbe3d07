package storetest

import (
	"errors"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

func campaignRoundTrip(t *testing.T, w *world) {
	got, err := w.Campaign(t.Context(), w.campaign.ID)
	same(w, whole(w, w.campaign, "Version"), read(w, got, err))
	got, err = w.CampaignBySlug(t.Context(), w.campaign.Slug)
	same(w, w.campaign, read(w, got, err))

	got.Name, got.On, got.Questions = "STEM Week 周", false, nil
	got.Description["es"] = "¡Tú también!"
	w.must(w.SaveCampaign(t.Context(), got, belong.Outcome{}))
	want := got
	want.Version++
	all, err := w.Campaigns(t.Context())
	same(w, []belong.Campaign{want}, read(w, all, err))
}

func campaignSlugTaken(t *testing.T, w *world) {
	second := someCampaign("second")
	w.must(w.CreateCampaign(t.Context(), second, nil, belong.Outcome{}))
	w.refused(w.CreateCampaign(t.Context(), someCampaign("second"), nil, belong.Outcome{}), "slug_taken")
	second.Slug = w.campaign.Slug
	w.refused(w.SaveCampaign(t.Context(), second, belong.Outcome{}), "slug_taken")
}

func campaignStale(t *testing.T, w *world) {
	w.must(w.SaveCampaign(t.Context(), w.campaign, belong.Outcome{}))
	w.refused(w.SaveCampaign(t.Context(), w.campaign, belong.Outcome{}), "stale")
	gone := someCampaign("gone")
	w.refused(w.SaveCampaign(t.Context(), gone, belong.Outcome{}), "stale")
}

func channelRoundTrip(t *testing.T, w *world) {
	c := belong.Channel{
		ID: belong.NewID(noon.Add(time.Second)), CampaignID: w.campaign.ID, Kind: belong.Mastodon, Name: "@stem@example.org",
		BaseURL: "https://example.org", Gap: 90 * time.Second, CreatedAt: noon, Version: 1, Sealed: []byte{1, 0, 255},
		Standing: belong.Standing{
			Account: "@stem", Expires: noon, Warning: "Soon.",
			Limits: belong.PostLimits{Text: 500, Alt: 1500, Bytes: 99 << 20, Length: time.Minute},
		},
		Health: belong.Health{Disconnected: true, CheckedAt: noon, PausedUntil: noon, Failures: 2, Trouble: "Closed.", Said: "401"},
	}
	w.must(w.CreateChannel(t.Context(), c, belong.Outcome{}))
	twice := c
	twice.ID, twice.Name = belong.NewID(noon), "The same account again"
	if err := w.CreateChannel(t.Context(), twice, belong.Outcome{}); belong.KindOf(err) != belong.Conflict {
		t.Errorf("an account has two channels: %v", err)
	}
	got, err := w.Channels(t.Context(), w.campaign.ID)
	same(w, []belong.Channel{w.wall, whole(w, c)}, read(w, got, err))
	c.Health, c.Name = belong.Health{CheckedAt: noon}, "STEM"
	w.must(w.SaveChannel(t.Context(), c, belong.Outcome{}))
	if err := w.SaveChannel(t.Context(), c, belong.Outcome{}); !errors.Is(err, belong.ErrStale) {
		t.Errorf("an old channel was written: %v", err)
	}
	c.Version++
	same(w, c, func() belong.Channel { got, err := w.Channel(t.Context(), c.ID); return read(w, got, err) }())
	w.must(w.DeleteChannel(t.Context(), c, belong.Outcome{}))
	all, err := w.AllChannels(t.Context())
	same(w, []belong.Channel{w.wall}, read(w, all, err))
}
