package main

import (
	"regexp"
	"runtime/debug"
)

// between is a version that the toolchain makes up for a commit between releases.
var between = regexp.MustCompile(`^v\d+\.\d+\.\d+-.*\d{14}-([0-9a-f]{12})`)

// version is the module's version as built; "devel" with the commit between releases.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	if commit := between.FindStringSubmatch(info.Main.Version); commit != nil {
		return "devel-" + commit[1]
	}
	return info.Main.Version
}
