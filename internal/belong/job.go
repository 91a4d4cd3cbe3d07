package belong

import "time"

// A Job is work for a machine when nobody watches: what to do, to which thing, not before when. It is enqueued in the
// transaction of its cause. While a job waits or runs, the same job is not enqueued again. A job can run more than once,
// so its effect must be the same when it does.
type Job struct {
	Kind    JobKind
	Subject ID
	At      time.Time // zero is at once
}

// A JobKind is what a job does.
type JobKind string

// The kinds of job, with what Subject names.
const (
	InspectJob   JobKind = "inspect"   // a clip: measure it, read its label
	TranscodeJob JobKind = "transcode" // a clip: make its renditions
	NotifyJob    JobKind = "notify"    // a message, or a letter to staff: send it
	StageJob     JobKind = "stage"     // a post: take its media to the channel
	PublishJob   JobKind = "publish"   // a post: send it
	RemoveJob    JobKind = "remove"    // a post: take it down
	RehearseJob  JobKind = "rehearse"  // a campaign: rehearse its day, and tell who runs it
	PurgeJob     JobKind = "purge"     // nothing: collect what has expired
)

// JobKinds are all kinds of job.
var JobKinds = []JobKind{InspectJob, TranscodeJob, NotifyJob, StageJob, PublishJob, RemoveJob, RehearseJob, PurgeJob}
