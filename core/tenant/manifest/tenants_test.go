package manifest_test

import (
	"flag"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
)

var update = flag.Bool("update", false, "write the schemas for editors anew")

const folder = "../../../tenants"

// The organisations that the repository ships are read, applied and applied again.
func TestShippedOrganisations(t *testing.T) {
	t.Parallel()
	files, err := manifest.Load(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	var configured []string
	o := manifest.Options{
		Config:  func(module string, _ []byte) error { configured = append(configured, module); return nil },
		Overlay: func(string) error { return nil },
	}
	declared, err := manifest.Read(files, o)
	if err != nil {
		t.Fatal(err)
	}
	var slugs []string
	for _, org := range declared {
		slugs = append(slugs, org.Slug)
	}
	if diff := cmp.Diff([]string{"cpe-des-deux-rives", "les-petits-cailloux", "niort"}, slugs); diff != "" {
		t.Errorf("organisations (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"cap", "mobilisation", "mobilisation", "cap", "mobilisation", "piloufilou", "portrait"}, configured); diff != "" {
		t.Errorf("configured modules (-want +got):\n%s", diff)
	}
	m := newMemory()
	if err := manifest.Apply(t.Context(), m, manifest.Make(declared, nil, o), manifest.By{Principal: "operator"}); err != nil {
		t.Fatal(err)
	}
	now, err := manifest.Now(t.Context(), m, m)
	if err != nil {
		t.Fatal(err)
	}
	if again := manifest.Make(declared, now, o); again.Changes() {
		t.Errorf("applying again would change %v", acts(again))
	}
	for _, s := range now {
		checkTree(t, s)
	}
}

// checkTree holds what the examples promise.
func checkTree(t *testing.T, s manifest.State) {
	t.Helper()
	classes, staff, depth := map[tenant.Class]int{}, 0, 0
	small := map[int]int{} // micro-crèches by headcount
	for _, u := range s.Units {
		kind, _ := s.Tenant.Kind(u.Kind)
		classes[kind.Class]++
		staff += u.Headcount
		if kind.Class == tenant.ClassTerritory {
			depth = max(depth, strings.Count(u.Path, "/")-1)
		}
		if u.Kind == "micro-creche" {
			small[u.Headcount]++
		}
	}
	if depth < 3 {
		t.Errorf("%s: territories have %d levels, want 3 or more", s.Tenant.Slug, depth)
	}
	if s.Tenant.Slug != "niort" {
		return
	}
	if classes[tenant.ClassSite] != 12 || classes[tenant.ClassOffice] != 1 || classes[tenant.ClassHome] != 9 || staff != 186 {
		t.Errorf("niort has %v and %d staff; want 12 crèches, 1 relay, 9 childminders, 186 staff", classes, staff)
	}
	if diff := cmp.Diff(map[int]int{4: 1, 5: 1, 6: 1}, small); diff != "" {
		t.Errorf("micro-crèches of niort by headcount (-want +got):\n%s", diff)
	}
}

// Each organisation has people for the demonstration, one for each role that its story needs.
func TestShippedPeople(t *testing.T) {
	t.Parallel()
	files, err := manifest.Load(os.DirFS(folder))
	if err != nil {
		t.Fatal(err)
	}
	people, err := manifest.People(files)
	if err != nil {
		t.Fatal(err)
	}
	logins := map[string]bool{}
	for slug, actors := range people {
		roles := map[string]bool{}
		for _, a := range actors {
			if roles[a.Role] = true; logins[a.Login] {
				t.Errorf("the login %s is given twice", a.Login)
			}
			logins[a.Login] = true
			if err := identity.CheckLogin("/login", a.Login); err != nil {
				t.Errorf("%s: %v", a.Login, err)
			}
		}
		for _, role := range []string{identity.Administrator, identity.Coordinator, identity.Director, identity.Educator, identity.PrivacyOfficer} {
			if !roles[role] {
				t.Errorf("%s has nobody with the role %s", slug, role)
			}
		}
	}
	if len(people) != 3 {
		t.Errorf("people of %d organisations, want 3", len(people))
	}
}

// Editors get the very schemas that files are checked with.
func TestSchemasForEditors(t *testing.T) {
	t.Parallel()
	for name, source := range map[string]string{"schema.json": "schema.json", "demo.schema.json": "demo.json"} {
		want, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path.Join(folder, name), want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := fs.ReadFile(os.DirFS(folder), name)
		if err != nil || string(got) != string(want) {
			t.Errorf("tenants/%s differs from %s (%v): run the test with -update", name, source, err)
		}
	}
}

// What demo.yaml says must fit the organisation beside it.
func TestPeopleMustFit(t *testing.T) {
	t.Parallel()
	_, err := manifest.People(map[string]string{
		"v/tenant.yaml": head + body,
		"v/demo.yaml":   "people:\n- {login: a.b, name: A, role: \"core:director\", unit: nowhere}\n- {login: a.b, name: B, role: \"core:operator\"}\n",
		"w/demo.yaml":   "people: []\n",
	})
	for _, want := range []string{"v/demo.yaml:2: /people/0/unit", "v/demo.yaml:3: /people/1/login", "v/demo.yaml:3: /people/1/role", "w/demo.yaml:1: there is no"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; want it to say %q", err, want)
		}
	}
}
