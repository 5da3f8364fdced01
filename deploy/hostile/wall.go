//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/ribambelle/ribambelle/deploy/hostile/attack"
)

// walls are the attacks on what is outside a module's process.
func walls() []row {
	at := func(name string, times int, attack string, find func(s *stage) (attack.Order, error)) row {
		return row{name: name, times: times, try: reaching(attack, find)}
	}
	const often = 100
	return []row{
		at("the server's environment, in /proc", often, "environ", process),
		at("the server's environment, inherited", often, "environment", text(secretName)),
		at("the database file, or the keys", often, "read", precious),
		at("writing outside its folder", often, "write", func(s *stage) (attack.Order, error) {
			return attack.Order{At: filepath.Join(s.data(), "written")}, nil
		}),
		at("a hard link to it", often, "link", precious),
		at("a descriptor that the server left open", often, "descriptor", text(strconv.Itoa(leaked))),
		{name: "another plugin's socket", times: 20, try: otherSocket},
		at("the server's private socket, or the database's", often, "socket", func(s *stage) (attack.Order, error) { return attack.Order{At: s.door()}, nil }),
		{name: "an abstract socket", times: often, try: listening("unix", "socket", "@hostile-"+strconv.Itoa(os.Getpid()))},
		{name: "a datagram socket", times: often, try: listening("unixgram", "datagram", "")},
		at("loopback: the server's own port", often, "tcp", func(s *stage) (attack.Order, error) {
			return attack.Order{At: strings.TrimPrefix(s.url(), "http://")}, nil
		}),
		{name: "the network outside: TCP", times: often, try: listening("tcp", "tcp", outside())},
		{name: "the network outside: UDP", times: often, try: listening("udp", "udp", outside())},
		at("listening on the network", often, "listen", text("")),
		at("the kernel's routing table (netlink)", often, "netlink", text("")),
		at("ptrace of the server", often, "ptrace", process),
		at("reading the server's memory", often, "peek", memoryOf),
		at("a signal to the server", often, "signal", process),
		at("a signal in the kernel's name", often, "own", process),
		at("a handle on the server's process (pidfd)", often, "pidfd", process),
		at("the server's limits (prlimit)", often, "prlimit", process),
		at("a fork bomb", often, "fork", text("")),
		at("another program", often, "spawn", text("")),
		at("a program of its own in memory (memfd)", often, "memfd", text("")),
		at("io_uring", often, "uring", text("")),
		at("the keys of the session", often, "keyring", text("")),
		{name: "outliving the server", times: 5, kills: true, try: outliving},
	}
}

func text(at string) func(*stage) (attack.Order, error) {
	return func(*stage) (attack.Order, error) { return attack.Order{At: at}, nil }
}

func process(s *stage) (attack.Order, error) { return attack.Order{At: s.pid()}, nil }

// memoryOf aims at a place that is mapped in the server.
func memoryOf(s *stage) (attack.Order, error) {
	maps, err := os.ReadFile("/proc/" + s.pid() + "/maps")
	if err != nil {
		return attack.Order{}, fmt.Errorf("looking at the server's memory: %w", err)
	}
	address, _, _ := strings.Cut(string(maps), "-")
	return attack.Order{At: s.pid(), Address: address}, nil
}

// reaching makes an attack on what find aims at.
func reaching(name string, find func(*stage) (attack.Order, error)) func(context.Context, *stage, int) (attack.Report, error) {
	return func(ctx context.Context, s *stage, times int) (attack.Report, error) {
		told, err := find(s)
		if err != nil {
			return attack.Report{}, err
		}
		return repeated("reach/"+name, told)(ctx, s, times)
	}
}

// otherSocket dials the sockets of all other processes of modules.
func otherSocket(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	const other = "neighbour"
	if err := s.need(ctx, other); err != nil {
		return all, err
	}
	own, err := s.thief.order(ctx, plug+"/reach/rest", attack.Order{})
	if err != nil {
		return all, err
	}
	if _, err := s.victim.order(ctx, other+"/reach/rest", attack.Order{}); err != nil {
		return all, err
	}
	sockets, err := s.sockets(own.Folder)
	if err != nil {
		return all, err
	}
	for _, socket := range sockets {
		r, err := repeated("reach/socket", attack.Order{At: socket})(ctx, s, times)
		if err != nil {
			return all, err
		}
		all.Add(r)
	}
	return all, nil
}

// outside is a port of this machine at the address that others know it by; on a machine without a network it is the
// loopback's.
func outside() string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return "127.0.0.1:0"
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && !ip.IP.IsLoopback() && ip.IP.To4() != nil {
			return net.JoinHostPort(ip.IP.String(), "0")
		}
	}
	return "127.0.0.1:0"
}

// listening listens where the attack is aimed at; an empty address is a path that everybody may write to.
func listening(network, name, address string) func(context.Context, *stage, int) (attack.Report, error) {
	return func(ctx context.Context, s *stage, times int) (attack.Report, error) {
		at := address
		if at == "" {
			at = filepath.Join(s.dir, network)
		}
		found, stop, err := listen(ctx, network, at)
		if err != nil {
			return attack.Report{}, err
		}
		defer stop()
		if strings.HasPrefix(found, "/") {
			if err := s.ground.give(found); err != nil {
				return attack.Report{}, err
			}
		}
		return repeated("reach/"+name, attack.Order{At: found})(ctx, s, times)
	}
}

// listen takes whatever comes.
func listen(ctx context.Context, network, at string) (address string, stop func(), err error) {
	var config net.ListenConfig
	if network == "udp" || network == "unixgram" {
		c, err := config.ListenPacket(ctx, network, at)
		if err != nil {
			return "", nil, fmt.Errorf("listening for an attack: %w", err)
		}
		return c.LocalAddr().String(), func() { _ = c.Close() }, nil
	}
	l, err := config.Listen(ctx, network, at)
	if err != nil {
		return "", nil, fmt.Errorf("listening for an attack: %w", err)
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go io.Copy(io.Discard, c) //nolint:errcheck // until it ends
		}
	}()
	return l.Addr().String(), func() { _ = l.Close() }, nil
}

// mostAfterlife is how long a process may take to die with its server.
const mostAfterlife = 2 * time.Second

// outliving cuts the process's tie to the server, and kills the server.
func outliving(ctx context.Context, s *stage, times int) (all attack.Report, err error) {
	for range times {
		r, err := s.thief.order(ctx, plug+"/reach/untie", attack.Order{})
		if err != nil {
			return all, err
		}
		s.kill()
		lives := outlives(r.PID)
		all.Count(lives, r.Says)
		if lives {
			_ = syscall.Kill(r.PID, syscall.SIGKILL)
		}
		if err := s.again(ctx); err != nil {
			return all, err
		}
	}
	return all, nil
}

// outlives waits for a process's end.
func outlives(pid int) bool {
	for deadline := time.Now().Add(mostAfterlife); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, syscall.ESRCH) || strings.Contains(string(status), ") Z ") {
			return false
		}
	}
	return true
}

// precious is the order to go for what the server alone reads.
func precious(s *stage) (attack.Order, error) {
	at, err := s.precious()
	return attack.Order{At: at}, err
}
