package module

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// vault makes an empty file in memory that can be sealed. Kernels before 6.3 do not know MFD_EXEC.
func vault(string) (*os.File, string, error) {
	flags := unix.MFD_CLOEXEC | unix.MFD_ALLOW_SEALING
	fd, err := unix.MemfdCreate("module", flags|unix.MFD_EXEC)
	if errors.Is(err, unix.EINVAL) {
		fd, err = unix.MemfdCreate("module", flags)
	}
	if err != nil {
		return nil, "", fmt.Errorf("making a sealed copy of a module: %w", err)
	}
	return os.NewFile(uintptr(fd), "module"), fmt.Sprintf("/proc/self/fd/%d", fd), nil
}

// seal makes the copy unchangeable, for us too.
func seal(file *os.File, path string) (*os.File, string, error) {
	seals := unix.F_SEAL_WRITE | unix.F_SEAL_GROW | unix.F_SEAL_SHRINK | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(file.Fd(), unix.F_ADD_SEALS, seals); err != nil {
		_ = file.Close()
		return nil, "", fmt.Errorf("sealing the copy of a module: %w", err)
	}
	return file, path, nil
}
