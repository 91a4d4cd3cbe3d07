package httpd

import (
	"fmt"
	"net/http"
	"testing"
)

func TestWhoHasManyAddressesIsSlowedDownAsOne(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var last int
	for i := range 12 {
		v := s.visitor()
		v.header.Set("X-Forwarded-For", fmt.Sprintf("2001:db8:1:2:%x::1", i))
		last = v.post("/login", "email", "jane@example.org", "password", "not the password").status
	}
	if last != http.StatusServiceUnavailable {
		t.Errorf("a twelfth guess from the same network: %d", last)
	}
	v := s.visitor()
	v.header.Set("X-Forwarded-For", "2001:db8:1:3::1")
	if got := v.post("/login", "email", "jane@example.org", "password", "not the password").status; got != http.StatusUnauthorized {
		t.Errorf("from another network: %d", got)
	}
}
