// Package web holds the two-puppet programme’s built screens. Their sources are beside it; `make web` builds them into dist.
package web

import (
	"embed"
	"io/fs"

	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed all:dist
var dist embed.FS

// Files returns the built files; none but a marker before the first build.
func Files() fs.FS { return sdk.Built(dist) }
