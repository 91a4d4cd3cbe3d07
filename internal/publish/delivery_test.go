package publish_test

import (
	"strings"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A service whose seal key is another one than the accounts' keys were sealed with.
func TestAPostWhoseAccountCannotBeOpenedKeepsNobodyElsesPlace(t *testing.T) {
	t.Parallel()
	d := open(t)
	posts := d.placeOn(d.Now(), d.connect(belong.X, belong.Standing{Account: "@STEMx"}), d.connect(belong.Mastodon, belong.Standing{}))
	other := d.service(d.Now)
	for range 3 {
		if err := other.Publish(t.Context(), posts[0].ID); err == nil {
			t.Fatal("it is worth another try")
		}
	}
	ch, err := d.Store.Channel(t.Context(), posts[0].ChannelID)
	d.Must(err)
	if !strings.HasPrefix(ch.Health.Trouble, "The account's keys were sealed with another seal key.") {
		t.Errorf("staff read %q", ch.Health.Trouble)
	}
	if d.due() != 1 {
		t.Errorf("%d due; want the other channel's", d.due())
	}
	d.Must(other.Confirm(t.Context(), staff, posts[1].ID, "https://m.example/1")) // a person can do without the keys
	d.SetNow(d.Now().Add(6 * time.Minute))
	d.Must(other.Publish(t.Context(), posts[0].ID))
	if got := d.post(posts[0].ID).State; got != belong.Missed {
		t.Errorf("after its grace it is %q", got)
	}
}
