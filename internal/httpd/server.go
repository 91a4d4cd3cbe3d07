// Package httpd answers HTTP: the JSON API, the pages, the uploads and the videos. It is the only room that knows Gin.
// routes.go is the table of contents; <noun>_<verb>.go holds a handler.
package httpd

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"github.com/belonginstem/belong/internal/auth"
	"github.com/belonginstem/belong/internal/blob"
	"github.com/belonginstem/belong/internal/intake"
	"github.com/belonginstem/belong/internal/notify"
	"github.com/belonginstem/belong/internal/publish"
	"github.com/belonginstem/belong/internal/review"
	"github.com/belonginstem/belong/internal/schedule"
	"github.com/belonginstem/belong/internal/store"
)

// Deps are what the server works with; all of them have to be there.
type Deps struct {
	Store    *store.Store
	Blobs    blob.Store
	Intake   *intake.Intake
	Review   *review.Service
	Schedule *schedule.Service
	Publish  *publish.Service
	Auth     *auth.Service
	Notify   *notify.Service

	Address     string // the public address, without a slash at its end
	MediaOrigin string // where presigned addresses lead, as https://host; empty when videos are served from here
	Temp        string // a folder for what forms bring, on the disk of the videos
	Version     string
	Now         func() time.Time
	Log         *slog.Logger
}

// A Server answers requests by asking the activities.
type Server struct {
	Deps
	http.Handler
	log     *slog.Logger
	metrics *metrics
	pages   *pages
	forms   *intake.Lanes // of the forms with a video that are being read
	walls   *wallHub

	policies policies
}

// New is the handler of everything that Belong serves. It fails when the program was built without its pages.
func New(deps Deps) (*Server, error) {
	gin.SetMode(gin.ReleaseMode)
	pages, err := newPages()
	if err != nil {
		return nil, err
	}
	s := &Server{
		Deps: deps, log: deps.Log, metrics: newMetrics(deps.Store), pages: pages, forms: intake.NewLanes(formLimit, deps.Now),
		walls: newWallHub(deps.Store.WallTally, deps.Log), policies: newPolicies(deps.MediaOrigin),
	}
	s.Handler = s.routes()
	return s, nil
}

// EndStreams ends the answers that would otherwise go on for as long as anybody listens. It is for http.Server's
// RegisterOnShutdown, which waits for every answer under way.
func (s *Server) EndStreams() { s.walls.end() }
