package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAModuleIsRemoved takes a module out in the three ways that there are for its records, on both engines; none happens
// by default, and none while somebody uses it.
func TestAModuleIsRemoved(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, server *platform, _ *letterbox) {
		program, folder := shelf(t, "1"), t.TempDir()
		p := press{server, folder}
		for _, slug := range []string{municipality, network} {
			v := &portrait{visitor: visit(t, server.url), tenant: slug}
			v.signIn(slug, "core:administrator")
			if slug == municipality {
				server.install(program)
			}
			v.turnOn("shelf")
			v.want(http.StatusCreated, "POST", v.url("/shelf/books"), map[string]any{"name": "Livre de " + slug, "shelf": "A"}, nil)
		}
		removed := func(code int, says string, args ...string) {
			t.Helper()
			p.does(t, code, says, append([]string{"module", "remove", "shelf@1.0.0"}, args...)...)
		}
		removed(2, "--records")
		removed(2, "must be one of", "--records", "yes")
		removed(2, "--to", "--records", "export")
		removed(2, "is on in", "--records", "purge")
		p.does(t, 2, "no release 7.0.0", "module", "remove", "shelf@7.0.0", "--records", "keep")
		p.does(t, 2, "names no release", "module", "remove", "shelf", "--records", "keep")
		p.does(t, 2, "came with the server", "module", "remove", "portrait@"+server.version(t, "portrait"), "--records", "keep")
		towns := map[string]*portrait{}
		each := func(do func(v *portrait)) {
			for _, slug := range []string{municipality, network} {
				if towns[slug] == nil {
					towns[slug] = &portrait{visitor: visit(t, server.url), tenant: slug}
					towns[slug].signIn(slug, "core:administrator")
				}
				do(towns[slug])
			}
		}
		off := func(v *portrait) {
			v.want(http.StatusOK, "POST", v.url("/modules/shelf:disable"), map[string]any{"confirm": true}, nil)
		}
		each(off)
		var hold struct{ ID string }
		held := towns[municipality]
		held.want(http.StatusCreated, "POST", held.url("/privacy/holds"), map[string]any{"kind": "collection", "of": "shelf/books", "reason": "Plainte 2026-14"}, &hold)
		removed(2, municipality+": Plainte 2026-14", "--records", "purge")
		removed(2, "Plainte 2026-14", "--records", "export", "--to", folder)
		held.want(http.StatusOK, "POST", held.url("/privacy/holds/"+hold.ID+":lift"), nil, nil)
		removed(0, "is removed", "--records", "keep")
		each(func(v *portrait) {
			v.problem(http.StatusNotFound, "route-not-found", "GET", v.url("/shelf/books"), nil)
		})

		server.install(program) // kept: everything is there again
		each(func(v *portrait) {
			v.turnOn("shelf")
			if n := v.count(""); n != 1 {
				t.Errorf("%s: %d books were kept, want 1", v.tenant, n)
			}
			off(v)
		})
		out := filepath.Join(folder, "out")
		removed(0, "2 records are in "+out, "--records", "export", "--to", out)
		text, err := os.ReadFile(filepath.Join(out, municipality, "books.ndjson"))
		if err != nil || strings.Count(string(text), "\n") != 1 || !strings.Contains(string(text), "Livre de "+municipality) || strings.Contains(string(text), network) {
			t.Errorf("the export holds %q, %v", text, err)
		}

		server.install(program) // exported: nothing is left
		each(func(v *portrait) {
			v.turnOn("shelf")
			if n := v.count(""); n != 0 {
				t.Errorf("%s: %d books are left, want 0", v.tenant, n)
			}
			v.want(http.StatusCreated, "POST", v.url("/shelf/books"), map[string]any{"name": "Autre", "shelf": "A"}, nil)
			off(v)
		})
		removed(0, "deleted in 2 organisations", "--records", "purge")
		server.install(program)
		each(func(v *portrait) {
			v.turnOn("shelf")
			if n := v.count(""); n != 0 {
				t.Errorf("%s: %d books are left, want 0", v.tenant, n)
			}
		})
		server.checkAudit(municipality)
	})
}

// version is that of an installed module.
func (p *platform) version(t *testing.T, name string) string {
	t.Helper()
	_, stdout, _ := p.command("module", "list")
	for line := range strings.Lines(stdout) {
		if words := strings.Fields(line); len(words) > 1 && words[0] == name {
			return words[1]
		}
	}
	t.Fatalf("there is no module %s:\n%s", name, stdout)
	return ""
}
