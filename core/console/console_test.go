package console_test

import (
	"bytes"
	"html/template"
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/console"
)

// TestPages holds the pages to what a strict content policy asks: every file of ours exists, and no script or
// style stands in the page itself.
func TestPages(t *testing.T) {
	t.Parallel()
	files := console.Files()
	if _, err := fs.Stat(files, "index.html"); err != nil {
		t.Fatalf("the console is not built (npm run build): %v", err)
	}
	named := regexp.MustCompile(`"/(assets/console/[^"]+)"`)
	inline := regexp.MustCompile(`<style|style="|<script(?:\s+type="module")?(?:\s+crossorigin)?>|\son[a-z]+="`)
	for page, least := range map[string]int{"index.html": 3, "public.html": 3, "frame.html": 2} {
		text, err := fs.ReadFile(files, page)
		if err != nil {
			t.Fatalf("reading %s: %v", page, err)
		}
		found := named.FindAllSubmatch(text, -1)
		if len(found) < least {
			t.Errorf("%s names %d files, want %d: its script and style sheet, a page's icon too", page, len(found), least)
		}
		for _, m := range found {
			if _, err := fs.Stat(files, string(m[1])); err != nil {
				t.Errorf("%s names a file that is not there: %v", page, err)
			}
		}
		if bad := inline.Find(text); bad != nil {
			t.Errorf("%s has inline code: %s", page, bad)
		}
	}
}

// TestPublicShell fills the shell in both of its states.
func TestPublicShell(t *testing.T) {
	t.Parallel()
	shell, err := template.ParseFS(console.Files(), "public.html")
	if err != nil {
		t.Fatalf("parsing the shell: %v", err)
	}
	type fields struct {
		Language, Title, Script       string
		Element                       template.HTML
		Scripted                      bool
		Foot, FootFrench, FootEnglish string
	}
	tests := map[string]struct {
		fields   fields
		has, not string
	}{
		"open":   {fields{"fr", "Ville <b>", "/assets/m/x/y/answer.js", `<rb-x tenant="ville"></rb-x>`, true, "<b>", "<b>", "<b>"}, `<rb-x tenant="ville"></rb-x>`, "Fermé pour le moment"},
		"closed": {fields{Language: "fr", Title: "Fermé"}, "Fermé pour le moment", "<script"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var page bytes.Buffer
			if err := shell.Execute(&page, tt.fields); err != nil {
				t.Fatalf("filling the shell: %v", err)
			}
			text := page.String()
			if !strings.Contains(text, tt.has) || strings.Contains(text, tt.not) || strings.Contains(text, "<b>") {
				t.Errorf("page has %q: want %q, not %q, and no markup from a name", text, tt.has, tt.not)
			}
		})
	}
}
