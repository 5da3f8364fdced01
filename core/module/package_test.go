package module_test

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
)

// press is a publisher whom a host trusts, and the host.
type press struct {
	started
	secret, public string
	by             parcel.Publishers
	packages       string
}

func newPress(t *testing.T) *press {
	t.Helper()
	secret, public, err := parcel.NewKey(rand.Reader, "outils.example.org")
	if err != nil {
		t.Fatal(err)
	}
	p := &press{secret: secret, public: public, by: parcel.Publishers{Folder: t.TempDir()}, packages: filepath.Join(t.TempDir(), "modules")}
	key, err := parcel.ParseKey(public)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.by.Trust(key, time.Now()); err != nil {
		t.Fatal(err)
	}
	p.started = started{backend: &backend{t: t, tenants: map[string]*memstore.Store{}}, catalog: &catalog{}}
	p.begin()
	t.Cleanup(func() { p.Stop() })
	return p
}

// begin begins anew with what is installed, as a server that is started again.
func (p *press) begin() {
	if p.Host != nil {
		p.Stop()
	}
	p.Host = module.NewHost(module.Config{
		Catalog: p.catalog, Backend: p.backend, Limits: limits(), Publisher: p.by.Check, Packages: p.packages,
	})
}

// packed is a signed package of a program.
func (p *press) packed(t *testing.T, name string) string {
	t.Helper()
	file, _, err := module.Pack(t.Context(), program(name), t.TempDir(), module.Terms{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parcel.SignFile(file, p.secret); err != nil {
		t.Fatal(err)
	}
	return file
}

func (p *press) stored(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(p.packages, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func digest(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func TestPackage(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	file := p.packed(t, "visits")
	if again := p.packed(t, "visits"); digest(t, file) != digest(t, again) {
		t.Error("packing and signing twice gives two packages")
	}
	got, err := p.Install(t.Context(), file, module.Terms{Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	if got.Publisher != "outils.example.org" || got.Digest != digest(t, program("visits")) || got.Version != "1.2.3" {
		t.Errorf("release = %+v", got)
	}
	if stored := p.stored(t); len(stored) != 1 || digest(t, stored[0]) != digest(t, file) {
		t.Errorf("what is kept is not what was installed: %v", stored)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.backend.schemas = p.Modules(everybody)[0].Manifest.Collections
	p.must(t, caller("a"), "GET", "/who", "")
	p.begin()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.must(t, caller("a"), "GET", "/who", "")
}

// Between check and start lies nothing: whoever changes the package in between changes nothing of what runs.
func TestNoGapBetweenCheckAndStart(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	if _, err := p.Install(t.Context(), p.packed(t, "visits"), module.Terms{Shared: true}); err != nil {
		t.Fatal(err)
	}
	kept := p.stored(t)[0]
	text, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(text, []byte("\x7fELF"))
	copy(text[at+64:], bytes.Repeat([]byte{0}, 4096))
	if err := os.WriteFile(kept, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := p.until(t, ready)
	if got := digest(t, "/proc/"+now.PIDs[0]+"/exe"); got != digest(t, program("visits")) {
		t.Errorf("what runs is %s", got)
	}
	signal(t, now.PIDs[0], syscall.SIGKILL) // the control: a start that reads the changed package finds the change
	if got := p.until(t, func(i module.Installed) bool { return i.State == module.Quarantined }); !strings.Contains(got.Trouble, "changed after it was made") {
		t.Errorf("trouble = %q", got.Trouble)
	}
}

// What lies where an installed package lay is not run, even where the publisher signed it.
func TestSwappedInTheFolder(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	if _, err := p.Install(t.Context(), p.packed(t, "visits"), module.Terms{Shared: true}); err != nil {
		t.Fatal(err)
	}
	old := p.packed(t, "visits-old")
	if _, err := parcel.Inspect(old, "", "", p.by); err != nil {
		t.Fatalf("control: the old package would not be taken anyway: %v", err)
	}
	copyFile(t, old, p.stored(t)[0])
	p.begin()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := p.until(t, func(i module.Installed) bool { return i.State == module.Quarantined })
	if !strings.Contains(got.Trouble, "is not the one that was installed") {
		t.Errorf("trouble = %q", got.Trouble)
	}
}

// Going back, taking another's module over and changing what was published need a word.
func TestTerms(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	now, old, changed := p.packed(t, "visits"), p.packed(t, "visits-old"), p.packed(t, "visits-next")
	install := func(path string, terms module.Terms, code string) {
		t.Helper()
		r, err := p.Install(t.Context(), path, terms)
		if code == "" && err != nil || code != "" && fault.From(err).Code != code {
			t.Errorf("Install(%s, %+v) = %s, %v; want %q", filepath.Base(path), terms, r.Version, err, code)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("more than one line: %v", err)
		}
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	runs := func(version string) {
		t.Helper()
		if got := p.until(t, ready).Release.Version; got != version {
			t.Errorf("%s runs, want %s", got, version)
		}
	}
	install(old, module.Terms{Shared: true}, "")
	install(now, module.Terms{Shared: true}, "")
	runs("1.2.3")
	install(old, module.Terms{Shared: true}, "package-older")
	install(changed, module.Terms{Shared: true}, "release-taken")
	install(program("visits"), module.Terms{Shared: true}, "package-unsigned")
	install(program("visits-next"), mine(), "package-publisher")
	install(now, module.Terms{Shared: true}, "") // again: nothing happens
	runs("1.2.3")
	install(program("visits-next"), module.Terms{Bundled: true}, "") // it stays aside
	runs("1.2.3")
	install(old, module.Terms{Older: true, Shared: true}, "")
	runs("1.2.0")
	install(now, module.Terms{Shared: true}, "")
	runs("1.2.3")
	if n := len(p.stored(t)); n != 2 {
		t.Errorf("%d packages are kept, want 2 side by side", n)
	}
}

// What was revoked is stopped where it runs, and does not start again.
func TestRevokedWhileItRuns(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	if _, err := p.Install(t.Context(), p.packed(t, "visits"), module.Terms{Shared: true}); err != nil {
		t.Fatal(err)
	}
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	running := p.until(t, ready)
	if err := os.WriteFile(filepath.Join(p.by.Folder, "revoked"), []byte("spoiled\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.must(t, caller("a"), "GET", "/who", "") // a list that cannot be read stops nothing
	if err := os.Remove(filepath.Join(p.by.Folder, "revoked")); err != nil {
		t.Fatal(err)
	}
	if err := p.by.Revoke(p.public, "stolen", time.Now()); err != nil {
		t.Fatal(err)
	}
	got := p.until(t, func(i module.Installed) bool { return i.State == module.Quarantined })
	if !strings.Contains(got.Trouble, "was revoked") || alive(t, running.PIDs[0]) {
		t.Errorf("trouble = %q; the process lives: %t", got.Trouble, alive(t, running.PIDs[0]))
	}
	if err := p.Revive("visits"); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Install(t.Context(), p.packed(t, "visits"), module.Terms{Shared: true}); fault.From(err).Code != "package-revoked" {
		t.Errorf("installing it again: %v", err)
	}
	p.begin()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.until(t, func(i module.Installed) bool { return i.State == module.Quarantined })
}

// A publisher cannot say one thing in the package and another by the program: people read the package.
func TestPackageThatLies(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	honest, err := parcel.Open(p.packed(t, "visits"))
	if err != nil {
		t.Fatal(err)
	}
	defer honest.Close()
	lie := bytes.Replace(honest.Declaration, []byte(`"Visites"`), []byte(`"Visitez"`), 1)
	s := honest.Statement
	s.Manifest = parcel.ContentOf(lie)
	note, err := parcel.Sign(s.Text(), p.secret)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	if err := honest.Program(&body); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "visits-1.2.3.rmod")
	if err := parcel.Create(file, func(w io.Writer) error { return parcel.Write(w, note, lie, &body) }); err != nil {
		t.Fatal(err)
	}
	if _, err := parcel.Inspect(file, "", "", p.by); err != nil {
		t.Fatalf("control: the package is not even sound: %v", err)
	}
	if _, err := p.Install(t.Context(), file, module.Terms{Shared: true}); fault.From(err).Code != "package-changed" || !strings.Contains(err.Error(), "something else") {
		t.Errorf("Install = %v", err)
	}
}
