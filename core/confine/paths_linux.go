package confine

import (
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// neededLandlock is the first version of Landlock that also keeps signals and abstract sockets in: Linux 6.12.
const neededLandlock = 6

// allPaths is every right to paths that version 6 of Landlock knows, from execute to ioctl on devices.
const allPaths = unix.LANDLOCK_ACCESS_FS_IOCTL_DEV<<1 - 1

// What a program may do in its folder and below its temporary one. Nothing may be executed.
const (
	inFolder = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_READ_DIR | unix.LANDLOCK_ACCESS_FS_WRITE_FILE |
		unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_SOCK | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE
	inScratch = inFolder | unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REFER |
		unix.LANDLOCK_ACCESS_FS_TRUNCATE
	ofNull = unix.LANDLOCK_ACCESS_FS_READ_FILE | unix.LANDLOCK_ACCESS_FS_WRITE_FILE | unix.LANDLOCK_ACCESS_FS_TRUNCATE
)

// closePaths leaves the program its own folders and /dev/null, and no TCP; signals and abstract sockets reach
// nobody outside. It binds this thread, the only one that an exec leaves.
func (o order) closePaths() error {
	rights := unix.LandlockRulesetAttr{
		Handled_access_fs:  allPaths,
		Handled_access_net: unix.LANDLOCK_ACCESS_NET_BIND_TCP | unix.LANDLOCK_ACCESS_NET_CONNECT_TCP,
		Scoped:             unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL,
	}
	set, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&rights)), unsafe.Sizeof(rights), 0)
	if errno != 0 {
		return fmt.Errorf("making a set of rules: %w", errno)
	}
	for _, rule := range []struct {
		path   string
		access uint64
	}{{os.DevNull, ofNull}, {os.TempDir(), inScratch}, {o.Folder, inFolder}} {
		if err := openPath(set, rule.path, rule.access); err != nil {
			return fmt.Errorf("opening %s: %w", rule.path, err)
		}
	}
	if _, _, errno := unix.Syscall(unix.SYS_LANDLOCK_RESTRICT_SELF, set, 0, 0); errno != 0 {
		return fmt.Errorf("setting the rules: %w", errno)
	}
	return nil
}

// openPath adds what may be done at a path and below.
func openPath(set uintptr, path string, access uint64) error {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)                                                               //nolint:errcheck // only a name
	rule := unix.LandlockPathBeneathAttr{Allowed_access: access, Parent_fd: int32(fd)} //nolint:gosec // descriptors are small
	_, _, errno := unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, set, unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&rule)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}

// canClosePaths says why Landlock is not enough here.
func canClosePaths() error {
	version, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	switch {
	case errno != 0:
		return errors.New("the kernel has no Landlock, or it is turned off")
	case version < neededLandlock:
		return errors.New("the kernel's Landlock is older than that of Linux 6.12")
	}
	return nil
}
