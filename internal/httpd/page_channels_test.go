package httpd

import (
	"context"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

func sampleAccounts() []belong.Channel {
	limits := belong.PostLimits{Text: 280, Bytes: 512_000_000, Length: 140 * time.Second}
	well := belong.Channel{
		ID: sampleID(401), Kind: belong.X, Name: "@STEMx", Gap: time.Minute, Sealed: []byte{1},
		Standing: belong.Standing{Account: "@STEMx", Limits: limits}, Health: belong.Health{CheckedAt: noon.Add(-10 * time.Minute)},
	}
	rests, ends, gone, byHand := well, well, well, well
	rests.ID, rests.Kind, rests.Name, rests.Standing = sampleID(402), belong.Bluesky, "stemx.bsky.social", belong.Standing{Account: "stemx.bsky.social", Limits: belong.PostLimits{Text: 300, Length: 3 * time.Minute}}
	rests.Health.PausedUntil, rests.Health.Trouble, rests.Health.Said = noon.Add(5*time.Minute), "Bluesky takes no more posts for now.", "RateLimitExceeded"
	ends.ID, ends.Kind, ends.Name, ends.BaseURL = sampleID(403), belong.Mastodon, "STEM at Mastodon", "https://mastodon.social"
	ends.Standing = belong.Standing{Account: "@stem@mastodon.social", Expires: noon.AddDate(0, 0, 5), Warning: "The server says that it closes on November 9."}
	gone.ID, gone.Name, gone.Standing.Account = sampleID(404), "Wolfeschlegelsteinhausenbergerdorff-Regional-Vocational-District", "@wolfe"
	gone.Health.Disconnected, gone.Health.Trouble, gone.Health.Said = true, "X does not know these keys any more. Make new ones in the app, and connect it anew.", "Invalid or expired token. (89)"
	byHand.ID, byHand.Sealed, byHand.Health = sampleID(405), nil, belong.Health{Disconnected: true, Trouble: "It was disconnected by hand. Connect it anew to post to it."}
	return []belong.Channel{sampleChannel(), well, rests, ends, gone, byHand}
}

func channelsSamples() []sample {
	base := sampleStaff("channels")
	page := func(ask channelsAsk, channels []belong.Channel, may bool) channelsPage {
		networks := map[belong.ChannelKind]bool{}
		for _, kind := range belong.ChannelKinds {
			networks[kind] = true
		}
		p := newChannelsPage(base, channels, ask, networks, may)
		p.tellTimes(channels, noon)
		return p
	}
	x, mastodon, again := newConnectForm(belong.X), newConnectForm(belong.Mastodon), againForm(sampleAccounts()[4])
	mastodon.Base, mastodon.Gap = "mastodon.social", "soon"
	wrong := channelsAsk{form: mastodon}
	wrong.mistakes.add("base_url", "Write the server's address as https://mastodon.social, with nothing behind it.")
	wrong.mistakes.add("gap_seconds", "Give the time between two posts in seconds: a whole number from 0 to 86400.")
	unsealed := page(channelsAsk{}, sampleAccounts()[:1], true)
	unsealed.NoSeal = true
	return []sample{
		{"channels", "channels", page(channelsAsk{flash: "The account is connected. Nothing was posted."}, sampleAccounts(), true)},
		{"channels-look", "channels", page(channelsAsk{}, sampleAccounts(), false)},
		{"channels-empty", "channels", page(channelsAsk{}, nil, true)},
		{"channels-unsealed", "channels", unsealed},
		{"channels-x", "channels", page(channelsAsk{form: x}, nil, true)},
		{"channels-bluesky", "channels", page(channelsAsk{form: newConnectForm(belong.Bluesky)}, nil, true)},
		{"channels-wall", "channels", page(channelsAsk{form: newConnectForm(belong.Wall)}, nil, true)},
		{"channels-again", "channels", page(channelsAsk{form: again}, nil, true)},
		{"channels-mistakes", "channels", page(wrong, nil, true)},
	}
}

// An asked network answers who an account is, and takes no posts.
type askedNetwork struct {
	publish.Channel
	standing belong.Standing
	err      error
	keys     belong.Credentials // that it was shown last
}

func (n *askedNetwork) Check(_ context.Context, a belong.Account) (belong.Standing, error) {
	n.keys = a.Keys
	return n.standing, n.err
}

// withMastodon is a site that can speak to a network, and keeps keys under seal.
func withMastodon(t *testing.T) (*site, *askedNetwork) {
	t.Helper()
	s, n := newSite(t), &askedNetwork{standing: belong.Standing{Account: "@stem", Limits: belong.PostLimits{Text: 500}}}
	seal, err := publish.NewSeal(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	s.must(err)
	s.Publish.Seal, s.Publish.Channels[belong.Mastodon] = seal, n
	return s, n
}

const channelsPath = "/staff/channels?campaign=you-belong-in-stem"

func TestAnAccountIsConnectedOnAPage(t *testing.T) {
	t.Parallel()
	s, n := withMastodon(t)
	v := s.staff(belong.Scheduler)
	form := v.get(v.get(channelsPath).was(http.StatusOK).attr(".others a", "href")).was(http.StatusOK)
	form.says("h1", "Connect Mastodon").says(".steps", "Your access token")
	if kind, auto := form.attr("#access_token", "type"), form.attr("#access_token", "autocomplete"); kind != "password" || auto != "off" {
		t.Errorf("a secret is typed into a field of type %q with autocomplete %q", kind, auto)
	}
	typed := []string{"campaign", s.campaign.Slug, "kind", "mastodon", "base_url", "mastodon.example", "access_token", "s3cret", "name", "STEM", "gap_seconds", "90"}
	page := v.post("/staff/channels", typed...).was(http.StatusUnprocessableEntity)
	page.says("#base_url-error", "Write the server's address as")
	for field, want := range map[string]string{"base_url": "mastodon.example", "name": "STEM", "gap_seconds": "90", "access_token": ""} {
		if got := page.attr("#"+field, "value"); got != want {
			t.Errorf("%s came back as %q, want %q", field, got, want)
		}
	}
	typed[5] = "https://mastodon.example"
	n.err = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "Mastodon does not know this token.", Said: "invalid_token"}
	v.post("/staff/channels", typed...).was(http.StatusUnprocessableEntity).says(".summary", "Mastodon does not know this token. It said: invalid_token")
	n.err = nil
	page = v.post("/staff/channels", typed...).was(http.StatusOK)
	page.says("[role=status]", "Nothing was posted").says(".account:nth-child(2)", "STEM · @stem").says(".account:nth-child(2) .chip", "Connected")
	if strings.Contains(textOf(page.root), "s3cret") || n.keys["access_token"] != "s3cret" {
		t.Errorf("the network was shown %v; the page says %s", n.keys, textOf(page.root))
	}
}

// mastodon connects an account, and gives the path of its forms.
func (s *site) mastodon() (belong.Channel, string) {
	s.t.Helper()
	ch, err := s.Publish.Connect(s.t.Context(), belong.Actor{Kind: belong.Operator}, s.campaign, publish.Connection{
		Kind: belong.Mastodon, BaseURL: "https://mastodon.example", Keys: belong.Credentials{"access_token": "s3cret"},
	})
	s.must(err)
	return ch, "/staff/channels/" + string(ch.ID) + "/"
}

func TestWhatIsDoneToAChannel(t *testing.T) {
	t.Parallel()
	s, n := withMastodon(t)
	ch, path := s.mastodon()
	v := s.staff(belong.Admin)
	second := ".account:nth-child(2)"
	do := func(verb string, pairs ...string) *document {
		t.Helper()
		return v.post(path+verb, append(pairs, "campaign", s.campaign.Slug)...)
	}
	do("test").was(http.StatusOK).says("[role=status]", "accepts the account's keys")
	n.err = &belong.NetworkError{Fault: belong.Disconnected, Sentence: "Mastodon does not know this token any more.", Said: "The access token was revoked"}
	page := do("test").was(http.StatusOK).says(second+" .chip", "Disconnected").says(second+" .said", "The access token was revoked")
	if len(page.all("[role=status]")) != 0 {
		t.Error("it is told as going well")
	}
	n.err, n.standing.Account = nil, "@other"
	form := v.get(page.attr(second+" a[href*=again]", "href")).was(http.StatusOK)
	form.says("h1", "Connect @stem anew")
	action := form.attr("main form", "action")
	page = v.post(action, "campaign", s.campaign.Slug, "access_token", "n3w").was(http.StatusConflict).says(".summary", "These are the keys of @other")
	if got := page.attr("#access_token", "value"); got != "" {
		t.Errorf("the secret came back as %q", got)
	}
	n.standing.Account = "@stem"
	v.post(action, "campaign", s.campaign.Slug, "access_token", "").was(http.StatusUnprocessableEntity).says("#access_token-error", "Give the account's access token")
	v.post(action, "campaign", s.campaign.Slug, "access_token", "n3w").was(http.StatusOK).says(second+" .chip", "Connected")

	do("gap", "gap_seconds", "soon").was(http.StatusUnprocessableEntity).says(".summary", "in seconds")
	page = do("gap", "gap_seconds", "120").was(http.StatusOK)
	if got := page.attr(second+" .gap input[type=number]", "value"); got != "120" {
		t.Errorf("the gap is %q", got)
	}
	do("explode").was(http.StatusNotFound)
	page = do("disconnect").was(http.StatusOK).says("[role=status]", "disconnected")
	if got := len(page.all(".account")); got != 1 {
		t.Errorf("%d channels are left", got)
	}
	do("test").was(http.StatusNotFound)
	events, err := s.Store.Events(t.Context(), ch.ID)
	s.must(err)
	var kinds []string
	for _, e := range events {
		kinds = append(kinds, string(e.Actor.Kind)+" "+e.Kind)
	}
	slices.Sort(kinds) // all happened at one moment
	want := []string{"operator channel.connected", "staff channel.connected", "staff channel.disconnected", "staff channel.gap_set", "system channel.disconnected"}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Error(diff)
	}
}

func TestOnlyWhoRunsTheDayChangesChannels(t *testing.T) {
	t.Parallel()
	s, n := withMastodon(t)
	_, path := s.mastodon()
	n.keys = nil
	v := s.staff(belong.Moderator)
	for _, at := range []string{channelsPath, channelsPath + "&connect=mastodon"} {
		if page := v.get(at).was(http.StatusOK).says("h1", "Channels"); len(page.all("main form, .others")) != 0 {
			t.Error("a moderator is offered what a moderator may not do")
		}
	}
	for _, verb := range []string{"test", "again", "gap", "disconnect"} {
		v.post(path+verb, "campaign", s.campaign.Slug, "gap_seconds", "1", "access_token", "x").was(http.StatusForbidden)
	}
	v.post("/staff/channels", "campaign", s.campaign.Slug, "kind", "wall").was(http.StatusForbidden)
	if n.keys != nil {
		t.Error("the network was asked")
	}
	v.get(channelsPath + "&again=nobody").was(http.StatusNotFound)
	v.get(channelsPath+"&connect=myspace").was(http.StatusOK).says("h1", "Channels")
}

func TestWithoutASealKeyThePageSaysWhatToDo(t *testing.T) {
	t.Parallel()
	s, _ := withMastodon(t)
	s.Publish.Seal = nil
	v := s.staff(belong.Scheduler)
	v.get(channelsPath).was(http.StatusOK).says(".no-seal", "BELONG_SEAL_KEY")
	page := v.post("/staff/channels", "campaign", s.campaign.Slug, "kind", "mastodon", "base_url", "https://m.example", "access_token", "x", "gap_seconds", "0")
	page.was(http.StatusServiceUnavailable).says(".summary", "no seal key is set")
}
