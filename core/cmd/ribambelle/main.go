// Command ribambelle runs the platform and speaks to it.
//
// `ribambelle serve` is the server. The other commands are clients of its API, over the private socket in
// the data folder or with --server; with no server running they open the data themselves, without a
// listener. `audit verify` and `policy check` need neither, and `backup` copies the data beside a server.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}
