package belong_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/belonginstem/belong/internal/belong"
)

func TestNamesAtNetworksAreKeptAsTheNetworksHaveThem(t *testing.T) {
	t.Parallel()
	got, err := belong.Handles(map[belong.ChannelKind]string{
		belong.X: " @Jane_Doe ", belong.Bluesky: "Jane.Bsky.social", belong.Mastodon: "@Jane@Mastodon.Social", belong.Wall: " ",
	})
	want := map[belong.ChannelKind]string{belong.X: "Jane_Doe", belong.Bluesky: "jane.bsky.social", belong.Mastodon: "Jane@mastodon.social"}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if got, err := belong.Handles(map[belong.ChannelKind]string{belong.X: " @ "}); err != nil || got != nil {
		t.Errorf("of none: %v, %v", got, err)
	}
}

func TestWhatIsNoNameAtANetworkIsRefused(t *testing.T) {
	t.Parallel()
	for kind, names := range map[belong.ChannelKind][]string{
		belong.X:        {"jane doe", "sixteen_letters_", "jane.doe", "@@jane", "https://x.com/jane", "ĵane"},
		belong.Bluesky:  {"jane", "jane..social", "-jane.bsky.social", "jane@bsky.social", "jane.bsky.social/x", "jane.1"},
		belong.Mastodon: {"jane", "jane@", "jane@server", "@jane@a@b.social", "jane.@mastodon.social", "jane@mastodon.social x"},
	} {
		for _, name := range names {
			_, err := belong.Handles(map[belong.ChannelKind]string{kind: name + "\u200B"})
			if err == nil {
				t.Errorf("%s: %q and what nobody sees", kind, name)
			}
			_, err = belong.Handles(map[belong.ChannelKind]string{kind: name})
			var refused *belong.Error
			if !errors.As(err, &refused) || refused.Code != "handle_"+string(kind) || refused.Field != "handles" {
				t.Errorf("%s: %q: %v", kind, name, err)
			}
		}
	}
	if _, err := belong.Handles(map[belong.ChannelKind]string{belong.Wall: "jane"}); belong.KindOf(err) != belong.Invalid {
		t.Error(err)
	}
}
