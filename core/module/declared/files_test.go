package declared_test

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/module/declared"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// entry is one of a zip: a name with a content, or with a mode.
type entry struct {
	name, content string
	mode          fs.FileMode
}

func zipped(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var made bytes.Buffer
	w := zip.NewWriter(&made)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode != 0 {
			header.SetMode(e.mode)
		}
		file, err := w.CreateHeader(header)
		if err == nil {
			_, err = io.WriteString(file, e.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return made.Bytes()
}

// around puts a folder's name before those of files.
func around(folder string, files declared.Files) (all []entry) {
	for name, text := range files {
		all = append(all, entry{name: folder + name, content: text})
	}
	return all
}

// A zip is the folder that it was made from, with the folder's name around it or not, whatever the system of its author left in it.
func TestUnzip(t *testing.T) {
	t.Parallel()
	for name, entries := range map[string][]entry{
		"its files":  around("", visits()),
		"its folder": append(around("visits/", visits()), entry{name: "visits/"}, entry{name: "visits/collections/"}),
		"from a Mac": append(around("Mes visites/", visits()), entry{name: "__MACOSX/visits/._module.yaml", content: "\x00"}, entry{name: "Mes visites/.DS_Store", content: "\x00"}),
	} {
		got, err := declared.Unzip(zipped(t, entries...))
		if diff := cmp.Diff(visits(), got); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

// What a stranger's zip may try is refused with a sentence, before anything large is in memory.
func TestHostileZips(t *testing.T) {
	t.Parallel()
	many := around("", visits())
	for i := range 300 {
		many = append(many, entry{name: "collections/c" + strconv.Itoa(i) + ".yaml"})
	}
	bomb := append(around("", visits()), entry{name: "collections/bomb.yaml", content: strings.Repeat("a", 64<<20)})
	shrunk := zipped(t, bomb...)
	if len(shrunk) > declared.MaxZip {
		t.Fatalf("control: the bomb is refused for its size alone, %d bytes", len(shrunk))
	}
	for name, c := range map[string]struct {
		content []byte
		code    string
	}{
		"no zip":     {[]byte("PK\x03\x04 and nothing"), "module-folder-unreadable"},
		"bomb":       {shrunk, "module-folder-large"},
		"many files": {zipped(t, many...), "module-folder-large"},
		"large":      {make([]byte, declared.MaxZip+1), "module-folder-large"},
		"upwards":    {zipped(t, entry{name: "../module.yaml"}), "module-folder-path"},
		"within":     {zipped(t, entry{name: "collections/../../module.yaml"}), "module-folder-path"},
		"absolute":   {zipped(t, entry{name: "/etc/module.yaml"}), "module-folder-path"},
		"of Windows": {zipped(t, entry{name: `collections\reports.yaml`}), "module-folder-path"},
		"drive":      {zipped(t, entry{name: "C:/module.yaml"}), "module-folder-path"},
		"twice":      {zipped(t, entry{name: "module.yaml"}, entry{name: "module.yaml"}), "module-folder-path"},
		"link":       {zipped(t, entry{name: "module.yaml", content: "/etc/passwd", mode: fs.ModeSymlink | 0o777}), "module-folder-link"},
		"device":     {zipped(t, entry{name: "module.yaml", mode: fs.ModeDevice | 0o600}), "module-folder-link"},
	} {
		files, err := declared.Unzip(c.content)
		if err == nil || fault.From(err).Code != c.code || fault.KindOf(err) != fault.Invalid || files != nil {
			t.Errorf("%s: %v, %v; want %s", name, files, err, c.code)
		}
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, text := range visits() {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, left := range []string{"module.yaml~", ".hidden", "visits-1.0.0.rmod"} {
		if err := os.WriteFile(filepath.Join(folder, left), []byte("left behind"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := declared.Load(os.DirFS(folder))
	if diff := cmp.Diff(visits(), got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(folder, "collections", "plans.yaml")); err != nil {
		t.Fatal(err)
	}
	if _, err := declared.Load(os.DirFS(folder)); err == nil || fault.From(err).Code != "module-folder-link" {
		t.Errorf("a link: %v", err)
	}
	if _, err := declared.Load(os.DirFS(filepath.Join(folder, "none"))); fault.From(err).Code != "module-folder-unreadable" {
		t.Errorf("no folder: %v", err)
	}
}

func FuzzUnzip(f *testing.F) {
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Fuzz(func(t *testing.T, content []byte) {
		if _, err := declared.Unzip(content); err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("refused as %v", err)
		}
	})
}
