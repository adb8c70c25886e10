package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/blueheart-federation/api/internal/dialling"
	"github.com/blueheart-federation/api/internal/directory"
	"github.com/blueheart-federation/api/internal/frozen"
	"github.com/blueheart-federation/api/internal/outbound"
	"github.com/blueheart-federation/api/internal/site"
	"github.com/blueheart-federation/api/internal/snapshot"
	"github.com/blueheart-federation/api/internal/wording"
)

// program is one server: what main starts, and what tests start. Its Config has been checked.
type program struct {
	Config
	logger *slog.Logger
	out    io.Writer // for people: where the data are, and the URLs, once it serves
	now    func() time.Time
	calls  outbound.Options // how addresses of partners are called; zero, but in tests, whose partners are on this machine
}

// Run serves until ctx ends, then drains and gives nil; or it gives the reason why it cannot serve. The
// order is: listen, so that a taken port is known before anything is touched; answer "starting"; open
// the store; build the first snapshot; serve.
func (p *program) Run(ctx context.Context) (err error) {
	limitMemory(p.MemoryLimit)
	public, inside, err := p.listen(ctx)
	if err != nil {
		return err
	}
	registry := newRegistry()
	ready := &readiness{page: site.Unavailable(wording.Default())}
	running := newTasks(p.logger)
	servers := []*http.Server{newServer(publicRoutes(ready), writeTimeout, p.logger)}
	running.start("public server", serve(servers[0], public))
	if inside != nil {
		servers = append(servers, newServer(debugRoutes(ready, registry), profileTimeout, p.logger))
		running.start("debug server", serve(servers[1], inside))
		p.logger.InfoContext(ctx, "debug server listens", slog.String("address", inside.Addr().String()))
	}
	defer running.wait()
	drain := sync.OnceValue(func() error { return p.drain(ctx, servers) })
	defer func() { err = errors.Join(err, drain()) }()

	s, err := p.Config.open(ctx)
	if err != nil {
		return err
	}
	defer closing(ctx, s, &err)

	// The refresher goes on while requests drain, so it does not end with ctx.
	refreshing, stopRefreshing := context.WithCancel(context.WithoutCancel(ctx))
	refreshed := newTasks(p.logger)
	defer refreshed.wait()
	defer stopRefreshing()

	api, people, err := p.build(ctx, s, registry, servers[0].RegisterOnShutdown, func(r *snapshot.Refresher, holder *snapshot.Holder) {
		refreshed.start("refresher", func() error { r.Run(refreshing); return nil })
		refreshed.start("watchers", func() error { <-refreshing.Done(); holder.Wait(); return nil })
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, people.close(context.WithoutCancel(ctx))) }()
	if p.FromSnapshot == "" {
		people.run(refreshing, refreshed)
	}
	refreshed.start("memory", func() error { tuneCollector(refreshing); return nil })
	debug.FreeOSMemory() // reading the store left more garbage than requests will make in hours
	ready.serve(api)
	if copied, ok := s.(*frozen.Store); ok {
		t := copied.Terms()
		fmt.Fprintf(p.out, "Copy     revision %d of %s, signed; to read only\n", t.Revision, t.Source)
	}
	fmt.Fprintf(p.out, "Data     %s\nOpen     http://%[2]s/\nGraphQL  http://%[2]s/graphql\n", p.location(s), reachable(public.Addr()))

	select {
	case <-ctx.Done():
		ready.stop()
		p.logger.InfoContext(ctx, "stopping", slog.Duration("grace", p.Grace))
		err = p.grace(running.failed)
	case err = <-running.failed:
	case err = <-refreshed.failed:
	}
	_ = drain() // before the store closes under the requests; its error is joined at the end
	return err
}

// origin makes a store ready, with the founding data where it is empty, and says what its data are. A copy is ready
// as it is.
func (p *program) origin(ctx context.Context, s store) (*origin, error) {
	if copied, ok := s.(*frozen.Store); ok {
		return ofCopy(copied), nil
	}
	missing, err := lacks(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, lack := range missing {
		p.logger.WarnContext(ctx, "the database is not ready; run `server migrate`", slog.String("missing", lack))
	}
	foundation, err := found(ctx, s, p.Founding, p.now())
	if err != nil {
		return nil, err
	}
	// Last, so that the first snapshot waits for another server that is loading the founding data now.
	replayed, _, err := s.Heal(ctx, healPatience)
	if err != nil {
		return nil, err
	}
	if replayed > 0 {
		p.logger.WarnContext(ctx, "records healed that a crash had left behind", slog.Int("records", replayed))
	}
	if foundation.added > 0 {
		p.logger.InfoContext(ctx, "founding data loaded", slog.Int("records", foundation.added))
	}
	if foundation.here {
		return p.ofStore(foundingWarnings()), nil
	}
	return p.ofStore(nil), nil
}

// build makes everything behind the sockets: the founding data, the first snapshot, the API.
func (p *program) build(ctx context.Context, s store, registry *prometheus.Registry, atShutdown func(func()),
	start func(*snapshot.Refresher, *snapshot.Holder),
) (http.Handler, *people, error) {
	begun := p.now()
	from, err := p.origin(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	holder := &snapshot.Holder{}
	var refresher *snapshot.Refresher
	people, err := p.newPeople(s, holder, func(changes ...snapshot.Change) { refresher.Wake(changes...) }) //nolint:contextcheck // what goes on beside requests ends with close
	if err != nil {
		return nil, nil, err
	}
	settings := snapshot.Settings{
		Thresholds: directory.Thresholds{Due: p.DueDays, Stale: p.StaleDays},
		Poll:       p.PollInterval, Full: p.FullInterval, Now: p.now, Logger: p.logger, Copied: from.copied != nil,
		Alone: p.MongoDBURI == "" && from.copied == nil, // the file is locked
	}
	if from.copied == nil {
		settings.Heal = func(ctx context.Context) error {
			if _, _, err := s.Heal(ctx, healPatience); err != nil {
				return err
			}
			_, err := people.desk.Heal(ctx, p.now())
			return err
		}
	}
	refresher = snapshot.NewRefresher(s, holder, settings)
	if err := refresher.Refresh(ctx, true); err != nil {
		return nil, nil, err
	}
	if from.copied == nil {
		if err := p.begin(ctx, people); err != nil {
			return nil, nil, err
		}
	}
	words, fingerprint, err := p.words()
	if err != nil {
		return nil, nil, err
	}
	revisions := &revisionNames{holder: holder, terms: from.terms}
	api := newAPI(&p.Config, from, holder, revisions, people, words, fingerprint, p.now, p.logger, registry)
	files, err := newFiles(&p.Config, from, revisions, api, p.now)
	if err != nil {
		return nil, nil, err
	}
	atShutdown(api.EndStreams)
	pages := site.New(site.Options{Snapshot: holder.Current, Now: p.now, Words: words, Allow: api.Take, Exit: p.ExitURL, AsOf: from.asOf()})
	dialling.Warm() // so that the first caller does not wait for the number plans
	watch(registry, holder, refresher, p.now)
	start(refresher, holder)
	p.logger.InfoContext(ctx, "serving", slog.String("store", s.Location()), slog.Duration("started_in", p.now().Sub(begun)))
	return apiRoutes(api, pages, files), people, nil
}

// begin finishes what a crash cut off, and gives a new directory its first administrator.
func (p *program) begin(ctx context.Context, people *people) error {
	if _, err := people.desk.Heal(ctx, p.now()); err != nil { // also warms the store's lists
		return err
	}
	if p.AdminToken != "" {
		return nil
	}
	secret, err := people.desk.FirstToken(ctx, p.now())
	if err != nil || secret == "" { // somebody has one
		return err
	}
	fmt.Fprintf(p.out, "Admin    %s\n         is the token of the first administrator. It is shown this once.\n", secret)
	return nil
}

// listen binds both addresses.
func (p *program) listen(ctx context.Context) (public, inside net.Listener, err error) {
	public, err = listener(ctx, nameOf(&p.Config, &p.Address), p.Address, p.MaxConnections)
	if err != nil || p.DebugAddress == off {
		return public, nil, err
	}
	inside, err = listener(ctx, nameOf(&p.Config, &p.DebugAddress), p.DebugAddress, 0)
	if err != nil {
		return nil, nil, errors.Join(err, public.Close())
	}
	return public, inside, nil
}

// grace goes on serving for a while, unless serving fails.
func (p *program) grace(failed <-chan error) error {
	timer := time.NewTimer(p.Grace)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case err := <-failed:
		return err
	}
}

// drain accepts no more connections and waits for the requests under way.
func (p *program) drain(ctx context.Context, servers []*http.Server) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), p.Drain)
	defer cancel()
	var failed error
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			p.logger.WarnContext(ctx, "requests were cut off", slog.Any("error", err))
			failed = errors.Join(failed, s.Close())
		}
	}
	return failed
}

// reachable gives an address that a person can open: one that listens everywhere is reached on loopback.
func reachable(a net.Addr) string {
	t, ok := a.(*net.TCPAddr)
	if !ok || !t.IP.IsUnspecified() {
		return a.String()
	}
	return net.JoinHostPort("127.0.0.1", fmt.Sprint(t.Port))
}

// location says where the data are, in words that hold in any working directory.
func (p *program) location(s store) string {
	if p.MongoDBURI != "" {
		return s.Location()
	}
	if whole, err := filepath.Abs(s.Location()); err == nil {
		return whole
	}
	return s.Location()
}
