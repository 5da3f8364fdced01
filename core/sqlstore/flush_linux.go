package sqlstore

import (
	"errors"
	"os"
	"syscall"
)

// syncData has the disk take a file's content and its size, but not when it was last written.
func syncData(file *os.File) error {
	for {
		if err := syscall.Fdatasync(int(file.Fd())); !errors.Is(err, syscall.EINTR) {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
