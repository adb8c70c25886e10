// Package outbound is the one HTTP client with which the server calls addresses that partners gave: their
// webhooks and their feeds. Such an address is hostile until shown otherwise. It may name a machine of our
// own network, change what it resolves to between two look-ups, redirect anywhere, answer a byte an hour,
// or never stop answering; none of that may reach further than one failed call.
//
// The address is checked twice: its form before anything is resolved, and the IP address that a name led
// to at the moment of connecting, by a hook of the dialler, so no second look-up can differ from the one
// that was checked. Whatever the other side says stays out of errors: they are in our own words.
//
// It must know nothing of the directory. Start with client.go; address.go says what is refused.
package outbound
