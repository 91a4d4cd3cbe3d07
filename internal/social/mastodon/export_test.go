package mastodon

import (
	"context"
	"time"
)

// SetPause replaces waiting, before the network is used.
func (n *Network) SetPause(pause func(ctx context.Context, d time.Duration) error) { n.pause = pause }
