package manifest_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/tenant/manifest"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Every mistake is named by file, line and field, and the whole is refused.
func TestMistakesAreNamedByFileLineAndField(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"unknown field, wrong types": {
			head + "colour: red\nunits:\n  - key: A\n    name: Nord\n    kind: territory\n    headcount: many\n",
			[]string{
				"v/tenant.yaml:10: /colour: this field is unknown",
				`v/tenant.yaml:12: /units/0/key: 'A' does not match pattern '^[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?$'`,
				"v/tenant.yaml:15: /units/0/headcount: got string, want integer",
			},
		},
		"unknown kind, key twice": {
			head + "units:\n- {key: a, name: A, kind: castle}\n- {key: a, name: B, kind: territory}\n",
			[]string{
				`v/tenant.yaml:11: /units/0/kind: there is no kind "castle"; settings.kinds can add one`,
				`v/tenant.yaml:12: /units/1/key: the key "a" is taken by the unit on line 11`,
			},
		},
		"missing":       {"slug: abc\n", []string{"v/tenant.yaml:1: missing: name, country, wording, languages, template, zone, officer"}},
		"time zone":     {strings.Replace(head, "Europe/Paris", "Europe/Niort", 1), []string{`v/tenant.yaml:8: /zone: "Europe/Niort" is not an IANA time zone, as Europe/Paris`}},
		"faint colour":  {head + "settings: {brand: {primary: '#F2B544', action: '#1f5f8b'}}\n", []string{"v/tenant.yaml:10: /settings/brand/primary: a darker colour: its contrast is 1.6 to 1, and text needs 4.5 (WCAG 2.2, AA)"}},
		"field twice":   {head + "name: again\n", []string{`v/tenant.yaml:10: mapping key "name" already defined at [3:1]`}},
		"alias":         {head + "hosting: &a x\n", []string{"v/tenant.yaml:10: /hosting: anchor is not taken here"}},
		"octal":         {head + "units: [{key: a, name: A, kind: territory, headcount: 010}]\n", []string{"v/tenant.yaml:10: /units/0/headcount: 010 is not a plain number; a code is written in quotes"}},
		"two documents": {head + "---\n{}\n", []string{"v/tenant.yaml:1: the file must hold one YAML document"}},
		"overlay":       {head + "settings: {overlay: night.rego}\n", []string{"v/tenant.yaml:10: /settings/overlay: there is no file night.rego beside this one"}},
		"module":        {head + "modules:\n  portrait:\n    config:\n      floor: 1\n", []string{"v/tenant.yaml:13: /modules/portrait/config/floor: must be at least 5"}},
		"not YAML":      {"slug: [", []string{"v/tenant.yaml:1: sequence end token ']' not found"}},
		"not a mapping": {"- a\n", []string{"v/tenant.yaml:1: got array, want object"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"v/tenant.yaml": c.text, "w/tenant.yaml": strings.Replace(head, "val-clair", "other", 1)}
			orgs, err := manifest.Read(files, manifest.Options{Config: func(string, []byte) error {
				return fault.InvalidField("/floor", "must be at least 5")
			}})
			f := fault.From(err)
			if err == nil || f.Kind != fault.Invalid || len(orgs) == 0 && f.Code != "manifest-invalid" {
				t.Fatalf("%v, want it refused as invalid", err)
			}
			var got []string
			for _, field := range f.Fields {
				if field.Pointer != "/files/v~1tenant.yaml" {
					t.Errorf("pointer %q", field.Pointer)
				}
				got = append(got, field.Message)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOverlayComesFromItsFile(t *testing.T) {
	t.Parallel()
	m := newMemory()
	files := map[string]string{
		"val-clair/tenant.yaml": head + "settings: {overlay: night.rego}\n",
		"val-clair/night.rego":  "package rb.overlay\n",
	}
	orgs, err := manifest.Read(files, manifest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := manifest.Apply(t.Context(), m, manifest.Make(orgs, nil, manifest.Options{}), manifest.By{}); err != nil {
		t.Fatal(err)
	}
	if o, _ := m.the(""); o.tenant.Settings.Overlay != files["val-clair/night.rego"] {
		t.Errorf("overlay %q", o.tenant.Settings.Overlay)
	}
}

func TestTwoFilesOfOneSlugAreRefused(t *testing.T) {
	t.Parallel()
	_, err := manifest.Read(map[string]string{"a/tenant.yaml": head, "b/tenant.yaml": head}, manifest.Options{})
	if f := fault.From(err); f.Kind != fault.Invalid || len(f.Fields) != 1 {
		t.Errorf("%v, want one problem", err)
	}
	if _, err := manifest.Read(nil, manifest.Options{}); fault.KindOf(err) != fault.Invalid {
		t.Errorf("no file at all: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(head + body)
	f.Add("a: &a [*a, *a]\n")
	f.Add("? {a: b}\n: !!int x\n<<: {}\n")
	f.Add(strings.Repeat("[", 5000))
	f.Add(strings.Repeat("- ", 5000) + "a")
	f.Fuzz(func(t *testing.T, text string) {
		orgs, err := manifest.Read(map[string]string{"tenant.yaml": text}, manifest.Options{})
		var refused *fault.Error
		if err != nil && (!errors.As(err, &refused) || refused.Kind != fault.Invalid) {
			t.Errorf("refused as %v, want a fault that says what is invalid", err)
		}
		if err == nil {
			once := manifest.Make(orgs, nil, manifest.Options{})
			if !once.Changes() {
				t.Error("a whole organisation is no change")
			}
		}
	})
}
