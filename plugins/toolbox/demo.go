package toolbox

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// demonstrate fills an empty toolbox of a demonstration with the tools of its language.
func (d *desk) demonstrate(ctx context.Context, _ sdk.Event) error {
	there, _, err := d.tools.List(ctx, store.Query{Size: 1})
	if err != nil || len(there) > 0 {
		return err
	}
	all, err := Samples()
	if err != nil {
		return err
	}
	for _, tool := range all {
		if tool.Language != sdk.Call(ctx).Language {
			continue
		}
		if _, err := d.tools.Create(ctx, tool); err != nil {
			return fmt.Errorf("adding the tool %s: %w", tool.Title, err)
		}
	}
	return nil
}
