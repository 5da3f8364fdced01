package confine

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
)

// Copy is a program's bytes where nobody changes them any more. Make one with NewCopy, write the program to it,
// then Seal it; Close it when no start will follow. Processes that run it keep running.
type Copy struct {
	file *os.File
	path string // of a private file; empty in memory
}

// NewCopy makes an empty copy: in memory, or where that is refused as a private file in dir.
func NewCopy(dir string) (*Copy, error) {
	if file, err := memoryFile(); err == nil {
		return &Copy{file: file}, nil
	}
	file, err := os.CreateTemp(dir, "module-*")
	if err != nil {
		return nil, fmt.Errorf("making a private copy of a program: %w", err)
	}
	return &Copy{file: file, path: file.Name()}, nil
}

// Write implements io.Writer.
func (c *Copy) Write(p []byte) (int, error) { return c.file.Write(p) }

// Seal ends writing, for the host too. A private file can still be changed by who is the host's user.
func (c *Copy) Seal() error {
	if c.path == "" {
		return sealMemory(c.file)
	}
	if err := errors.Join(c.file.Chmod(0o500), c.file.Close()); err != nil {
		return fmt.Errorf("closing the copy of a program: %w", err)
	}
	file, err := os.Open(c.path)
	if err != nil {
		return fmt.Errorf("opening the copy of a program: %w", err)
	}
	c.file = file
	return nil
}

// Reader reads the copy from its beginning, beside whoever runs it.
func (c *Copy) Reader() io.Reader { return io.NewSectionReader(c.file, 0, math.MaxInt64) }

// script reports whether the program is a text that an interpreter reads, named by its first line.
func (c *Copy) script() bool {
	begins := make([]byte, 2)
	_, err := c.file.ReadAt(begins, 0)
	return err == nil && string(begins) == "#!"
}

// Close forgets the copy.
func (c *Copy) Close() error {
	err := c.file.Close()
	if c.path != "" {
		err = errors.Join(err, os.Remove(c.path))
	}
	return err
}
