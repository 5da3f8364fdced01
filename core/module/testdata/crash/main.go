// Command crash is a module that dies before it says anything of use.
package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "panic: the database of this module is on fire")
	os.Exit(2)
}
