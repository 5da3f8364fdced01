package e2e

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// named asks at a host name, as a proxy hands the request on, and follows nothing.
func (p *platform) named(t *testing.T, host, path string) *http.Response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = host
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Body.Close() })
	return a
}

// TestAnOrganisationHasANameOfItsOwn gives an organisation a host name by its file, while the server runs: from then on that name
// leads to it, another to nobody, and no second organisation gets it.
func TestAnOrganisationHasANameOfItsOwn(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, p *platform, _ *letterbox) {
		files := t.TempDir()
		if err := os.CopyFS(files, os.DirFS("../../tenants")); err != nil {
			t.Fatal(err)
		}
		says := func(slug, hosts string) {
			name := filepath.Join(files, slug, "tenant.yaml")
			text, err := os.ReadFile(filepath.Join("../../tenants", slug, "tenant.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			settings, found := "settings:\n  hosts: ["+hosts+"]\n", strings.Contains(string(text), "\nsettings:\n")
			changed := string(text) + settings
			if found {
				changed = strings.Replace(string(text), "\nsettings:\n", "\n"+settings, 1)
			}
			if err := os.WriteFile(name, []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		const own = "qualite.niort.example"
		if a := p.named(t, own, "/me"); a.StatusCode != http.StatusNotFound {
			t.Fatalf("a name of nobody answers %d", a.StatusCode)
		}
		says(municipality, own)
		if code, _, stderr := p.command("tenant", "apply", files); code != 0 {
			t.Fatalf("tenant apply: %d %s", code, stderr)
		}
		deadline := time.Now().Add(20 * time.Second)
		for p.named(t, own, "/me").StatusCode != http.StatusOK {
			if time.Now().After(deadline) {
				t.Fatal("the name leads nowhere")
			}
			time.Sleep(100 * time.Millisecond)
		}
		if a := p.named(t, own+":8443", "/"); a.StatusCode != http.StatusFound || a.Header.Get("Location") != "/o/"+municipality+"/" {
			t.Errorf("its first page: %d %s", a.StatusCode, a.Header.Get("Location"))
		}
		for host, path := range map[string]string{"www." + own: "/me", own: "/t/" + network + "/nothing"} {
			if a := p.named(t, host, path); a.StatusCode != http.StatusNotFound {
				t.Errorf("%s%s answers %d", host, path, a.StatusCode)
			}
		}
		if a := p.named(t, "127.0.0.1", "/"); a.StatusCode != http.StatusOK {
			t.Errorf("the server's own first page: %d", a.StatusCode)
		}
		says(network, own)
		if code, _, stderr := p.command("tenant", "plan", files); code != 2 || !strings.Contains(stderr, own+" is the name of ") {
			t.Errorf("a name for two: exit %d\n%s", code, stderr)
		}
		if err := os.RemoveAll(filepath.Join(files, municipality)); err != nil {
			t.Fatal(err)
		}
		if code, _, stderr := p.command("tenant", "plan", files); code != 2 || !strings.Contains(stderr, own+" is the name of "+municipality) {
			t.Errorf("the name of one of whom no file says anything: exit %d\n%s", code, stderr)
		}
	})
}
