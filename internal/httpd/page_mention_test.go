package httpd

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestAFormMayNameWhoWantsToBeMentioned(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	form := but(jane, "handle_x", "@jane_doe", "handle_mastodon", "jane@mastodon.social")
	page := s.visitor().upload(submitPath, "x.mp4", "video", form...).was(http.StatusOK)
	got := s.entry(belong.ID(page.attr(".js-page", "data-id"))).Submission.Handles
	want := map[belong.ChannelKind]string{belong.X: "jane_doe", belong.Mastodon: "jane@mastodon.social"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	v := s.visitor()
	v.header.Set("Accept-Language", "es")
	page = v.upload(submitPath, "x.mp4", "video", but(jane, "handle_bluesky", "jane")...).was(http.StatusUnprocessableEntity)
	page.says("#handles-error", "Un nombre en Bluesky es como @ana.bsky.social").one(".js-mention[open]")
	page.one(".summary a[href='#handles']")
	if typed := page.attr("#handle_bluesky", "value"); typed != "jane" {
		t.Errorf("it came back as %q", typed)
	}
}

func TestNobodyAsksAMinorForTheirNameAtANetwork(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	form := but(jane, "handle_x", "jane_doe", "minor", "true", "guardian_email", "ana@example.org")
	page := s.visitor().upload(submitPath, "x.mp4", "video", form...).was(http.StatusOK)
	if got := s.entry(belong.ID(page.attr(".js-page", "data-id"))).Submission.Handles; len(got) != 0 {
		t.Errorf("kept: %v", got)
	}
}

func TestTheWorldCallsAMinorByTheGivenName(t *testing.T) {
	t.Parallel()
	c, w := sampleCampaign(), samplePost(2, belong.Published)
	w.Entry.Submission.Label = belong.Label{Name: "Jane Doe", Title: "Student", Organization: "Lincoln High"}
	w.Entry.Submission.Minor = true
	got := newTile(c, w, "en")
	if got.Name != "Jane" || got.TitleLine != "Lincoln High" || got.Player.Title != "Jane" {
		t.Errorf("%+v, %+v", got, got.Player)
	}
}

func TestAModeratorSeesHowThePostsWillRead(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	e, _ := s.submitted()
	toot := belong.Channel{ID: belong.NewID(s.Now()), CampaignID: e.Submission.CampaignID, Kind: belong.Mastodon, Name: "Toots", CreatedAt: s.Now()}
	toot.Standing.Limits.Text = 30
	s.must(s.Store.CreateChannel(t.Context(), toot, belong.Outcome{}))
	short := belong.Channel{ID: belong.NewID(s.Now()), CampaignID: e.Submission.CampaignID, Kind: belong.X, Name: "@STEMx", CreatedAt: s.Now()}
	short.Standing.Limits.Text = 65
	s.must(s.Store.CreateChannel(t.Context(), short, belong.Outcome{}))
	desk := s.staff(belong.Moderator).get("/staff/review").was(http.StatusOK)
	desk.says(".texts", "#YOUbelonginSTEM").says(".texts", "of 65 characters, $0.015")
	desk.says(".verdict", "Toots: For Mastodon the text is").says(".verdict", "@STEMx: So that it fits, this text goes without the question")
	desk.one(".js-approve") // all the same: a text can be written by hand
}
