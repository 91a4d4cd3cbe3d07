// Package storetest is what package store promises, as tests that run on every database.
package storetest

import (
	"testing"

	"github.com/belonginstem/belong/internal/store"
)

// Run holds the store against its promises, each on a new database from open: SQLite or Postgres.
func Run(t *testing.T, open func(testing.TB) *store.DB) {
	for _, test := range []struct {
		claim string
		run   func(*testing.T, *world)
	}{
		{"a campaign is read as it was written", campaignRoundTrip},
		{"a campaign's address is its own", campaignSlugTaken},
		{"a campaign that somebody else changed is stale", campaignStale},
		{"a channel is read as it was written", channelRoundTrip},

		{"a submission is read as it was written, in any script", submissionRoundTrip},
		{"what is not there is not found", notFound},
		{"of many who write the same version, one succeeds", oneWriterWins},
		{"states are counted", countStates},
		{"a release is stored with its submission", addRelease},
		{"an outcome is stored with its cause", outcomeStored},
		{"when a job can't be taken, nothing is written", failingEnqueueRollsBack},
		{"when a row is stale, nothing is written", staleRollsBack},
		{"text that Postgres can't hold is refused or kept", oddText},

		{"pages of the review queue have no gaps and no repeats", reviewPages},
		{"the review queue shows the states that were asked for", reviewStates},
		{"an entry has its current clip", entryHasItsClip},

		{"an upload brings one clip", finishUpload},
		{"of many who finish an upload, one succeeds", finishUploadRace},
		{"an upload is dropped once", dropUpload},
		{"unfinished uploads are found, and expired ones", unfinishedUploads},
		{"a file is imported once", importOnce},
		{"a clip's renditions and findings are replaced", saveClip},
		{"progress is stored", setProgress},
		{"another clip takes over the original", replaceClip},
		{"who waits before a clip is told, and how fast it goes", line},
		{"captions are kept, and changed by those who saw them", captions},
		{"captions of a part are beside those of the rest", captionsOfAPart},
		{"captions for what is gone are not kept", captionsTooLate},

		{"a decision is stored with its submission", decide},
		{"a submission that is not approved any more loses its waiting posts", leavingApproved},
		{"what is approved again can be placed again", approvedAgain},
		{"a withdrawal takes everything with it", withdraw},

		{"a plan is stored, and moved", placePosts},
		{"a plan is stored as a whole or not at all", placePostsAllOrNothing},
		{"of two plans made at once, one is stale", placePostsRace},
		{"a post starts when everything allows it", startPublishing},
		{"a post does not start when anything forbids it", startPublishingRefused},
		{"a post starts once", startPublishingRace},
		{"no post escapes a withdrawal", withdrawWhilePublishing},
		{"what may be posted is settled one after the other", oneAfterTheOther},
		{"posts are due at their slots, when the switch is on", duePosts},
		{"posts are listed in the order of their slots", listPosts},
		{"posts are listed as of one moment", listPostsMeanwhile},
		{"the wall shows what was published there", wall},
		{"pages of the wall have no gaps and no repeats", wallPages},
		{"no change of the wall leaves its cursor as it was", wallTally},
		{"the wall tells when the next clip is due", wallNext},
		{"the wall tells whose captions are confirmed", wallCaptions},

		{"a user is read as they were written", userRoundTrip},
		{"who changed or is gone is locked out", changedUser},
		{"there is one first administrator", firstAdmin},
		{"of many who set up, one succeeds", firstAdminRace},
		{"a token is good for its purpose until it expires", tokens},
		{"a token is taken once", takeTokenRace},

		{"events are told in order", events},
		{"messages are kept, and marked when sent", messages},
		{"letters to staff are kept, one to each on an occasion", staffLetters},
		{"what must not be kept is found, until it is erased", erase},
		{"a draft that no video came for is forgotten whole", forget},
		{"originals go when the campaign's retention is over", eraseOriginals},
	} {
		t.Run(test.claim, func(t *testing.T) {
			t.Parallel()
			test.run(t, newWorld(t, open(t)))
		})
	}
}
