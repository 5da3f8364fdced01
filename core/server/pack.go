package server

import (
	"context"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/module/parcel"
)

// Pack writes the package of a module's program into a folder; it needs no data. See module.Pack.
func Pack(ctx context.Context, program, folder string) (string, parcel.Statement, error) {
	return module.Pack(ctx, program, folder)
}
