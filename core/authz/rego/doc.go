// Package rego answers authz questions with OPA, embedded.
//
// Three layers of Rego decide: the core's own policy (embedded here), the policy of the module whose action
// is asked, and the tenant's overlay. Each is compiled alone, with an allow-list of built-ins, so that none can
// see or touch another; they are joined in Go: (core or module) and not overlay. A module's policy is consulted
// for its own actions only. What all of them may call is a few functions about the organisation's tree (rb.tree).
//
// A policy is evaluated partially, with the record unknown. What remains is a condition over the record's fields:
// it becomes an authz.Filter, used as bound SQL for sets and as a Go function for single records, and kept in a
// bounded cache. What cannot be put as such a condition is refused when the policy is loaded, never at run time
// in somebody's favour.
//
// Goals: undefined means deny; a decision is true only if it is exactly true; a bad policy never replaces a good
// one; no stale grant. Non-goals: SQL, HTTP, where policies are kept. Everything may be used concurrently.
package rego
