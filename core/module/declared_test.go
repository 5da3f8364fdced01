package module_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

const declaration = `name: visits
version: VERSION
title: {fr: Visites, en: Visits}
summary: {fr: Le registre des visites., en: The register of visits.}
`

const reports = `title: {fr: Comptes rendus, en: Reports}
schema:
  properties:
    day: {type: string, format: date, x-title: {fr: Jour, en: Day}}
`

// declares writes a module that is only a declaration.
func declares(t *testing.T, folder, version string) string {
	t.Helper()
	for name, text := range map[string]string{
		"module.yaml": strings.Replace(declaration, "VERSION", version, 1), "collections/reports.yaml": reports,
	} {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func (p *press) take(t *testing.T, path string, terms module.Terms) module.Release {
	t.Helper()
	r, err := p.Install(t.Context(), path, terms)
	if err == nil {
		err = p.Start(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A declaration is at work as soon as it is installed: no process, nothing to call, and what was read is what serves.
func TestADeclarationIsAtWork(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	folder := declares(t, t.TempDir(), "1.0.0")
	if _, err := p.Install(t.Context(), folder, module.Terms{}); err == nil || fault.From(err).Code != "package-unsigned" || !strings.Contains(err.Error(), "is a folder that nobody signed") {
		t.Errorf("unsigned, it is installed: %v", err)
	}
	r := p.take(t, folder, module.Terms{Unsigned: true, Shared: true, Confine: "basic"})
	now := p.Modules(everybody)[0]
	if !r.Declared() || r.Confine != "" || r.Trusted || now.State != module.Ready || now.Level != module.NoProcess || len(now.PIDs) > 0 {
		t.Errorf("%+v is %s at level %s with %v", r, now.State, now.Level, now.PIDs)
	}
	if err := os.RemoveAll(folder); err != nil {
		t.Fatal(err)
	}
	p.begin()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := p.Modules(everybody)[0]; now.State != module.Ready || now.Release.Digest != r.Digest {
		t.Errorf("begun anew without its folder, it is %s (%s)", now.State, now.Trouble)
	}
	if err := p.Wake(t.Context(), "visits", tenant.Trusted("a")); err != nil {
		t.Errorf("waking it: %v", err)
	}
	if _, err := p.Route(tenant.Trusted("a"), "visits", http.MethodGet, "/who"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("it has an operation: %v", err)
	}
	if _, err := p.Asset(t.Context(), "visits", r.Digest, "home.js"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("it has a file: %v", err)
	}
	if err := p.Run(t.Context(), caller("a"), wire.Job{Name: "remind"}); fault.KindOf(err) != fault.Unsupported {
		t.Errorf("it works: %v", err)
	}
	if err := p.Hear(t.Context(), caller("a"), wire.Event{}); err != nil {
		t.Errorf("it hears: %v", err)
	}
}

// A declaration gives way to a program and a program to a declaration, as any release to another.
func TestADeclarationAndAProgramFollowEachOther(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	p.take(t, declares(t, t.TempDir(), "1.0.0"), module.Terms{Unsigned: true})
	for _, next := range []struct{ path, level string }{
		{program("visits-old"), ""}, {declares(t, t.TempDir(), "1.2.1"), module.NoProcess}, {program("visits-each"), ""}, {declares(t, t.TempDir(), "2.0.0"), module.NoProcess},
	} {
		running := p.Modules(everybody)[0].PIDs
		r := p.take(t, next.path, mine())
		now := p.until(t, func(i module.Installed) bool { return i.Release.Version == r.Version })
		if now.State != module.Ready && now.State != module.Asleep || (now.Level == module.NoProcess) != (next.level == module.NoProcess) {
			t.Errorf("%s is %s at level %s", r.Version, now.State, now.Level)
		}
		gone(t, running...)
	}
}

// Versions of a declaration serve tenants side by side, by their pins.
func TestPinnedDeclarations(t *testing.T) {
	t.Parallel()
	w := &town{started: started{backend: &backend{t: t}, catalog: &catalog{}}, holds: map[string]module.Holder{}}
	for _, slug := range []string{"a", "b"} {
		w.holds[slug] = module.Holder{Tenant: tenant.Trusted(slug), Slug: slug}
	}
	w.Host = module.NewHost(module.Config{
		Catalog: w.catalog, Backend: w.backend, Limits: limits(),
		Holders: func(context.Context) (map[string][]module.Holder, error) {
			return map[string][]module.Holder{"visits": {w.holds["a"], w.holds["b"]}}, nil
		},
	})
	t.Cleanup(w.Stop)
	for _, version := range []string{"1.2.0", "1.3.0"} {
		if _, err := w.Install(t.Context(), declares(t, t.TempDir(), version), mine()); err != nil {
			t.Fatal(err)
		}
	}
	w.pin(t, "a", "1.2.0")
	w.at(t, "1.2.0", "1.3.0", "1.3.0")
	w.pin(t, "b", "1.2.0")
	w.at(t, "1.2.0", "1.2.0", "1.3.0")
	w.pin(t, "a", "")
	w.at(t, "1.3.0", "1.2.0", "1.3.0")
	for _, slug := range []string{"a", "b"} {
		if now, _ := w.Module("visits", tenant.Trusted(slug)); now.State != module.Ready {
			t.Errorf("%s has %s: %s", slug, now.State, now.Trouble)
		}
	}
}

// declaredPackage packs a folder and signs it.
func (p *press) declaredPackage(t *testing.T, version string) string {
	t.Helper()
	file, s, err := module.Pack(t.Context(), declares(t, t.TempDir(), version), t.TempDir(), module.Terms{})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Declared() || filepath.Base(file) != "visits-"+version+".rmod" {
		t.Errorf("%s: %+v", file, s)
	}
	if _, err := parcel.SignFile(file, p.secret); err != nil {
		t.Fatal(err)
	}
	return file
}

// The package of a declaration is kept, checked again at each start, and stops when it is revoked.
func TestADeclarationsPackage(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	file, again := p.declaredPackage(t, "1.0.0"), p.declaredPackage(t, "1.0.0")
	if digest(t, file) != digest(t, again) {
		t.Error("packing and signing twice gives two packages")
	}
	r := p.take(t, file, module.Terms{})
	if stored := p.stored(t); r.Publisher != "outils.example.org" || len(stored) != 1 || digest(t, stored[0]) != digest(t, file) {
		t.Errorf("%s keeps %v", r.Publisher, stored)
	}
	p.until(t, ready)
	kept := p.stored(t)[0]
	copyFile(t, p.declaredPackage(t, "1.0.1"), kept) // signed as well, and not what was installed
	p.begin()
	if err := p.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if now := p.until(t, func(i module.Installed) bool { return i.State == module.Quarantined }); !strings.Contains(now.Trouble, "is not the one that was installed") {
		t.Errorf("trouble = %q", now.Trouble)
	}
	copyFile(t, file, kept)
	if err := p.Revive("visits"); err != nil {
		t.Fatal(err)
	}
	p.until(t, ready)
	if err := p.by.Revoke("sha256:"+r.Digest, "a mistake", time.Now()); err != nil {
		t.Fatal(err)
	}
	if now := p.until(t, func(i module.Installed) bool { return i.State == module.Quarantined }); !strings.Contains(now.Trouble, "was revoked") {
		t.Errorf("trouble = %q", now.Trouble)
	}
}

// A signed package whose declaration needs a program is refused, though its publisher is trusted.
func TestAPackageWhoseDeclarationNeedsAProgram(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	whole, err := parcel.Open(p.packed(t, "visits"))
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	s := whole.Statement
	s.Platform, s.Program = parcel.Anywhere, parcel.ContentOf(nil)
	note, err := parcel.Sign(s.Text(), p.secret)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "visits-1.2.3.rmod")
	if err := parcel.Create(file, func(w io.Writer) error {
		return parcel.Write(w, note, whole.Declaration, strings.NewReader(""))
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Install(t.Context(), file, module.Terms{Shared: true}); err == nil || !strings.Contains(err.Error(), "operations, which need a program") {
		t.Errorf("Install = %v", err)
	}
}
