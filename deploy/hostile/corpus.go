//go:build linux

package main

import "slices"

// corpus is every attack, in the order of the table. The last one kills the server.
func corpus() []row {
	return slices.Concat(handles(), guards(), answers(), declarations(), binaries(), limits(), walls(), oversized())
}
