package module

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"

	"github.com/ribambelle/ribambelle/core/module/parcel"
)

// Pack asks a program of this machine what it is, or reads the folder of a declaration, and writes its package, unsigned, into
// a folder. It returns where the package lies and what it says. Packing the same program again writes the same bytes. Of the
// terms those of confinement count. Fault kinds as those of Host.Install.
func Pack(ctx context.Context, program, folder string, terms Terms) (string, parcel.Statement, error) {
	h := newHost(Config{}, nil)
	defer h.Stop()
	if h.wrong != nil {
		return "", parcel.Statement{}, h.wrong
	}
	path, err := filepath.Abs(program)
	if err != nil {
		return "", parcel.Statement{}, fmt.Errorf("finding %s: %w", program, err)
	}
	b, err := h.openBare(path)
	if err != nil {
		return "", parcel.Statement{}, err
	}
	defer b.Close() //nolint:errcheck // a sealed copy
	r, err := h.describe(ctx, b, terms)
	if err != nil {
		return "", parcel.Statement{}, err
	}
	s := parcel.DeclarationOf(r.Name, r.Version, r.Manifest)
	if !b.declared() {
		size, err := io.Copy(io.Discard, b.program())
		if err != nil {
			return "", parcel.Statement{}, fmt.Errorf("measuring %s: %w", program, err)
		}
		s.Platform, s.Program = runtime.GOOS+"/"+runtime.GOARCH, parcel.Content{Size: size, Digest: b.digest}
	}
	file := filepath.Join(folder, s.File())
	return file, s, parcel.Create(file, func(w io.Writer) error {
		return parcel.Write(w, s.Text(), r.Manifest, b.program())
	})
}
