package httpd

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// crawl begins a form with a video, and sends no more of it for now.
func (s *site) crawl() {
	s.t.Helper()
	c, err := (&net.Dialer{}).DialContext(s.t.Context(), "tcp", strings.TrimPrefix(s.Address, "http://"))
	s.must(err)
	s.t.Cleanup(func() { _ = c.Close() })
	_, err = fmt.Fprintf(c, "POST %s HTTP/1.1\r\nHost: belong\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 100000\r\n\r\n"+
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x.mp4\"\r\n\r\nx", submitPath)
	s.must(err)
}

func TestFormsThatCrawlKeepNobodyOut(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor()
	for v.upload(submitPath, "", "").status != http.StatusServiceUnavailable { // until as many as there may be are being read
		s.crawl()
	}
	s.now.Add(time.Minute.Milliseconds())
	v.upload(submitPath, "x.mp4", "a video", jane...).was(http.StatusOK).says("h1", "Jane Doe")
}
