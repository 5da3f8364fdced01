// Package module is the host of modules: the catalogue of installed releases, their processes, the routes
// they serve, the handles they call back with, and their limits.
//
// Goals: a module sees one tenant at a time, only through handles that die with the call; a module that
// crashes, hangs or lies harms nobody else. Non-goals: what a module means; HTTP beyond forwarding; SQL.
// Everything may be used concurrently.
package module

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Release is an installed module: one version of one plugin binary.
type Release struct {
	Name      string      // "portrait"
	Version   string      // "1.0.0"
	Digest    string      // SHA-256 of the binary, hexadecimal; what runs is this or nothing. Without a program, of the declaration
	Path      string      // where the program, or the folder, lies, or the name of its package among those that the host keeps
	Publisher string      // who signed it; empty for a program that came with the server, or unsigned
	Key       string      // eight digits of the key that signed it
	Placement string      // "shared" or "per-tenant"; Declared where there is no process to place
	Trusted   bool        // the operator lets it serve all organisations by one process, although it did not come with the server
	Confine   string      // "basic": its processes are confined no further, by the operator's word; empty: as far as the machine goes
	Offered   []tenant.ID // the organisations that may have it; empty: all
	Manifest  []byte      // JSON, as the plugin declared it when it was installed
	Installed time.Time
}

// Declared is the placement of a release that is only a declaration, and NoProcess its confinement: nothing of it runs.
const (
	Declared  = "declared"
	NoProcess = "no-process"
)

// Declared reports whether a release is only a declaration.
func (r Release) Declared() bool { return r.Placement == Declared }

// Catalog is where releases are kept, for all tenants.
type Catalog interface {
	Releases(ctx context.Context) ([]Release, error)
	Put(ctx context.Context, r Release) error
	Remove(ctx context.Context, name, version string) error
}
