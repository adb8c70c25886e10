package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/blueheart-federation/api/internal/snapshot"
)

// newRegistry makes a registry with the runtime's own numbers.
func newRegistry() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return r
}

// watch publishes how current and how large the served directory is.
func watch(r *prometheus.Registry, holder *snapshot.Holder, refresher *snapshot.Refresher, now func() time.Time) {
	gauge := func(name, help string, value func(*snapshot.Snapshot) float64) {
		r.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, func() float64 {
			return value(holder.Current())
		}))
	}
	gauge("blueheart_snapshot_revision", "Directory revision that is served.",
		func(s *snapshot.Snapshot) float64 { return float64(s.Revision) })
	gauge("blueheart_snapshot_age_seconds", "Time since the served snapshot was built.",
		func(s *snapshot.Snapshot) float64 { return now().Sub(s.BuiltAt).Seconds() })
	gauge("blueheart_snapshot_set_aside", "Records left out of the served snapshot because they break a rule.",
		func(s *snapshot.Snapshot) float64 { return float64(len(s.SetAside)) })
	gauge("blueheart_snapshot_initiatives", "Initiatives in the served snapshot.",
		func(s *snapshot.Snapshot) float64 { return float64(s.Initiatives.Len()) })
	gauge("blueheart_snapshot_hotlines", "Hotlines in the served snapshot.",
		func(s *snapshot.Snapshot) float64 { return float64(s.Hotlines.Len()) })
	gauge("blueheart_store_silence_seconds", "Time since the store last answered the refresher.",
		func(*snapshot.Snapshot) float64 { return now().Sub(refresher.Status().CheckedAt).Seconds() })
	gauge("blueheart_store_failing", "1 while the store does not answer and the last good snapshot serves.",
		func(*snapshot.Snapshot) float64 {
			if refresher.Status().Failing {
				return 1
			}
			return 0
		})
}
