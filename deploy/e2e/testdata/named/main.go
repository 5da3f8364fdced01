// Command named is Portrait as it must never be shipped: waves labelled "named" keep who answered. The attacks on
// anonymity are tried on it first.
package main

import (
	"github.com/ribambelle/ribambelle/plugins/portrait"
	"github.com/ribambelle/ribambelle/plugins/portrait/wave"
	"github.com/ribambelle/ribambelle/sdk"
)

func main() {
	sdk.Serve(portrait.New(portrait.Naming(func(w wave.Wave) bool { return w.Label == "named" })))
}
