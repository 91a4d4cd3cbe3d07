package httpd

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/auth"
	"github.com/belonginstem/belong/internal/belong"
	"github.com/belonginstem/belong/web"
)

// staffLocale is the language of all pages for staff.
const staffLocale = "en"

// loginPage is where staff log in.
type loginPage struct {
	page
	mistakes
	Email string
	To    string // where they were going
}

// passwordPage is where the first administrator, or somebody who was invited, chooses a password.
type passwordPage struct {
	page
	mistakes
	First bool
	Email string
	Role  string
}

func (s *Server) pageLoginGet(c *gin.Context) {
	if callerOf(c.Request.Context()).user != nil {
		see(c, local(c.Query("to"), "/staff"))
		return
	}
	s.render(c, http.StatusOK, "login", staffLocale, loginPage{page: page{Here: "/login", Private: true}, To: local(c.Query("to"), "")})
}

func (s *Server) pageLoginPost(c *gin.Context) {
	email, to := c.PostForm("email"), local(c.PostForm("to"), "/staff")
	session, err := s.Auth.LogIn(c.Request.Context(), email, c.PostForm("password"), visitorOf(c))
	if err == nil {
		s.begin(c, session, to)
		return
	}
	p := loginPage{page: page{Here: "/login", Private: true}, Email: email, To: to}
	if !p.refused(err, web.Words(staffLocale), "email", "password") {
		s.oops(c, err)
		return
	}
	s.render(c, s.refusal(err).Status, "login", staffLocale, p)
}

// begin starts a session in this browser.
func (s *Server) begin(c *gin.Context, session auth.Session, to string) {
	s.setCookie(c, sessionCookie, session.Secret, session.Expires.Sub(s.Now()))
	see(c, to)
}

func (s *Server) pageLogoutPost(c *gin.Context) {
	if err := s.Auth.LogOut(c.Request.Context(), callerOf(c.Request.Context()).cookie(sessionCookie)); err != nil {
		s.oops(c, err)
		return
	}
	s.dropCookie(c, sessionCookie)
	see(c, "/login")
}

func (s *Server) pageSetupGet(c *gin.Context) {
	if err := s.Auth.CheckSetup(c.Request.Context(), c.Param("token")); err != nil {
		s.oops(c, err)
		return
	}
	s.render(c, http.StatusOK, "password", staffLocale, passwordPage{page: page{Here: c.Request.URL.Path, Private: true}, First: true})
}

func (s *Server) pageSetupPost(c *gin.Context) {
	email := c.PostForm("email")
	session, err := s.Auth.CreateFirstAdmin(c.Request.Context(), c.Param("token"), email, c.PostForm("password"))
	p := passwordPage{page: page{Here: c.Request.URL.Path, Private: true}, First: true, Email: email}
	s.chosen(c, session, err, p)
}

func (s *Server) pageInviteGet(c *gin.Context) {
	user, err := s.Auth.Invited(c.Request.Context(), c.Param("token"))
	if err != nil {
		s.oops(c, err)
		return
	}
	s.render(c, http.StatusOK, "password", staffLocale, invitePage(c, user))
}

func invitePage(c *gin.Context, u belong.User) passwordPage {
	return passwordPage{page: page{Here: c.Request.URL.Path, Private: true}, Email: u.Email, Role: string(u.Role)}
}

func (s *Server) pageInvitePost(c *gin.Context) {
	user, err := s.Auth.Invited(c.Request.Context(), c.Param("token"))
	if err != nil {
		s.oops(c, err)
		return
	}
	session, err := s.Auth.AcceptInvite(c.Request.Context(), c.Param("token"), c.PostForm("password"))
	s.chosen(c, session, err, invitePage(c, user))
}

// chosen logs in whoever has just chosen a password, or shows what is wrong with it.
func (s *Server) chosen(c *gin.Context, session auth.Session, err error, p passwordPage) {
	switch {
	case err == nil:
		s.begin(c, session, "/staff")
	case belong.KindOf(err) == belong.Invalid && p.refused(err, web.Words(staffLocale), "email", "password"):
		s.render(c, http.StatusUnprocessableEntity, "password", staffLocale, p)
	default:
		s.oops(c, err)
	}
}
