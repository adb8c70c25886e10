package httpapi

import (
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"sync"
	"time"
)

// limiter is a token bucket per client: so much cost per minute, of which a minute's worth may be spent
// at once. No address is held in memory, and a client is forgotten when its bucket is full again and room is needed.
type limiter struct {
	identity
	perMinute int
	perShard  int
	now       func() time.Time
	shards    [16]struct {
		sync.Mutex
		buckets map[uint64]bucket
	}
}

// bucket is what a client had left at a time.
type bucket struct {
	left float64
	at   time.Time
}

func newLimiter(perMinute, clients int, trusted []netip.Prefix, now func() time.Time) *limiter {
	l := &limiter{perMinute: perMinute, identity: newIdentity(trusted), now: now}
	l.perShard = max(clients/len(l.shards), 1)
	for i := range l.shards {
		l.shards[i].buckets = make(map[uint64]bucket)
	}
	return l
}

// take charges cost. An operation dearer than a whole minute's budget runs when the budget is full, and
// leaves a debt. force charges even what is not there. wait is how long until cost would be there, 0 if
// it was.
func (l *limiter) take(client uint64, cost int, force bool) (left RateLimit, wait time.Duration) {
	now := l.now()
	full := float64(l.perMinute)
	s := &l.shards[client%uint64(len(l.shards))]
	s.Lock()
	b, known := s.buckets[client]
	if !known {
		b = bucket{left: full, at: now}
	}
	b = l.refill(b, now)
	if need := math.Min(float64(cost), full); b.left >= need || force {
		b.left -= float64(cost)
	} else {
		wait = time.Duration((need - b.left) / full * float64(time.Minute))
	}
	if !known && len(s.buckets) >= l.perShard {
		l.evict(s.buckets, now)
	}
	s.buckets[client] = b
	s.Unlock()
	return RateLimit{
		Limit: l.perMinute, Cost: cost, Remaining: max(int(b.left), 0),
		ResetAt: now.Add(time.Duration((full - b.left) / full * float64(time.Minute))),
	}, wait
}

func (l *limiter) refill(b bucket, now time.Time) bucket {
	if passed := now.Sub(b.at); passed > 0 {
		b.left = math.Min(float64(l.perMinute), b.left+passed.Minutes()*float64(l.perMinute))
		b.at = now
	}
	return b
}

// evict makes room: it looks at some buckets in the map's random order, drops those that are full, since
// a new one would be equal, and if none is, the fullest.
func (l *limiter) evict(buckets map[uint64]bucket, now time.Time) {
	looked, dropped := 0, 0
	var fullest uint64
	most := math.Inf(-1)
	for client, b := range buckets {
		b = l.refill(b, now)
		if b.left >= float64(l.perMinute) {
			delete(buckets, client)
			dropped++
		} else if b.left > most {
			fullest, most = client, b.left
		}
		if looked++; looked == 32 {
			break
		}
	}
	if dropped == 0 {
		delete(buckets, fullest)
	}
}

// charge takes cost from the client's budget and remembers what is left for headers and resolvers.
func (a *API) charge(x *exchange, r *http.Request, cost int) *refusal {
	if x != nil {
		x.cost = cost
	}
	a.metrics.cost.Observe(float64(cost))
	if a.rate == nil {
		return nil
	}
	left, wait := a.rate.take(a.rate.client(r), cost, false)
	if x != nil {
		x.rate = left
	}
	return a.limited(wait)
}

// Take charges the client of a request to a route beside /graphql. wait is how long until the cost would be
// there, 0 when it was and has been taken.
func (a *API) Take(r *http.Request, cost int) (wait time.Duration) {
	if a.rate == nil {
		return 0
	}
	if _, wait = a.rate.take(a.rate.client(r), cost, false); wait > 0 {
		a.metrics.limited.Inc()
	}
	return wait
}

// hasBudget refuses a client with nothing left before its request is even parsed.
func (a *API) hasBudget(x *exchange, r *http.Request) *refusal {
	if a.rate == nil {
		return nil
	}
	client := a.rate.client(r)
	left, _ := a.rate.take(client, 0, true)
	x.rate = left
	if left.Remaining > 0 {
		return nil
	}
	return a.limited(time.Minute / time.Duration(a.rate.perMinute))
}

// takeRefused charges for what was read and refused.
func (a *API) takeRefused(x *exchange, r *http.Request, cost int) {
	if a.rate == nil {
		return
	}
	left, _ := a.rate.take(a.rate.client(r), cost, true)
	if x != nil {
		x.rate = left
	}
}

// solvent refuses a client with nothing left before its credential is looked up: each that somebody makes up
// costs the store a question, for which [API.WriteError] charges.
func (a *API) solvent(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if len(r.Header["Authorization"]) > 0 {
			if refused := a.hasBudget(exchangeOf(r.Context()), r); refused != nil {
				a.refuse(w, r, mediaOf(r), refused)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

func (a *API) limited(wait time.Duration) *refusal {
	if wait <= 0 {
		return nil
	}
	a.metrics.limited.Inc()
	return rateLimited(int(math.Ceil(wait.Seconds())))
}

// rateHeaders tells the client its budget. They are left out of answers that others may keep.
func (a *API) rateHeaders(h http.Header, x *exchange) {
	if a.rate == nil || x == nil {
		return
	}
	v := [...]string{
		strconv.Itoa(x.rate.Limit), strconv.Itoa(x.rate.Remaining),
		strconv.Itoa(max(int(math.Ceil(x.rate.ResetAt.Sub(a.now()).Seconds())), 0)),
	}
	h["Ratelimit-Limit"], h["Ratelimit-Remaining"], h["Ratelimit-Reset"] = v[0:1:1], v[1:2:2], v[2:3:3]
}
