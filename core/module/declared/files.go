package declared

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Files are the files of a folder by their paths in it, with slashes.
type Files map[string]string

// The most that a folder, or a zip of one, may hold.
const (
	MaxZip   = 2 << 20 // bytes of the zip itself
	maxFiles = 200     // files and folders
	maxBytes = 4 << 20 // of all files together
)

func (f Files) names() []string { return slices.Sorted(maps.Keys(f)) }

// add takes a file in, up to what a folder may hold.
func (f Files) add(name string, content io.Reader) error {
	left := maxBytes
	for _, text := range f {
		left -= len(text)
	}
	text, err := io.ReadAll(io.LimitReader(content, int64(left)+1))
	switch {
	case err != nil:
		return fault.New(fault.Invalid, "module-folder-unreadable", "The file %s cannot be read: %v.", name, err)
	case len(text) > left:
		return fault.New(fault.Invalid, "module-folder-large", "The module holds more than %d MiB: a declaration is a few small files.", maxBytes>>20)
	}
	f[name] = string(text)
	return nil
}

// aside reports whether nobody means a file to be read: hidden ones, what editors and systems leave behind, packages.
func aside(name string) bool {
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && part != "." || part == "__MACOSX" {
			return true
		}
	}
	return strings.HasSuffix(name, "~") || path.Ext(name) == ".rmod" || path.Ext(name) == ".zip"
}

// Load reads the files of a folder. Fault kind: invalid: a link, too many or too large files.
func Load(folder fs.FS) (Files, error) {
	files, seen := Files{}, 0
	err := fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		seen++
		switch {
		case err != nil:
			return fault.New(fault.Invalid, "module-folder-unreadable", "The folder cannot be read: %v.", err)
		case aside(name) && entry.IsDir():
			return fs.SkipDir
		case aside(name), entry.IsDir():
			return nil
		case !entry.Type().IsRegular():
			return errNoFile(name)
		case seen > maxFiles:
			return errMany()
		}
		file, err := folder.Open(name)
		if err != nil {
			return fault.New(fault.Invalid, "module-folder-unreadable", "The file %s cannot be read: %v.", name, err)
		}
		defer file.Close() //nolint:errcheck // only read
		return files.add(name, file)
	})
	return files, err
}

// Unzip reads the files of a folder that was put into a zip, with or without the folder's own name around them. It believes
// nothing that the zip says of itself. Fault kind: invalid.
func Unzip(content []byte) (Files, error) {
	if len(content) > MaxZip {
		return nil, fault.New(fault.Invalid, "module-folder-large", "The zip is larger than %d MiB: a declaration is a few small files.", MaxZip>>20)
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fault.New(fault.Invalid, "module-folder-unreadable", "This is no zip that can be read.").Because(err)
	}
	if len(archive.File) > maxFiles {
		return nil, errMany()
	}
	files := Files{}
	for _, entry := range archive.File {
		if err := files.unpack(entry); err != nil {
			return nil, err
		}
	}
	return files.inside(), nil
}

// unpack takes one entry of a zip in.
func (f Files) unpack(entry *zip.File) error {
	name := entry.Name
	folder := strings.HasSuffix(name, "/")
	_, twice := f[name]
	switch {
	case !fs.ValidPath(strings.TrimSuffix(name, "/")), strings.ContainsAny(name, `\:`), twice:
		return fault.New(fault.Invalid, "module-folder-path", "The zip holds %q, which is no name that a file of a module may have, or holds it twice.", name)
	case folder && entry.Mode().IsDir(), aside(name):
		return nil
	case folder, !entry.Mode().IsRegular():
		return errNoFile(name)
	}
	content, err := entry.Open()
	if err != nil {
		return fault.New(fault.Invalid, "module-folder-unreadable", "The file %s cannot be read: %v.", name, err)
	}
	defer content.Close() //nolint:errcheck // only read
	return f.add(name, content)
}

// inside leaves out the folder that holds all files, where there is one.
func (f Files) inside() Files {
	if _, there := f[ModuleFile]; there {
		return f
	}
	inner := Files{}
	first := ""
	for name, text := range f {
		around, rest, ok := strings.Cut(name, "/")
		if !ok || first != "" && around != first {
			return f
		}
		first = around
		inner[rest] = text
	}
	return inner
}

func errNoFile(name string) error {
	return fault.New(fault.Invalid, "module-folder-link", "%s is a link, or no file at all: a module's folder holds its files themselves.", name)
}

func errMany() error {
	return fault.New(fault.Invalid, "module-folder-large", "The module has more than %d files and folders: a declaration is a few small files.", maxFiles)
}

// String tells how many there are, and not what they hold.
func (f Files) String() string { return fmt.Sprintf("%d files", len(f)) }
