package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Backup is what a copy of a data folder holds.
type Backup struct {
	Folder string `json:"folder"`
	Files  int    `json:"files"` // beside the database
	Bytes  int64  `json:"bytes"` // of everything
	Keys   bool   `json:"keys"`
}

// BackUp copies a data folder into another, which it makes, while a server may be working in it: first the
// database, as it is at one moment, then the files and messages that it may name. Keys are copied on demand only.
// Fault kinds: invalid (nothing to copy, a folder that holds something, one that cannot be written), unsupported
// (PostgreSQL).
func BackUp(ctx context.Context, config Config, to string, keys bool) (Backup, error) {
	config = config.withDefaults()
	if config.Database != "" {
		return Backup{}, fault.New(fault.Unsupported, "backup-elsewhere",
			"the database is PostgreSQL's: dump it with pg_dump, then copy the folders files, mail, modules, publishers and keys of %s", config.Data)
	}
	database := filepath.Join(config.Data, databaseName)
	if _, err := os.Stat(database); err != nil {
		return Backup{}, fault.New(fault.Invalid, "no-data", "there is no database in %s; name the data folder with --data", config.Data)
	}
	if err := emptyFolder(to); err != nil {
		return Backup{}, err
	}
	if err := sqlstore.Backup(ctx, database, filepath.Join(to, databaseName)); err != nil {
		return Backup{}, err
	}
	made := Backup{Folder: to, Keys: keys}
	parts := []string{"files", "mail", PackagesFolder, PublishersFolder}
	if keys {
		parts = append(parts, "keys", "keys.txt")
	}
	for _, part := range parts {
		if err := made.take(config.Data, part); err != nil {
			return Backup{}, fmt.Errorf("copying %s: %w", filepath.Join(config.Data, part), err)
		}
	}
	info, err := os.Stat(filepath.Join(to, databaseName))
	if err != nil {
		return Backup{}, fmt.Errorf("looking at the copy of the database: %w", err)
	}
	made.Bytes += info.Size()
	return made, nil
}

// emptyFolder makes a folder for its owner only, and refuses one in which something lies.
func emptyFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return fault.New(fault.Invalid, "file-unwritable", "cannot make the folder %s", path).Because(err)
	}
	there, err := os.ReadDir(path)
	if err != nil {
		return fault.New(fault.Invalid, "file-unwritable", "cannot read the folder %s", path).Because(err)
	}
	if len(there) > 0 {
		return fault.New(fault.Invalid, "folder-not-empty", "%s is not empty: name a new folder, so that no older backup is lost", path)
	}
	return nil
}

// take copies a file or folder of the data, if it is there. What is removed meanwhile is not missed: the database
// was copied before, and forgets what is removed first.
func (b *Backup) take(data, part string) error {
	from := filepath.Join(data, part)
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		within, err := filepath.Rel(data, path)
		if err != nil {
			return err
		}
		target := filepath.Join(b.Folder, within)
		if entry.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		n, err := copyFile(path, target)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		b.Files++
		b.Bytes += n
		return err
	})
}

// copyFile copies a file, for its owner only, onto the disk.
func copyFile(from, to string) (n int64, err error) {
	source, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return 0, err
	}
	n, err = io.Copy(target, source)
	if err == nil {
		err = target.Sync()
	}
	return n, errors.Join(err, target.Close())
}
