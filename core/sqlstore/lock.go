package sqlstore

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
)

// lockFile lies beside a SQLite database and is held by the one process that serves it. The lock dies with
// its process, however that ends.
type lockFile struct{ file *os.File }

// lockBeside takes the lock of a database or says, in one line, who holds it.
func lockBeside(database string) (*lockFile, error) {
	file, err := os.OpenFile(database+".lock", os.O_RDWR|os.O_CREATE|syscall.O_CLOEXEC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the database's lock file: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s is in use by another server%s: stop that one first, or give this one another data folder", database, holder(file))
		}
		return nil, fmt.Errorf("locking %s: %w", file.Name(), err)
	}
	if err := file.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(file, "%d\n", os.Getpid()) // only to help whoever finds the file held
	}
	return &lockFile{file}, nil
}

func holder(file *os.File) string {
	text := make([]byte, 20)
	n, _ := file.ReadAt(text, 0)
	if pid := strings.TrimSpace(string(text[:n])); pid != "" {
		return " (process " + pid + ")"
	}
	return ""
}

// release gives the lock back, also where a program that is just being started holds a copy of the descriptor still. The
// file stays: removing it would let two processes lock two files of one name.
func (l *lockFile) release() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}
