package httpd

import "github.com/gin-gonic/gin"

// pageRoutes are the pages and the forms on them. What takes a video bounds its own body; all else is small.
func (s *Server) pageRoutes(r *gin.Engine) {
	r.POST("/c/:slug/submit", s.pageSubmitPost)
	r.POST("/s/:id/video", s.pageStatusVideoPost)

	p := r.Group("", small)
	show := func(path string, handle gin.HandlerFunc) {
		p.GET(path, handle)
		p.HEAD(path, handle)
	}
	show("/static/:name", s.staticGet)
	show("/", s.pageHomeGet)
	show("/c/:slug", s.pageCampaignGet)
	show("/c/:slug/submit", s.pageSubmitGet)
	show("/s/:id", s.pageStatusGet)
	show("/s/:id/:token", s.pageStatusOpen)
	p.POST("/s/:id/label", s.pageStatusLabelPost)
	p.POST("/s/:id/cut", s.pageStatusCutPost)
	show("/s/:id/captions", s.pageCaptionsGet)
	p.POST("/s/:id/captions", s.pageCaptionsPost)
	p.POST("/s/:id/withdraw", s.pageStatusWithdrawPost)
	show("/g/:token", s.pageGuardianGet)
	p.POST("/g/:token", s.pageGuardianPost)
	show("/wall/:slug", s.pageWallGet)
	p.GET("/wall/:slug/events", s.wallEventsGet)
	show("/wall/:slug/projector", s.pageProjectorGet)
	show("/wall/:slug/feed.atom", s.feedAtomGet)
	show("/wall/:slug/feed.rss", s.feedRSSGet)
	show("/wall/:slug/:clip", s.pageClipGet)
	show("/embed/:clip", s.pageEmbedGet)

	show("/login", s.pageLoginGet)
	p.POST("/login", s.pageLoginPost)
	p.POST("/logout", s.pageLogoutPost)
	show("/setup/:token", s.pageSetupGet)
	p.POST("/setup/:token", s.pageSetupPost)
	show("/invite/:token", s.pageInviteGet)
	p.POST("/invite/:token", s.pageInvitePost)

	show("/staff", s.pageStaffGet)
	show("/staff/review", s.pageReviewGet)
	show("/staff/review/:id", s.pageReviewGet)
	p.POST("/staff/review/:id/decision", s.pageDecisionPost)
	p.POST("/staff/review/:id/release", s.pageReleasePost)
	p.POST("/staff/review/:id/cut", s.pageReviewCutPost)
	show("/staff/review/:id/captions", s.pageReviewCaptionsGet)
	p.POST("/staff/review/:id/captions", s.pageReviewCaptionsPost)
	show("/staff/schedule", s.pageScheduleGet)
	p.POST("/staff/schedule/place", s.pagePlacePost)
	p.POST("/staff/schedule/switch", s.pageSwitchPost)
	p.POST("/staff/schedule/day", s.pageDayPost)
	p.POST("/staff/posts/:id/:verb", s.pagePostPost)
	show("/staff/live", s.pageLiveGet)
	p.GET("/staff/posts/:id/bundle.zip", s.pageBundleGet)
	show("/staff/channels", s.pageChannelsGet)
	p.POST("/staff/channels", s.pageConnectPost)
	p.POST("/staff/channels/:id/:verb", s.pageChannelPost)
	show("/staff/rehearsal", s.pageRehearsalGet)
	show("/staff/mail", s.pageMailGet)
	show("/staff/mail/:id", s.pageLetterGet)

	r.NoRoute(s.pageNotFound)
}
