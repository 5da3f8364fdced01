package toolbox

import (
	_ "embed"
	"encoding/json"

	"github.com/ribambelle/ribambelle/sdk/fault"
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
