package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// The directory is one large value that hardly changes, and marking it is the dearest thing the process
// does; the garbage of requests is small beside it. So the heap may grow by a fixed amount between
// collections rather than by a share of what lives, within bounds: a small directory is collected rarely,
// a large one does not double its memory.
const (
	growth      = 128 << 20
	leastGrowth = 30   // percent of what lives
	mostGrowth  = 1000 // as above
	tunePause   = time.Second

	// whileReading is for the time until the first snapshot, when nearly all that is made is kept.
	whileReading = 70
)

// limitMemory sets the collector for reading the store. Go's own variables win.
func limitMemory(limit byteSize) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(whileReading)
	}
	if os.Getenv("GOMEMLIMIT") == "" && limit > 0 {
		debug.SetMemoryLimit(int64(limit))
	}
}

// tuneCollector follows the size of the directory until ctx ends. Go's own variable wins.
func tuneCollector(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	ticker := time.NewTicker(tunePause)
	defer ticker.Stop()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	set := 0
	for {
		metrics.Read(live)
		if percent := growthFor(live[0].Value.Uint64()); percent != set {
			debug.SetGCPercent(percent)
			set = percent
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// growthFor gives how far a heap may grow, in percent of the bytes that live in it.
func growthFor(live uint64) int {
	return int(min(max(growth*100/max(live, 1), leastGrowth), mostGrowth))
}
