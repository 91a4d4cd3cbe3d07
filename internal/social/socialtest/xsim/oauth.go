package xsim

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// clockSkew is by how much a signature's time may be wrong.
const clockSkew = 5 * time.Minute

// authorize checks the request's signature (RFC 5849, HMAC-SHA1) and tells whose it is.
func (s *Sim) authorize(r *http.Request, body []byte) (*account, *reply) {
	unauthorized := blank(http.StatusUnauthorized, "Unauthorized", "Unauthorized")
	given, ok := parseAuthorization(r.Header.Get("Authorization"))
	if !ok || given["oauth_signature_method"] != "HMAC-SHA1" || given["oauth_consumer_key"] != s.app.key {
		return nil, &unauthorized
	}
	if v, ok := given["oauth_version"]; ok && v != "1.0" {
		return nil, &unauthorized
	}
	i := slices.IndexFunc(s.accounts, func(a *account) bool { return a.token == given["oauth_token"] })
	if i < 0 {
		return nil, &unauthorized
	}
	by := s.accounts[i]
	key := escape(s.app.secret) + "&" + escape(by.secret)
	mac := hmac.New(sha1.New, []byte(key))
	mac.Write([]byte(baseString(r, given, body)))
	if want := base64.StdEncoding.EncodeToString(mac.Sum(nil)); !hmac.Equal([]byte(want), []byte(given["oauth_signature"])) {
		no := codes(http.StatusUnauthorized, 32, "Could not authenticate you.")
		return nil, &no
	}
	if no := s.fresh(given); no != nil {
		return nil, no
	}
	if by.revoked {
		no := codes(http.StatusUnauthorized, 89, "Invalid or expired token.")
		return nil, &no
	}
	if by.readOnly && r.Method != http.MethodGet {
		no := problem(http.StatusForbidden, "oauth1-permissions", "Forbidden",
			"Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.")
		return nil, &no
	}
	return by, nil
}

// fresh refuses what was signed at another time, or was sent before.
func (s *Sim) fresh(given map[string]string) *reply {
	seconds, err := strconv.ParseInt(given["oauth_timestamp"], 10, 64)
	if err != nil || time.Since(time.Unix(seconds, 0)).Abs() > clockSkew {
		no := codes(http.StatusUnauthorized, 135, "Timestamp out of bounds.")
		return &no
	}
	nonce := given["oauth_timestamp"] + " " + given["oauth_nonce"]
	if given["oauth_nonce"] == "" || s.nonces[nonce] {
		no := codes(http.StatusUnauthorized, 32, "Could not authenticate you.")
		return &no
	}
	s.nonces[nonce] = true
	return nil
}

// parseAuthorization reads OAuth a="b", c="d".
func parseAuthorization(header string) (map[string]string, bool) {
	rest, ok := strings.CutPrefix(header, "OAuth ")
	if !ok {
		return nil, false
	}
	out := map[string]string{}
	for part := range strings.SplitSeq(rest, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(part), "=")
		if !ok || len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
			return nil, false
		}
		name, err1 := url.PathUnescape(name)
		value, err2 := url.PathUnescape(value[1 : len(value)-1])
		if _, twice := out[name]; err1 != nil || err2 != nil || twice {
			return nil, false
		}
		out[name] = value
	}
	return out, true
}

// baseString is what was signed: the method, the address, and all parameters in order.
func baseString(r *http.Request, given map[string]string, body []byte) string {
	var pairs []string
	add := func(name, value string) { pairs = append(pairs, escape(name)+"="+escape(value)) }
	for name, value := range given {
		if name != "oauth_signature" && name != "realm" {
			add(name, value)
		}
	}
	sources := []url.Values{r.URL.Query()}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && kind == "application/x-www-form-urlencoded" {
		if form, err := url.ParseQuery(string(body)); err == nil {
			sources = append(sources, form)
		}
	}
	for _, values := range sources {
		for name, all := range values {
			for _, value := range all {
				add(name, value)
			}
		}
	}
	slices.Sort(pairs)
	return strings.Join([]string{r.Method, escape(address(r)), escape(strings.Join(pairs, "&"))}, "&")
}

func address(r *http.Request) string {
	scheme, host := "http", strings.ToLower(r.Host)
	if r.TLS != nil {
		scheme = "https"
	}
	host = strings.TrimSuffix(host, map[string]string{"http": ":80", "https": ":443"}[scheme])
	return scheme + "://" + host + r.URL.EscapedPath()
}

// escape is RFC 3986's: all but letters, digits and -._~.
func escape(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
