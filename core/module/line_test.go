package module_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
)

// town has two organisations that choose their versions.
type town struct {
	started
	mu    sync.Mutex
	holds map[string]module.Holder // by slug
}

// newTown has two versions of a program installed, and one that is at both.
func newTown(t *testing.T, older, newer string) *town {
	t.Helper()
	w := &town{holds: map[string]module.Holder{}}
	for _, slug := range []string{"a", "b"} {
		w.holds[slug] = module.Holder{Tenant: tenant.Trusted(slug), Slug: slug}
	}
	w.started = start(t, older, func(c *module.Config) {
		c.Holders = func(context.Context) (map[string][]module.Holder, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return map[string][]module.Holder{"visits": {w.holds["a"], w.holds["b"]}}, nil
		}
	})
	w.pin(t, "a", "1.2.0")
	if _, err := w.Install(t.Context(), program(newer), mine()); err != nil {
		t.Fatal(err)
	}
	return w
}

// pin chooses a version for an organisation, and lets that count.
func (w *town) pin(t *testing.T, slug, version string) {
	t.Helper()
	w.mu.Lock()
	one := w.holds[slug]
	one.Pin = version
	w.holds[slug] = one
	w.mu.Unlock()
	if err := w.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// at wants the versions that serve a, b, and whoever has chosen nothing.
func (w *town) at(t *testing.T, want ...string) {
	t.Helper()
	var got []string
	for _, of := range []tenant.ID{tenant.Trusted("a"), tenant.Trusted("b"), tenant.Trusted("c")} {
		now, _ := w.Module("visits", of)
		got = append(got, now.Release.Version)
	}
	if !slices.Equal(got, want) {
		t.Errorf("a, b and c are at %v, want %v", got, want)
	}
}

// Two versions serve two tenants at once, each by processes of its own, and one tenant goes from one to the other while
// nobody else notices.
func TestVersionsSideBySide(t *testing.T) {
	t.Parallel()
	w := newTown(t, "visits-each-old", "visits-each")
	w.pin(t, "a", "1.2.0")
	w.at(t, "1.2.0", "1.2.3", "1.2.3")
	for range 2 {
		w.must(t, caller("a"), "POST", "/remember", "")
		w.must(t, caller("b"), "POST", "/remember", "")
	}
	own, _ := w.Module("visits", tenant.Trusted("a"))
	other, _ := w.Module("visits", tenant.Trusted("b"))
	if !own.Pinned || other.Pinned || own.Newest != "1.2.3" || pid(own) == pid(other) || pid(own) == "" {
		t.Errorf("a has %+v and b has %+v", own, other)
	}
	if all := w.Modules(everybody); len(all) != 1 || all[0].Release.Version != "1.2.3" || len(all[0].PIDs) != 2 {
		t.Errorf("operators see %d modules, with processes %v", len(all), all[0].PIDs)
	}

	stop := w.askAllTheWhile(t)
	for _, version := range []string{"", "1.2.0", ""} {
		w.pin(t, "a", version)
		if version == "" {
			w.at(t, "1.2.3", "1.2.3", "1.2.3")
		} else {
			w.at(t, version, "1.2.3", "1.2.3")
		}
		now, _ := w.Module("visits", tenant.Trusted("a"))
		if now.State != module.Ready {
			t.Errorf("at %q a's place is %s: nobody was to wait for it", version, now.State)
		}
		gone(t, pid(own))
		own = now
	}
	if err := stop(); err != nil {
		t.Errorf("a call failed while its version changed: %v", err)
	}
	if got := w.must(t, caller("b"), "POST", "/remember", ""); got != "3" {
		t.Errorf("b lost its process: %s", got)
	}
}

// Where versions share their processes each has its own, as long as somebody is at it.
func TestSharedVersionsSideBySide(t *testing.T) {
	t.Parallel()
	w := newTown(t, "visits-old", "visits")
	w.pin(t, "a", "1.2.0")
	w.at(t, "1.2.0", "1.2.3", "1.2.3")
	for _, slug := range []string{"a", "b"} {
		w.must(t, caller(slug), "POST", "/remember", "")
	}
	if got := w.must(t, caller("c"), "POST", "/remember", ""); got != "2" {
		t.Errorf("c and b are at one version, and c finds %s", got)
	}
	old, _ := w.Module("visits", tenant.Trusted("a"))
	if files, err := w.Asset(t.Context(), "visits", old.Release.Digest, "visits.js"); err != nil || len(files) == 0 {
		t.Errorf("the files of a's version: %d bytes, %v", len(files), err)
	}
	w.pin(t, "a", "7.0.0") // there is none: as if nothing were chosen
	w.at(t, "1.2.3", "1.2.3", "1.2.3")
	gone(t, pid(old))
	if _, err := w.Asset(t.Context(), "visits", old.Release.Digest, "visits.js"); err == nil {
		t.Error("the files of a version that is gone are there still")
	}
}

// A version that does not start leaves whoever was to have it where they are.
func TestVersionThatDoesNotStart(t *testing.T) {
	t.Parallel()
	w := newTown(t, "visits-each-old", "visits-each")
	w.pin(t, "a", "1.2.0")
	w.must(t, caller("a"), "POST", "/remember", "")
	w.catalog.mu.Lock()
	for i := range w.catalog.list {
		if w.catalog.list[i].Version == "1.2.3" {
			w.catalog.list[i].Digest = strings.Repeat("0", 64) // its program was changed, as its next start finds
		}
	}
	w.catalog.mu.Unlock()
	w.pin(t, "a", "")
	w.at(t, "1.2.0", "1.2.3", "1.2.3")
	if got := w.must(t, caller("a"), "POST", "/remember", ""); got != "2" {
		t.Errorf("a lost its process: %s", got)
	}
}

// One tenant that has not agreed to what a release asks for holds nobody else back.
func TestConsentHoldsNobodyElseBack(t *testing.T) {
	t.Parallel()
	w := newTown(t, "visits-each-old", "visits-each")
	w.pin(t, "a", "")
	w.catalog.mu.Lock()
	for i := range w.catalog.list {
		w.catalog.list[i].Publisher = "outils.example.org"
		if w.catalog.list[i].Version == "1.2.3" {
			w.catalog.list[i].Manifest = []byte(strings.Replace(string(w.catalog.list[i].Manifest), `"name":"visits"`, `"grants":[{"name":"mail","why":{"fr":"Écrire","en":"Write"}}],"name":"visits"`, 1))
		}
	}
	agreed, _ := w.catalog.list[0].Asks()
	w.catalog.mu.Unlock()
	w.mu.Lock()
	for slug, o := range w.holds {
		for _, g := range agreed {
			o.Consented = append(o.Consented, g.Name)
		}
		if slug == "b" {
			o.Consented = append(o.Consented, sdk.GrantMail)
		}
		w.holds[slug] = o
	}
	w.mu.Unlock()
	w.pin(t, "b", "")
	w.at(t, "1.2.0", "1.2.3", "1.2.3")
	own, _ := w.Module("visits", tenant.Trusted("a"))
	if own.Waiting == nil || own.Waiting.Version != "1.2.3" || own.Pinned {
		t.Errorf("a has %+v", own)
	}
	if other, _ := w.Module("visits", tenant.Trusted("b")); other.Waiting != nil {
		t.Errorf("b waits for %+v", other.Waiting)
	}
	if all := w.Modules(everybody)[0]; all.Waiting == nil || !slices.Equal(all.Waiting.Tenants, []string{"a"}) {
		t.Errorf("operators see %+v", all.Waiting)
	}
	w.pin(t, "a", "1.2.3") // to which it has not agreed
	w.at(t, "1.2.0", "1.2.3", "1.2.3")
}
