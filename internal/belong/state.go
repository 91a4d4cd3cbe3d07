package belong

import "slices"

// transitions is what a thing's state may become; a state that is missing as a key is final.
type transitions[S ~string] map[S][]S

func (t transitions[S]) allows(from, to S) bool { return slices.Contains(t[from], to) }
