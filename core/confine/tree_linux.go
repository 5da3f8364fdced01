package confine

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// moveIntoTree makes a file tree that holds nothing but the shared folder at its own path, /dev/null and a
// temporary folder in memory, and moves the process there for good.
func (o order) moveIntoTree() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return fmt.Errorf("parting from the host's mounts: %w", err)
	}
	null, err := unix.OpenTree(unix.AT_FDCWD, os.DevNull, unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC)
	if err != nil {
		return fmt.Errorf("taking %s along: %w", os.DevNull, err)
	}
	folder, err := unix.OpenTree(unix.AT_FDCWD, o.Folder, unix.OPEN_TREE_CLONE|unix.OPEN_TREE_CLOEXEC)
	if err != nil {
		return fmt.Errorf("taking the folder along: %w", err)
	}
	if err := mountMemory(o.Folder, "mode=755,size=64k,nr_inodes=64"); err != nil {
		return err
	}
	if err := os.Chdir(o.Folder); err != nil {
		return err
	}
	if err := o.furnish(null, folder); err != nil {
		return err
	}
	if err := unix.PivotRoot(".", "."); err != nil {
		return fmt.Errorf("changing the root: %w", err)
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return fmt.Errorf("leaving the host's tree: %w", err)
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	return restrict("/", unix.MOUNT_ATTR_RDONLY)
}

// furnish fills the tree that lies at the current folder.
func (o order) furnish(null, folder int) error {
	if err := os.MkdirAll("dev", 0o755); err != nil {
		return err
	}
	if err := os.WriteFile("dev/null", nil, 0o644); err != nil {
		return err
	}
	if err := unix.MoveMount(null, "", unix.AT_FDCWD, "dev/null", unix.MOVE_MOUNT_F_EMPTY_PATH); err != nil {
		return fmt.Errorf("placing /dev/null: %w", err)
	}
	if err := os.MkdirAll("tmp", 0o755); err != nil {
		return err
	}
	if err := mountMemory("tmp", fmt.Sprintf("mode=700,uid=%d,gid=%d,size=%d,nr_inodes=4096", o.User, o.User, o.Limits.Scratch)); err != nil {
		return err
	}
	inside := filepath.Join(".", o.Folder)
	if err := os.MkdirAll(inside, 0o755); err != nil {
		return err
	}
	if err := unix.MoveMount(folder, "", unix.AT_FDCWD, inside, unix.MOVE_MOUNT_F_EMPTY_PATH); err != nil {
		return fmt.Errorf("placing the folder: %w", err)
	}
	return restrict(inside, unix.MOUNT_ATTR_NOEXEC|unix.MOUNT_ATTR_NOSUID|unix.MOUNT_ATTR_NODEV)
}

// mountMemory mounts an empty folder in memory from which nothing can be executed.
func mountMemory(at, options string) error {
	if err := unix.Mount("tmpfs", at, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV|unix.MS_NOEXEC, options); err != nil {
		return fmt.Errorf("mounting a folder in memory: %w", err)
	}
	return nil
}

// restrict adds attributes to a mount and leaves those that it has.
func restrict(path string, attributes uint64) error {
	if err := unix.MountSetattr(unix.AT_FDCWD, path, 0, &unix.MountAttr{Attr_set: attributes}); err != nil {
		return fmt.Errorf("setting a mount's attributes: %w", err)
	}
	return nil
}
