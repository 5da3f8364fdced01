// Command portrait serves the quality portrait to the core, which starts it.
package main

import (
	"github.com/ribambelle/ribambelle/plugins/portrait"
	"github.com/ribambelle/ribambelle/sdk"
)

func main() { sdk.Serve(portrait.New()) }
