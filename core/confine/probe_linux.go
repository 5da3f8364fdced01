package confine

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sys/unix"
)

// Probe finds out, by trying, what this machine gives to processes whose folders lie in dir. It takes as long as
// a start of a confined process, some 20 ms; more where the first try fails.
func Probe(dir string) Machine {
	m := Machine{users: &atomic.Uint32{}}
	var lacks []error
	for _, w := range candidates(os.Getuid() == 0) {
		m.Walls = w
		err := m.possible(dir)
		if err == nil {
			break
		}
		lacks = append(lacks, err)
		m.Walls = Walls{}
	}
	if m.Level() < Full && len(lacks) > 0 {
		m.Lack = fmt.Sprintf("More than %s is not possible here: %v.", m.Level(), lacks[0])
	}
	return m
}

// candidates are the sets of walls that make sense, the best first.
func candidates(root bool) []Walls {
	all := []Walls{
		{Launcher: true, Calls: true, Paths: true, Tree: true, User: true},
		{Launcher: true, Calls: true, Tree: true, User: true},
		{Launcher: true, Calls: true, Paths: true, User: true},
		{Launcher: true, Calls: true, Paths: true, Tree: true},
		{Launcher: true, Calls: true, Tree: true},
		{Launcher: true, Calls: true, Paths: true},
		{Launcher: true},
	}
	return slices.DeleteFunc(all, func(w Walls) bool { return w.User && !root || w.Tree && w.User != root })
}

// possible says what keeps the machine from putting up its walls.
func (m Machine) possible(dir string) error {
	if m.Calls && architecture == 0 {
		return fmt.Errorf("there is no list of system calls for %s processors yet", runtime.GOARCH)
	}
	if m.Calls {
		file, err := memoryFile()
		if err != nil {
			return fmt.Errorf("programs in memory are refused (vm.memfd_noexec): %w", err)
		}
		_ = file.Close()
	}
	if m.Paths {
		if err := canClosePaths(); err != nil {
			return err
		}
	}
	return m.try(dir)
}

// try starts a launcher that ends before it becomes a program.
func (m Machine) try(dir string) error {
	folder, err := os.MkdirTemp(dir, "trial-")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(folder) //nolint:errcheck // swept at the next start
	user := m.NewUser()
	if user != 0 {
		if err := errors.Join(os.Chown(folder, -1, user), os.Chmod(folder, 0o770)); err != nil { //nolint:gosec // to that group
			return fmt.Errorf("giving a folder to an own user: %w", err)
		}
	}
	start, err := Box{Walls: m.Walls, Folder: folder, User: user}.Prepare()
	if err != nil {
		return err
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := start.Begin(); err != nil {
		return m.refused(err)
	}
	return errors.Join(start.Settled(), start.Wait())
}

// refused says why the kernel started nothing.
func (m Machine) refused(err error) error {
	switch {
	case !m.Tree:
		return fmt.Errorf("starting a launcher: %w", err)
	case errors.Is(err, unix.ENOSPC):
		return errors.New("namespaces are turned off (user.max_user_namespaces)")
	case errors.Is(err, unix.EPERM), errors.Is(err, unix.EACCES):
		return errors.New("this user or container may make no namespaces")
	}
	return fmt.Errorf("making namespaces: %w", err)
}
