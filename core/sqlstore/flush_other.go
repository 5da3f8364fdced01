//go:build !linux

package sqlstore

import "os"

// syncData has the disk take a file.
func syncData(file *os.File) error { return file.Sync() }
