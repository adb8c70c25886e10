package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows at a terminal how far an import is. Where nobody looks it shows nothing.
type progress struct {
	out io.Writer // nil: nobody looks
	bar *progressbar.ProgressBar
	of  int
}

func newProgress(terminal io.Writer) *progress { return &progress{out: terminal} }

// terminalOf gives the terminal that a command writes its errors to, nil when that is none.
func terminalOf(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return f
	}
	return nil
}

// show moves the bar. Of 0 means that the records are still counted, up to taken.
func (p *progress) show(taken, of int) {
	if p.out == nil {
		return
	}
	if p.bar == nil || p.of != of {
		p.end()
		most, words := of, "importing"
		if of == 0 {
			most, words = -1, "reading"
		}
		p.of, p.bar = of, progressbar.NewOptions(most,
			progressbar.OptionSetWriter(p.out), progressbar.OptionSetDescription(words), progressbar.OptionSetWidth(30),
			progressbar.OptionShowCount(), progressbar.OptionSetSpinnerChangeInterval(0), // else a goroutine turns it for good
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	_ = p.bar.Set(taken) // what a bar cannot show is no reason to stop
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
