package belong

import (
	"context"
	"errors"
	"io"
	"time"
)

// An Account is an account at a network, and what opens it.
type Account struct {
	Kind    ChannelKind
	BaseURL string      // of the network's server, without a slash at its end; empty for the network's own
	Keys    Credentials // in the clear: only ever in memory, never logged
}

// Credentials open an account. Their names are the network's own: see the adapter.
type Credentials map[string]string

// A Standing is what a network says of an account, without posting anything.
type Standing struct {
	Account string // its name, as people at the network know it: @STEMx
	Limits  PostLimits
	Expires time.Time // when its keys end; zero where they don't, or nobody says
	Warning string    // what staff should see to before the day, in a sentence; empty where all is well
}

// PostLimits are what a network takes. Zero is no limit.
type PostLimits struct {
	Text   int           // in the network's own measure
	Alt    int           // of the description for who can't see the video, in characters
	Bytes  int64         // of a video
	Length time.Duration // of a video
}

// A Parcel is all that a network gets to know of a post.
type Parcel struct {
	Account  Account
	Post     Post
	Clip     Clip
	Page     string        // the address of the clip's page on the wall
	Length   time.Duration // of the video
	Width    int           // of the video, in pixels
	Height   int
	Bytes    int64    // of the video
	SHA256   string   // of the video, in hexadecimal
	Alt      string   // what is seen, for who can't see it
	Locale   string   // of the text and of what is said: "en" or "es"
	Captions Captions // none but what a person confirmed

	// Video opens the post rendition; who opens it closes it.
	Video func(ctx context.Context) (io.ReadCloser, error)
}

// Notes are what a channel has to remember of a post between its calls, so that a later one, by another process, finds what
// an earlier one did. Only the channel reads them.
type Notes struct {
	Kept  []byte    // JSON
	Until time.Time // when they are worth nothing any more, as media expire; zero is never
}

// A Receipt is what a network says of a post that is live.
type Receipt struct {
	Link   string    // where people see it
	Remote string    // the network's own name for it
	Rest   time.Time // by the network's own limits, nothing is to be sent before; zero where it doesn't matter
}

// A Fault is what a network's no means.
type Fault string

// The faults. After each of them it is certain that nothing was posted, or taken down; an error that is no NetworkError
// leaves that open.
const (
	NotNow       Fault = "not_now"      // another time: too many requests, or the network is down
	Refused      Fault = "refused"      // never: this post is not to the network's liking
	Disconnected Fault = "disconnected" // the keys are not accepted any more: nothing goes out until a person connects anew
)

// A NetworkError is a network's answer that was no yes, and that left nothing in doubt.
type NetworkError struct {
	Fault    Fault
	Sentence string    // for staff: what happened, and what to do
	Said     string    // the network's own words, at most a few hundred characters
	Until    time.Time // of NotNow: when to try again; zero where nobody says
	Err      error     // for the log; may be nil
}

func (e *NetworkError) Error() string {
	if e.Err != nil {
		return string(e.Fault) + ": " + e.Err.Error()
	}
	return string(e.Fault) + ": " + e.Said
}

func (e *NetworkError) Unwrap() error { return e.Err }

// FaultOf is the fault of the first NetworkError in err's chain; empty where there is none.
func FaultOf(err error) Fault {
	var e *NetworkError
	if errors.As(err, &e) {
		return e.Fault
	}
	return ""
}

// ErrUnknowable is what a channel answers that can't find out whether a post is live.
var ErrUnknowable = errors.New("the network can't tell whether the post is live")
