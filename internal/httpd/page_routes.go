package httpd

import "github.com/gin-gonic/gin"

// pageRoutes are the pages and the forms on them. What takes a video bounds its own body; all else is small.
func (s *Server) pageRoutes(r *gin.Engine) {
	r.GET("/static/:name", s.staticGet)
	r.HEAD("/static/:name", s.staticGet)
	r.POST("/c/:slug/submit", s.pageSubmitPost)
	r.POST("/s/:id/video", s.pageStatusVideoPost)

	p := r.Group("", small)
	p.GET("/", s.pageHomeGet)
	p.GET("/c/:slug", s.pageCampaignGet)
	p.GET("/c/:slug/submit", s.pageSubmitGet)
	p.GET("/s/:id", s.pageStatusGet)
	p.GET("/s/:id/:token", s.pageStatusOpen)
	p.POST("/s/:id/label", s.pageStatusLabelPost)
	p.POST("/s/:id/withdraw", s.pageStatusWithdrawPost)
	p.GET("/g/:token", s.pageGuardianGet)
	p.POST("/g/:token", s.pageGuardianPost)
	p.GET("/wall/:slug", s.pageWallGet)
	p.GET("/wall/:slug/:clip", s.pageClipGet)

	p.GET("/login", s.pageLoginGet)
	p.POST("/login", s.pageLoginPost)
	p.POST("/logout", s.pageLogoutPost)
	p.GET("/setup/:token", s.pageSetupGet)
	p.POST("/setup/:token", s.pageSetupPost)
	p.GET("/invite/:token", s.pageInviteGet)
	p.POST("/invite/:token", s.pageInvitePost)

	p.GET("/staff", s.pageStaffGet)
	p.GET("/staff/review", s.pageReviewGet)
	p.GET("/staff/review/:id", s.pageReviewGet)
	p.POST("/staff/review/:id/decision", s.pageDecisionPost)
	p.POST("/staff/review/:id/release", s.pageReleasePost)
	p.GET("/staff/schedule", s.pageScheduleGet)
	p.POST("/staff/schedule/place", s.pagePlacePost)
	p.POST("/staff/schedule/switch", s.pageSwitchPost)
	p.POST("/staff/schedule/day", s.pageDayPost)
	p.POST("/staff/posts/:id/:verb", s.pagePostPost)
	p.GET("/staff/mail", s.pageMailGet)
	p.GET("/staff/mail/:id", s.pageLetterGet)

	r.NoRoute(s.pageNotFound)
}
