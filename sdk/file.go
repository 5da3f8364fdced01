package sdk

import (
	"fmt"
	"io/fs"
)

// Built are the files of a module's screens, for Manifest.Assets: what its folder "dist" holds once they are built. Before
// that it holds a marker, so that the program can be compiled.
func Built(embedded fs.FS) fs.FS {
	files, err := fs.Sub(embedded, "dist")
	if err != nil {
		return embedded
	}
	return files
}

// ReadEach reads every file whose name matches a pattern, in the order of their names: the samples that come with a
// module, one a file.
func ReadEach[T any](files fs.FS, pattern string, read func(text []byte) (T, error)) ([]T, error) {
	names, err := fs.Glob(files, pattern)
	if err != nil {
		return nil, fmt.Errorf("listing %s: %w", pattern, err)
	}
	all := make([]T, 0, len(names))
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		one, err := read(text)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		all = append(all, one)
	}
	return all, nil
}
