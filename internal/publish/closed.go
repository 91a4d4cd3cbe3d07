package publish

import (
	"context"
	"errors"

	"github.com/belonginstem/belong/internal/belong"
)

// A closed network is one that can't be spoken to, since its account can't be opened here, or nobody here speaks its
// language. It does nothing, and says why: so its posts wait as they do for one that is down, and are in nobody's way.
type closed struct{ why error }

// no is why, as a network says it.
func (c closed) no() error {
	e := &belong.NetworkError{Fault: belong.NotNow, Sentence: "This channel can't be spoken to from here.", Err: c.why}
	var refused *belong.Error
	if errors.As(c.why, &refused) {
		e.Sentence = refused.Sentence
	}
	return e
}

func (c closed) Check(context.Context, belong.Account) (belong.Standing, error) {
	return belong.Standing{}, c.no()
}

func (c closed) Stage(context.Context, belong.Parcel) (belong.Notes, error) {
	return belong.Notes{}, c.no()
}

func (c closed) Publish(context.Context, belong.Parcel) (belong.Receipt, error) {
	return belong.Receipt{}, c.no()
}

func (c closed) Find(context.Context, belong.Parcel) (belong.Receipt, bool, error) {
	return belong.Receipt{}, false, c.no()
}

func (c closed) Remove(context.Context, belong.Parcel) error { return c.no() }
