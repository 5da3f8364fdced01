package widget_test

import (
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/widget"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestOriginIsWrittenAsBrowsersWriteIt(t *testing.T) {
	for text, want := range map[string]string{
		"https://www.niort.fr":                         "https://www.niort.fr",
		" HTTPS://WWW.Niort.fr:443/petite-enfance?x#y": "https://www.niort.fr",
		"https://portail.example.org:8443/":            "https://portail.example.org:8443",
		"http://localhost:8000":                        "http://localhost:8000",
		"http://127.0.0.1:80/index.html":               "http://127.0.0.1",
		"http://[::1]:8000":                            "http://[::1]:8000",
	} {
		if got, err := widget.Origin(text); err != nil || got != want {
			t.Errorf("Origin(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
}

func TestWhatIsNoOriginIsRefused(t *testing.T) {
	for text, code := range map[string]string{
		"":                              "origin-invalid",
		"www.niort.fr":                  "origin-invalid",
		"https://*.niort.fr":            "origin-invalid",
		"https://a b.fr":                "origin-invalid",
		"https://who:secret@niort.fr":   "origin-invalid",
		"https://niort.fr;script-src":   "origin-invalid",
		"http://www.niort.fr":           "origin-not-secure",
		"ftp://www.niort.fr":            "origin-not-secure",
		"javascript://www.niort.fr/%0a": "origin-not-secure",
		"null":                          "origin-invalid",
	} {
		if got, err := widget.Origin(text); err == nil || fault.From(err).Code != code {
			t.Errorf("Origin(%q) = %q, %v; want %s", text, got, err, code)
		}
	}
}

func TestKeyOpensItsModulesToItsOrigins(t *testing.T) {
	k := widget.Key{Modules: []string{"cap"}, Origins: []string{"https://www.niort.fr"}}
	if !k.Live() || !k.Covers("cap") || k.Covers("portrait") {
		t.Error("a key covers the modules that it lists, and no other")
	}
	if !k.Admits("https://www.niort.fr") || !k.Admits("null") || k.Admits("https://niort.fr") || k.Admits("") {
		t.Error("a key admits its origins and frames without one, and no other")
	}
	now := time.Now()
	if k.Revoked = &now; k.Live() {
		t.Error("a revoked key is live")
	}
}

func TestPublicText(t *testing.T) {
	one, other := widget.NewPublic(), widget.NewPublic()
	if one == other || !widget.IsPublic(one) {
		t.Errorf("%q, %q: not two embed keys", one, other)
	}
	for _, text := range []string{"", "rbp_", one + "a", one[:len(one)-1] + "1", "rbk_" + one[4:], one[:len(one)-1] + "A"} {
		if widget.IsPublic(text) {
			t.Errorf("%q passes for an embed key", text)
		}
	}
}
