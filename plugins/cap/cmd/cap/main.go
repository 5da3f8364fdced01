// Command cap serves learning communities to the core, which starts it.
package main

import (
	"github.com/ribambelle/ribambelle/plugins/cap"
	"github.com/ribambelle/ribambelle/sdk"
)

func main() { sdk.Serve(cap.New()) }
