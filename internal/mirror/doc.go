// Package mirror keeps a static copy of a directory that any web server can serve while the directory is down: the
// signed export as it was fetched, a file for each country, and a page that leads to them.
//
// It trusts a signature and nothing else: neither the connection nor the server. What is not whole, not signed or
// older than what it has is refused, and the last good copy stays. A file that was made of the last copy and of what
// has changed since is as good as one that was fetched, when it is what was signed.
//
// A copy is a folder of its own, and one rename of a link puts it in the place of the one before, so that a reader
// never sees half of either and a mirror may die at any point. Start with mirror.go; patch.go applies what has changed.
package mirror
