package file

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Usage tells how many bytes of images a tenant has, and how many it may have.
func (f *Folder) Usage(t tenant.ID) (used, quota int64, err error) {
	if t.IsZero() {
		return 0, 0, errNoTenant
	}
	if used, err = weigh(filepath.Join(f.config.Path, t.String())); err != nil {
		return 0, 0, fmt.Errorf("counting a tenant's files: %w", err)
	}
	return used, f.config.Quota, nil
}

// reserve takes room in the tenant's quota.
func (f *Folder) reserve(t tenant.ID, size int64) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	used, counted := f.used[t]
	if !counted {
		var err error
		if used, err = weigh(filepath.Join(f.config.Path, t.String())); err != nil {
			return fmt.Errorf("counting a tenant's files: %w", err)
		}
	}
	f.used[t] = used
	if used+size > f.config.Quota {
		return fault.New(fault.Exhausted, "files-quota", "The organisation's room for images is used up: remove some first.")
	}
	f.used[t] = used + size
	return nil
}

func (f *Folder) release(t tenant.ID, size int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, counted := f.used[t]; counted {
		f.used[t] -= size
	}
}

// weigh adds up the files below a folder; one that is not there weighs nothing.
func weigh(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return total, nil
	}
	return total, err
}
