package confine

import (
	"os"
	"sync/atomic"
)

// Machine is what can be put up around a process here. Get one by Probe.
type Machine struct {
	Walls

	// Lack is why the level is not Full, one sentence for operators; empty where it is.
	Lack string

	users *atomic.Uint32 // how many user ids were given
}

// Trusting is the machine with no more walls than Basic has, for a program that needs what lies behind the others: a
// loader, an interpreter, the system's files.
func (m Machine) Trusting() Machine {
	m.Walls = Walls{Launcher: m.Launcher}
	return m
}

// The range of user ids of confined processes. Nobody else gives ids from it: it lies above those of people,
// containers and services, and below the ids that user-space tools take for negative.
const (
	firstUser  = 0x70000000
	eachHost   = 1 << 16
	someHosts  = 0xfe0
	nobodyElse = 0
)

// NewUser returns a user and group id for one process, or 0 where processes share the host's user. Ids come
// round after 65,536.
func (m Machine) NewUser() int {
	if !m.User {
		return nobodyElse
	}
	return firstUser + os.Getpid()%someHosts*eachHost + int(m.users.Add(1))%eachHost
}
