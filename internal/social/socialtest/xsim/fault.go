package xsim

import "net/http"

// A Fault is a way in which a request goes wrong.
type Fault string

// The faults.
const (
	DropBefore      Fault = "drop before"      // the connection is cut, and nothing was done
	DropAfter       Fault = "drop after"       // it was done, then the connection is cut
	ErrorBefore     Fault = "error before"     // 500, and nothing was done
	ErrorAfter      Fault = "error after"      // it was done, then 500
	Overloaded      Fault = "overloaded"       // 503, and nothing was done
	UnreadableAfter Fault = "unreadable after" // it was done, and the answer is a page of somebody else's
	Blocked         Fault = "blocked"          // 403 by something between us and X
	Forbidden       Fault = "forbidden"        // 403 by X, which gives a reason
	Duplicate       Fault = "duplicate"        // 403, for a text that X thinks it has seen
	Unauthorized    Fault = "unauthorized"     // 401 in passing, to good keys
	Absent          Fault = "absent"           // 404 and no word: a call that this app may not know of
	Unpaid          Fault = "unpaid"           // 402: no credits left
	Invalid         Fault = "invalid"          // 400, for something in it that X does not take
)

// Fail lets the next request that goes by the route, as "POST /2/tweets" or "GET /2/users/{id}/tweets", go wrong. Told
// again, it is the one after that.
func (s *Sim) Fail(route string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[route] = append(s.faults[route], f)
}

// Forgive lets nothing go wrong any more that is still to.
func (s *Sim) Forgive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.faults)
}

func (s *Sim) nextFault(route string) Fault {
	queue := s.faults[route]
	if len(queue) == 0 {
		return ""
	}
	s.faults[route] = queue[1:]
	return queue[0]
}

// instead is what is answered in place of doing it.
func (f Fault) instead() (reply, bool) {
	switch f {
	case ErrorBefore:
		return internalError(), true
	case Overloaded:
		return blank(http.StatusServiceUnavailable, "Service Unavailable", "Service Unavailable"), true
	case Blocked:
		return reply{status: http.StatusForbidden, kind: "text/html", body: []byte("<html>Access denied</html>")}, true
	case Forbidden:
		return blank(http.StatusForbidden, "Forbidden", "You are not permitted to perform this action."), true
	case Duplicate:
		return duplicate(), true
	case Unauthorized:
		return blank(http.StatusUnauthorized, "Unauthorized", "Unauthorized"), true
	case Absent:
		return reply{status: http.StatusNotFound, kind: "text/plain"}, true
	case Invalid:
		return *invalid("One or more parameters to your request was invalid."), true
	case Unpaid:
		return problem(http.StatusPaymentRequired, "credits", "CreditsDepleted",
			"Your enrolled account does not have any credits to fulfill this request."), true
	}
	return reply{}, false
}

func duplicate() reply {
	return blank(http.StatusForbidden, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")
}
