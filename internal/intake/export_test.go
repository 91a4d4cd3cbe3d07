package intake

// Finish is what the end of an upload calls; it can be called twice.
var Finish = (*Intake).finish
