package main

import "github.com/blueheart-federation/api/internal/mongodb"

// migrateCommand makes a database ready for this program.
type migrateCommand struct{}

// Run may be run again at any time, also beside a server.
func (migrateCommand) Run(c *console) (err error) {
	if c.config.MongoDBURI == "" {
		c.say("Nothing to do: the embedded store in %s needs no migration.", c.config.DataDir)
		return nil
	}
	s, err := mongodb.Open(c, string(c.config.MongoDBURI))
	if err != nil {
		return err
	}
	defer closing(c, s, &err)
	if err := s.Migrate(c); err != nil {
		return err
	}
	c.say("%s is ready.", s.Location())
	return nil
}
