package httpd

import (
	"io"
	"net/http"

	"github.com/gin-gonic/gin"
)

// routes is everything that can be asked for, on one page.
func (s *Server) routes() http.Handler {
	r := gin.New()
	r.HandleMethodNotAllowed = true
	if err := r.SetTrustedProxies([]string{"127.0.0.1", "::1"}); err != nil { // only a proxy on this machine says who a visitor is
		panic(err) // both are addresses
	}
	r.Use(s.logRequests, gin.CustomRecoveryWithWriter(io.Discard, s.recovered), s.protect())

	r.GET("/healthz", s.healthGet)
	r.GET("/readyz", s.readyGet)

	r.Use(s.identify)
	r.GET("/metrics", s.metricsGet)
	r.GET("/media/:clip/:kind", s.mediaGet)
	r.HEAD("/media/:clip/:kind", s.mediaGet)

	upload := s.uploads()
	r.Any("/api/v1/uploads", upload)
	r.Any("/api/v1/uploads/*any", upload)

	s.apiRoutes(r)
	s.pageRoutes(r)
	return r
}

func (s *Server) apiRoutes(r *gin.Engine) {
	api := newAPI(r, r.Group("", small), s.Version)

	register(s, api, op("GET", "/campaigns/{slug}", "campaign", "A campaign, for everybody", nil), s.apiCampaignGet)
	register(s, api, op("POST", "/campaigns/{slug}/schedule", "place", "Place what is approved on the day", forStaff), s.apiSchedulePost)
	register(s, api, op("GET", "/campaigns/{slug}/schedule", "schedule", "The day", forStaff), s.apiScheduleGet)
	register(s, api, op("PUT", "/campaigns/{slug}/posting", "setPosting", "Set on how many days posts go out, when not, and which goes first and last", forStaff), s.apiPostingPut)
	register(s, api, op("POST", "/campaigns/{slug}/switch", "switch", "Let posts go out, or stop everything", forStaff), s.apiSwitchPost)

	create := op("POST", "/submissions", "submit", "Begin a submission", nil)
	create.DefaultStatus = http.StatusCreated
	register(s, api, create, s.apiSubmissionPost)
	register(s, api, op("GET", "/submissions/{id}", "submission", "Where a submission stands", forBoth), s.apiSubmissionGet)
	register(s, api, op("PATCH", "/submissions/{id}", "amend", "Mend the name, job title and organization", forBoth), s.apiSubmissionPatch)
	register(s, api, op("POST", "/submissions/{id}/cut", "cut", "Use only a part of the video, or all of it again", forBoth), s.apiCutPost)
	register(s, api, op("GET", "/submissions/{id}/captions", "captions", "What is said in the video, and when", forBoth), s.apiCaptionsGet)
	caption := op("PUT", "/submissions/{id}/captions", "caption", "Write the captions, or say that they are right", forBoth)
	caption.MaxBodyBytes = captionsLimit
	register(s, api, caption, s.apiCaptionsPut)
	register(s, api, op("DELETE", "/submissions/{id}", "withdraw", "Take a submission back", forOwner), s.apiSubmissionDelete)

	register(s, api, op("GET", "/review", "review", "Submissions, the oldest first", forStaff), s.apiReviewGet)
	register(s, api, op("POST", "/submissions/{id}/decision", "decide", "Decide on a submission", forStaff), s.apiDecisionPost)
	register(s, api, op("POST", "/submissions/{id}/release", "attest", "Record a release that is kept on paper", forStaff), s.apiReleasePost)
	register(s, api, op("GET", "/events/{id}", "events", "The audit trail of one thing", forStaff), s.apiEventsGet)

	register(s, api, op("GET", "/posts", "posts", "Posts, in the order of their slots", forStaff), s.apiPostsGet)
	register(s, api, op("POST", "/posts/{id}/move", "movePost", "Give a post another slot, and pin it there", forStaff), s.apiPostMove)
	register(s, api, op("POST", "/posts/{id}/pin", "pinPost", "Pin a post to its slot, or unpin it", forStaff), s.apiPostPin)
	register(s, api, op("POST", "/posts/{id}/swap", "swapPosts", "Exchange the slots of two posts, and pin both", forStaff), s.apiPostSwap)
	register(s, api, op("POST", "/posts/{id}/{verb}", "post", "Retry, cancel, confirm or remove a post, or say that it was removed by hand", forStaff), s.apiPostPost)

	register(s, api, op("GET", "/channels", "channels", "A campaign's channels", forStaff), s.apiChannelsGet)
	addChannel := op("POST", "/channels", "addChannel", "Add a channel", forStaff)
	addChannel.DefaultStatus = http.StatusCreated
	register(s, api, addChannel, s.apiChannelsPost)
	register(s, api, op("POST", "/channels/{id}/test", "testChannel", "Ask the network about a channel's keys; nothing is posted", forStaff), s.apiChannelTest)
	register(s, api, op("POST", "/channels/{id}/reconnect", "reconnectChannel", "Give a channel new keys to its account", forStaff), s.apiChannelReconnect)
	register(s, api, op("DELETE", "/channels/{id}", "disconnectChannel", "Forget a channel's keys; one that never had a post goes for good", forStaff), s.apiChannelDelete)
}
