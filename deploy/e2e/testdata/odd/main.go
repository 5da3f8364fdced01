// Command odd is a module's binary that behaves badly, in the way that it is told.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk"
)

// told is written over in the built program: crash, noise, hang or policy.
var told = "told:                                "

// undecidable asks about a field last, where a filter needs it first.
const undecidable = `package rb.module.odd

include if {
	input.action == "odd:thing.read"
	some grant in input.principal.grants
	startswith(grant.path, input.record.unit_path)
}
`

func main() {
	switch strings.TrimSpace(strings.TrimPrefix(told, "told:")) {
	case "crash":
		fmt.Fprintln(os.Stderr, "I cannot find my settings.")
		os.Exit(7)
	case "policy":
		title := sdk.Text{"fr": "Curieux", "en": "Odd"}
		sdk.Serve(sdk.New(sdk.Manifest{
			Name: "odd", Version: "1.0.0", Title: title, Policy: undecidable,
			Actions: []sdk.Action{{Name: "odd:thing.read", Title: title}},
		}))
	case "noise":
		for range 1000 {
			fmt.Println("Hello! This is not a handshake.\x1b[31m")
		}
	}
	for range time.Tick(time.Hour) { // for ever, without a word
	}
}
