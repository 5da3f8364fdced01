// Package parcel is a module's release as one file, NAME-VERSION.rmod: what it is, its declaration and its program,
// signed by a publisher.
//
// Goals: a release is one sequence of bytes and no other, so that packing it twice gives the same file; nothing is
// believed before the signature is checked, and nothing that was checked is read again; which publishers are
// trusted, and which keys and releases are revoked, are two lists in a folder that need no network. Non-goals: which
// release runs, and what a declaration means (core/module does).
//
// The file is a tar of three plain members, in this order: "release", a statement that names digest and size of the
// other two (a C2SP signed note once it is signed), "manifest.json" and "program". A module that is only a declaration has an
// empty program, and runs anywhere. A reader accepts these headers byte by
// byte, so that there are no links, no paths, no other members, and nothing behind the end.
//
// A Parcel is for one goroutine; Publishers may be used concurrently, and by several processes.
package parcel

import (
	"archive/tar"
	"bytes"
	"fmt"
	"io"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Suffix ends the name of a package.
const Suffix = ".rmod"

// The most that the members of a package may hold.
const (
	maxStatement = 8 << 10
	MaxManifest  = 4 << 20
	MaxProgram   = 512 << 20
)

// blockSize is what a tar is made of.
const blockSize = 512

// header is the only header that a member may have.
func header(name string, mode, size int64) []byte {
	var made bytes.Buffer
	w := tar.NewWriter(&made)
	// Names and sizes here always fit: the only errors that there are.
	_ = w.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: mode, Size: size, Format: tar.FormatUSTAR})
	return made.Bytes()
}

// The modes of members, for those who unpack them.
const (
	plain      = 0o644
	executable = 0o755
)

// padded is the room that a member's content takes.
func padded(size int64) int64 { return (size + blockSize - 1) / blockSize * blockSize }

// length is that of a whole package.
func length(statement int64, s Statement) int64 {
	const headers, end = 3 * blockSize, 2 * blockSize
	return headers + padded(statement) + padded(s.Manifest.Size) + padded(s.Program.Size) + end
}

// Write writes a package: a statement, signed or not, what it names, and nothing else. The program is read to its end.
func Write(w io.Writer, note string, manifest []byte, program io.Reader) error {
	s, err := readNote(note)
	if err != nil {
		return err
	}
	members := []struct {
		name    string
		mode    int64
		size    int64
		content io.Reader
	}{
		{"release", plain, int64(len(note)), bytes.NewReader([]byte(note))},
		{"manifest.json", plain, s.Manifest.Size, bytes.NewReader(manifest)},
		{"program", executable, s.Program.Size, program},
	}
	for _, m := range members {
		if _, err := w.Write(header(m.name, m.mode, m.size)); err != nil {
			return fmt.Errorf("writing a package: %w", err)
		}
		n, err := io.Copy(w, m.content)
		if err == nil && n != m.size {
			return fault.New(fault.Conflict, "package-changed", "The %s changed while it was packed.", m.name)
		}
		if err == nil {
			_, err = w.Write(make([]byte, padded(m.size)-m.size))
		}
		if err != nil {
			return fmt.Errorf("writing a package: %w", err)
		}
	}
	if _, err := w.Write(make([]byte, 2*blockSize)); err != nil {
		return fmt.Errorf("writing a package: %w", err)
	}
	return nil
}
