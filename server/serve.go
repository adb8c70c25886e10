package main

// serveCommand serves the directory.
type serveCommand struct{}

// Run serves until the command's context ends.
func (serveCommand) Run(c *console) error {
	p := &program{Config: c.config, logger: c.logger, out: c.out, now: c.now}
	return p.Run(c)
}
