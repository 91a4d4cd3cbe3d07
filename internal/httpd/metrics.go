package httpd

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/belonginstem/belong/internal/belong"
)

// metrics are the figures that an operator watches.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

func newMetrics(store counter) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "belong_http_request_seconds", Help: "Time to answer, by route.",
			Buckets: []float64{.005, .02, .1, .5, 2, 10, 60, 600},
		}, []string{"method", "route", "status"}),
	}
	m.registry.MustRegister(m.requests, stateCollector{store}, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) request(method, route string, status int, took time.Duration) {
	if route == "" {
		route = "none" // one series for all that is not there, however many paths are tried
	}
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPatch, http.MethodDelete, http.MethodOptions:
	default:
		method = "other" // anybody can make up methods
	}
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

// A counter knows how many submissions stand where.
type counter interface {
	Campaigns(ctx context.Context) ([]belong.Campaign, error)
	CountStates(ctx context.Context, campaign belong.ID) (map[belong.SubmissionState]int, error)
}

// stateCollector counts submissions when it is asked, so that the figures are never stale.
type stateCollector struct{ store counter }

var submissionsDesc = prometheus.NewDesc("belong_submissions", "Submissions, by campaign and state.", []string{"campaign", "state"}, nil)

func (s stateCollector) Describe(ch chan<- *prometheus.Desc) { ch <- submissionsDesc }

func (s stateCollector) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	campaigns, err := s.store.Campaigns(ctx)
	if err != nil {
		ch <- prometheus.NewInvalidMetric(submissionsDesc, err)
		return
	}
	for _, c := range campaigns {
		states, err := s.store.CountStates(ctx, c.ID)
		if err != nil {
			ch <- prometheus.NewInvalidMetric(submissionsDesc, err)
			return
		}
		for state, n := range states {
			ch <- prometheus.MustNewConstMetric(submissionsDesc, prometheus.GaugeValue, float64(n), c.Slug, string(state))
		}
	}
}

// metricsGet tells the figures to a scraper on this machine, or to one with an administrator's API key.
func (s *Server) metricsGet(c *gin.Context) {
	if _, err := s.staff(c.Request.Context(), belong.Admin); err != nil && !direct(c.Request) {
		s.fail(c, err)
		return
	}
	promhttp.HandlerFor(s.metrics.registry, promhttp.HandlerOpts{}).ServeHTTP(c.Writer, c.Request)
}

// direct tells whether the request comes from this machine and not through a proxy on it.
func direct(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil || r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// healthGet says that the process lives.
func (s *Server) healthGet(c *gin.Context) { c.String(http.StatusOK, "ok\n") }

// readyGet says that it can do its work: the database answers.
func (s *Server) readyGet(c *gin.Context) {
	ctx, cancel := context.WithTimeout(c.Request.Context(), 3*time.Second)
	defer cancel()
	if err := s.Store.Ping(ctx); err != nil {
		s.log.Warn("not ready", "err", err)
		c.String(http.StatusServiceUnavailable, "the database does not answer\n")
		return
	}
	c.String(http.StatusOK, "ready\n")
}
