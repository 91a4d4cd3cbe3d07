package publish

import (
	"context"

	"github.com/belonginstem/belong/internal/belong"
)

// A Channel speaks to one kind of network. It is asked to do one thing for a post at a time, never two at once, and any
// of them may be asked again after a crash. Its errors say how sure it is: a belong.NetworkError means that nothing was
// posted or taken down; any other error leaves that open.
type Channel interface {
	// Check asks who the account is and what the network takes. It posts nothing.
	Check(ctx context.Context, a belong.Account) (belong.Standing, error)

	// Stage takes the video to where Publish needs it, and answers what is to be remembered. With the notes of an earlier
	// Stage that are still good, it does nothing and answers the same.
	Stage(ctx context.Context, p belong.Parcel) (belong.Notes, error)

	// Publish makes the post live, and returns only when it is. It does not try again by itself.
	Publish(ctx context.Context, p belong.Parcel) (belong.Receipt, error)

	// Find looks whether an earlier Publish of the post made it live, though its answer was lost. With found false and
	// no error it did not, and never will. belong.ErrUnknowable is its word that it can't find out; after any other error
	// it may, later.
	Find(ctx context.Context, p belong.Parcel) (r belong.Receipt, found bool, err error)

	// Remove takes the post down, and asks the network afterwards: without an error it is gone. That it was gone already
	// is none.
	Remove(ctx context.Context, p belong.Parcel) error
}
