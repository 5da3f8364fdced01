package manifest_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

const head = `
slug: val-clair
name: Ville de Val-Clair
country: FR
wording: fr-FR
languages: [fr, en]
template: municipality
zone: Europe/Paris
officer: {name: Déléguée à la protection des données, email: dpo@val-clair.example}
`

const body = `
units:
  - key: nord
    name: Nord
    kind: territory
    units:
      - {key: lilas, name: Les Lilas, kind: creche-collective, headcount: 18}
      - {key: tilleuls, name: Les Tilleuls, kind: micro-creche}
modules:
  portrait:
    on: true
    config: {floor: 5, texts: {fr: Bonjour}}
`

// plan reads one tenant.yaml and compares it with what is there.
func plan(t *testing.T, m *memory, text string, o manifest.Options) manifest.Plan {
	t.Helper()
	files := map[string]string{}
	if text != "" {
		files["val-clair/tenant.yaml"] = text
	}
	var declared []manifest.Organisation
	var err error
	if text != "" {
		if declared, err = manifest.Read(files, o); err != nil {
			t.Fatal(err)
		}
	}
	now, err := manifest.Now(t.Context(), m, m)
	if err != nil {
		t.Fatal(err)
	}
	return manifest.Make(declared, now, o)
}

func apply(t *testing.T, m *memory, text string, o manifest.Options) manifest.Plan {
	t.Helper()
	p := plan(t, m, text, o)
	if err := manifest.Apply(t.Context(), m, p, manifest.By{Principal: "operator"}); err != nil {
		t.Fatalf("apply %v: %v", p.Steps, err)
	}
	return p
}

// acts lists a plan's steps in short.
func acts(p manifest.Plan) []string {
	all := []string{}
	for _, s := range p.Steps {
		all = append(all, strings.TrimSpace(string(s.Act)+" "+s.What+": "+s.Detail))
	}
	return all
}

func check(t *testing.T, p manifest.Plan, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, acts(p), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("plan (-want +got):\n%s", diff)
	}
}

// the returns the only organisation, and finds its unit by key.
func (m *memory) the(key string) (*org, tenant.Unit) {
	for _, o := range m.orgs {
		for _, u := range o.units {
			if u.Key == key {
				return o, u
			}
		}
		return o, tenant.Unit{}
	}
	return nil, tenant.Unit{}
}

func (m *memory) edit(key string, do func(*tenant.Unit)) {
	o, u := m.the(key)
	do(&u)
	u.Rev++
	o.units[u.ID] = u
}

func TestApplyTwiceIsApplyOnce(t *testing.T) {
	t.Parallel()
	m := newMemory()
	p := apply(t, m, head+body, manifest.Options{})
	check(t, p,
		"create organisation: Ville de Val-Clair",
		"create unit nord: Nord (territory), at the root",
		"create unit lilas: Les Lilas (creche-collective), under nord",
		"create unit tilleuls: Les Tilleuls (micro-creche), under nord",
		"create module portrait: turned on",
	)
	o, lilas := m.the("lilas")
	if lilas.Path != "/nord/lilas/" || lilas.Headcount != 18 || o.tenant.Zone != "Europe/Paris" {
		t.Errorf("made %+v in %+v", lilas, o.tenant)
	}
	if diff := cmp.Diff([]string{"/headcount", "/kind", "/name", "/parent"}, lilas.Managed); diff != "" {
		t.Errorf("what the file owns (-want +got):\n%s", diff)
	}
	portrait := o.modules["portrait"]
	if !portrait.On || !json.Valid(portrait.Config) || !slices.Equal(portrait.Managed, []string{"/floor", "/texts/fr", "/on"}) {
		t.Errorf("module %+v, config %s", portrait, portrait.Config)
	}
	if e := m.entries[0]; len(m.entries) != 1 || e.Action != manifest.Action || e.Principal != "operator" || len(e.Digest) == 0 {
		t.Errorf("audit: %+v", m.entries)
	}
	check(t, apply(t, m, head+body, manifest.Options{}))
	if len(m.entries) != 1 {
		t.Error("applying again wrote to the log")
	}
}

func TestFilesLeaveTheRestToPeople(t *testing.T) {
	t.Parallel()
	m := newMemory()
	apply(t, m, head+body, manifest.Options{})
	m.edit("tilleuls", func(u *tenant.Unit) { u.Headcount, u.Address = 6, "3 rue Neuve" })
	check(t, apply(t, m, head+body, manifest.Options{}))
	if _, u := m.the("tilleuls"); u.Headcount != 6 || u.Address != "3 rue Neuve" {
		t.Errorf("what people wrote is gone: %+v", u)
	}
	grown := strings.Replace(head+body, "headcount: 18", "headcount: 20", 1)
	check(t, apply(t, m, grown, manifest.Options{}), "change unit lilas: headcount: 18 → 20")
}

func TestTakingOverIsAskedFor(t *testing.T) {
	t.Parallel()
	m := newMemory()
	apply(t, m, head+body, manifest.Options{})
	m.edit("tilleuls", func(u *tenant.Unit) { u.Headcount = 6 })
	wants := strings.Replace(head+body, "kind: micro-creche}", "kind: micro-creche, headcount: 4}", 1)
	p := plan(t, m, wants, manifest.Options{})
	check(t, p, "take-over unit tilleuls: headcount: 6 → 4")
	err := manifest.Apply(t.Context(), m, p, manifest.By{})
	if f := fault.From(err); f.Kind != fault.Conflict || f.Code != "take-over-needed" || len(f.Fields) != 1 {
		t.Errorf("applying without asking: %v", err)
	}
	if _, u := m.the("tilleuls"); u.Headcount != 6 {
		t.Error("a refused plan changed something")
	}
	apply(t, m, wants, manifest.Options{TakeOver: true})
	if _, u := m.the("tilleuls"); u.Headcount != 4 {
		t.Error("the field was not taken over")
	}
	check(t, apply(t, m, head+body, manifest.Options{}), "change unit tilleuls: left to people: headcount")
	if _, u := m.the("tilleuls"); u.Headcount != 4 || slices.Contains(u.Managed, "/headcount") {
		t.Errorf("a field that is named no more keeps its value, unlocked: %+v", u)
	}
}

func TestRemovalIsAskedFor(t *testing.T) {
	t.Parallel()
	m := newMemory()
	apply(t, m, head+body, manifest.Options{})
	p := apply(t, m, head, manifest.Options{})
	for _, step := range p.Steps {
		if step.Act != manifest.Keep {
			t.Errorf("without prune: %+v", step)
		}
	}
	if o, _ := m.the(""); len(o.units) != 3 || !o.modules["portrait"].On {
		t.Error("something went without being asked for")
	}
	o, nord := m.the("nord")
	o.units["people"] = tenant.Unit{ID: "people", Key: "theirs", Path: "/nord/theirs/", Parent: nord.ID, Name: "Made in the console", Rev: 1}
	check(t, apply(t, m, head, manifest.Options{Prune: true}),
		"remove unit lilas: Les Lilas",
		"remove unit tilleuls: Les Tilleuls",
		"keep unit nord: no file names it any more, but units that stay lie under it",
		"remove module portrait: turned off; its data stay",
	)
	o, _ = m.the("")
	if keys := slices.Sorted(maps.Keys(o.units)); len(keys) != 2 || o.modules["portrait"].On {
		t.Errorf("after prune: %v, %+v", keys, o.modules)
	}
	check(t, apply(t, m, "", manifest.Options{}), "keep organisation: no file names it any more; --prune removes it")
	if removes := apply(t, m, "", manifest.Options{Prune: true}).Removes(); len(removes) != 1 {
		t.Errorf("it removes %v", removes)
	}
	if o, _ := m.the(""); !o.tenant.Standing.Over(time.Now()) {
		t.Errorf("the organisation stands %+v", o.tenant.Standing)
	}
	check(t, apply(t, m, "", manifest.Options{Prune: true}))
}

func TestUnitsMoveWithTheFile(t *testing.T) {
	t.Parallel()
	m := newMemory()
	apply(t, m, head+body, manifest.Options{})
	turned := head + `
units:
  - key: lilas
    name: Les Lilas
    kind: territory
    headcount: 18
    units:
      - {key: nord, name: Nord, kind: territory}
      - {key: tilleuls, name: Les Tilleuls, kind: micro-creche}
`
	p := apply(t, m, turned, manifest.Options{})
	if !slices.Contains(acts(p), `change unit nord: parent: "" → "lilas"`) {
		t.Errorf("plan: %v", acts(p))
	}
	for key, path := range map[string]string{"lilas": "/lilas/", "nord": "/lilas/nord/", "tilleuls": "/lilas/tilleuls/"} {
		if _, u := m.the(key); u.Path != path {
			t.Errorf("%s lies at %s, want %s", key, u.Path, path)
		}
	}
	if p := plan(t, m, turned, manifest.Options{}); p.Changes() {
		t.Errorf("again: %v", acts(p))
	}
}

func TestAStatePlannedOnMustStillHold(t *testing.T) {
	t.Parallel()
	m := newMemory()
	apply(t, m, head+body, manifest.Options{})
	p := plan(t, m, strings.Replace(head+body, "name: Les Lilas", "name: Les Lilas Blancs", 1), manifest.Options{})
	m.edit("lilas", func(u *tenant.Unit) { u.Places = 40 })
	if err := manifest.Apply(t.Context(), m, p, manifest.By{}); fault.KindOf(err) != fault.Conflict {
		t.Errorf("applying over a state that moved: %v, want a conflict", err)
	}
	if _, u := m.the("lilas"); u.Places != 40 || u.Name != "Les Lilas" {
		t.Errorf("half applied: %+v", u)
	}
}

func TestAnOrganisationMadeByPeopleIsAdopted(t *testing.T) {
	t.Parallel()
	m := newMemory()
	id := tenant.NewID()
	m.orgs[id] = &org{tenant: tenant.Tenant{
		ID: id, Slug: "val-clair", Name: "Val-Clair", Country: "FR", Wording: "fr-FR", Languages: []string{"fr", "en"},
		Template: "municipality", Zone: "Europe/Paris", Hosting: "France",
	}, units: map[string]tenant.Unit{}, modules: map[string]tenant.Module{}}
	p := plan(t, m, head, manifest.Options{TakeOver: true})
	check(t, p,
		`change organisation: officer.email: nothing → "dpo@val-clair.example"; officer.name: nothing → "Déléguée à la protection des données"`,
		`take-over organisation: name: "Val-Clair" → "Ville de Val-Clair"`,
		"change organisation: held by the file from now on: country, languages, slug, template, wording, zone",
	)
	if err := manifest.Apply(t.Context(), m, p, manifest.By{}); err != nil {
		t.Fatal(err)
	}
	if o := m.orgs[id].tenant; o.Name != "Ville de Val-Clair" || o.Hosting != "France" || slices.Contains(o.Managed, "/hosting") {
		t.Errorf("adopted as %+v", o)
	}
}
