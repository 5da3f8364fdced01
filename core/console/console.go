// Package console holds the built web console: the first portal that embeds the modules' widgets.
//
// Its sources lie in src; `make web` builds them into dist, which is embedded here. Goals: one set of files
// for every organisation, no request to another host. Non-goals: serving (core/api does). Immutable.
package console

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built files: index.html, public.html, assets/….
func Files() fs.FS {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("console: dist is always embedded") // unreachable
	}
	return files
}
