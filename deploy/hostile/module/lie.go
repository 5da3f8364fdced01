//go:build linux

package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// tell speaks a handshake that is not true: "tcp,127.0.0.1%3A80". Then it waits for what the core makes of it.
func tell(lie string) {
	kind, target, _ := strings.Cut(lie, ",")
	at, err := url.PathUnescape(target)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	folder := ownFolder()
	switch kind {
	case "tcp", "unix":
		shake(kind, at, "grpc")
	case "link": // a socket in the own folder that is somebody else's
		path := filepath.Join(folder, "plugin")
		_ = os.Symlink(at, path)
		shake("unix", path, "grpc")
	case "dots":
		shake("unix", folder+"/../"+filepath.Base(filepath.Dir(at))+"/"+filepath.Base(at), "grpc")
	case "netrpc":
		shake("unix", at, "netrpc")
	case "version":
		fmt.Printf("1|99|unix|%s|grpc|\n", at)
	case "noise":
		for {
			fmt.Println(strings.Repeat("noise ", 10_000))
		}
	case "line":
		for {
			fmt.Print(strings.Repeat("endless", 10_000))
		}
	}
	for { // says no more
		time.Sleep(time.Hour)
	}
}

func shake(network, address, protocol string) {
	fmt.Printf("1|1|%s|%s|%s|\n", network, address, protocol)
}
