package intake

// Finish is what the end of an upload calls; it can be called twice.
var Finish = (*Intake).finish

// Occupy takes the slots of as many senders as there may be.
func Occupy(in *Intake) {
	for range maxSenders {
		in.lanes.Take(func() {})
	}
}
