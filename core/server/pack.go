package server

import (
	"context"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/module/parcel"
)

// Pack asks a program what it is, confined as confine says, and writes its package into a folder; it needs no data. See
// module.Pack.
func Pack(ctx context.Context, program, folder, confine string) (string, parcel.Statement, error) {
	return module.Pack(ctx, program, folder, module.Terms{Confine: confine})
}
