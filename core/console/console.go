// Package console holds the web console, built: the pages that browsers load and the files behind them.
//
// The sources are in src/ (TypeScript), built by `npm run build` at the root of the repository. The tree that
// Files returns has index.html (the console, for /, /setup and /o/…), public.html and frame.html (the shells of a
// module's public page, as a page of ours and in another portal's frame: an html/template whose first lines
// document its fields), embed.js (the loader of other portals) and assets/console/… (everything they load; each
// name carries a digest, so browsers may keep a file for ever).
//
// Goals: one place to get screens from, empty but present before the first build. Non-goals: HTTP, which
// belongs to core/api. The tree never changes: it may be read concurrently.
package console

import (
	"embed"
	"fmt"
	"io/fs"
)

//go:embed all:dist
var built embed.FS

// Files returns the built console. Before the first build it holds no index.html.
func Files() fs.FS {
	files, err := fs.Sub(built, "dist")
	if err != nil {
		panic(fmt.Sprintf("console: the embedded folder is named otherwise: %v", err)) // a mistake at build time, seen by the test
	}
	return files
}
