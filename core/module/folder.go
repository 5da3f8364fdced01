package module

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/ribambelle/ribambelle/core/module/declared"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// openFolder reads a module that is only a declaration. What was read is what serves, whatever becomes of the folder.
func openFolder(path string) (*binary, error) {
	files, err := declared.Load(os.DirFS(path))
	if err != nil {
		return nil, err
	}
	m, err := declared.Read(files)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("writing the declaration of %s: %w", m.Name, err)
	}
	return &binary{declaration: text, digest: parcel.ContentOf(text).Digest, name: path}, nil
}

// declares is what a module without a program says of itself; more than that it cannot do.
func (b *binary) declares() ([]byte, error) {
	m, _, err := readManifest(b.declaration)
	if err != nil {
		return nil, err
	}
	if err := m.WithoutProgram(); err != nil {
		return nil, fault.New(fault.Invalid, "module-declaration-wrong", "The declaration of module %q is wrong: %v", m.Name, err)
	}
	return b.declaration, nil
}
