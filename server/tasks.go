package main

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
)

// tasks runs goroutines by name and waits for them. The first that fails or panics is told to whoever
// reads failed, so that the program can end in order.
type tasks struct {
	logger *slog.Logger
	group  sync.WaitGroup
	failed chan error
}

func newTasks(logger *slog.Logger) *tasks { return &tasks{logger: logger, failed: make(chan error, 1)} }

// start runs fn in a goroutine of its own. An error of fn is a failure of the program.
func (t *tasks) start(name string, fn func() error) {
	t.group.Go(func() {
		err := barrier(name, fn)
		if err == nil {
			t.logger.Debug("task ended", slog.String("task", name))
			return
		}
		select {
		case t.failed <- err:
		default: // another one failed first, and the program is ending
			t.logger.Error("task failed", slog.String("task", name), slog.Any("error", err))
		}
	})
}

// wait waits for all of them.
func (t *tasks) wait() { t.group.Wait() }

// barrier turns a panic of fn into an error.
func barrier(name string, fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s panicked: %v\n%s", name, p, debug.Stack())
		}
	}()
	if err := fn(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}
