//go:build !linux

package module

import (
	"fmt"
	"os"
)

// vault makes an empty file in a private folder: the nearest thing to a sealed one here.
func vault(dir string) (*os.File, string, error) {
	file, err := os.CreateTemp(dir, "module-*")
	if err != nil {
		return nil, "", fmt.Errorf("making a private copy of a module: %w", err)
	}
	return file, file.Name(), nil
}

// seal makes the copy executable and no longer writable.
func seal(file *os.File, path string) (*os.File, string, error) {
	if err := file.Chmod(0o500); err != nil {
		return nil, "", fmt.Errorf("closing the copy of a module: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, "", fmt.Errorf("closing the copy of a module: %w", err)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, "", fmt.Errorf("opening the copy of a module: %w", err)
	}
	return file, path, nil
}
