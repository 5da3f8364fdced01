// Command mobilisation serves the mobilisation module to the core, which starts it.
package main

import (
	"github.com/ribambelle/ribambelle/plugins/mobilisation"
	"github.com/ribambelle/ribambelle/sdk"
)

func main() { sdk.Serve(mobilisation.New()) }
