package httpd

import (
	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/internal/schedule"
)

// apiShortage is that a channel has no slot for some, and what would help.
type apiShortage struct {
	Channel       belong.ID `json:"channel"`
	Reason        string    `json:"reason" enum:"window_full,day_full,window_over"`
	Count         int       `json:"count" doc:"So many have no slot"`
	LongerMinutes int       `json:"longer_minutes,omitempty" doc:"A window that is so much longer would do"`
	GapSeconds    int       `json:"gap_seconds,omitempty" doc:"At most so little between two posts would do"`
	Days          int       `json:"days,omitempty" doc:"So many more days would do"`
	Accounts      int       `json:"accounts,omitempty" doc:"So many more accounts at the network would do"`
	Help          string    `json:"help"`
}

func newAPIShortages(shortages []schedule.Shortage) []apiShortage {
	out := make([]apiShortage, 0, len(shortages))
	for _, s := range shortages {
		out = append(out, apiShortage{
			Channel: s.ChannelID, Reason: s.Reason, Count: s.Count, LongerMinutes: int(s.Longer.Minutes()), GapSeconds: int(s.Gap.Seconds()),
			Days: s.Days, Accounts: s.Accounts, Help: s.Help,
		})
	}
	return out
}

// apiConflict is a post that waits, and a rule that its slot breaks.
type apiConflict struct {
	Post     belong.ID `json:"post"`
	Channel  belong.ID `json:"channel"`
	Code     string    `json:"code" enum:"outside_window,in_pause,too_close,over_limit,not_approved,slot_passed,not_first,not_last"`
	Sentence string    `json:"sentence"`
}

func newAPIConflicts(conflicts []schedule.Conflict) []apiConflict {
	out := make([]apiConflict, 0, len(conflicts))
	for _, c := range conflicts {
		out = append(out, apiConflict{Post: c.PostID, Channel: c.ChannelID, Code: c.Code, Sentence: c.Sentence})
	}
	return out
}

// apiPrice is what a channel's posts cost.
type apiPrice struct {
	Channel belong.ID `json:"channel"`
	Posts   int       `json:"posts"`
	Dollars float64   `json:"dollars" doc:"By the network's price list as Belong knows it"`
}

func newAPIPrices(prices []schedule.Price) []apiPrice {
	out := make([]apiPrice, 0, len(prices))
	for _, p := range prices {
		out = append(out, apiPrice{Channel: p.ChannelID, Posts: p.Posts, Dollars: float64(p.Cost) / 1000})
	}
	return out
}
