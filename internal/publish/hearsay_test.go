package publish_test

import (
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/publish"
)

// hostile is a text that nobody should have to read, mail or store as it is.
const hostile = "evil\u202e\u2066name\r\nBcc: everybody\x00\x1b[31m"

func wantPlain(t *testing.T, what, text string, most int) {
	t.Helper()
	hidden := func(r rune) bool { return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) }
	if strings.ContainsFunc(text, hidden) || len([]rune(text)) > most || text == "" {
		t.Errorf("%s is %q, %d bytes; want one plain line", what, text[:min(len(text), 100)], len(text))
	}
}

// toot gives the campaign an account at a network, and a post for it.
func (d *desk) toot() (belong.Channel, belong.Post) {
	d.t.Helper()
	ch, err := d.svc.Connect(d.t.Context(), staff, d.Campaign, publish.Connection{
		Kind: belong.Mastodon, BaseURL: "https://mastodon.example", Keys: belong.Credentials{"access_token": "s3cret"},
	})
	d.Must(err)
	s := d.Submit(belong.Approved, nil)
	p := belong.Post{
		ID: belong.NewID(d.Now()), CampaignID: d.Campaign.ID, SubmissionID: s.ID, ClipID: s.ClipID, ChannelID: ch.ID,
		State: belong.Scheduled, SlotAt: d.Now(), CreatedAt: d.Now(), UpdatedAt: d.Now(),
	}
	d.Must(d.Store.PlacePosts(d.t.Context(), d.Campaign.ID, []belong.Post{p}, belong.Outcome{}))
	return ch, d.post(p.ID)
}

func TestWhatANetworkSaysOfAnAccountIsOnePlainLine(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.standing = belong.Standing{
		Account: "@" + hostile + strings.Repeat("A", 3<<20), Warning: hostile + strings.Repeat("\u202e", 1<<20),
		Limits: belong.PostLimits{Text: -5, Alt: -1, Bytes: -1, Length: -time.Second},
	}
	ch, _ := d.toot()
	look := func() {
		t.Helper()
		wantPlain(t, "the account", ch.Standing.Account, 200)
		wantPlain(t, "the channel's name", ch.Name, 200)
		wantPlain(t, "the warning", ch.Standing.Warning, 500)
		if ch.Standing.Limits != (belong.PostLimits{}) {
			t.Errorf("limits %+v", ch.Standing.Limits)
		}
	}
	look()
	d.Must(d.svc.LookAt(t.Context(), ch.ID))
	ch, err := d.Store.Channel(t.Context(), ch.ID)
	d.Must(err)
	look()
}

func TestANetworksNoIsToldInOnePlainLine(t *testing.T) {
	t.Parallel()
	d := open(t)
	ch, p := d.toot()
	d.before = &belong.NetworkError{Fault: belong.Refused, Sentence: hostile + " does not take this.", Said: strings.Repeat(hostile, 1000)}
	d.Must(d.svc.Publish(t.Context(), p.ID))
	got := d.post(p.ID)
	if got.State != belong.PostFailed {
		t.Errorf("it is %q", got.State)
	}
	wantPlain(t, "the problem", got.Problem, 500)
	wantPlain(t, "what it said", got.Said, 500)
	d.check = &belong.NetworkError{Fault: belong.Disconnected, Sentence: hostile, Said: hostile}
	d.Must(d.svc.LookAt(t.Context(), ch.ID))
	ch, err := d.Store.Channel(t.Context(), ch.ID)
	d.Must(err)
	wantPlain(t, "the trouble", ch.Health.Trouble, 500)
	wantPlain(t, "what it said", ch.Health.Said, 500)
}

func TestALinkThatIsNoAddressOnTheWebIsNone(t *testing.T) {
	t.Parallel()
	for _, link := range []string{"javascript:alert(1)", "https://a.example/\nhttps://b.example", "data:text/html,x", "https://a.example/" + strings.Repeat("a", 1<<20)} {
		d := open(t)
		_, p := d.toot()
		d.link = link
		d.Must(d.svc.Publish(t.Context(), p.ID))
		if got := d.post(p.ID); got.State != belong.Published || got.Link != "" {
			t.Errorf("%q, at %.60q", got.State, got.Link)
		}
	}
}

func TestNoNetworkStopsAChannelForLongerThanADay(t *testing.T) {
	t.Parallel()
	never := time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)
	for name, set := range map[string]func(*desk){
		"by a yes": func(d *desk) { d.rest = never },
		"by a no":  func(d *desk) { d.before = &belong.NetworkError{Fault: belong.NotNow, Sentence: "Later.", Until: never} },
	} {
		d := open(t)
		ch, p := d.toot()
		set(d)
		_ = d.svc.Publish(t.Context(), p.ID) // a no is worth another call
		ch, err := d.Store.Channel(t.Context(), ch.ID)
		d.Must(err)
		if until := ch.Health.PausedUntil; until.Before(d.Now().Add(23*time.Hour)) || until.After(d.Now().Add(26*time.Hour)) {
			t.Errorf("%s: it rests until %v", name, until)
		}
	}
}
