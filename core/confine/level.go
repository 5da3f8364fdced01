// Package confine starts a program so that it can harm nothing but itself: in a file tree, a network, a user and
// a set of system calls of its own, as far as the machine gives them.
//
// Owns: what the levels promise, what this machine can give (Probe), and how one process is started with it
// (Box). Goals: an operator reads in one word how far a module is trusted, and in one sentence why it is not
// better; what is promised is put up whole or the start fails. Non-goals: which level a module must have, what
// runs inside, and its life after the start beyond its limits (Limits.Watch).
//
// Nothing can be done between fork and exec in Go, so a start goes through this same program: run again under
// another name, it puts up the walls around itself and then becomes the confined program. That happens in this
// package's init, before anything of the host is set up; see launcher_linux.go.
//
// Everything may be used concurrently. A process dies with the operating system's thread that started it: start
// them all from one that lives on.
package confine

import "fmt"

// Level is how much stands between a process and everything else. Levels are ordered: a higher one promises what
// the lower ones do.
type Level uint8

// The levels.
const (
	// None promises nothing: the program runs as any other of the host's user. Controls of tests use it.
	None Level = iota
	// Basic: a clean environment, no inherited descriptors, no way to more rights, limits of memory and open
	// files, and death together with the host. The program still reads and reaches what the host's user can.
	Basic
	// Strong: beside that, only its own folder is open, no network exists, and it can call only those parts of
	// the kernel that it needs; it makes no processes and reaches none. It is still the host's user, and sees
	// which files there are, without what is in them.
	Strong
	// Full: beside that, it is a user of its own or in namespaces of its own, so that a second wall stands behind
	// each of the first.
	Full
)

// names are the levels as they are written.
var names = [...]string{None: "none", Basic: "basic", Strong: "strong", Full: "full"}

// String returns the level's name: "none", "basic", "strong", "full".
func (l Level) String() string {
	if int(l) < len(names) {
		return names[l]
	}
	return fmt.Sprintf("level %d", uint8(l))
}

// Parse reads a level's name.
func Parse(name string) (Level, error) {
	for level, known := range names {
		if known == name {
			return Level(level), nil //nolint:gosec // an index of names
		}
	}
	return None, fmt.Errorf("%q is not a level of confinement: none, basic, strong or full", name)
}
