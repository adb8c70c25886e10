// Package directory is the domain: the records of the register, their value types, the rules they obey
// and the errors they give. It does no I/O, reads no clock and logs nothing; whoever calls it passes the
// time in. The public schema binds its structs directly, and package document stores them, so a field
// has one name everywhere.
//
// Start with record.go, then hotline.go. Opening hours are in the package hours below this one,
// countries in package geography.
package directory
