package module

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// longestRunDir leaves room for what go-plugin adds: the kernel takes socket paths of 107 bytes.
const longestRunDir = 64

// runDir is the folder of sockets. The processes of modules may pass through it to their own folders and see no
// others in it.
type runDir struct {
	path string
	lock *os.File // held as long as it is used; nil for a folder that the operator named
}

// open to pass through, for users of their own.
const passable = 0o711

// newRunDir makes the folder of sockets and sweeps what killed cores left.
func newRunDir(named string) (runDir, error) {
	if named == "" {
		return temporaryRunDir()
	}
	dir, err := filepath.Abs(named)
	if err != nil {
		return runDir{}, fmt.Errorf("finding the folder for sockets: %w", err)
	}
	if len(dir) > longestRunDir {
		return runDir{}, fault.New(fault.Invalid, "run-dir-too-long",
			"The folder for sockets, %s, has more than %d characters: sockets in it could not be opened. Choose a shorter data folder.", dir, longestRunDir)
	}
	if err := os.MkdirAll(dir, passable); err != nil {
		return runDir{}, fmt.Errorf("making the folder for sockets: %w", err)
	}
	if err := os.Chmod(dir, passable); err != nil {
		return runDir{}, fmt.Errorf("closing the folder for sockets to others: %w", err)
	}
	for _, kind := range []string{"plugin-dir*", "trial-*", "module-*"} { // sockets, tries of walls, copies of programs
		if err := sweep(filepath.Join(dir, kind), func(string) bool { return true }); err != nil {
			return runDir{}, err
		}
	}
	return runDir{path: dir}, nil
}

// temporaryRunDir makes a folder under the system's temporary one, locked, and removes those that nobody locks
// any more.
func temporaryRunDir() (runDir, error) {
	if err := sweep(filepath.Join(os.TempDir(), "rb-*"), abandoned); err != nil {
		return runDir{}, err
	}
	dir, err := os.MkdirTemp("", "rb-")
	if err != nil {
		return runDir{}, fmt.Errorf("making a folder for sockets: %w", err)
	}
	fresh := filepath.Join(dir, "locking")
	lock, err := os.OpenFile(fresh, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return runDir{}, fmt.Errorf("locking the folder for sockets: %w", err)
	}
	err = errors.Join(syscall.Flock(int(lock.Fd()), syscall.LOCK_EX), os.Rename(fresh, lockOf(dir)), os.Chmod(dir, passable))
	if err != nil {
		_ = lock.Close()
		return runDir{}, fmt.Errorf("locking the folder for sockets: %w", err)
	}
	return runDir{path: dir, lock: lock}, nil
}

func lockOf(dir string) string { return filepath.Join(dir, "lock") }

// abandoned reports whether the core that made a folder is gone. One that is just being made has no lock yet.
func abandoned(dir string) bool {
	lock, err := os.OpenFile(lockOf(dir), os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer lock.Close() //nolint:errcheck // only locked
	return syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// sweep removes the folders that match, where gone says so.
func sweep(pattern string, gone func(dir string) bool) error {
	left, err := filepath.Glob(pattern)
	if err != nil {
		return fmt.Errorf("looking for left-over sockets: %w", err)
	}
	for _, one := range left {
		if !gone(one) {
			continue
		}
		if err := os.RemoveAll(one); err != nil {
			return fmt.Errorf("removing left-over sockets: %w", err)
		}
	}
	return nil
}

// close removes a folder that newRunDir made.
func (d runDir) close() {
	if d.lock == nil {
		return
	}
	_ = os.RemoveAll(d.path)
	_ = d.lock.Close()
}
