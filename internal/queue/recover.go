package queue

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// recoverJobs puts back what the node was running when it was killed, so that it runs again now and not only after its
// timeout. To be killed is no attempt: however often it happens, a job does not run out of them. When nobody else shares
// the database, all that is running is the node's, even if it had another name then.
func recoverJobs(ctx context.Context, exec riverdriver.Executor, node string, alone bool) error {
	const batch = 1000
	var after int64
	for {
		running, err := exec.JobGetStuck(ctx, &riverdriver.JobGetStuckParams{
			AfterID: after, Max: batch, StuckHorizon: time.Now().Add(24 * time.Hour),
		})
		if err != nil {
			return fmt.Errorf("find jobs left running: %w", err)
		}
		for _, job := range running {
			after = job.ID
			if !alone && (len(job.AttemptedBy) == 0 || job.AttemptedBy[len(job.AttemptedBy)-1] != node) {
				continue
			}
			if _, err := exec.JobUpdateFull(ctx, &riverdriver.JobUpdateFullParams{
				ID:              job.ID,
				AttemptDoUpdate: true, Attempt: max(job.Attempt-1, 0),
				StateDoUpdate: true, State: rivertype.JobStateAvailable,
			}); err != nil {
				return fmt.Errorf("put back a job left running: %w", err)
			}
		}
		if len(running) < batch {
			return resign(ctx, exec, node)
		}
	}
}

// resign gives up the leadership that the node had when it was killed, which would else last for another quarter of a
// minute, in which nobody makes waiting jobs due.
func resign(ctx context.Context, exec riverdriver.Executor, node string) error {
	leader, err := exec.LeaderGetElectedLeader(ctx, &riverdriver.LeaderGetElectedLeaderParams{})
	if errors.Is(err, rivertype.ErrNotFound) || err == nil && leader.LeaderID != node {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the leader: %w", err)
	}
	if _, err := exec.LeaderResign(ctx, &riverdriver.LeaderResignParams{
		ElectedAt: leader.ElectedAt, LeaderID: node, LeadershipTopic: leadershipTopic,
	}); err != nil {
		return fmt.Errorf("give up leadership: %w", err)
	}
	return nil
}

const leadershipTopic = "river_leadership"
