package httpapi

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/blueheart-federation/api/internal/directory"
)

// metrics counts with labels from closed sets only: routes that the program names, statuses and codes
// from the lists below. Counters are looked up once, not per request.
type metrics struct {
	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	failures *prometheus.CounterVec
	byCode   map[string]prometheus.Counter
	cost     prometheus.Histogram
	hits     prometheus.Counter
	misses   prometheus.Counter
	limited  prometheus.Counter
	streams  prometheus.Gauge
}

// routeMetrics are the counters of one route.
type routeMetrics struct {
	statuses map[int]prometheus.Counter
	other    prometheus.Counter
	duration prometheus.Observer
}

var countedStatuses = [...]int{
	http.StatusOK, http.StatusNoContent, http.StatusFound, http.StatusSeeOther, http.StatusNotModified,
	http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound,
	http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusRequestTimeout,
	http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong,
	http.StatusUnsupportedMediaType, http.StatusTooManyRequests,
	http.StatusInternalServerError, http.StatusServiceUnavailable,
}

var countedCodes = [...]string{
	codeBadRequest, codeParse, codeValidation, codeComplexity, codeNotPersisted,
	string(directory.InvalidInput), string(directory.NotFound), string(directory.Conflict),
	string(directory.Unauthenticated), string(directory.Forbidden), string(directory.RateLimited),
	string(directory.Unavailable), string(directory.Internal),
}

func newMetrics(registry prometheus.Registerer) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blueheart_http_requests_total", Help: "Requests answered, by route and status.",
		}, []string{"route", "code"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "blueheart_http_duration_seconds", Help: "Time from a request's head to its answer's end.",
			Buckets: []float64{.0001, .0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5, 10},
		}, []string{"route"}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "blueheart_graphql_errors_total", Help: "Errors in GraphQL answers, by code.",
		}, []string{"code"}),
		cost: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "blueheart_graphql_cost", Help: "Cost of the operations charged.",
			Buckets: []float64{1, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000},
		}),
		limited: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "blueheart_http_rate_limited_total", Help: "Requests refused because a budget was used up.",
		}),
		streams: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "blueheart_http_streams", Help: "Event streams open now.",
		}),
		byCode: make(map[string]prometheus.Counter),
	}
	cache := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "blueheart_answer_cache_total", Help: "Anonymous requests, by whether a finished answer was at hand.",
	}, []string{"result"})
	m.hits, m.misses = cache.WithLabelValues("hit"), cache.WithLabelValues("miss")
	for _, code := range countedCodes {
		m.byCode[code] = m.failures.WithLabelValues(code)
	}
	if registry != nil {
		registry.MustRegister(m.requests, m.duration, m.failures, m.cost, m.limited, m.streams, cache)
	}
	return m
}

// route looks up the counters of a route.
func (m *metrics) route(name string) *routeMetrics {
	r := &routeMetrics{
		statuses: make(map[int]prometheus.Counter, len(countedStatuses)),
		other:    m.requests.WithLabelValues(name, "other"),
		duration: m.duration.WithLabelValues(name),
	}
	for _, s := range countedStatuses {
		r.statuses[s] = m.requests.WithLabelValues(name, itoa(s))
	}
	return r
}

// observe counts a request that is done. How long a stream lasted says nothing of the server.
func (r *routeMetrics) observe(status int, took time.Duration, streamed bool) {
	if c, ok := r.statuses[status]; ok {
		c.Inc()
	} else {
		r.other.Inc()
	}
	if !streamed {
		r.duration.Observe(took.Seconds())
	}
}

// errors counts the errors of an answer by code. A code that is on no list counts as INTERNAL.
func (m *metrics) errors(list gqlerror.List) {
	for _, e := range list {
		code, _ := e.Extensions["code"].(string)
		c, ok := m.byCode[code]
		if !ok {
			c = m.byCode[string(directory.Internal)]
		}
		c.Inc()
	}
}

func (m *metrics) refused(list gqlerror.List) { m.errors(list) }
