package manifest

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Against reads files and compares them with what is there: Read, Now and Make in one. Fault kind: invalid,
// as Read says.
func Against(ctx context.Context, files map[string]string, directory tenant.Directory, tree tenant.Tree, o Options) (Plan, error) {
	declared, err := Read(files, o)
	if err != nil {
		return Plan{}, err
	}
	now, err := Now(ctx, directory, tree)
	if err != nil {
		return Plan{}, err
	}
	p := Make(declared, now, o)
	p.first = len(now) == 0
	return p, nil
}

// First reports whether there was no organisation before.
func (p Plan) First() bool { return p.first }
