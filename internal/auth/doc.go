// Package auth answers one question: who is calling? It turns the Authorization header of a request into a
// [directory.Actor] in the request's context, and no header into [directory.Anonymous].
//
// Three kinds of credential are known, all as Bearer tokens (RFC 6750, section 2.1):
//
//   - API tokens of organizations and staff (secret.go): random, looked up in the store by their hash
//     (lookup.go), with the day of their last use noted beside the request (usage.go)
//   - the operator's own token, which comes from the settings and needs no store
//   - ID tokens of an OpenID Connect provider, for staff (oidc.go, provider.go, throttle.go, claim.go)
//
// Whatever is wrong with a credential, the answer is the same UNAUTHENTICATED: a caller does not learn
// whether a token is unknown, expired, revoked, or belongs to an organization that is suspended. What
// cannot be decided, because the store or the provider does not answer, is UNAVAILABLE. A caller who
// showed a credential is never treated as one who showed none.
//
// The package must not know what an actor may do: that is the matrix in package directory. Neither
// tokens nor claims are logged or kept; of a staff member only a hash of issuer and subject is used.
//
// Start reading at [New].
package auth
