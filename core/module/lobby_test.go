package module_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var (
	asker  = tenant.Trusted("0198f000-0000-7000-8000-00000000000a")
	nobody = tenant.Trusted("0198f000-0000-7000-8000-00000000000b")
)

// impostor is a package, signed and sound to look at, whose program is no program: whoever runs it notices.
func (p *press) impostor(t *testing.T) []byte {
	t.Helper()
	was, err := parcel.Open(p.packed(t, "visits"))
	if err != nil {
		t.Fatal(err)
	}
	defer was.Close() //nolint:errcheck // only read
	program := []byte("#!/bin/sh\ntouch /tmp/ran\n")
	s := was.Statement
	s.Program = parcel.ContentOf(program)
	note, err := parcel.Sign(s.Text(), p.secret)
	if err != nil {
		t.Fatal(err)
	}
	var made bytes.Buffer
	if err := parcel.Write(&made, note, was.Declaration, bytes.NewReader(program)); err != nil {
		t.Fatal(err)
	}
	return made.Bytes()
}

// TestNothingOfAnUploadRuns uploads what cannot run: that is noticed by who runs it, so only at the approval.
func TestNothingOfAnUploadRuns(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	u, s, err := p.Receive(t.Context(), "one", asker, bytes.NewReader(p.impostor(t)), 1<<20)
	if err != nil || s.Name != "visits" || s.Signature != module.SignatureTrusted {
		t.Fatalf("receiving: %+v, %v", s, err)
	}
	if s, err = p.Study(t.Context(), u, asker); err != nil {
		t.Fatalf("studying: %v", err)
	}
	if _, err := p.Install(t.Context(), s.Path, module.Terms{Shared: true, For: asker}); err == nil {
		t.Error("control: whoever runs the program does not notice")
	}
	if err := p.Discard(u); err != nil {
		t.Error(err)
	}
	if _, err := p.Study(t.Context(), u, asker); !strings.Contains(err.Error(), "does not lie on this machine") || strings.Contains(err.Error(), p.packages) {
		t.Errorf("studying what is gone: %v", err)
	}
}

// endless is an upload that never ends; it counts what was read of it.
type endless struct {
	begin io.Reader
	read  int64
}

func (e *endless) Read(b []byte) (int, error) {
	n, err := e.begin.Read(b)
	if err != nil {
		n = len(b)
	}
	e.read += int64(n)
	return n, nil
}

// TestAnUploadEnds sends a package that never ends, and others that are none: nothing stays.
func TestAnUploadEnds(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	text := p.impostor(t)
	const most = 1 << 20
	e := &endless{begin: bytes.NewReader(text)}
	if _, _, err := p.Receive(t.Context(), "two", asker, e, most); fault.From(err).Code != "package-too-large" {
		t.Errorf("an endless package: %v", err)
	}
	if e.read > 2*most {
		t.Errorf("%d bytes were read of it", e.read)
	}
	late := &endless{begin: strings.NewReader("\x00")}
	if _, _, err := p.Receive(t.Context(), "three", asker, late, most); fault.From(err).Code != "package-wrong" || late.read > most/2 {
		t.Errorf("endless garbage: %v after %d bytes", err, late.read)
	}
	for name, content := range map[string][]byte{
		"cut": text[:len(text)-100], "longer": append(bytes.Clone(text), 0), "changed": bytes.Replace(text, []byte("touch"), []byte("TOUCH"), 1), "empty": nil,
	} {
		if _, _, err := p.Receive(t.Context(), "four", asker, bytes.NewReader(content), most); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if left, err := os.ReadDir(filepath.Join(p.packages, module.LobbyFolder)); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A folder of a declaration comes in a zip, with its own name around it or without, and waits as any package; what is wrong
// in it is told at once.
func TestAFolderIsUploaded(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	folder := declares(t, t.TempDir(), "1.0.0")
	u, s, err := p.Receive(t.Context(), "one", asker, bytes.NewReader(zipped(t, folder)), 1<<20)
	if err != nil || s.Name != "visits" || s.Signature != module.SignatureUnsigned || s.Placement != module.Declared || !slices.Equal(s.Needs, []string{"unsigned"}) {
		t.Fatalf("receiving: %+v, %v", s, err)
	}
	if s, err = p.Study(t.Context(), u, asker); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Install(t.Context(), s.Path, module.Terms{For: asker}); fault.From(err).Code != "package-unsigned" {
		t.Errorf("without a word it is installed: %v", err)
	}
	p.take(t, s.Path, module.Terms{For: asker, Unsigned: true})
	if now, found := p.Module("visits", asker); !found || now.State != module.Ready || now.Level != module.NoProcess {
		t.Errorf("it is %s at level %s", now.State, now.Level)
	}
	if err := os.WriteFile(filepath.Join(folder, "collections", "reports.yaml"), []byte("titel: {fr: a, en: b}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err = p.Receive(t.Context(), "two", asker, bytes.NewReader(zipped(t, folder)), 1<<20)
	if told := fault.From(err); told.Code != "module-declaration-wrong" || len(told.Fields) == 0 || !strings.Contains(told.Fields[0].Message, "reports.yaml") {
		t.Errorf("a wrong declaration: %v", err)
	}
	if _, _, err = p.Receive(t.Context(), "three", asker, strings.NewReader("PK\x03\x04 and no more"), 1<<20); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a broken zip: %v", err)
	}
}

// zipped is a folder as people zip it.
func zipped(t *testing.T, folder string) []byte {
	t.Helper()
	var made bytes.Buffer
	w := zip.NewWriter(&made)
	if err := w.AddFS(os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return made.Bytes()
}

// TestAReleaseForOne is seen by the organisation that it is for, and by no other until it is offered to all.
func TestAReleaseForOne(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	file := p.packed(t, "visits")
	install := func(terms module.Terms) {
		t.Helper()
		terms.Shared = true
		if _, err := p.Install(t.Context(), file, terms); err != nil {
			t.Fatal(err)
		}
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(by tenant.ID) bool {
		_, found := p.Module("visits", by)
		_, declared := p.Declaration("visits", by)
		if found != declared || found != (len(p.Modules(by)) == 1) || found != (len(p.Declarations(by)) == 1) {
			t.Errorf("%v half sees it", by)
		}
		return found
	}
	install(module.Terms{For: asker})
	if !seen(asker) || seen(nobody) || !seen(tenant.ID{}) {
		t.Errorf("for one: asker %t, others %t", seen(asker), seen(nobody))
	}
	if err := p.Wake(t.Context(), "visits", nobody); fault.KindOf(err) != fault.NotFound {
		t.Errorf("others wake it: %v", err)
	}
	install(module.Terms{For: nobody})
	if !seen(asker) || !seen(nobody) {
		t.Error("what was offered to another is not there for both")
	}
	if _, err := p.Offer(t.Context(), "visits", module.Terms{}); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !seen(tenant.Trusted("0198f000-0000-7000-8000-00000000000c")) {
		t.Error("what is offered to all is not there for somebody else")
	}
	if _, err := p.Install(t.Context(), file, module.Terms{For: asker, Shared: true, Program: strings.Repeat("0", 64)}); fault.From(err).Code != "module-binary-changed" {
		t.Errorf("another program than the one that was looked at: %v", err)
	}
}
