// Package api is the one HTTP edge of the core: every address that a browser, a script or a portal can ask.
//
// New takes the ports of the core (Config) and returns a handler. A request passes, in this order: id,
// security headers, shape of the address, cross-origin check, tenant from host or path, principal from
// cookie or key, the gate (authz.Authorizer, with typed input), the handler. Three things answer behind the
// gate: the core's own resources (Huma operations, one file per resource), collections (served from stored
// text, without a decode) and modules (one hop through the Modules port). Everything that is not a success is
// a problem document with a stable type.
//
// Goals: an operation without an action does not start; a caller learns nothing about what is not theirs:
// another tenant's id is not_found; every change goes through audit.Book with its entry.
// Non-goals: SQL, policies, processes; what a resource means beyond checking and writing it.
//
// The handler is safe for concurrent use; the only state in it is the count of wrong attempts and denials.
package api
