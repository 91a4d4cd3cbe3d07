package httpd

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// What is read of a request that is no upload, in bytes. Captions may be a hundred lines, and three bytes of a form spell one
// of theirs: all that a browser lets somebody type in as many lines arrives, so that what is too long there is told line by
// line.
const (
	bodyLimit     = 64 << 10
	captionsLimit = 512 << 10
)

// logRequests tells of each request by its route, never by its path, which may hold a key. An answer that its handler broke off
// (http.ErrAbortHandler) ends with its connection, so that nobody takes the part for the whole: gin keeps that to itself.
func (s *Server) logRequests(c *gin.Context) {
	start := s.Now()
	c.Next()
	took := s.Now().Sub(start)
	s.metrics.request(c.Request.Method, c.FullPath(), c.Writer.Status(), took)
	s.log.Debug("request", "method", c.Request.Method, "route", c.FullPath(), "status", c.Writer.Status(), "took", took)
	if broken := c.Errors.Last(); broken != nil && errors.Is(broken, http.ErrAbortHandler) {
		panic(http.ErrAbortHandler)
	}
}

// recovered ends the request of a handler that panicked as one that failed, which is logged.
func (s *Server) recovered(c *gin.Context, cause any) {
	s.refuse(c, fmt.Errorf("%s %s panicked: %v", c.Request.Method, c.FullPath(), cause))
}

// refuse ends a request with what went wrong: a page for people, a problem for programs.
func (s *Server) refuse(c *gin.Context, err error) {
	if strings.HasPrefix(c.Request.URL.Path, "/api/") || strings.HasPrefix(c.Request.URL.Path, "/media/") {
		s.fail(c, err)
		return
	}
	s.oops(c, err)
	c.Abort()
}

// policies are what a browser may load and run for a page, and who may show it in a frame.
type policies struct {
	page   string // nobody
	framed string // everybody; nothing runs there, and no form leads anywhere
}

// newPolicies lets videos come from the storage, too, where presigned addresses lead to it.
func newPolicies(mediaOrigin string) policies {
	storage := ""
	if mediaOrigin != "" {
		storage = " " + mediaOrigin
	}
	return policies{
		page: strings.Join([]string{
			"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob: data:" + storage,
			"media-src 'self' blob:" + storage, "connect-src 'self'", "font-src 'self'", "manifest-src 'self'",
			"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
		}, "; "),
		framed: strings.Join([]string{
			"default-src 'none'", "style-src 'self'", "img-src 'self' data:" + storage, "media-src 'self'" + storage,
			"form-action 'none'", "frame-ancestors *", "base-uri 'none'",
		}, "; "),
	}
}

// protect sets the headers that every answer carries, and refuses what another site's page sends in a visitor's name.
func (s *Server) protect() gin.HandlerFunc {
	crossOrigin := http.NewCrossOriginProtection()
	return func(c *gin.Context) {
		h := c.Writer.Header()
		h.Set("Content-Security-Policy", s.policies.page)
		h.Set("X-Content-Type-Options", "nosniff")
		if strings.HasPrefix(c.Request.URL.Path, "/api/") {
			h.Set("Cache-Control", "no-store")
		}
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
		if strings.HasPrefix(s.Address, "https://") {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if err := crossOrigin.Check(c.Request); err != nil {
			s.refuse(c, belong.Refuse(belong.Forbidden, "cross_origin", "This was sent from another site's page. Open the page here, and try again."))
		}
	}
}

// bodyTime is how long such a body may take to arrive.
const bodyTime = 30 * time.Second

// small bounds the body of a request that is no upload, in bytes and in time.
func small(c *gin.Context) {
	if c.Request.ContentLength != 0 {
		// What can't have a deadline, a recorder in a test, is not slow either.
		_ = http.NewResponseController(c.Writer).SetReadDeadline(time.Now().Add(bodyTime))
	}
	limit := int64(bodyLimit)
	if strings.HasSuffix(c.FullPath(), "/captions") {
		limit = captionsLimit
	}
	c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, limit)
}

// setCookie sets a cookie that scripts can't read and other sites can't send along.
func (s *Server) setCookie(c *gin.Context, name, value string, life time.Duration) {
	http.SetCookie(c.Writer, &http.Cookie{
		Name: name, Value: value, Path: "/", MaxAge: int(life.Seconds()), HttpOnly: true,
		Secure: strings.HasPrefix(s.Address, "https://"), SameSite: http.SameSiteLaxMode,
	})
}

// dropCookie makes the browser forget a cookie.
func (s *Server) dropCookie(c *gin.Context, name string) { s.setCookie(c, name, "", -time.Second) }
