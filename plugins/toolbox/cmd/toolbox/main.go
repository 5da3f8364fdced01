// Command toolbox serves the toolbox to the core, which starts it.
package main

import (
	"github.com/ribambelle/ribambelle/plugins/toolbox"
	"github.com/ribambelle/ribambelle/sdk"
)

func main() { sdk.Serve(toolbox.New()) }
