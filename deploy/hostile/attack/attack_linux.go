// Package attack tries to reach what is outside a process: files, sockets, other processes, more of the machine than
// its share. Each attack either works, and returns nil, or says what kept it from that.
//
// The hostile module of deploy/hostile runs them inside a module, behind the walls of a running server; the tests of
// core/confine run the same ones behind every set of walls by itself. They know nothing of walls: where none stands,
// each must work. An attack is made once at a time.
package attack

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"

	"golang.org/x/sys/unix"
)

// Target is what an attack is aimed at, as its kind needs.
type Target struct {
	At      string // a path, an address, a process or a descriptor
	Address string // where something is mapped in that process, hexadecimal
	Folder  string // the attacker's own
	Amount  int    // of what it takes too much of: MiB, threads
}

// number is the process or descriptor that is aimed at.
func (t Target) number() (int, error) {
	n, err := strconv.Atoi(t.At)
	if err != nil {
		return 0, fmt.Errorf("aiming at %q: %w", t.At, err)
	}
	return n, nil
}

// All are the attacks by name.
func All() map[string]func(Target) error {
	return map[string]func(Target) error{
		"read":       func(t Target) error { return second(os.ReadFile(t.At)) },
		"environ":    func(t Target) error { return second(os.ReadFile("/proc/" + t.At + "/environ")) },
		"write":      func(t Target) error { return os.WriteFile(t.At, []byte("hostile"), 0o600) },
		"link":       func(t Target) error { return tie(os.Link, t, "link") },
		"symlink":    func(t Target) error { return tie(os.Symlink, t, "symlink") },
		"socket":     func(t Target) error { return dial("unix", t) },
		"datagram":   func(t Target) error { return dial("unixgram", t) },
		"tcp":        func(t Target) error { return dial("tcp", t) },
		"udp":        func(t Target) error { return dial("udp", t) },
		"listen":     func(Target) error { return listen() },
		"netlink":    func(Target) error { return netlink() },
		"ptrace":     ptrace,
		"peek":       peek,
		"signal":     signal,
		"own":        own,
		"pidfd":      pidfd,
		"prlimit":    prlimit,
		"fork":       func(Target) error { return fork() },
		"spawn":      func(Target) error { return spawn() },
		"threads":    threads,
		"memory":     memory,
		"compute":    compute,
		"fill":       fill,
		"memfd":      func(Target) error { return memfd() },
		"uring":      func(Target) error { return uring() },
		"keyring":    func(Target) error { return second(unix.KeyctlGetKeyringID(unix.KEY_SPEC_SESSION_KEYRING, true)) },
		"descriptor": descriptor,
		"untie":      func(Target) error { return unix.Prctl(unix.PR_SET_PDEATHSIG, 0, 0, 0, 0) },
		"stop":       func(Target) error { return unix.Kill(os.Getpid(), unix.SIGSTOP) },
	}
}

func second[T any](_ T, err error) error { return err }

// tie makes a name for what is aimed at in the attacker's own folder, and takes it away again.
func tie(make func(old, new string) error, t Target, name string) error {
	path := filepath.Join(t.Folder, name)
	if err := make(t.At, path); err != nil {
		return err
	}
	return os.Remove(path)
}

func dial(network string, t Target) error {
	c, err := net.Dial(network, t.At)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // said all
	return second(io.WriteString(c, "hello"))
}

func listen() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	return l.Close()
}

func netlink() error {
	s, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	defer unix.Close(s) //nolint:errcheck // only opened
	return unix.Bind(s, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
}

// descriptor reads from a descriptor that the host left open.
func descriptor(t Target) error {
	fd, err := t.number()
	if err != nil {
		return err
	}
	return second(unix.Pread(fd, make([]byte, 1), 0))
}
