package module

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// maxBinary is the largest module that is installed.
const maxBinary = 512 << 20

// binary is a module's program, verified: its bytes are those of the digest and cannot change any more.
type binary struct {
	copy   *confine.Copy
	digest string // SHA-256, hexadecimal
	name   string // as shown
}

// openBinary copies a program to where nobody can change it and computes its digest on the way. What runs is
// that copy, whatever happens to the file.
func openBinary(path, dir string) (*binary, error) {
	source, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.NotFound, "module-binary-missing", "There is no program at %s.", path)
	case err != nil:
		return nil, fault.New(fault.Unavailable, "module-binary-unreadable", "The program at %s cannot be read.", path).Because(err)
	}
	defer source.Close() //nolint:errcheck // only read
	info, err := source.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0 || info.Size() > maxBinary {
		return nil, fault.New(fault.Invalid, "module-binary-wrong", "%s is not an executable file.", path)
	}
	made, err := confine.NewCopy(dir)
	if err != nil {
		return nil, err
	}
	sum := sha256.New()
	if _, err = io.Copy(io.MultiWriter(made, sum), source); err == nil {
		err = made.Seal()
	}
	if err != nil {
		_ = made.Close()
		return nil, fmt.Errorf("copying %s: %w", path, err)
	}
	return &binary{copy: made, digest: hex.EncodeToString(sum.Sum(nil)), name: path}, nil
}

// check refuses a program that is not the one that was installed.
func (b *binary) check(digest string) error {
	if b.digest == digest {
		return nil
	}
	return fault.New(fault.Denied, "module-binary-changed",
		"The program at %s is not the one that was installed: its digest is %.12s…, not %.12s…. Install it again if that is meant.", b.name, b.digest, digest)
}

// Close forgets the copy; processes that run it keep running.
func (b *binary) Close() error { return b.copy.Close() }

// hold keeps a verified copy for the start that follows, so that it is read once and nothing comes between.
func (h *Host) hold(b *binary) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if older := h.copies[b.digest]; older != nil {
		_ = older.Close()
	}
	h.copies[b.digest] = b
}

// program returns the verified copy of a release: the one that Install made, or another one of the file.
func (h *Host) program(r Release) (*binary, error) {
	h.mu.Lock()
	held := h.copies[r.Digest]
	delete(h.copies, r.Digest)
	h.mu.Unlock()
	if held != nil {
		return held, nil
	}
	b, err := openBinary(r.Path, h.runDir.path)
	if err != nil {
		return nil, err
	}
	if err := b.check(r.Digest); err != nil {
		_ = b.Close()
		return nil, err
	}
	return b, nil
}

// forget drops the copies that nobody started.
func (h *Host) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, b := range h.copies {
		_ = b.Close()
	}
	clear(h.copies)
}
