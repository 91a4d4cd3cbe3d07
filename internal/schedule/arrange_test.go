package schedule_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/review/reviewtest"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/internal/store/storetest"
)

// placed is a desk with three posts, twenty minutes apart.
func placed(t *testing.T, d *desk) []belong.Post {
	t.Helper()
	for range 3 {
		d.Submit(belong.Approved, nil)
	}
	d.place()
	var out []belong.Post
	for _, w := range d.posts() {
		out = append(out, w.Post)
	}
	return out
}

// set stores a post as a worker would leave it.
func (d *desk) set(p belong.Post, state belong.PostState) {
	d.t.Helper()
	p.State = state
	d.Must(d.Store.SavePost(d.t.Context(), p, belong.Outcome{}))
}

func TestAPostIsMovedByHandAndStaysThere(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		posts := placed(t, d)
		d.set(posts[0], belong.Staged)
		for _, p := range posts[:2] {
			before, err := d.svc.MovePost(t.Context(), staff, p.ID, p.SlotAt.Add(2*time.Hour))
			d.Must(err)
			if diff := cmp.Diff(p, before, cmpopts.IgnoreFields(belong.Post{}, "State", "Version")); diff != "" {
				t.Error(diff)
			}
		}
		_, err := d.svc.PlaceAnew(t.Context(), staff, d.Campaign.Slug)
		d.Must(err)
		if diff := cmp.Diff([]string{"0s scheduled", "2h0m0s scheduled", "2h20m0s scheduled"}, d.day()); diff != "" {
			t.Error(diff)
		}
		conflicts := d.board().Conflicts
		if len(conflicts) != 2 || conflicts[0].Code != schedule.OutsideWindow || conflicts[0].PostID != posts[0].ID {
			t.Errorf("conflicts %+v", conflicts)
		}
		if diff := cmp.Diff([]string{"staff post.placed", "staff post.moved"}, d.Events(posts[0].ID)); diff != "" {
			t.Error(diff)
		}
		if got := d.jobs()[belong.StageJob]; got != 0 {
			t.Errorf("%d were staged before their time", got)
		}
	})
}

func TestAMoveIsTakenBack(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	p := placed(t, d)[1]
	before, err := d.svc.MovePost(t.Context(), staff, p.ID, p.SlotAt.Add(5*time.Minute))
	d.Must(err)
	_, err = d.svc.MovePost(t.Context(), staff, p.ID, before.SlotAt)
	d.Must(err)
	_, err = d.svc.Pin(t.Context(), staff, p.ID, before.Pinned)
	d.Must(err)
	now, err := d.Store.Post(t.Context(), p.ID)
	d.Must(err)
	if diff := cmp.Diff(before, now, cmpopts.IgnoreFields(belong.Post{}, "Version", "UpdatedAt")); diff != "" {
		t.Error(diff)
	}
}

func TestAMissedPostIsMovedToALaterTime(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	p := placed(t, d)[0]
	d.set(p, belong.Missed)
	d.SetNow(reviewtest.Day.Add(10 * time.Minute))
	if _, err := d.svc.MovePost(t.Context(), staff, p.ID, reviewtest.Day.Add(9*time.Minute)); belong.KindOf(err) != belong.Invalid {
		t.Errorf("moved to the past: %v", err)
	}
	_, err := d.svc.MovePost(t.Context(), staff, p.ID, reviewtest.Day.Add(15*time.Minute))
	d.Must(err)
	if diff := cmp.Diff([]string{"15m0s scheduled", "20m0s scheduled", "40m0s scheduled"}, d.day()); diff != "" {
		t.Error(diff)
	}
}

func TestAPinThatWasMissedHoldsNothing(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	p := placed(t, d)[0]
	p.Pinned = true
	d.set(p, belong.Missed)
	d.SetNow(reviewtest.Day.Add(30 * time.Minute))
	d.place()
	now, err := d.Store.Post(t.Context(), p.ID)
	d.Must(err)
	if now.Pinned || now.State != belong.Scheduled || !now.SlotAt.After(d.Now()) {
		t.Errorf("%+v", now)
	}
}

func TestTwoPostsAreSwapped(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		posts := placed(t, d)
		before, err := d.svc.Swap(t.Context(), staff, posts[0].ID, posts[2].ID)
		d.Must(err)
		if diff := cmp.Diff([2]belong.Post{posts[0], posts[2]}, before); diff != "" {
			t.Error(diff)
		}
		now := d.posts()
		if now[0].Post.ID != posts[2].ID || now[2].Post.ID != posts[0].ID || !now[0].Post.Pinned || !now[2].Post.Pinned || now[1].Post.Pinned {
			t.Errorf("now %+v", now)
		}
		if diff := cmp.Diff([]string{"0s scheduled", "20m0s scheduled", "40m0s scheduled"}, d.day()); diff != "" {
			t.Error(diff)
		}
		if _, err := d.svc.Swap(t.Context(), staff, posts[0].ID, posts[0].ID); belong.KindOf(err) != belong.Invalid {
			t.Errorf("with itself: %v", err)
		}
	})
}

func TestAPostsWordsAreWrittenByHand(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	p := placed(t, d)[0]
	before, err := d.svc.SetText(t.Context(), staff, p.ID, " See this one. ")
	d.Must(err)
	if before.Text != p.Text || before.Written {
		t.Errorf("before %+v", before)
	}
	_, err = d.svc.PlaceAnew(t.Context(), staff, d.Campaign.Slug)
	d.Must(err)
	if now, err := d.Store.Post(t.Context(), p.ID); err != nil || now.Text != "See this one." || !now.Written {
		t.Errorf("%+v, %v", now, err)
	}
	_, err = d.svc.SetText(t.Context(), staff, p.ID, "")
	d.Must(err)
	if now, err := d.Store.Post(t.Context(), p.ID); err != nil || now.Text != p.Text || now.Written {
		t.Errorf("%+v, %v", now, err)
	}
	want := []string{"staff post.placed", "staff post.text_set", "staff post.text_set"}
	if diff := cmp.Diff(want, d.Events(p.ID)); diff != "" {
		t.Error(diff)
	}
}

func TestWhatIsOutOrOnItsWayIsLeftAlone(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	posts := placed(t, d)
	for _, state := range []belong.PostState{belong.Publishing, belong.Published, belong.Unconfirmed, belong.Removed} {
		p, err := d.Store.Post(t.Context(), posts[0].ID)
		d.Must(err)
		d.set(p, state)
		_, moved := d.svc.MovePost(t.Context(), staff, p.ID, p.SlotAt.Add(time.Hour))
		_, pinned := d.svc.Pin(t.Context(), staff, p.ID, true)
		_, swapped := d.svc.Swap(t.Context(), staff, posts[1].ID, p.ID)
		_, written := d.svc.SetText(t.Context(), staff, p.ID, "Hello")
		for did, err := range map[string]error{"moved": moved, "pinned": pinned, "swapped": swapped, "written": written} {
			if belong.KindOf(err) != belong.Conflict {
				t.Errorf("%s while it is %s: %v", did, state, err)
			}
		}
	}
}

func TestAPauseIsSetAndWarnsOfWhatLiesInIt(t *testing.T) {
	t.Parallel()
	on(t, func(t *testing.T, d *desk) {
		posts := placed(t, d)
		_, err := d.svc.Pin(t.Context(), staff, posts[2].ID, true)
		d.Must(err)
		pause := belong.Blackout{From: reviewtest.Day.Add(15 * time.Minute), To: reviewtest.Day.Add(50 * time.Minute), Reason: "Lunch"}
		before, warning, err := d.svc.SetPosting(t.Context(), staff, d.Campaign.Slug, func(r *belong.PostRules) { r.Blackouts = []belong.Blackout{pause} })
		d.Must(err)
		want := "1 post keeps its slot outside the new window. Place again to move it. 1 pinned post lies outside it, and will stay there."
		if warning != want || len(before.Blackouts) != 0 {
			t.Errorf("warning %q, before %+v", warning, before)
		}
		d.place()
		if diff := cmp.Diff([]string{"0s scheduled", "40m0s scheduled", "50m0s scheduled"}, d.day()); diff != "" {
			t.Error(diff)
		}
		conflicts := d.board().Conflicts
		wantConflicts := []schedule.Conflict{{PostID: posts[2].ID, ChannelID: d.Wall.ID, Code: schedule.InPause, Sentence: "Its time lies in a pause."}}
		if diff := cmp.Diff(wantConflicts, conflicts); diff != "" {
			t.Error(diff)
		}
	})
}

func TestTheOpenerAndTheFinaleAreTheCampaigns(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	posts := placed(t, d)
	set := func(opener, finale belong.ID) error {
		_, _, err := d.svc.SetPosting(t.Context(), staff, d.Campaign.Slug, func(r *belong.PostRules) { r.Opener, r.Finale = opener, finale })
		return err
	}
	for _, bad := range [][2]belong.ID{{"nobody", ""}, {"", "nobody"}, {posts[0].SubmissionID, posts[0].SubmissionID}} {
		if err := set(bad[0], bad[1]); belong.KindOf(err) != belong.Invalid {
			t.Errorf("%v: %v", bad, err)
		}
	}
	d.Must(set(posts[2].SubmissionID, posts[0].SubmissionID))
	d.place()
	now := d.posts()
	if now[0].Post.ID != posts[2].ID || now[1].Post.ID != posts[1].ID || now[2].Post.ID != posts[0].ID {
		t.Errorf("the order is %v", now)
	}
}

func TestAPlanIsPriced(t *testing.T) {
	t.Parallel()
	d := open(t, storetest.SQLite)
	x := belong.Channel{ID: belong.NewID(d.Now()), CampaignID: d.Campaign.ID, Kind: belong.X, Name: "X", CreatedAt: d.Now()}
	d.Must(d.Store.CreateChannel(t.Context(), x, belong.Outcome{}))
	placed(t, d)
	for _, w := range d.posts()[:2] {
		_, err := d.svc.SetText(t.Context(), staff, w.Post.ID, "See https://example.org")
		d.Must(err)
	}
	want := []schedule.Price{{ChannelID: d.Wall.ID, Posts: 3}, {ChannelID: x.ID, Posts: 3, Cost: 15 + 15 + 200}}
	if diff := cmp.Diff(want, d.board().Next.Prices); diff != "" {
		t.Error(diff)
	}
}
