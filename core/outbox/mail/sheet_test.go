package mail_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	stdmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/outbox/mail"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// sheetOf is a message as HTML, as an organisation's colours make it.
func sheetOf(t *testing.T, m mail.Message, s mail.Sender) string {
	t.Helper()
	folder := t.TempDir()
	p := post(t, mail.Config{Folder: folder, Sender: func(context.Context, tenant.ID) (mail.Sender, error) { return s, nil }})
	if err := p.Deliver(t.Context(), item(m)); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(folder, "*", "*.eml"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%v, %v", found, err)
	}
	file, err := os.Open(found[0])
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close() //nolint:errcheck // only read
	read, err := stdmail.ReadMessage(file)
	if err != nil {
		t.Fatal(err)
	}
	kind, parameters, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("%s, %v", kind, err)
	}
	for parts := multipart.NewReader(read.Body, parameters["boundary"]); ; {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			page, err := io.ReadAll(part)
			if err != nil {
				t.Fatal(err)
			}
			return string(page)
		}
	}
}

func TestAMessageAsHTMLSaysWhatItsTextSays(t *testing.T) {
	t.Parallel()
	page := sheetOf(t, letter, mail.Sender{Name: "Ville de Niort", Colour: "#1f5f8b"})
	for _, want := range []string{
		`<html lang="fr">`, "background:#1f5f8b", "Ville de Niort", "Bonjour,",
		`<a href="https://petite-enfance.example/o/niort/join#jeton"`, "À bientôt",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

// Nothing that somebody wrote becomes markup, a style or a link of another kind, and nothing is asked for from anywhere.
func TestAMessageAsHTMLIsNobodysMarkup(t *testing.T) {
	t.Parallel()
	hostile := letter
	hostile.Text = "<img src=https://espion.example/1.png>\n\n<script>alert(1)</script> javascript:alert(1) data:text/html,x\n\nhttps://espion.example/\"onclick=alert(1)"
	page := sheetOf(t, hostile, mail.Sender{Name: "<b>Niort</b>", Colour: "red;background:url(https://espion.example)"})
	for _, never := range []string{"<img", "<script", "<b>", "url(", `href="javascript`, `href="data`, "onclick=alert(1)>", "<link", "@import"} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q:\n%s", never, page)
		}
	}
	if !strings.Contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;") || !strings.Contains(page, "background:#0B5D66") {
		t.Errorf("the page lost what was written:\n%s", page)
	}
}
