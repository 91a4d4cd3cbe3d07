package httpd

import (
	"context"
	"net/http"
	"net/netip"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/belong"
)

// sessionCookie holds the secret of a member of staff's session; ownerCookie, with a submission's ID behind it, that of
// the person whose submission it is.
const (
	sessionCookie = "belong_session"
	ownerCookie   = "belong_s_"
	// guardianCookie, with a submission's ID behind it, holds the key of the guardian who was asked about it.
	guardianCookie = "belong_g_"
)

// A caller is what a request says about who sends it. The secrets in it have not been believed yet, the user has.
type caller struct {
	user    *belong.User
	bearer  string
	cookies []*http.Cookie
}

type callerKey struct{}

// visitorOf is where a request comes from, as one visitor: of the newer addresses (IPv6) its first half, since everybody has
// as many of the second as they like.
func visitorOf(c *gin.Context) string {
	ip, err := netip.ParseAddr(c.ClientIP())
	if err != nil || ip.Unmap().Is4() {
		return c.ClientIP()
	}
	return netip.PrefixFrom(ip.WithZone(""), 64).Masked().String()
}

// identify finds out which member of staff calls, if any: by session in a browser, by API key from a program. A secret
// that opens nothing is nobody's.
func (s *Server) identify(c *gin.Context) {
	who := caller{cookies: c.Request.Cookies()}
	who.bearer, _ = strings.CutPrefix(c.GetHeader("Authorization"), "Bearer ")
	secret, purpose := who.bearer, belong.APIKeyToken
	if secret == "" {
		secret, purpose = who.cookie(sessionCookie), belong.SessionToken
	}
	if secret != "" {
		user, err := s.Auth.Authenticate(c.Request.Context(), secret, purpose)
		switch {
		case err == nil:
			who.user = &user
		case belong.KindOf(err) == belong.Internal:
			s.refuse(c, err)
			return
		}
	}
	c.Request = c.Request.WithContext(context.WithValue(c.Request.Context(), callerKey{}, who))
}

func callerOf(ctx context.Context) caller {
	who, _ := ctx.Value(callerKey{}).(caller)
	return who
}

func (w caller) cookie(name string) string {
	for _, c := range w.cookies {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// staff is the member of staff who calls, if they may act in one of the roles; with none named, in any.
func (s *Server) staff(ctx context.Context, roles ...belong.Role) (belong.User, error) {
	who := callerOf(ctx)
	if who.user == nil {
		return belong.User{}, belong.Refuse(belong.Unauthorized, "log_in", "Log in, or send an API key that is still good.")
	}
	for _, role := range roles {
		if who.user.Role.May(role) {
			return *who.user, nil
		}
	}
	if len(roles) == 0 {
		return *who.user, nil
	}
	return belong.User{}, belong.Refuse(belong.Forbidden, "role", "Your role doesn't allow this. An administrator can change it.")
}

// owns tells whether the caller holds the key of that submission, as its owner.
func (s *Server) owns(ctx context.Context, id belong.ID) (bool, error) {
	who := callerOf(ctx)
	secret := who.bearer
	if secret == "" {
		secret = who.cookie(ownerCookie + string(id))
	}
	return s.opens(ctx, secret, belong.StatusToken, id)
}

// opens tells whether secret is good for that purpose and subject now.
func (s *Server) opens(ctx context.Context, secret string, purpose belong.Purpose, subject belong.ID) (bool, error) {
	if secret == "" {
		return false, nil
	}
	t, err := s.Store.Token(ctx, belong.HashSecret(secret), purpose, s.Now())
	if belong.KindOf(err) == belong.NotFound {
		return false, nil
	}
	return err == nil && t.Subject == subject, err
}

// owner lets only the submission's owner pass. To all others there is no such submission.
func (s *Server) owner(ctx context.Context, id belong.ID) error {
	ok, err := s.owns(ctx, id)
	if err == nil && !ok {
		err = belong.ErrNotFound
	}
	return err
}

// ownerOrStaff lets the submission's owner and staff pass.
func (s *Server) ownerOrStaff(ctx context.Context, id belong.ID) error {
	if callerOf(ctx).user != nil {
		return nil
	}
	return s.owner(ctx, id)
}

// ownerOrModerator is who calls, if it is the submission's owner or a moderator.
func (s *Server) ownerOrModerator(ctx context.Context, id belong.ID) (belong.Actor, error) {
	if callerOf(ctx).user == nil {
		return belong.Actor{Kind: belong.Submitter, ID: id}, s.owner(ctx, id)
	}
	user, err := s.staff(ctx, belong.Moderator)
	return belong.Actor{Kind: belong.Staff, ID: user.ID}, err
}
