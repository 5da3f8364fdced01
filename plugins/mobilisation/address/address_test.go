package address_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/mobilisation/address"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"Maya@Exemple.ORG":           "maya@exemple.org",
		" maya@exemple.org ":         "maya@exemple.org",
		"maya+petition@exemple.org":  "maya@exemple.org",
		"+maya@exemple.org":          "+maya@exemple.org",
		"m.a.y.a+x+y@gmail.com":      "maya@gmail.com",
		"M.aya@googlemail.com":       "maya@gmail.com",
		"m.aya@exemple.org":          "m.aya@exemple.org",
		"maya@gmail.com.exemple.org": "maya@gmail.com.exemple.org",
		"o'neil@exemple.co.uk":       "o'neil@exemple.co.uk",
		"élodie@école.example":       "élodie@école.example",
		"a@xn--ecole-9ua.xn--fiqs8s": "a@xn--ecole-9ua.xn--fiqs8s",
	} {
		a, err := address.Parse(typed)
		if err != nil || a.Canonical() != want {
			t.Errorf("%q: %q, %v; want %q", typed, a.Canonical(), err, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{
		"", "maya", "@exemple.org", "maya@", "maya@localhost", "maya@exemple", "maya@exemple.123", "maya@-a.org", "maya@a..org",
		"maya@[127.0.0.1]", "Maya <maya@exemple.org>", "<maya@exemple.org>", "maya@exemple.org (moi)", "a@e.org,b@e.org", "a b@exemple.org",
		"maya@exemple.org\nBcc: x@y.org", "maya@exemple.org\x00", strings.Repeat("a", 65) + "@exemple.org", "a@" + strings.Repeat("b.", 130) + "org",
		"maya@exem\xffple.org", "\"a b\"@exemple.org",
	} {
		if a, err := address.Parse(typed); err == nil {
			t.Errorf("%q is taken as %q", typed, a)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add("m.aya+x@gmail.com")
	f.Fuzz(func(t *testing.T, typed string) {
		a, err := address.Parse(typed)
		if err != nil {
			return
		}
		once := a.Canonical()
		if again := address.Address(once).Canonical(); again != once || strings.ContainsAny(once, "\r\n \x00") {
			t.Errorf("%q: %q, then %q", typed, once, again)
		}
	})
}
