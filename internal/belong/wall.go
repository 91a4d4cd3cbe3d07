package belong

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A WallQuery asks for a part of a campaign's wall, the newest first.
type WallQuery struct {
	CampaignID ID
	Question   string   // only what answers it; all when empty
	Partner    string   // only what came by it; all when empty
	Before     WallMark // where the part before ended; zero for the newest
	Limit      int
}

// A WallMark is a place on a wall: behind a post that was published there at that moment. The zero mark is in front of all.
type WallMark struct {
	At   time.Time // to the millisecond
	Post ID
}

// MarkOf is the place behind w.
func MarkOf(w Showing) WallMark { return WallMark{w.Post.PublishedAt, w.Post.ID} }

// String is the mark as addresses hold it; empty for the zero mark.
func (m WallMark) String() string {
	if m == (WallMark{}) {
		return ""
	}
	return fmt.Sprintf("%d-%s", m.At.UnixMilli(), m.Post)
}

// ParseWallMark reads what String wrote. What is no mark is the zero mark, in front of all.
func ParseWallMark(s string) WallMark {
	ms, post, _ := strings.Cut(s, "-")
	at, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || at <= 0 || !ID(post).Valid() {
		return WallMark{}
	}
	return WallMark{time.UnixMilli(at).UTC(), ID(post)}
}

// A WallTally is what is on a wall all in all.
type WallTally struct {
	Groups    []WallGroup // of what was ever there, in the order of their keys
	Writes    int64       // grows with every change of anything that was ever there
	ChangedAt time.Time   // when that was last; zero while nothing ever was
}

// A WallGroup counts the clips that answer one question and came by one partner.
type WallGroup struct {
	Question, Partner string // keys; empty where a clip answers none, or came by none
	Live              int
}

// Count is how many clips answer the question and came by the partner. An empty key stands for all.
func (t WallTally) Count(question, partner string) (n int) {
	for _, g := range t.Groups {
		if (question == "" || question == g.Question) && (partner == "" || partner == g.Partner) {
			n += g.Live
		}
	}
	return n
}

// Cursor names the state of the wall: while it is the same, so is everything on the wall. It is the same in every process
// that reads the database.
func (t WallTally) Cursor() string {
	return strconv.Itoa(t.Count("", "")) + "-" + strconv.FormatInt(t.Writes, 10)
}

// Compare orders groups by question, then by partner.
func (g WallGroup) Compare(other WallGroup) int {
	return cmp.Or(cmp.Compare(g.Question, other.Question), cmp.Compare(g.Partner, other.Partner))
}
