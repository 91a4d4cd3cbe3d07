// Package socialtest holds what every network's adapter must keep, as one suite that runs on each of them, and the simulated
// networks that they are tried on.
package socialtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/belonginstem/belong/internal/belong"
)

// A Network is what publishing needs of a network's adapter; it says there what each call promises.
type Network interface {
	Check(ctx context.Context, a belong.Account) (belong.Standing, error)
	Stage(ctx context.Context, p belong.Parcel) (belong.Notes, error)
	Publish(ctx context.Context, p belong.Parcel) (belong.Receipt, error)
	Find(ctx context.Context, p belong.Parcel) (r belong.Receipt, found bool, err error)
	Remove(ctx context.Context, p belong.Parcel) error
}

// A Place is an adapter with an account at a network, real or simulated, that nothing was posted to yet and nobody else uses.
type Place struct {
	Network Network
	Account belong.Account

	// Live tells what people can see of the account, the newest first. It asks the network itself, past the adapter, and no
	// fault keeps it from the truth.
	Live  func(t *testing.T) []Live
	Shows Shows // what Live tells beside Remote and Text

	// Fault makes the network go wrong: see the faults. Those of Required every place can make.
	Fault  func(f Fault)
	Faults []Fault // that this place can make

	// Settle lets so much time pass, on the clocks of the network and of the adapter, that no limit holds any more and that
	// what was posted before can be read.
	Settle func()

	// Now is the clock that the network and the adapter go by; nil is the world's.
	Now func() time.Time
}

// Live is a post that people can see.
type Live struct {
	Remote   string // its name, as a Receipt has it
	Text     string
	Alt      string // the video's description
	Captions string // whatever holds their words
	SHA256   string // of the video that the network took, in hexadecimal
}

// Shows tells which parts of Live a place can fill.
type Shows struct{ Alt, Captions, Video bool }

// A Fault is a way in which a network goes wrong.
type Fault string

// The faults. The first five happen once, to the next call that would make something live, and to nothing else.
const (
	DropBefore      Fault = "drop before"      // the connection is cut before anything is posted
	DropAfter       Fault = "drop after"       // it is posted, then the connection is cut without an answer
	ErrorAfter      Fault = "error after"      // it is posted, and the answer is 500
	Limited         Fault = "limited"          // nothing is posted: 429, which says until when
	LimitedSilently Fault = "limited silently" // nothing is posted: 429, and not a word more

	Revoked Fault = "revoked" // from now on the account's keys are not accepted by any call
	Lag     Fault = "lag"     // what is posted from now on can't be read, and does not stand in any list, until Settle
)

// Required are the faults that every place can make. Only a network that can be read as soon as it is written has no Lag.
var Required = []Fault{DropBefore, DropAfter, ErrorAfter, Limited, LimitedSilently, Revoked}

// Promise tests that what publishing builds on holds for the places that open makes: each is used by one test.
func Promise(t *testing.T, open func(t *testing.T) Place) {
	film := Film(t)
	begin := func(t *testing.T) *teller {
		t.Parallel()
		return &teller{T: t, Place: open(t), film: film}
	}
	t.Run("the place can go wrong in every way that counts", func(t *testing.T) {
		s := begin(t)
		for _, f := range Required {
			if !slices.Contains(s.Faults, f) {
				t.Errorf("it can't make the fault %q", f)
			}
		}
	})
	tests := []struct {
		claim string
		test  func(s *teller)
	}{
		{"a good account is told with its limits, and nothing is posted", testCheck},
		{"revoked keys are told as such by every call, and change nothing", testRevoked},
		{"staged twice is staged once", testStageTwice},
		{"published is live once, with all that belongs to it", testPublish},
		{"what is live is found, and nothing else is taken for it", testFind},
		{"a call whose time is over posts nothing", testCanceled},
		{"a limit that says how long is obeyed", testLimited},
		{"a limit that says nothing is another time, too", testLimitedSilently},
		{"removed is gone, however often", testRemove},
	}
	for _, test := range tests {
		t.Run(test.claim, func(t *testing.T) { test.test(begin(t)) })
	}
	for _, faults := range troubles {
		t.Run("one post after "+named(faults), func(t *testing.T) {
			s := begin(t)
			// Without a lag it is still one post that has to be there in the end.
			if slices.Contains(faults, Lag) && !slices.Contains(s.Faults, Lag) {
				faults = slices.DeleteFunc(slices.Clone(faults), func(f Fault) bool { return f == Lag })
			}
			testTrouble(s, faults)
		})
	}
}

// troubles are the faults that befall one post. Each but Lag befalls a try of its own, in this order.
var troubles = [][]Fault{
	{DropBefore},
	{DropAfter},
	{ErrorAfter},
	{Limited},
	{LimitedSilently},
	{DropBefore, DropBefore, DropAfter},
	{Limited, DropBefore, LimitedSilently, ErrorAfter},
	{Lag, DropBefore},
	{Lag, DropAfter},
	{Lag, ErrorAfter},
	{Lag, DropBefore, DropAfter},
}

func named(faults []Fault) string {
	var words string
	for i, f := range faults {
		if i > 0 {
			words += ", "
		}
		words += string(f)
	}
	return words
}
