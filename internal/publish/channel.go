package publish

import (
	"context"
	"errors"

	"github.com/belonginstem/belong/internal/belong"
)

// ErrUnknowable is what Find answers where the network has no way to tell.
var ErrUnknowable = errors.New("the channel can't tell whether the post is live")

// A Parcel is all that a channel gets to know of a post.
type Parcel struct {
	Post     belong.Post
	Clip     belong.Clip
	Channel  belong.Channel
	Campaign belong.Campaign
}

// A Receipt is what a channel says of a post that is live.
type Receipt struct {
	Link string // where people see it
}

// A Channel speaks to one kind of network. It is asked to do one thing for a post at a time, never two at once, and any
// of them may be asked again after a crash. Its errors say how sure it is: a belong.Error means that nothing was posted
// or removed, its sentence tells staff why, and only of the kind belong.Unavailable is it worth another try; any other
// error leaves the outcome open.
type Channel interface {
	// Stage takes the clip to where Publish needs it. Done again, it does nothing, or renews what has expired.
	Stage(ctx context.Context, p Parcel) error

	// Publish makes the post live, and returns only when it is. It does not try again by itself.
	Publish(ctx context.Context, p Parcel) (Receipt, error)

	// Find looks whether an earlier Publish of the post made it live, though its answer was lost. With found false and
	// no error it did not, and never will.
	Find(ctx context.Context, p Parcel) (r Receipt, found bool, err error)

	// Remove takes the post down. That it is gone already is no error.
	Remove(ctx context.Context, p Parcel) error
}
