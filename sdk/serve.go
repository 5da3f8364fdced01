package sdk

import (
	"fmt"
	"os"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Serve is the main of a module's program: it serves the core until the core lets it go. A module whose
// declaration is wrong does not start: it says on stderr everything that is, and exits with 2.
func Serve(m *Module) {
	end, err := Connect(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	if err := wire.Serve(end); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
