package publish

import (
	"context"
	"errors"
	"net"
	"net/url"
	"strings"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

var errNoSeal = belong.Refuse(belong.Unavailable, "no_seal_key", "Accounts' keys are kept under seal, and no seal key is set. Make one with `openssl rand -base64 32`, give it to Belong as BELONG_SEAL_KEY, and keep it well.")

var errNoNetwork = belong.Refuse(belong.Unavailable, "no_network", "This version of Belong can't speak to this network. Update it.")

// A Connection is an account that a campaign is to post to.
type Connection struct {
	Kind    belong.ChannelKind
	Name    string // as staff call it; empty: as the network does
	BaseURL string // of the network's server; empty for a network that has only one
	Gap     time.Duration
	Keys    belong.Credentials
}

// Connect gives a campaign another account to post to. The network is asked whose account it is; nothing is posted.
func (s *Service) Connect(ctx context.Context, actor belong.Actor, campaign belong.Campaign, c Connection) (belong.Channel, error) {
	c.Name, c.BaseURL = strings.TrimSpace(c.Name), strings.TrimRight(strings.TrimSpace(c.BaseURL), "/")
	if err := c.validate(); err != nil {
		return belong.Channel{}, err
	}
	now := s.now()
	ch := belong.Channel{
		ID: belong.NewID(now), CampaignID: campaign.ID, Kind: c.Kind, Name: c.Name, BaseURL: c.BaseURL, Gap: c.Gap, CreatedAt: now, Version: 1,
	}
	if err := s.open(ctx, &ch, c.Keys); err != nil {
		return belong.Channel{}, err
	}
	if ch.Name == "" {
		ch.Name = ch.Standing.Account
	}
	if ch.Name == "" {
		ch.Name = c.Kind.Words()
	}
	return ch, s.store.CreateChannel(ctx, ch, belong.Did(belong.NewEvent(now, actor, "channel.connected", campaign.ID, ch.ID, string(c.Kind))))
}

// Reconnect gives a channel new keys to the same account. Posts that waited for it go on.
func (s *Service) Reconnect(ctx context.Context, actor belong.Actor, channel belong.ID, keys belong.Credentials) error {
	ch, err := s.store.Channel(ctx, channel)
	if err != nil {
		return err
	}
	was := ch.Standing.Account
	if err := s.open(ctx, &ch, keys); err != nil {
		return err
	}
	if was != "" && !strings.EqualFold(was, ch.Standing.Account) {
		return belong.Refuse(belong.Conflict, "another_account", "These are the keys of %s, and this channel posts as %s. Connect %[1]s as another channel.", ch.Standing.Account, was).In("kind")
	}
	return s.store.SaveChannel(ctx, ch, belong.Did(belong.NewEvent(s.now(), actor, "channel.connected", ch.CampaignID, ch.ID, "again")))
}

// open asks the network whose keys these are, and puts them into the channel under seal.
func (s *Service) open(ctx context.Context, ch *belong.Channel, keys belong.Credentials) error {
	network := s.network(ch.Kind)
	if network == nil {
		return belong.Refuse(belong.Invalid, "channel_kind", "There is no way to post to %q.", string(ch.Kind)).In("kind")
	}
	kept := belong.Credentials{}
	for _, name := range ch.Kind.CredentialNames() {
		if kept[name] = strings.TrimSpace(keys[name]); kept[name] == "" {
			return belong.Refuse(belong.Invalid, "credentials", "Give the account's %s.", strings.ReplaceAll(name, "_", " ")).In(name)
		}
	}
	if len(kept) > 0 && s.Seal == nil {
		return errNoSeal
	}
	standing, err := network.Check(ctx, belong.Account{Kind: ch.Kind, BaseURL: ch.BaseURL, Keys: kept})
	if err != nil {
		return notConnected(ch.Kind, err)
	}
	ch.Standing, ch.Health = standing, belong.Health{CheckedAt: s.now()}
	if len(kept) > 0 {
		ch.Sealed, err = s.Seal.close(ch.ID, kept)
	}
	return err
}

// notConnected tells a person why an account could not be connected.
func notConnected(kind belong.ChannelKind, err error) error {
	var no *belong.NetworkError
	sentence := kind.Words() + " gave no answer that could be understood. Check the server's address, and try again in a minute."
	if errors.As(err, &no) {
		sentence = no.Sentence
		if no.Said != "" {
			sentence += " It said: " + no.Said
		}
	}
	refused := belong.Refuse(belong.Invalid, "not_connected", "%s", sentence).In("kind")
	refused.Err = err
	return refused
}

func (c Connection) validate() error {
	switch {
	case c.Kind.Words() == "":
		return belong.Refuse(belong.Invalid, "channel_kind", "There is no way to post to %q.", string(c.Kind)).In("kind")
	case validGap(c.Gap) != nil:
		return validGap(c.Gap)
	case len(c.Name) > 100:
		return belong.Refuse(belong.Invalid, "channel_name", "The channel's name is too long.").In("name")
	case c.Kind == belong.Wall && (c.BaseURL != "" || len(c.Keys) > 0):
		return belong.Refuse(belong.Invalid, "wall_is_here", "The wall is part of Belong: it takes no address and no keys.").In("base_url")
	case c.Kind == belong.Mastodon && c.BaseURL == "":
		return belong.Refuse(belong.Invalid, "base_url", "Give the address of the account's server, as https://mastodon.social.").In("base_url")
	case c.BaseURL == "":
		return nil
	}
	u, err := url.Parse(c.BaseURL)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return belong.Refuse(belong.Invalid, "base_url", "Write the server's address as https://mastodon.social, with nothing behind it.").In("base_url")
	}
	return nil
}

// loopback tells whether a host is this machine, to which keys may go in the clear.
func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Look asks the networks of all channels, of which nobody heard for an hour, whether they still accept the accounts' keys
// and what they take, so that what has expired or was taken back is known before the day.
func (s *Service) Look(ctx context.Context) error {
	all, err := s.store.AllChannels(ctx)
	for _, ch := range all {
		if ch.Kind != belong.Wall && len(ch.Sealed) > 0 && s.now().Sub(ch.Health.CheckedAt) >= lookAgain {
			err = errors.Join(err, s.LookAt(ctx, ch.ID))
		}
	}
	return err
}

const lookAgain = time.Hour

// LookAt asks the network of one channel. What it says is stored with the channel, and is no error.
func (s *Service) LookAt(ctx context.Context, channel belong.ID) error {
	ch, err := s.store.Channel(ctx, channel)
	if err != nil {
		return err
	}
	account, err := s.account(ch)
	if err != nil {
		return err
	}
	network := s.network(ch.Kind)
	if network == nil {
		return errNoNetwork
	}
	asking, cancel := context.WithTimeout(ctx, askFor)
	defer cancel()
	standing, asked := network.Check(asking, account)
	if asked != nil {
		if err := s.told(ctx, ch, asked); err != nil {
			return err
		}
	}
	return s.change(ctx, ch.ID, func(ch *belong.Channel) (belong.Outcome, error) {
		ch.Health.CheckedAt = s.now()
		if asked == nil {
			ch.Standing, ch.Health.Disconnected, ch.Health.Failures, ch.Health.Trouble, ch.Health.Said = standing, false, 0, "", ""
		}
		return belong.Outcome{}, nil
	})
}

// SetGap sets the least time between two posts on a channel. What is placed already stays where it is.
func (s *Service) SetGap(ctx context.Context, actor belong.Actor, channel belong.ID, gap time.Duration) error {
	ch, err := s.store.Channel(ctx, channel)
	if err != nil {
		return err
	}
	if err := validGap(gap); err != nil {
		return err
	}
	ch.Gap = gap
	return s.store.SaveChannel(ctx, ch, belong.Did(belong.NewEvent(s.now(), actor, "channel.gap_set", ch.CampaignID, ch.ID, gap.String())))
}

func validGap(gap time.Duration) error {
	if gap < 0 || gap > 24*time.Hour {
		return belong.Refuse(belong.Invalid, "gap", "The time between two posts is between 0 seconds and a day.").In("gap_seconds")
	}
	return nil
}

// Disconnect forgets an account's keys. A channel that never had a post goes for good; else it stays, without them, since
// it says what became of people's videos.
func (s *Service) Disconnect(ctx context.Context, actor belong.Actor, channel belong.ID) error {
	ch, err := s.store.Channel(ctx, channel)
	if err != nil {
		return err
	}
	out := belong.Did(belong.NewEvent(s.now(), actor, "channel.disconnected", ch.CampaignID, ch.ID, "by hand"))
	err = s.store.DeleteChannel(ctx, ch, out)
	if !errors.Is(err, belong.ErrStale) || ch.Kind == belong.Wall {
		return err
	}
	ch.Sealed, ch.Health = nil, belong.Health{Disconnected: true, CheckedAt: s.now(), Trouble: "It was disconnected by hand. Connect it anew to post to it."}
	return s.store.SaveChannel(ctx, ch, out)
}
