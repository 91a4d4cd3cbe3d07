package mail

import "testing"

func TestAPasswordIsSentOnlyUnderTLS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ address, policy, server string }{
		{"smtp://mail.example.org", "TLSOpportunistic", "mail.example.org:25"},
		{"smtp://user:hush@mail.example.org", "TLSMandatory", "mail.example.org:587"},
		{"smtp://user:hush@mail.example.org:2525", "TLSMandatory", "mail.example.org:2525"},
		{"smtp://user:hush@127.0.0.1:2525", "TLSOpportunistic", "127.0.0.1:2525"},
		{"smtps://user:hush@mail.example.org", "TLSMandatory", "mail.example.org:465"},
	} {
		m, err := New(c.address, "belong@example.org")
		if err != nil {
			t.Fatal(err)
		}
		client, err := m.client()
		if err != nil {
			t.Fatal(err)
		}
		if client.TLSPolicy() != c.policy || client.ServerAddr() != c.server {
			t.Errorf("%s: %s at %s", c.address, client.TLSPolicy(), client.ServerAddr())
		}
	}
}
