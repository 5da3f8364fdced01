package module

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// longestRunDir leaves room for what go-plugin adds: the kernel takes socket paths of 107 bytes.
const longestRunDir = 64

// prepareRunDir makes the private folder of sockets and sweeps what a killed core left in it.
func prepareRunDir(dir string) (string, error) {
	if dir == "" {
		made, err := os.MkdirTemp("", "rb-")
		if err != nil {
			return "", fmt.Errorf("making a folder for sockets: %w", err)
		}
		return made, nil
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("finding the folder for sockets: %w", err)
	}
	if len(dir) > longestRunDir {
		return "", fault.New(fault.Invalid, "run-dir-too-long",
			"The folder for sockets, %s, has more than %d characters: sockets in it could not be opened. Choose a shorter data folder.", dir, longestRunDir)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("making the folder for sockets: %w", err)
	}
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder needs its execute right
		return "", fmt.Errorf("closing the folder for sockets to others: %w", err)
	}
	left, err := filepath.Glob(filepath.Join(dir, "plugin-dir*"))
	if err != nil {
		return "", fmt.Errorf("looking for left-over sockets: %w", err)
	}
	for _, one := range left {
		if err := os.RemoveAll(one); err != nil {
			return "", fmt.Errorf("removing left-over sockets: %w", err)
		}
	}
	return dir, nil
}
