package archive

import (
	"archive/tar"
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"hash"
	"io"
	"path"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Reader reads a file as it comes. What it gives counts once Next has said io.EOF: then every part is as it was written.
type Reader struct {
	Manifest Manifest

	tar     *tar.Reader
	from    *source
	sums    []Sum
	hashes  []hash.Hash
	total   int64
	entries int
	open    *Entry
}

// Entry is one entry of a part.
type Entry struct {
	Part string // "rows/people", "files"
	Name string // of a file: its id
	Body io.Reader
	// Rewrite changes each line before it is visited; nil leaves them.
	Rewrite func(line string) string

	reader *Reader
	at     int // of the part among the sums
}

// source remembers what went wrong where a file comes from: tar tells it only as an end.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

// NewReader reads the manifest.
func NewReader(r io.Reader) (*Reader, error) {
	from := &source{r: r}
	a := &Reader{tar: tar.NewReader(from), from: from}
	name, size, err := a.header()
	switch {
	case errors.Is(err, errCut) && from.err == nil:
		return nil, errNoArchive
	case err != nil:
		return nil, err
	case name != manifestName:
		return nil, errNoArchive
	}
	text, err := a.all(size)
	if err != nil {
		return nil, err
	}
	var of struct {
		Format int `json:"format"`
	}
	if json.Unmarshal(text, &of) != nil || of.Format < 1 {
		return nil, errNoArchive
	}
	if of.Format > Format {
		return nil, newer(of.Format)
	}
	if err := json.Unmarshal(text, &a.Manifest); err != nil {
		return nil, errNoArchive.Because(err)
	}
	return a, nil
}

// header reads the head of the next entry.
func (a *Reader) header() (name string, size int64, err error) {
	head, err := a.tar.Next()
	if err != nil {
		return "", 0, a.why(err)
	}
	if head.Typeflag != tar.TypeReg || path.Clean(head.Name) != head.Name || strings.HasPrefix(head.Name, "/") || strings.HasPrefix(head.Name, "..") {
		return "", 0, errNoArchive
	}
	a.total, a.entries = a.total+head.Size, a.entries+1
	if head.Size > maxEntry || a.total > maxTotal || a.entries > maxEntries {
		return "", 0, errLarge
	}
	return head.Name, head.Size, nil
}

// why tells the end of a file that should go on from a failure on its way.
func (a *Reader) why(err error) error {
	switch {
	case a.from.err != nil:
		return a.from.err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return errCut
	case errors.Is(err, tar.ErrHeader):
		return errNoArchive
	}
	return err
}

func (a *Reader) all(size int64) ([]byte, error) {
	text := make([]byte, size)
	if _, err := io.ReadFull(a.tar, text); err != nil {
		return nil, a.why(err)
	}
	return text, nil
}

// Next ends the entry before and begins the next. io.EOF is the end of a file in which every part is whole.
func (a *Reader) Next() (*Entry, error) {
	if err := a.drain(); err != nil {
		return nil, err
	}
	name, size, err := a.header()
	if err != nil {
		return nil, err
	}
	if name == sumsName {
		return nil, a.end(size)
	}
	part := path.Dir(name)
	if part == "." {
		return nil, errNoArchive
	}
	e := &Entry{Part: part, Name: path.Base(name), reader: a, at: a.part(part)}
	a.sums[e.at].Bytes += size
	e.Body = io.TeeReader(a.tar, a.hashes[e.at])
	if part == Files {
		a.sums[e.at].N++
	}
	a.open = e
	return e, nil
}

// part is the place of a part's sum.
func (a *Reader) part(name string) int {
	if at := place(a.sums, name); at >= 0 {
		return at
	}
	a.sums, a.hashes = append(a.sums, Sum{Part: name}), append(a.hashes, sha256.New())
	return len(a.sums) - 1
}

// drain reads what nobody has read of the entry, because it counts for the sum.
func (a *Reader) drain() error {
	if a.open == nil {
		return nil
	}
	_, err := io.Copy(io.Discard, a.open.Body)
	a.open = nil
	if err != nil {
		return a.why(err)
	}
	return nil
}

// end compares the sums with what was read, and looks that nothing follows.
func (a *Reader) end(size int64) error {
	text, err := a.all(size)
	if err != nil {
		return err
	}
	var told []Sum
	if err := json.Unmarshal(text, &told); err != nil {
		return errNoArchive.Because(err)
	}
	for i := range a.sums {
		a.sums[i].SHA = hex.EncodeToString(a.hashes[i].Sum(nil))
	}
	met := 0
	for _, t := range told {
		at := place(a.sums, t.Part)
		switch {
		case at < 0 && (t.N > 0 || t.Bytes > 0):
			return errCut
		case at < 0:
			continue
		case a.sums[at] != t:
			return errChanged
		}
		met++
	}
	if met != len(a.sums) {
		return errChanged
	}
	if _, err := a.tar.Next(); !errors.Is(err, io.EOF) || a.from.err != nil {
		return errors.Join(errChanged, a.from.err)
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(a.from, maxEntry)); err != nil || n >= maxEntry {
		return errors.Join(errChanged, err) // what pads a tar file is a few blocks
	}
	a.sums = told
	return io.EOF
}

// Lines calls visit for each line of the entry.
func (e *Entry) Lines(visit func(line []byte) error) error {
	lines := bufio.NewScanner(e.Body)
	lines.Buffer(make([]byte, 0, 64<<10), maxLine)
	for lines.Scan() {
		e.reader.sums[e.at].N++
		line := lines.Bytes()
		if e.Rewrite != nil {
			line = []byte(e.Rewrite(string(line)))
		}
		if err := visit(line); err != nil {
			return err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return errLarge
	case err != nil:
		return e.reader.why(err)
	}
	return nil
}

// Rows calls visit with the object on each line of the entry; its numbers are json.Number.
func (e *Entry) Rows(visit func(row map[string]any) error) error {
	return e.Lines(func(line []byte) error {
		row, err := e.object(line)
		if err != nil {
			return err
		}
		return visit(row)
	})
}

// Records calls visit with the record on each line of the entry: its columns, its document as it was written, and which of
// its fields are to be sealed.
func (e *Entry) Records(visit func(row map[string]any, doc json.RawMessage, sealed []string) error) error {
	return e.Lines(func(line []byte) error {
		var parts struct {
			Doc    json.RawMessage `json:"doc"`
			Sealed []string        `json:"sealed"`
		}
		row, err := e.object(line)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(line, &parts); err != nil || len(parts.Doc) == 0 {
			return e.unreadable(err)
		}
		delete(row, "doc")
		delete(row, "sealed")
		return visit(row, parts.Doc, parts.Sealed)
	})
}

func (e *Entry) object(line []byte) (row map[string]any, err error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.UseNumber()
	if err := d.Decode(&row); err != nil {
		return nil, e.unreadable(err)
	}
	return row, nil
}

func (e *Entry) unreadable(err error) error {
	return fault.New(fault.Invalid, "archive-unreadable", "A line of %s cannot be read.", e.Part).Because(err)
}

// Summary is what the file holds, once Next has said io.EOF.
func (a *Reader) Summary() Summary {
	return summary(a.Manifest.Organisation, a.sums, a.Manifest.Left)
}
