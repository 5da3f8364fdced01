package parcel

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Parcel is a package that is open: its statement and declaration were read, and nothing says yet that they are true
// (Publishers.Check does). Its program comes by Program, once. Close it.
type Parcel struct {
	Statement
	Note        string // the statement with its signature
	Declaration []byte // the manifest, JSON

	file *os.File
}

// Open opens a package and holds it against its own statement. Fault kinds: not_found, invalid (no package, cut short, a
// link), denied (its declaration is not what the statement names).
func Open(path string) (*Parcel, error) {
	// A link could lead elsewhere the next time; a pipe would keep us waiting.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.NotFound, "package-missing", "There is no package at %s.", path)
	case errors.Is(err, syscall.ELOOP):
		return nil, fault.New(fault.Invalid, "package-linked", "%s is a link: name the package itself.", path)
	case err != nil:
		return nil, fault.New(fault.Invalid, "package-unreadable", "The package at %s cannot be read.", path).Because(err)
	}
	p := &Parcel{file: file}
	if err := p.read(); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	return p, nil
}

// read reads all but the program.
func (p *Parcel) read() error {
	info, err := p.file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return errWrong("it is not a file")
	}
	text, err := p.statement()
	if err != nil {
		return err
	}
	p.Note = string(text)
	if p.Statement, err = readNote(p.Note); err != nil {
		return err
	}
	if want := length(int64(len(text)), p.Statement); info.Size() != want {
		return errWrong(fmt.Sprintf("it has %d bytes where its statement makes %d", info.Size(), want))
	}
	var declaration bytes.Buffer
	if err := p.member(&declaration, "manifest.json", plain, p.Manifest); err != nil {
		return err
	}
	p.Declaration = declaration.Bytes()
	return nil
}

// statement reads the first member, whose size is told by its header alone.
func (p *Parcel) statement() ([]byte, error) {
	block := make([]byte, blockSize)
	if _, err := io.ReadFull(p.file, block); err != nil {
		return nil, errWrong("it is too short")
	}
	size, err := begins(block)
	if err != nil {
		return nil, err
	}
	text := make([]byte, padded(size))
	if _, err := io.ReadFull(p.file, text); err != nil {
		return nil, errWrong("it is too short")
	}
	return text[:size], nil
}

// begins reads the header of a statement, and tells its size.
func begins(block []byte) (size int64, err error) {
	told, err := tar.NewReader(bytes.NewReader(block)).Next()
	if err != nil || told.Size > maxStatement || !bytes.Equal(block, header("release", plain, told.Size)) {
		return 0, errWrong("it does not begin with a statement")
	}
	return told.Size, nil
}

// Begins looks at what comes, before any of it is kept: it returns all of it again, or says that it is no package. Fault
// kind: invalid.
func Begins(r io.Reader) (io.Reader, error) {
	block := make([]byte, blockSize)
	if _, err := io.ReadFull(r, block); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, errWrong("it is too short")
	} else if err != nil {
		return nil, err
	}
	if _, err := begins(block); err != nil {
		return nil, err
	}
	return io.MultiReader(bytes.NewReader(block), r), nil
}

// member copies the member that must come next, and holds it against what the statement says.
func (p *Parcel) member(w io.Writer, name string, mode int64, want Content) error {
	block := make([]byte, blockSize)
	if _, err := io.ReadFull(p.file, block); err != nil || !bytes.Equal(block, header(name, mode, want.Size)) {
		return errWrong("its member " + name + " is not where it belongs")
	}
	sum := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(w, sum), p.file, want.Size); err != nil {
		return fmt.Errorf("reading the %s of a package: %w", name, err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != want.Digest {
		return fault.New(fault.Denied, "package-changed",
			"The package was changed after it was made: the SHA-256 of its %s is %.12s…, and its statement says %.12s….", name, got, want.Digest)
	}
	rest := make([]byte, padded(want.Size)-want.Size)
	if _, err := io.ReadFull(p.file, rest); err != nil || !allZero(rest) {
		return errWrong("something stands behind its member " + name)
	}
	return nil
}

// Program copies the program. What was written counts only when the error is nil: it is then, byte by byte, what the
// statement names.
func (p *Parcel) Program(w io.Writer) error {
	if err := p.member(w, "program", executable, p.Statement.Program); err != nil {
		return err
	}
	end := make([]byte, 2*blockSize)
	if _, err := io.ReadFull(p.file, end); err != nil || !allZero(end) {
		return errWrong("something stands behind its end")
	}
	return nil
}

// Close closes the file.
func (p *Parcel) Close() error { return p.file.Close() }

func allZero(b []byte) bool { return len(bytes.Trim(b, "\x00")) == 0 }
