package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // opening hours need the zones on machines that have none

	"github.com/alecthomas/kong"

	"github.com/blueheart-federation/api/internal/directory"
)

// Exit codes of every command.
const (
	exitFine    = 0
	exitProblem = 1
	exitUsage   = 2
)

// commands is the command line: the settings and what to do.
type commands struct {
	Config

	Serve    serveCommand    `cmd:"" default:"withargs" help:"Serve the directory; this is what happens without a command."`
	Check    checkCommand    `cmd:"" help:"Check settings and store, and tell what is wrong."`
	Import   importCommand   `cmd:"" help:"Take initiatives from a partner's file, or whole records from one of this directory."`
	Copy     copyCommand     `cmd:"" help:"Copy a directory with its whole history into an empty store."`
	Mirror   mirrorCommand   `cmd:"" help:"Keep a static, verified copy of another server's directory, for when it is down."`
	Generate generateCommand `cmd:"" help:"Fill an empty store with made-up records, for tests of size and speed."`
	Migrate  migrateCommand  `cmd:"" help:"Make a MongoDB database ready: indexes and format."`
}

// console is what a command has of the outside world.
type console struct {
	context.Context // of the command: it ends at the first signal

	config   Config
	out      io.Writer // for people
	terminal io.Writer // for people who watch; nil: nobody does
	logger   *slog.Logger
	now      func() time.Time
}

// say writes a line for people.
func (c *console) say(format string, args ...any) { fmt.Fprintf(c.out, format+"\n", args...) }

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// run is main with its surroundings passed in.
func run(args []string, stdout, stderr io.Writer) (code int) {
	fail := func(code int, err error) int {
		fmt.Fprintln(stderr, "server: "+explain(err))
		return code
	}
	forgetEmpty(os.Environ())
	var c commands
	parser, err := newParser(&c, stdout, stderr)
	if err != nil {
		return fail(exitUsage, err)
	}
	helped := false
	parser.Exit = func(int) { helped = true } // kong goes on after --help when this returns
	parsed, err := parser.Parse(args)
	switch {
	case helped:
		return exitFine
	case err != nil:
		return fail(exitUsage, fmt.Errorf("%w; see server --help", err))
	}
	if err := c.check(); err != nil {
		return fail(exitUsage, err)
	}
	ctx, stop := untilSignal(context.Background())
	defer stop()
	out := &console{Context: ctx, config: c.Config, out: stdout, terminal: terminalOf(stderr), logger: newLogger(stderr, c.LogLevel), now: time.Now}
	for _, d := range c.doubts(os.Environ()) {
		out.logger.WarnContext(ctx, "doubtful setting", slog.String("doubt", d))
	}
	if err := parsed.Run(out); err != nil {
		return fail(exitProblem, err)
	}
	return exitFine
}

func newParser(c *commands, stdout, stderr io.Writer) (*kong.Kong, error) {
	return kong.New(c, kong.Name("server"), kong.Writers(stdout, stderr), kong.Vars{"formats": formats},
		kong.Description("The worldwide directory of anti-trafficking initiatives, hotlines and campaigns."),
		kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 100}))
}

// untilSignal gives a context that ends at the first signal to stop. The second one ends the process at
// once: whoever sends it does not want to wait.
func untilSignal(parent context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(parent)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	done := make(chan struct{})
	go func() { // it ends with stop
		for range 2 {
			select {
			case <-signals:
				if ctx.Err() != nil {
					os.Exit(exitProblem)
				}
				cancel()
			case <-done:
				return
			}
		}
		os.Exit(exitProblem)
	}()
	return ctx, func() {
		signal.Stop(signals)
		close(done)
		cancel()
	}
}

func newLogger(w io.Writer, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo // the flag's enum admits no other
	}
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: l}))
}

// explain gives an error in words for a person at a terminal: what a client would be told is left out
// where the cause says more.
func explain(err error) string {
	text := err.Error()
	for e, ok := errors.AsType[*directory.Error](err); ok; e, ok = errors.AsType[*directory.Error](e.Unwrap()) {
		if e.Unwrap() == nil {
			break
		}
		text = strings.ReplaceAll(text, string(e.Code)+": "+e.Message+": ", "")
	}
	return text
}
