package parcel_test

import (
	"archive/tar"
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

const (
	good = "the program that was published"
	evil = "a program that somebody slipped in"
)

const declaration = `{"name":"visits","version":"1.2.0","title":{"fr":"Visites","en":"Visits"}}`

// publisher is somebody with a key.
type publisher struct{ secret, public string }

func newPublisher(t *testing.T, name string) publisher {
	t.Helper()
	secret, public, err := parcel.NewKey(rand.Reader, name)
	if err != nil {
		t.Fatal(err)
	}
	return publisher{secret, public}
}

func (p publisher) key(t *testing.T) parcel.Key {
	t.Helper()
	key, err := parcel.ParseKey(p.public)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (p publisher) sign(t *testing.T, statement string) string {
	t.Helper()
	signed, err := parcel.Sign(statement, p.secret)
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

func statement(program string) parcel.Statement {
	return parcel.Statement{
		Name: "visits", Version: "1.2.0", Platform: "linux/amd64",
		Program: parcel.ContentOf([]byte(program)), Manifest: parcel.ContentOf([]byte(declaration)),
	}
}

// packed is a package of these parts.
func packed(t *testing.T, note, manifest, program string) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := parcel.Write(&file, note, []byte(manifest), strings.NewReader(program)); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func write(t *testing.T, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "visits-1.2.0.rmod")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// taken reads a package as an installer does: everything that is refused is refused here.
func taken(path string, by parcel.Publishers) (program string, key parcel.Key, err error) {
	p, err := parcel.Open(path)
	if err != nil {
		return "", key, err
	}
	defer p.Close()
	if key, err = by.Check(p.Note); err != nil {
		return "", key, err
	}
	var out bytes.Buffer
	err = p.Program(&out)
	return out.String(), key, err
}

// believed reads a package as an installer without defences would: a tar, whose member "program" is run. Links are
// told, not followed.
func believed(content []byte) (program string) {
	for r := tar.NewReader(bytes.NewReader(content)); ; {
		h, err := r.Next()
		if err != nil {
			return program
		}
		text, _ := io.ReadAll(r)
		if filepath.Base(h.Name) == "program" {
			program = string(text) + h.Linkname
		}
	}
}

func TestAPackageIsOneSequenceOfBytes(t *testing.T) {
	t.Parallel()
	us := newPublisher(t, "outils.example.org")
	by := parcel.Publishers{Folder: t.TempDir()}
	if err := by.Trust(us.key(t), time.Now()); err != nil {
		t.Fatal(err)
	}
	unsigned := packed(t, statement(good).Text(), declaration, good)
	if again := packed(t, statement(good).Text(), declaration, good); !bytes.Equal(unsigned, again) {
		t.Error("packing twice gives two packages")
	}
	path := write(t, unsigned)
	if _, err := parcel.SignFile(path, us.secret); err != nil {
		t.Fatal(err)
	}
	first, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if want := packed(t, us.sign(t, statement(good).Text()), declaration, good); !bytes.Equal(first, want) {
		t.Error("signing a package and packing a signed statement differ")
	}
	program, key, err := taken(path, by)
	if err != nil || program != good || key.Publisher != "outils.example.org" || len(key.ID) != 8 {
		t.Errorf("taken = %q by %+v, %v", program, key, err)
	}
	if _, err := parcel.SignFile(path, newPublisher(t, "autre.example").secret); err != nil {
		t.Fatal(err)
	}
	if _, _, err := taken(path, by); fault.From(err).Code != "package-untrusted" {
		t.Errorf("signed anew by a stranger: %v", err)
	}
}

// TestTamperedPackages is what may happen to a package on its way. Each attack first succeeds against a reader that
// believes what it reads.
func TestTamperedPackages(t *testing.T) {
	t.Parallel()
	us, stranger, revoked := newPublisher(t, "outils.example.org"), newPublisher(t, "autre.example"), newPublisher(t, "vole.example")
	namesake := newPublisher(t, "outils.example.org")
	by := parcel.Publishers{Folder: t.TempDir()}
	for _, p := range []publisher{us, revoked} {
		if err := by.Trust(p.key(t), time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	withdrawn := evil + ", withdrawn"
	for _, what := range []string{revoked.public, "sha256:" + statement(withdrawn).Program.Digest} {
		if err := by.Revoke(what, "the key was stolen", time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	signed := us.sign(t, statement(good).Text())
	whole := packed(t, signed, declaration, good)
	swap := func(old, changed string) []byte { return bytes.Replace(whole, []byte(old), []byte(changed), 1) }
	sameSize := evil[:len(good)]
	other, err := note.NewSigner(us.secret)
	if err != nil {
		t.Fatal(err)
	}
	letter, err := note.Sign(&note.Note{Text: "a letter\n" + statement(evil).Text()}, other)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		attack  string
		content []byte
		code    string
	}{
		{"swapped program", swap(good, sameSize), "package-changed"},
		{"swapped program, longer", archive(t, member("release", signed), member("manifest.json", declaration), member("program", evil)), "package-wrong"},
		{"changed statement", swap(statement(good).Program.Digest, statement(sameSize).Program.Digest), "package-untrusted"},
		{"changed statement and program", bytes.Replace(swap(statement(good).Program.Digest, statement(sameSize).Program.Digest), []byte(good), []byte(sameSize), 1), "package-untrusted"},
		{"a signature from elsewhere", packed(t, statement(evil).Text()+signed[len(statement(good).Text()):], declaration, evil), "package-untrusted"},
		{"a letter that the publisher signed", archive(t, member("release", string(letter)), member("manifest.json", declaration), member("program", evil)), "package-wrong"},
		{"unsigned", packed(t, statement(evil).Text(), declaration, evil), "package-unsigned"},
		{"signed by a stranger", packed(t, stranger.sign(t, statement(evil).Text()), declaration, evil), "package-untrusted"},
		{"signed in the publisher's name with another key", packed(t, namesake.sign(t, statement(evil).Text()), declaration, evil), "package-untrusted"},
		{"signed with a revoked key", packed(t, revoked.sign(t, statement(evil).Text()), declaration, evil), "package-revoked"},
		{"a revoked release", packed(t, us.sign(t, statement(withdrawn).Text()), declaration, withdrawn), "package-revoked"},
		{"a second program behind the end", append(bytes.Clone(whole[:len(whole)-1024]), archive(t, member("program", evil))...), "package-wrong"},
		{"a program that hides in the padding", swap(good+"\x00", good+evil[:1]), "package-wrong"},
		{"a program before the rest", archive(t, member("program", evil), member("release", signed), member("manifest.json", declaration)), "package-wrong"},
		{"a path out of the folder", archive(t, member("release", signed), member("manifest.json", declaration), member("../../bin/program", evil)), "package-wrong"},
		{"a link in the place of the program", archive(t, member("release", signed), member("manifest.json", declaration), link("program", "/tmp/"+evil)), "package-wrong"},
		{"truncated", whole[:len(whole)-1024-256], "package-wrong"},
		{"truncated by its end", whole[:len(whole)-512], "package-wrong"},
	} {
		t.Run(c.attack, func(t *testing.T) {
			t.Parallel()
			control := believed(c.content)
			truncated := strings.HasPrefix(c.attack, "truncated")
			if !strings.Contains(control, evil[:len(good)]) && !truncated && c.attack != "changed statement" && c.attack != "a program that hides in the padding" {
				t.Fatalf("control: the attack does not even succeed without defences: %q", control)
			}
			program, _, err := taken(write(t, c.content), by)
			if err == nil || fault.From(err).Code != c.code {
				t.Errorf("taken = %q, %v; want %s", program, err, c.code)
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("more than one line: %v", err)
			}
		})
	}
	if program, _, err := taken(write(t, whole), by); err != nil || program != good {
		t.Errorf("the package as it was: %q, %v", program, err)
	}
}

func member(name, content string) tar.Header {
	return tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o755, Size: int64(len(content)), Format: tar.FormatUSTAR, Gname: content}
}

func link(name, to string) tar.Header {
	return tar.Header{Typeflag: tar.TypeSymlink, Name: name, Linkname: to, Format: tar.FormatUSTAR}
}

// archive is a tar as anybody makes one. A member's content travels in its Gname until here.
func archive(t *testing.T, members ...tar.Header) []byte {
	t.Helper()
	var file bytes.Buffer
	w := tar.NewWriter(&file)
	for _, m := range members {
		content := m.Gname
		m.Gname = ""
		if err := w.WriteHeader(&m); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(content)); err != nil && !errors.Is(err, tar.ErrWriteTooLong) {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// A link to a package is refused: it may lead elsewhere the next time. So are folders, pipes and what is not there.
func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	whole := write(t, packed(t, statement(good).Text(), declaration, good))
	linked := filepath.Join(t.TempDir(), "linked.rmod")
	if err := os.Symlink(whole, linked); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(linked); err != nil || believed(content) != good {
		t.Fatalf("control: the link leads nowhere: %v", err)
	}
	for path, code := range map[string]string{
		linked: "package-linked", t.TempDir(): "package-wrong", whole + ".none": "package-missing",
	} {
		if _, err := parcel.Open(path); fault.From(err).Code != code {
			t.Errorf("Open(%s) = %v, want %s", path, err, code)
		}
	}
}

// What a package's file names and numbers may be is decided by one form each.
func TestStatementsThatAreRefused(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*parcel.Statement){
		"a path as a name":    func(s *parcel.Statement) { s.Name = "../visits" },
		"a path as a version": func(s *parcel.Statement) { s.Version = "1.0.0/../../x" },
		"no version":          func(s *parcel.Statement) { s.Version = "1.0" },
		"a version with a v":  func(s *parcel.Statement) { s.Version = "v1.0.0" },
		"a version of zeros":  func(s *parcel.Statement) { s.Version = "01.0.0" },
		"a platform":          func(s *parcel.Statement) { s.Platform = "linux" },
		"no program":          func(s *parcel.Statement) { s.Program.Size = 0 },
		"a huge program":      func(s *parcel.Statement) { s.Program.Size = parcel.MaxProgram + 1 },
		"a negative size":     func(s *parcel.Statement) { s.Program.Size = -1 },
		"a digest":            func(s *parcel.Statement) { s.Program.Digest = strings.ToUpper(s.Program.Digest) },
		"two lines":           func(s *parcel.Statement) { s.Platform = "linux/amd64\nname other" },
	} {
		s := statement(good)
		change(&s)
		if err := parcel.Write(io.Discard, s.Text(), []byte(declaration), strings.NewReader(good)); fault.From(err).Code != "package-wrong" {
			t.Errorf("%s: Write = %v", name, err)
		}
	}
}

// FuzzOpen reads what anybody sends: it is refused, or it is byte by byte what Write makes of what was read.
func FuzzOpen(f *testing.F) {
	var whole bytes.Buffer
	if err := parcel.Write(&whole, statement(good).Text(), []byte(declaration), strings.NewReader(good)); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:700])
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := parcel.Open(write(t, content))
		if err != nil {
			return
		}
		defer p.Close()
		var program, again bytes.Buffer
		if p.Program(&program) != nil {
			return
		}
		if err := parcel.Write(&again, p.Note, p.Declaration, &program); err != nil || !bytes.Equal(again.Bytes(), content) {
			t.Errorf("two packages say the same: %v", err)
		}
	})
}
