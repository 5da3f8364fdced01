// Command piloufilou serves the two-puppet programme to the core, which starts it.
package main

import (
	"github.com/ribambelle/ribambelle/plugins/piloufilou"
	"github.com/ribambelle/ribambelle/sdk"
)

func main() { sdk.Serve(piloufilou.New()) }
