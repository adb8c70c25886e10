package directory

import "time"

// Thresholds say after how many days a verified entry is due for a check, and after how many it is stale.
type Thresholds struct {
	Due   int
	Stale int
}

// DefaultThresholds are those of the contract.
var DefaultThresholds = Thresholds{Due: 90, Stale: 180}

// Freshness tells how far a check made on a day can be relied on at an instant. Days are counted in UTC.
func (t Thresholds) Freshness(verified Date, now time.Time) Freshness {
	if verified == "" {
		return FreshnessUnverified
	}
	day, err := time.Parse(time.DateOnly, string(verified))
	if err != nil {
		return FreshnessUnverified
	}
	if day.After(now.Add(24 * time.Hour)) { // a slip of the pen; where the day has begun, it may be tomorrow in UTC
		return FreshnessUnverified
	}
	switch days := int(now.Sub(day) / (24 * time.Hour)); {
	case days < t.Due:
		return FreshnessFresh
	case days < t.Stale:
		return FreshnessDue
	}
	return FreshnessStale
}

// VerifiedOn is the day of the last check, empty when there was none.
func (p *Provenance) VerifiedOn() Date {
	if p == nil || p.Verification == nil {
		return ""
	}
	return p.Verification.VerifiedOn
}
