package archive

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
)

// Writer writes a file, part after part. Close ends it: without that, what was written is no file.
type Writer struct {
	tar   *tar.Writer
	made  time.Time
	of    Manifest
	sums  []Sum
	part  string // being written
	hash  hash.Hash
	lines bytes.Buffer
	cut   int // entries of lines of this part so far
}

// NewWriter begins a file.
func NewWriter(w io.Writer, m Manifest) (*Writer, error) {
	m.Format, m.Made = Format, m.Made.UTC().Truncate(time.Millisecond)
	a := &Writer{tar: tar.NewWriter(w), made: m.Made, of: m, sums: []Sum{}}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the manifest: %w", err)
	}
	return a, a.entry(manifestName, append(text, '\n'))
}

// Begin begins a part, which ends the one before.
func (a *Writer) Begin(part string) error {
	if err := a.end(); err != nil {
		return err
	}
	a.part, a.hash, a.cut = part, sha256.New(), 0
	a.sums = append(a.sums, Sum{Part: part})
	return nil
}

func (a *Writer) sum() *Sum { return &a.sums[len(a.sums)-1] }

// Line adds a value to the part, on a line of its own.
func (a *Writer) Line(value any) error {
	e := json.NewEncoder(&a.lines)
	e.SetEscapeHTML(false) // documents stay the bytes that they are
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("writing a line of %s: %w", a.part, err)
	}
	a.sum().N++
	return a.cutLong()
}

// Write adds lines to the part, as they come; the last one must have its end before the part has.
func (a *Writer) Write(text []byte) (int, error) {
	a.sum().N += int64(bytes.Count(text, []byte{'\n'}))
	a.lines.Write(text)
	return len(text), a.cutLong()
}

func (a *Writer) cutLong() error {
	if a.lines.Len() < lineBytes {
		return nil
	}
	return a.flush()
}

// flush makes an entry of the lines so far; it ends where a line does.
func (a *Writer) flush() error {
	whole := bytes.LastIndexByte(a.lines.Bytes(), '\n') + 1
	if whole == 0 {
		return nil
	}
	a.cut++
	suffix := ".jsonl"
	if a.part == Log {
		suffix = ".ndjson"
	}
	text := a.lines.Next(whole)
	a.hash.Write(text)
	a.sum().Bytes += int64(len(text))
	return a.entry(fmt.Sprintf("%s/%04d%s", a.part, a.cut, suffix), text)
}

// File adds a file of that size to the part.
func (a *Writer) File(name string, size int64, content io.Reader) error {
	if err := a.header(a.part+"/"+name, size); err != nil {
		return err
	}
	n, err := io.Copy(io.MultiWriter(a.tar, a.hash), content)
	if err == nil && n != size {
		err = errors.New("its size changed")
	}
	if err != nil {
		return fmt.Errorf("writing the file %s: %w", name, err)
	}
	a.sum().N++
	a.sum().Bytes += size
	return nil
}

// end ends the part.
func (a *Writer) end() error {
	if a.part == "" {
		return nil
	}
	if err := a.flush(); err != nil {
		return err
	}
	if a.lines.Len() > 0 {
		return fmt.Errorf("writing %s: its last line has no end", a.part)
	}
	a.sum().SHA = hex.EncodeToString(a.hash.Sum(nil))
	return nil
}

// Close writes the sums and returns what the file holds.
func (a *Writer) Close() (Summary, error) {
	if err := a.end(); err != nil {
		return Summary{}, err
	}
	text, err := json.MarshalIndent(a.sums, "", "  ")
	if err != nil {
		return Summary{}, fmt.Errorf("writing the sums: %w", err)
	}
	if err := a.entry(sumsName, append(text, '\n')); err != nil {
		return Summary{}, err
	}
	return summary(a.of.Organisation, a.sums, a.of.Left), a.tar.Close()
}

func (a *Writer) entry(name string, content []byte) error {
	if err := a.header(name, int64(len(content))); err != nil {
		return err
	}
	_, err := a.tar.Write(content)
	return err
}

func (a *Writer) header(name string, size int64) error {
	return a.tar.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: a.made.Truncate(time.Second), Format: tar.FormatPAX})
}
