package module

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/ribambelle/ribambelle/core/module/declared"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk"
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
	_, text, err := declaration(files)
	if err != nil {
		return nil, err
	}
	return &binary{declaration: text, digest: parcel.ContentOf(text).Digest, name: path}, nil
}

// declaration is what files declare, and its text.
func declaration(files declared.Files) (sdk.Manifest, []byte, error) {
	m, err := declared.Read(files)
	if err != nil {
		return m, nil, err
	}
	text, err := json.Marshal(m)
	if err != nil {
		return m, nil, fmt.Errorf("writing the declaration of %s: %w", m.Name, err)
	}
	return m, text, nil
}

// zipped begins every zip that holds something.
var zipped = []byte("PK\x03\x04")

// arriving is the package that comes. The folder of a declaration comes in a zip, and is packed here, unsigned. Fault kind:
// invalid (neither of them, or a wrong declaration, whose Fields say what is wrong).
func arriving(r io.Reader) (io.Reader, error) {
	begun := bufio.NewReader(r)
	if start, _ := begun.Peek(len(zipped)); !bytes.Equal(start, zipped) {
		return parcel.Begins(begun)
	}
	content, err := io.ReadAll(io.LimitReader(begun, declared.MaxZip+1))
	if err != nil {
		return nil, fmt.Errorf("receiving a zip: %w", err)
	}
	files, err := declared.Unzip(content)
	if err != nil {
		return nil, err
	}
	m, text, err := declaration(files)
	if err != nil {
		return nil, err
	}
	s := parcel.DeclarationOf(m.Name, m.Version, text)
	var packed bytes.Buffer
	return &packed, parcel.Write(&packed, s.Text(), text, strings.NewReader(""))
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
