package declared_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/module/declared"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var update = flag.Bool("update", false, "write the goldens anew")

// visits is a small module that is sound.
func visits() declared.Files {
	return declared.Files{
		"module.yaml": `name: visits
version: 1.0.0
title: {fr: Visites, en: Visits}
summary: {fr: Le registre des visites., en: The register of visits.}
icon: map-pin
roles:
  - name: visitor
    title: {fr: Visiteuse ou visiteur, en: Visitor}
first_steps:
  - title: {fr: Écrire un compte rendu, en: Write a report}
    collection: reports
    filter: status = "shared"
under_way:
  - collection: reports
    filter: status = "draft"
    title: {fr: Brouillons, en: Drafts}
`,
		"collections/reports.yaml": `title: {fr: Comptes rendus, en: Reports}
may:
  create: [visitor, core:adviser]
schema:
  properties:
    visited_on: {type: string, format: date, x-title: {fr: Date, en: Date}, x-rb: {index: true}}
    site: {type: string, x-title: {fr: Lieu, en: Site}, x-rb: {unit: true}}
    status:
      type: string
      enum: [draft, shared]
      default: draft
      x-title: {fr: État, en: State}
      x-enum:
        draft: {fr: Brouillon, en: Draft}
        shared: {fr: Partagé, en: Shared}
    steps:
      type: array
      x-title: {fr: Suites, en: Next steps}
      items:
        type: object
        properties:
          what: {type: string, x-title: {fr: Quoi, en: What}}
  required: [visited_on, site, status]
list:
  columns: [visited_on, site, status, updated_at]
  order: visited_on desc, site
form:
  - title: {fr: La visite, en: The visit}
    fields: [visited_on, site]
  - title: {fr: La suite, en: What follows}
    fields: [steps, status]
print:
  title: {fr: Compte rendu, en: Report}
  head: [visited_on, site]
  fields: [steps]
csv: [id, visited_on, site, status, steps]
`,
		"policy.rego": "package rb.module.visits\n",
		"README.md":   "# Visits\n",
	}
}

func TestWhatIsRead(t *testing.T) {
	t.Parallel()
	m, err := declared.Read(visits())
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	text, err := json.Marshal(m)
	if err == nil {
		err = json.Indent(&got, text, "", "  ")
	}
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "visits.json", got.String()+"\n")
	for range 20 {
		again, err := declared.Read(visits())
		if err != nil {
			t.Fatal(err)
		}
		if other, _ := json.Marshal(again); !bytes.Equal(text, other) {
			t.Fatal("reading it again gives another declaration")
		}
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// Everything that is wrong is told at once, by file, line and field. Each golden holds the files that differ from the sound
// ones, and what is said of them.
func TestMistakes(t *testing.T) {
	t.Parallel()
	cases, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(cases) < 10 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			differing, _, _ := strings.Cut(string(text), "-- said --\n")
			files := visits()
			for part := range strings.SplitSeq("\n"+differing, "\n-- ") {
				name, content, _ := strings.Cut(part, " --\n")
				if files[name] = content + "\n"; strings.TrimSpace(content) == "" {
					delete(files, name)
				}
			}
			_, err = declared.Read(files)
			if err == nil || fault.From(err).Code != "module-declaration-wrong" || fault.KindOf(err) != fault.Invalid {
				t.Fatalf("it is taken, or refused as %v", err)
			}
			var said strings.Builder
			for _, field := range fault.From(err).Fields {
				said.WriteString(field.Message + "\n")
			}
			if said.Len() == 0 {
				said.WriteString(err.Error() + "\n")
			}
			golden(t, filepath.Base(path), differing+"-- said --\n"+said.String())
		})
	}
}

// A module with a program could declare the same: the sdk itself finds nothing wrong with what the reader takes.
func TestTheSDKAgrees(t *testing.T) {
	t.Parallel()
	m, err := declared.Read(visits())
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Validate(); err != nil {
		t.Error(err)
	}
	for what, needs := range map[string]func(*sdk.Manifest){
		"operations": func(m *sdk.Manifest) { m.Operations = []sdk.OperationDeclaration{{ID: "x"}} },
		"jobs":       func(m *sdk.Manifest) { m.Jobs = []sdk.JobDeclaration{{Name: "x"}} },
		"listeners":  func(m *sdk.Manifest) { m.Hears = []sdk.Listener{{Type: "x"}} },
		"widgets":    func(m *sdk.Manifest) { m.Widgets = []sdk.Widget{{Element: "x-y"}} },
		"notices":    func(m *sdk.Manifest) { m.Notices = []sdk.NoticeKind{{Name: "due"}} },
		"grants":     func(m *sdk.Manifest) { m.Grants = []sdk.Grant{{Name: sdk.GrantMail}} },
		"config":     func(m *sdk.Manifest) { m.Config = []byte("{}") },
		"placement":  func(m *sdk.Manifest) { m.Placement = sdk.Shared },
		"before":     func(m *sdk.Manifest) { m.Collections[0].Hooked = true },
		"internal":   func(m *sdk.Manifest) { m.Collections[0].Kind = "internal" },
	} {
		m, err := declared.Read(visits())
		if err != nil {
			t.Fatal(err)
		}
		if err := m.WithoutProgram(); err != nil {
			t.Fatalf("control: %v", err)
		}
		needs(&m)
		if err := m.WithoutProgram(); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	sound := visits()
	f.Add(sound["module.yaml"], sound["collections/reports.yaml"], sound["policy.rego"])
	f.Add("a: &a [*a, *a]\n", "schema: reports.schema.json\n", "")
	f.Add("name: a1\n", "schema: {properties: {a: {type: array, items: {type: array, items: {}}}}}\n", "package x")
	f.Fuzz(func(t *testing.T, module, reports, policy string) {
		m, err := declared.Read(declared.Files{"module.yaml": module, "collections/reports.yaml": reports, "policy.rego": policy})
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Errorf("refused as %v", err)
		}
		if err == nil && (m.Validate() != nil || m.WithoutProgram() != nil) {
			t.Error("what is taken is not sound")
		}
	})
}
