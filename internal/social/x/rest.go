package x

import (
	"net/http"
	"strconv"
	"time"
)

// The limits that X counts down in the headers of its answers: of the call, and of the user and the app a day.
var counted = []string{"x-rate-limit", "x-user-limit-24hour", "x-app-limit-24hour"}

// restOf is when something may be sent again, where a limit is used up by this answer; zero where none is.
func restOf(h http.Header) time.Time {
	var rest time.Time
	for _, limit := range counted {
		if h.Get(limit+"-remaining") != "0" {
			continue
		}
		if reset := unix(h.Get(limit + "-reset")); reset.After(rest) {
			rest = reset
		}
	}
	return rest
}

// resetOf is restOf an answer that says 429; zero where it says no more than that.
func resetOf(h http.Header, now time.Time) time.Time {
	if rest := restOf(h); !rest.IsZero() {
		return rest
	}
	if seconds, err := strconv.Atoi(h.Get("Retry-After")); err == nil && seconds > 0 {
		return now.Add(time.Duration(seconds) * time.Second)
	}
	return unix(h.Get(counted[0] + "-reset"))
}

// unix reads seconds since 1970; what is no such number is zero.
func unix(text string) time.Time {
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil || seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0).UTC()
}
