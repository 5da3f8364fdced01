package module

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/ribambelle/ribambelle/core/confine"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// binary is a module's program, verified: its bytes are those of the digest and cannot change any more. Of a module that is
// only a declaration it is that.
type binary struct {
	copy        *confine.Copy // nil where there is no program
	declaration []byte        // where there is no program
	digest      string        // SHA-256, hexadecimal
	name        string        // as shown
	signed      *signed       // nil for a bare program, or a folder
}

// declared reports whether there is no program.
func (b *binary) declared() bool { return b.copy == nil }

// program is what runs; empty where nothing does.
func (b *binary) program() io.Reader {
	if b.declared() {
		return strings.NewReader("")
	}
	return b.copy.Reader()
}

// signed is what a package says beside its program, and whose key says so.
type signed struct {
	parcel.Statement
	note        string
	declaration []byte
	key         parcel.Key
}

// open reads a program, a package or the folder of a declaration to where nobody can change it. unsigned takes a package that
// nobody signed.
func (h *Host) open(path string, unsigned bool) (*binary, error) {
	if strings.HasSuffix(path, parcel.Suffix) {
		return h.openPackage(path, unsigned)
	}
	return h.openBare(path)
}

// openBare reads a program or a folder: what is no package yet.
func (h *Host) openBare(path string) (*binary, error) {
	if isFolder(path) {
		return openFolder(path)
	}
	return openBinary(path, h.runDir.path)
}

// openPackage copies the program of a package, once its signature is checked, and computes its digest on the way: what was
// checked and what runs are the same bytes, read once.
func (h *Host) openPackage(path string, unsigned bool) (*binary, error) {
	p, err := parcel.Open(path)
	if err != nil {
		return nil, err
	}
	defer p.Close() //nolint:errcheck // only read
	key, err := h.config.Publisher(p.Note)
	if err != nil && !(unsigned && isUnsigned(err)) {
		return nil, err
	}
	if p.Declared() {
		if err := p.Program(io.Discard); err != nil { // nothing, and nothing behind it
			return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		return &binary{declaration: p.Declaration, digest: p.Digest(), name: path, signed: &signed{p.Statement, p.Note, p.Declaration, key}}, nil
	}
	if err := runsHere(p); err != nil {
		return nil, err
	}
	made, err := sealedCopy(h.runDir.path, p.Program)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return &binary{copy: made, digest: p.Digest(), name: path, signed: &signed{p.Statement, p.Note, p.Declaration, key}}, nil
}

// isUnsigned reports whether all that is wrong with a package is that nobody signed it.
func isUnsigned(err error) bool { return fault.From(err).Code == "package-unsigned" }

// runsHere refuses a package for other machines.
func runsHere(p *parcel.Parcel) error {
	if here := runtime.GOOS + "/" + runtime.GOARCH; p.Platform != here {
		return fault.New(fault.Unsupported, "package-platform", "%s %s is for %s, and this machine is %s.", p.Name, p.Version, p.Platform, here)
	}
	return nil
}

// sealedCopy makes a copy of a program that nobody can change any more.
func sealedCopy(dir string, fill func(io.Writer) error) (*confine.Copy, error) {
	made, err := confine.NewCopy(dir)
	if err != nil {
		return nil, err
	}
	if err = fill(made); err == nil {
		err = made.Seal()
	}
	if err != nil {
		_ = made.Close()
		return nil, err
	}
	return made, nil
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
	if err != nil || !info.Mode().IsRegular() || info.Mode().Perm()&0o111 == 0 || info.Size() > parcel.MaxProgram {
		return nil, fault.New(fault.Invalid, "module-binary-wrong", "%s is not an executable file.", path)
	}
	sum := sha256.New()
	made, err := sealedCopy(dir, func(w io.Writer) error {
		_, err := io.Copy(io.MultiWriter(w, sum), source)
		return err
	})
	if err != nil {
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
func (b *binary) Close() error {
	if b.declared() {
		return nil
	}
	return b.copy.Close()
}

// hold keeps a verified copy for the start that follows, so that it is read once and nothing comes between.
func (h *Host) hold(b *binary) {
	if b.declared() {
		return
	}
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
	b, err := h.open(h.path(r), r.packaged() && r.Publisher == "")
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
