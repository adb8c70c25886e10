// Package founding holds the directory's first entries: a register of anti-trafficking initiatives,
// hotlines, campaigns and resources, read in public pages, in the project's own JSON form.
//
// Nothing in it has been verified, and [Warnings] binds whoever shows it. What no source says is left
// out, and what sources say differently is kept as a conflict. Where the brief this project began from
// says more than those pages, its statements carry the source class SEED and the reference "project
// brief".
//
// The package knows the records and their JSON form, and nothing of stores, servers or the clock.
// Start with founding.go; testdata/register.json lists what must not get lost.
package founding
