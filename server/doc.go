// Command server runs the directory: `server` alone serves it over HTTP, and the other commands check,
// fill, copy and prepare its store. `server --help` lists them and every setting.
//
// With no configuration it keeps the directory in ./data, loads the founding data into it when it is
// empty, and serves http://127.0.0.1:8080/graphql.
//
// The package puts the others together and knows the outside world for them: flags, environment, files,
// sockets, signals, the clock. It must hold no rule about records and no GraphQL. Start with main.go for
// the commands, program.go for what serving is, config.go for the settings.
package main
