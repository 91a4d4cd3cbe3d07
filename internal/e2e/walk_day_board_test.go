package e2e

import (
	"encoding/csv"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// The board as it is seen.
type (
	boardColumn struct {
		Name  string
		Cards []boardCard
	}
	boardCard struct {
		Name, Marks string
		At          time.Time
	}
)

func (c boardColumn) names() (out []string) {
	for _, card := range c.Cards {
		out = append(out, card.Name)
	}
	return out
}

func (w *dayWalk) board(t *testing.T) {
	w.fillIn(t)
	w.search(t)
	w.rearrange(t)
	w.chooseOrder(t)
	w.write(t)
	w.takeAlong(t)
}

func (w *dayWalk) fillIn(t *testing.T) {
	t.Helper()
	var columns []boardColumn
	w.chrome.do(t, "fillIn", map[string]any{"url": w.belong.public}, &columns)
	for i, name := range []string{wallName, xName, mastodonName} {
		if len(columns) != 3 || columns[i].Name != name || len(columns[i].Cards) != len(w.names) {
			t.Fatalf("the board is %+v", columns)
		}
	}
}

func (w *dayWalk) search(t *testing.T) {
	t.Helper()
	var found struct {
		Said    string
		Columns []boardColumn
	}
	w.chrome.do(t, "search", map[string]any{"words": "nunez puerto"}, &found)
	if !strings.HasPrefix(found.Said, "3 posts found.") {
		t.Errorf("of somebody on three channels, the search says %q", found.Said)
	}
	for _, c := range found.Columns {
		if !slices.Equal(c.names(), []string{personName}) {
			t.Errorf("the search found %q on %s", c.names(), c.Name)
		}
	}
}

// rearrange moves posts with keys and with the mouse, pins one and swaps two, and takes all of it back.
func (w *dayWalk) rearrange(t *testing.T) {
	t.Helper()
	on := map[string]any{"channel": xName}
	var keys struct{ Tried, Before, Left, Moved, Back string }
	w.chrome.do(t, "moveByKeys", on, &keys)
	if want := later(t, keys.Before, 3); keys.Moved != want || keys.Left != keys.Before || keys.Back != keys.Before {
		t.Errorf("moved by keys: %+v, want %s", keys, want)
	}
	if !strings.Contains(keys.Tried, "Enter saves, Escape leaves it at") {
		t.Errorf("while a card is moved it is said %q", keys.Tried)
	}
	w.chrome.do(t, "pinByKey", on, nil)
	var swapped struct{ Before, Swapped, Back []string }
	w.chrome.do(t, "swap", on, &swapped)
	want := slices.Clone(swapped.Before)
	want[0], want[3] = want[3], want[0]
	if !slices.Equal(swapped.Swapped, want) || !slices.Equal(swapped.Back, swapped.Before) {
		t.Errorf("swapped: %+v, want %q", swapped, want)
	}
	var dragged struct {
		Before, Left, Moved string
		Around              [2]string
	}
	w.chrome.do(t, "drag", on, &dragged)
	if dragged.Left != dragged.Before || dragged.Moved <= dragged.Around[0] || dragged.Moved >= dragged.Around[1] {
		t.Errorf("dragged: %+v", dragged)
	}
	var crowded struct {
		Said   string
		Listed []string
	}
	w.chrome.do(t, "crowd", on, &crowded)
	if len(crowded.Listed) == 0 || !strings.Contains(crowded.Said, "another post") {
		t.Errorf("two posts at a time: %+v", crowded)
	}
}

// later is a time of day some minutes after another.
func later(t *testing.T, clock string, minutes int) string {
	t.Helper()
	at, err := time.Parse("15:04", clock)
	if err != nil {
		t.Fatal(err)
	}
	return at.Add(time.Duration(minutes) * time.Minute).Format("15:04")
}

func (w *dayWalk) chooseOrder(t *testing.T) {
	t.Helper()
	var order struct {
		First, Last string
		Conflicts   []string
		Columns     []boardColumn
	}
	w.chrome.do(t, "order", map[string]any{"channel": xName, "from": "16:00", "to": "17:00"}, &order)
	if len(order.Conflicts) == 0 {
		t.Error("no post is said to lie in the pause")
	}
	for _, c := range order.Columns {
		if got := c.names(); len(got) != len(w.names) || got[0] != order.First || got[len(got)-1] != order.Last {
			t.Errorf("%s is %q, want %s first and %s last", c.Name, got, order.First, order.Last)
		}
		begin := c.Cards[0].At
		for _, card := range c.Cards {
			if since := card.At.Sub(begin); since >= 2*time.Hour && since < 3*time.Hour {
				t.Errorf("on %s, %s goes out in the pause, %v after the first", c.Name, card.Name, since)
			}
		}
	}
}

// write changes a post's text. Another's is changed too late: it was posted by hand.
func (w *dayWalk) write(t *testing.T) {
	t.Helper()
	var written struct{ ID, Counted, Refused, Recounted, Kept, Shown string }
	long := strings.Repeat("Many words ", 30)
	w.chrome.do(t, "write", map[string]any{"channel": xName, "long": long, "short": "Few words #YOUbelonginSTEM"}, &written)
	if want := "329 of 280 characters, 49 too many"; !strings.Contains(written.Counted, want) || !strings.Contains(written.Recounted, want) ||
		!strings.Contains(written.Refused, "49 characters too long") || written.Kept != long {
		t.Errorf("of a text that is too long: %+v", written)
	}
	if written.Shown != "Few words #YOUbelonginSTEM" {
		t.Errorf("shown is %q", written.Shown)
	}
	w.chrome.do(t, "rewrite", map[string]any{"url": w.belong.public, "id": written.ID, "words": "Other words"}, nil)
	w.staff.call(t, http.MethodPost, "/posts/"+written.ID+"/confirm", map[string]any{"link": "https://x.com/STEMx/status/1"}, nil)
	var late struct{ Said, Shown string }
	w.chrome.do(t, "saveTooLate", nil, &late)
	if !strings.Contains(late.Said, "Published") || late.Shown != written.Shown {
		t.Errorf("of a text that comes too late: %+v, where %q went out", late, written.Shown)
	}
}

func (w *dayWalk) takeAlong(t *testing.T) {
	t.Helper()
	var along struct{ Table, Calendar string }
	w.chrome.do(t, "takeAlong", nil, &along)
	file, err := os.Open(along.Table)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := 1 + 3*len(w.names); len(rows) != want {
		t.Errorf("the table has %d rows, want %d", len(rows), want)
	}
	anybody := client{base: w.belong.public}
	if got, want := strings.Count(string(anybody.get(t, along.Calendar)), "BEGIN:VEVENT"), 3*len(w.names); got != want {
		t.Errorf("the calendar has %d events, want %d", got, want)
	}
	w.chrome.do(t, "endCalendar", nil, nil)
	checkRefused(t, anybody, along.Calendar)
}
