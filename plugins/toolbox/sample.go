package toolbox

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

//go:embed samples/tools.json
var samples []byte

// Samples returns the tools that come with the module, in French and English, written for it under CC BY 4.0.
func Samples() ([]Tool, error) {
	var all []Tool
	if err := json.Unmarshal(samples, &all); err != nil {
		return nil, fault.New(fault.Internal, "samples-not-readable", "The sample tools are not readable.").Because(err)
	}
	return all, nil
}

// demonstrate fills an empty toolbox of a demonstration.
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
		if _, err := d.tools.Create(ctx, tool); err != nil {
			return fmt.Errorf("adding the tool %s: %w", tool.Title, err)
		}
	}
	return nil
}
