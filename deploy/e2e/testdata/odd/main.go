// Command odd is a module's binary that behaves badly, in the way that it was built for.
package main

import (
	"fmt"
	"os"
	"time"
)

// way is set by the linker: crash, noise or hang.
var way string

func main() {
	switch way {
	case "crash":
		fmt.Fprintln(os.Stderr, "I cannot find my settings.")
		os.Exit(7)
	case "noise":
		for range 1000 {
			fmt.Println("Hello! This is not a handshake.\x1b[31m")
		}
	}
	for range time.Tick(time.Hour) { // for ever, without a word
	}
}
