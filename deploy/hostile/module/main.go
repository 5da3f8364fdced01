//go:build linux

// Command module is a module that attacks the core that runs it and the organisations beside the one that it serves.
// It does what it is told in each request, so that one program is the whole corpus.
//
// It is called what its file is called: a copy under another name is another module, with processes, failures and
// a quarantine of its own. A few names make it something else: "lie,…" speaks a handshake that is not true (lie.go), and
// the names in flaw.go declare what no module may declare.
//
// An honest module is made with the sdk and cannot do any of this by mistake: this one speaks the wire itself.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// firstThread keeps main on the process's first thread, where its tie to the host hangs.
var firstThread = func() chan func() {
	runtime.LockOSThread()
	return make(chan func())
}()

func main() {
	name := filepath.Base(os.Args[0])
	if lie, lies := strings.CutPrefix(name, "lie,"); lies {
		tell(lie)
		return
	}
	go func() {
		if err := newDen(name).serve(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}()
	for do := range firstThread {
		do()
	}
}

// onFirstThread runs f where main is.
func onFirstThread(f func() error) error {
	done := make(chan error, 1)
	firstThread <- func() { done <- f() }
	return <-done
}
