package e2e

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// declaration is a module that is only a declaration: a folder, and its packages beside it.
type declaration struct {
	press
	name string
}

// newDeclaration writes the sample.
func newDeclaration(t *testing.T, p *platform, name string) declaration {
	t.Helper()
	d := declaration{press{p, t.TempDir()}, name}
	d.does(t, 0, "is in", "module", "new", "--declared", name, "--folder", d.path(name))
	return d
}

// edit replaces something in a file of the folder, once.
func (d declaration) edit(t *testing.T, file, old, text string) {
	t.Helper()
	path := d.path(filepath.Join(d.name, file))
	before, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(before), old) {
		t.Fatalf("%s does not hold %q: %v", file, old, err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(before), old, text, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// listed is the module as `module list` tells.
func (d declaration) listed(t *testing.T) installedModule {
	t.Helper()
	var list struct{ Modules []installedModule }
	code, stdout, stderr := d.command("module", "list", "--output", "json")
	if err := json.Unmarshal([]byte(stdout), &list); code != 0 || err != nil {
		t.Fatalf("module list: %d %s: %v", code, stderr, err)
	}
	i := slices.IndexFunc(list.Modules, func(m installedModule) bool { return m.Name == d.name })
	if i < 0 {
		return installedModule{}
	}
	return list.Modules[i]
}

type installedModule struct {
	Name, Version, Level, Placement, State, Publisher, Digest string
	Versions, Tenants                                         []string
	Conversions                                               []struct{ Running bool }
}

// report is a record of the sample.
type report struct {
	ID  string
	Rev int
	Doc map[string]any
}

// TestADeclaredModule follows a module without a program from an empty folder to its end: written, verified, packed, signed,
// installed, on in two organisations, used, raised with a conversion, pinned, removed.
func TestADeclaredModule(t *testing.T) {
	onBoth(t, func(t *testing.T, p *platform, _ *letterbox) {
		d := newDeclaration(t, p, "visites")
		d.does(t, 2, "is there already", "module", "new", "--declared", "visites", "--folder", d.path("visites"))
		d.does(t, 2, "cannot be the name", "module", "new", "--declared", "Visites", "--folder", d.path("other"))
		d.does(t, 0, "3 tests passed", "module", "verify", d.path("visites"))
		d.does(t, 2, "a folder that nobody signed", "module", "install", d.path("visites"))
		d.does(t, 0, "visites 1.0.0 is installed, unsigned", "module", "install", "--unsigned", d.path("visites"))
		if m := d.listed(t); m.State != "ready" || m.Level != "no-process" || m.Placement != "declared" || len(m.Digest) != 64 {
			t.Errorf("installed, it is %+v", m)
		}
		towns := []*portrait{inTown(t, p, municipality), inTown(t, p, network)}
		var made []report
		for _, town := range towns {
			town.turnOn("visites")
			made = append(made, town.writes("visites"))
		}
		towns[0].mayReport("visites", made[0])
		d.raised(t, towns, made)
		d.pinned(t, towns[0])
		d.endsWell(t, towns, made)
	})
}

// writes writes a report about a site of the organisation, as its administration may, and is refused a wrong one.
func (p *portrait) writes(module string) (made report) {
	p.t.Helper()
	p.signIn(p.tenant, "core:coordinator")
	site := p.sites(p.tenant, 1, "site")[0].Unit
	doc := map[string]any{
		"visited_on": "2026-03-02", "site": site, "purpose": "first", "observed": "=1+1 Un accueil calme, des parents attendus.", "follow": "open",
		"next_steps": []map[string]any{{"what": "Relire le projet d'accueil", "who": "La directrice"}},
	}
	p.want(http.StatusCreated, "POST", p.url("/"+module+"/reports"), doc, &made)
	for field, wrong := range map[string]any{"purpose": "surprise", "minutes": 1, "colour": "red"} {
		bad := map[string]any{"visited_on": "2026-03-02", "site": site, "purpose": "first", "observed": "x", "follow": "open", field: wrong}
		p.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", p.url("/"+module+"/reports"), bad)
	}
	return made
}

// mayReport holds who may what: roles of the file, the author by policy, and nobody of another organisation.
func (p *portrait) mayReport(module string, made report) {
	p.t.Helper()
	one := p.url("/" + module + "/reports/" + made.ID)
	p.signIn(p.tenant, "core:educator")
	p.problem(http.StatusNotFound, "record-not-found", "GET", one, nil)
	p.signIn(p.tenant, "core:adviser")
	doc := map[string]any{"visited_on": "2026-03-09", "purpose": "follow_up", "observed": "Le coin lecture a changé.", "follow": "open"}
	var own report
	var refused []int
	for _, site := range p.sites(p.tenant, 4, "site") { // an adviser has some of them
		doc["site"] = site.Unit
		if got := p.do("POST", p.url("/"+module+"/reports"), doc); got.status != http.StatusCreated {
			refused = append(refused, got.status)
		} else if err := json.Unmarshal(got.body, &own); err == nil {
			break
		}
	}
	if own.ID == "" || slices.ContainsFunc(refused, func(status int) bool { return status != http.StatusForbidden }) {
		p.t.Fatalf("an adviser cannot write: %v", refused)
	}
	doc["follow"] = "done"
	p.want(http.StatusOK, "PUT", p.url("/"+module+"/reports/"+own.ID), doc, &own)
	if own.Doc["follow"] != "done" {
		p.t.Errorf("corrected by its author, it holds %v", own.Doc)
	}
	p.problem(http.StatusForbidden, "denied", "DELETE", p.url("/"+module+"/reports/"+own.ID), nil)
	p.signIn(p.tenant, "core:administrator")
}

// raised hands a second edition on, in which a field has another name: as a signed package, of one line that has another
// publisher.
func (d declaration) raised(t *testing.T, towns []*portrait, made []report) {
	t.Helper()
	d.edit(t, "module.yaml", "version: 1.0.0", "version: 1.1.0")
	d.edit(t, "collections/reports.yaml", "    strengths:\n", "    assets:\n")
	d.does(t, 2, `/form/1/fields/1: there is no field "strengths" in the schema`, "module", "verify", d.path(d.name))
	d.does(t, 2, `/print/fields/1: there is no field "strengths" in the schema`, "module", "install", "--unsigned", d.path(d.name))
	d.edit(t, "collections/reports.yaml", "[observed, strengths, next_steps, follow_up_on, follow]", "[observed, assets, next_steps, follow_up_on, follow]")
	d.edit(t, "collections/reports.yaml", "[observed, strengths, next_steps, follow_up_on]", "[observed, assets, next_steps, follow_up_on]")
	d.edit(t, "collections/reports.yaml", "schema:\n", "version: 2\nconversions:\n  - to: 2\n    rename: {strengths: assets}\n    default: {assets: \"À relire\"}\nschema:\n")
	d.does(t, 0, "is packed", "module", "pack", d.path(d.name), "--to", d.folder)
	d.does(t, 0, "public key", "module", "keygen", "reseau.example.org", "--to", "reseau.key")
	d.does(t, 0, "is signed", "module", "sign", d.name+"-1.1.0.rmod", "--key", "reseau.key")
	d.does(t, 2, "not trusted", "module", "install", d.name+"-1.1.0.rmod")
	d.does(t, 0, "is trusted", "module", "publisher", "trust", "reseau.key.pub")
	d.does(t, 0, "for any machine", "module", "verify", d.name+"-1.1.0.rmod")
	d.does(t, 2, "--change-publisher", "module", "install", d.name+"-1.1.0.rmod")
	d.does(t, 0, "signed by reseau.example.org", "module", "install", "--change-publisher", d.name+"-1.1.0.rmod")
	for i, town := range towns {
		var now report
		town.signIn(town.tenant, "core:coordinator")
		town.want(http.StatusOK, "GET", town.url("/"+d.name+"/reports/"+made[i].ID), nil, &now)
		if now.Doc["assets"] != "À relire" || now.Doc["observed"] != made[i].Doc["observed"] {
			t.Errorf("converted, the report of %s is %v", town.tenant, now.Doc)
		}
		town.finds(d.name, 1, `assets = "À relire"`)
	}
}

// finds counts the reports that fit a filter.
func (p *portrait) finds(module string, want int, filter string) {
	p.t.Helper()
	p.sees(func() bool {
		var page struct{ Records []report }
		p.want(http.StatusOK, "GET", p.url("/"+module+"/reports?filter="+url.QueryEscape(filter)), nil, &page)
		return len(page.Records) >= want
	}, "the report that fits "+filter)
}

// pinned keeps an organisation at an edition while another one serves the rest.
func (d declaration) pinned(t *testing.T, town *portrait) {
	t.Helper()
	d.edit(t, "module.yaml", "version: 1.1.0", "version: 1.2.0")
	d.edit(t, "collections/reports.yaml", "head: [visited_on, site, purpose, minutes, people]", "head: [visited_on, site, purpose, minutes]")
	d.does(t, 0, "is packed", "module", "pack", d.path(d.name), "--to", d.folder)
	d.does(t, 0, "is signed", "module", "sign", d.name+"-1.2.0.rmod", "--key", "reseau.key")
	d.does(t, 0, "looks like", "module", "verify", d.name+"-1.2.0.rmod")
	d.does(t, 0, "1.2.0 is installed", "module", "install", d.name+"-1.2.0.rmod")
	d.does(t, 0, "stays there", "module", "pin", d.name+"@1.1.0", "--tenant", town.tenant)
	var seen struct{ Modules []installedModule }
	town.signIn(town.tenant, "core:administrator")
	town.want(http.StatusOK, "GET", town.url("/modules"), nil, &seen)
	for _, m := range seen.Modules {
		if m.Name == d.name && (m.Version != "1.1.0" || m.State != "ready" || m.Level != "no-process") {
			t.Errorf("pinned, it is %+v", m)
		}
	}
	d.does(t, 2, "cannot read what", "module", "pin", d.name+"@1.0.0", "--tenant", town.tenant)
	d.does(t, 0, "has the newest", "module", "unpin", d.name, "--tenant", town.tenant)
}

// endsWell turns the module off, where something is under way, starts the server anew, and removes it with its records.
func (d declaration) endsWell(t *testing.T, towns []*portrait, made []report) {
	t.Helper()
	for _, town := range towns {
		town.signIn(town.tenant, "core:administrator")
		town.problem(http.StatusConflict, "module-busy", "POST", town.url("/modules/"+d.name+":disable"), map[string]any{})
	}
	d.kill()
	d.run()
	if m := d.listed(t); m.Version != "1.2.0" || m.State != "ready" || m.Publisher != "reseau.example.org" || len(m.Tenants) != 2 {
		t.Errorf("started anew, it is %+v", m)
	}
	for i, town := range towns {
		town.base = d.url
		town.signIn(town.tenant, "core:coordinator")
		town.want(http.StatusOK, "GET", town.url("/"+d.name+"/reports/"+made[i].ID), nil, nil)
		town.signIn(town.tenant, "core:administrator")
		town.want(http.StatusOK, "POST", town.url("/modules/"+d.name+":disable"), map[string]any{"confirm": true}, nil)
		town.problem(http.StatusNotFound, "module-off", "GET", town.url("/"+d.name+"/reports/"+made[i].ID), nil)
	}
	for _, version := range []string{"1.0.0", "1.1.0"} {
		d.does(t, 0, "is removed", "module", "remove", d.name+"@"+version, "--records", "keep")
	}
	d.does(t, 0, "records are in", "module", "remove", d.name+"@1.2.0", "--records", "export", "--to", d.path("exported"))
	for _, town := range towns {
		text, err := os.ReadFile(d.path(filepath.Join("exported", town.tenant, "reports.ndjson")))
		if err != nil || !strings.Contains(string(text), "Un accueil calme") {
			t.Errorf("exported from %s: %v %s", town.tenant, err, text)
		}
	}
	if m := d.listed(t); m.Name != "" {
		t.Errorf("removed, it is %+v", m)
	}
}

// contacts is a collection about people: whose record it is stands in a field, by address or by account.
const contacts = `title: {fr: Contacts, en: Contacts}
may:
  read: [core:administrator, core:coordinator]
  create: [core:administrator, core:coordinator]
schema:
  properties:
    email:
      type: string
      format: email
      x-title: {fr: Courriel, en: E-mail}
      x-rb: {personal: true, subject: email, index: true}
    note:
      type: string
      x-title: {fr: Note, en: Note}
      x-rb: {personal: true, subject: email, sensitive: true}
  required: [email, note]
list: {columns: [email]}
form:
  - {title: {fr: Contact, en: Contact}, fields: [email, note]}
`

// TestOnePersonGoesFromADeclaration exports and erases a person of whom a module without a program keeps records: nothing of
// it but the marks in its file says whose they are. Records of others stay, and the neighbour's.
func TestOnePersonGoesFromADeclaration(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, p *platform, _ *letterbox) {
		d := newDeclaration(t, p, "visites")
		if err := os.WriteFile(d.path("visites/collections/contacts.yaml"), []byte(contacts), 0o600); err != nil {
			t.Fatal(err)
		}
		d.does(t, 0, "visites 1.0.0 is installed", "module", "install", "--unsigned", d.path("visites"))
		const name, email, other = "Inès Robin", "ines.robin@exemple.org", "paul.petit@exemple.org"
		ines := p.someone(t)
		towns := []*portrait{inTown(t, p, municipality), inTown(t, p, network)}
		towns[0].want(http.StatusOK, "PUT", towns[0].url("/people/"+ines.id), map[string]any{"name": name, "email": email, "language": "fr"}, nil)
		for _, town := range towns {
			town.turnOn("visites")
			for of, note := range map[string]string{email: "préfère le matin", other: "préfère le soir"} {
				town.want(http.StatusCreated, "POST", town.url("/visites/contacts"), map[string]any{"email": of, "note": note + " à " + town.tenant}, nil)
			}
		}
		export := []string{"person", "export", "--tenant", municipality, "niort.educatrice"}
		code, exported, said := p.command(export...)
		if code != 0 || !strings.Contains(exported, "visites/contacts") || !strings.Contains(exported, "préfère le matin à "+municipality) {
			t.Errorf("the export lacks what the declaration keeps: %d %s%s", code, exported, said)
		}
		if strings.Contains(exported, "préfère le soir") || strings.Contains(exported, network) {
			t.Errorf("the export holds what is of others: %s", exported)
		}
		code, erased, said := p.command("person", "erase", "--tenant", municipality, "--confirm", name, "niort.educatrice")
		if code != 0 || !strings.Contains(erased, "erased: visites/contacts") {
			t.Errorf("the erasure: %d %s%s", code, erased, said)
		}
		for i, want := range []int{1, 2} {
			var kept struct{ Records []report }
			towns[i].want(http.StatusOK, "GET", towns[i].url("/visites/contacts"), nil, &kept)
			if len(kept.Records) != want || kept.Records[0].Doc["email"] != other && want == 1 {
				t.Errorf("after the erasure %s keeps %v", towns[i].tenant, kept.Records)
			}
		}
		p.checkAudit(municipality)
	})
}
