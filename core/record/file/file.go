// Package file keeps images in a local folder, without what cameras write into them.
//
// An image is taken apart when it arrives and only what draws it is kept: no place, no date, no name, no
// thumbnail, nothing after its end. Its name is random and says its type.
//
// Goals: nothing but the picture is stored; no upload fills the disk or names a path. Non-goals: other types,
// resizing, who may read (that is the record's filter). A Folder may be used concurrently; two processes may
// share its path, and then count the quota apart.
package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Config describes a Folder. Only Path is needed.
type Config struct {
	Path      string
	MaxBytes  int64 // of one image; default 10 MiB
	MaxPixels int   // of one image; default 50 million
	Quota     int64 // of one tenant; default 2 GiB
}

// Folder is a record.Files on the local disk: one folder a tenant.
type Folder struct {
	config Config

	mu   sync.Mutex
	used map[tenant.ID]int64 // bytes, once counted
}

var _ record.Files = (*Folder)(nil)

// New makes a Folder; the path is made at the first upload.
func New(c Config) (*Folder, error) {
	if c.Path == "" {
		return nil, errors.New("file: Config.Path is required")
	}
	if c.MaxBytes == 0 {
		c.MaxBytes = 10 << 20
	}
	if c.MaxPixels == 0 {
		c.MaxPixels = 50_000_000
	}
	if c.Quota == 0 {
		c.Quota = 2 << 30
	}
	return &Folder{config: c, used: map[tenant.ID]int64{}}, nil
}

// Put implements record.Files.
func (f *Folder) Put(_ context.Context, t tenant.ID, body io.Reader) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(body, f.config.MaxBytes+1))
	if err != nil {
		return "", fmt.Errorf("reading an upload: %w", err)
	}
	if int64(len(raw)) > f.config.MaxBytes {
		return "", fault.New(fault.Invalid, "file-too-large", "An image must not exceed %d MiB.", f.config.MaxBytes>>20)
	}
	clean, kind, err := Strip(raw, f.config.MaxPixels)
	if err != nil {
		return "", err
	}
	if err := f.reserve(t, int64(len(clean))); err != nil {
		return "", err
	}
	id := uuid.NewString() + "." + kind
	if err := write(f.path(t, id), clean); err != nil {
		f.release(t, int64(len(clean)))
		return "", fmt.Errorf("keeping an image: %w", err)
	}
	return id, nil
}

// Adopt keeps an image under the id that it has, as it comes from another installation. Fault kinds: invalid (no image as Put
// keeps them), exhausted (quota).
func (f *Folder) Adopt(t tenant.ID, id string, body io.Reader) error {
	raw, err := io.ReadAll(io.LimitReader(body, f.config.MaxBytes+1))
	if err != nil {
		return fmt.Errorf("reading an image: %w", err)
	}
	clean, kind, err := Strip(raw, f.config.MaxPixels)
	if err != nil {
		return err
	}
	if t.IsZero() || !isID(id) || filepath.Ext(id) != "."+kind || !bytes.Equal(clean, raw) {
		return fault.New(fault.Invalid, "file-no-image", "%s is not an image as this platform keeps them.", id)
	}
	if err := f.reserve(t, int64(len(raw))); err != nil {
		return err
	}
	if err := write(f.path(t, id), raw); err != nil {
		return fmt.Errorf("keeping an image: %w", err)
	}
	return nil
}

// Open implements record.Files.
func (f *Folder) Open(_ context.Context, t tenant.ID, id string) (io.ReadCloser, record.FileInfo, error) {
	if !isID(id) {
		return nil, record.FileInfo{}, fault.Missing("file")
	}
	file, err := os.Open(f.path(t, id))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, record.FileInfo{}, fault.Missing("file")
	}
	if err != nil {
		return nil, record.FileInfo{}, fmt.Errorf("opening an image: %w", err)
	}
	stat, err := file.Stat()
	if err != nil {
		return nil, record.FileInfo{}, errors.Join(fmt.Errorf("opening an image: %w", err), file.Close())
	}
	return file, record.FileInfo{ID: id, Type: types[filepath.Ext(id)], Size: stat.Size()}, nil
}

// Remove implements record.Files.
func (f *Folder) Remove(_ context.Context, t tenant.ID, id string) error {
	if !isID(id) {
		return nil
	}
	stat, err := os.Stat(f.path(t, id))
	if err == nil {
		err = os.Remove(f.path(t, id))
	}
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("removing an image: %w", err)
	}
	f.release(t, stat.Size())
	return nil
}

// Count tells how many images a tenant has.
func (f *Folder) Count(t tenant.ID) (n int, err error) {
	if t.IsZero() {
		return 0, errNoTenant
	}
	err = filepath.WalkDir(filepath.Join(f.config.Path, t.String()), func(_ string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil && !entry.IsDir() {
			n++
		}
		return err
	})
	return n, err
}

// Forget removes every image of a tenant.
func (f *Folder) Forget(t tenant.ID) error {
	if t.IsZero() {
		return errNoTenant
	}
	if err := os.RemoveAll(filepath.Join(f.config.Path, t.String())); err != nil {
		return fmt.Errorf("removing a tenant's images: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.used, t)
	return nil
}

var errNoTenant = errors.New("file: no tenant")

var types = map[string]string{".jpg": "image/jpeg", ".png": "image/png"}

var idForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.(jpg|png)$`)

func isID(id string) bool { return idForm.MatchString(id) }

// path spreads files over folders by their first two digits.
func (f *Folder) path(t tenant.ID, id string) string {
	return filepath.Join(f.config.Path, t.String(), id[:2], id)
}

// write makes a file appear whole or not at all.
func write(path string, content []byte) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temporary, err := os.CreateTemp(dir, ".upload-*")
	if err != nil {
		return err
	}
	_, err = io.Copy(temporary, bytes.NewReader(content))
	err = errors.Join(err, temporary.Sync(), temporary.Close())
	if err == nil {
		err = os.Rename(temporary.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temporary.Name()))
	}
	return nil
}
