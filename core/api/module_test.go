package api_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/identity"
)

func TestTurningOffNamesWhatIsUnderWayAndClosesAtOnce(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin, neighbour := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	made := admin.visit("bordeaux", "Portrait de mars", admin.unit("bordeaux", "Nord", ""))
	off := "/t/bordeaux/modules/visits:disable"
	a := admin.do("POST", off, map[string]any{})
	a.want(t, 409, "module-busy")
	var busy struct {
		UnderWay []struct{ Subject, ID string } `json:"under_way"`
	}
	a.into(t, &busy)
	if len(busy.UnderWay) != 1 || busy.UnderWay[0].Subject != "Portrait de mars" || busy.UnderWay[0].ID != made.ID {
		t.Errorf("under way: %s", a.body)
	}
	admin.do("POST", off, map[string]any{"confirm": true}).want(t, 200, "")
	admin.do("GET", "/t/bordeaux/visits/visits", nil).want(t, 404, "module-off")
	x.stranger().do("POST", "/t/bordeaux/visits/answers:submit", map[string]any{}).want(t, 404, "module-off")
	page := x.stranger().do("GET", "/p/bordeaux/visits/answer", nil)
	if page.StatusCode != 404 || !strings.Contains(string(page.body), "Fermé pour le moment") {
		t.Errorf("the public page: %d %s", page.StatusCode, page.body)
	}
	neighbour.do("GET", "/t/lyon/visits/visits", nil).want(t, 200, "")
	x.stranger().do("GET", "/p/lyon/visits/answer", nil).want(t, 200, "")
	admin.do("POST", "/t/bordeaux/modules/visits:enable", nil).want(t, 200, "")
	admin.do("GET", "/t/bordeaux/visits/visits/"+made.ID, nil).want(t, 200, "")
}

func TestTwoAdministratorsDoNotUndoEachOthersConfiguration(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	config := "/t/bordeaux/modules/visits/config"
	var list struct {
		Modules []struct {
			Name string
			Tag  string `json:"config_tag"`
		}
	}
	admin.do("GET", "/t/bordeaux/modules", nil).into(t, &list)
	read := list.Modules[slices.IndexFunc(list.Modules, func(m struct {
		Name string
		Tag  string `json:"config_tag"`
	},
	) bool {
		return m.Name == "visits"
	})].Tag
	saved := admin.do("PUT", config, map[string]any{"days": 3}, "If-Match", read)
	saved.want(t, 200, "")
	admin.do("PUT", config, map[string]any{"days": 5}, "If-Match", read).want(t, 412, "revision-moved")
	admin.do("PUT", config, map[string]any{"days": 5}, "If-Match", saved.Header.Get("ETag")).want(t, 200, "")
	admin.do("PUT", config, map[string]any{"days": 6}).want(t, 200, "")
}

func TestConfigurationFollowsTheModulesSchema(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	config := "/t/bordeaux/modules/visits/config"
	a := admin.do("PUT", config, map[string]any{"days": 0, "places": []any{"a", 2}, "colour": "red"})
	a.want(t, 422, "invalid-input")
	got := a.pointers(t)
	for _, want := range []string{"/days", "/places/1"} {
		if !slices.Contains(got, want) {
			t.Errorf("no pointer to %s: %s", want, a.body)
		}
	}
	admin.do("PUT", config, map[string]any{"days": 3}).want(t, 200, "")
	var list struct {
		Modules []struct {
			Name, State string
			On          bool
			Config      map[string]any
		}
	}
	admin.do("GET", "/t/bordeaux/modules", nil).into(t, &list)
	if len(list.Modules) != 1 || list.Modules[0].Config["days"] != 3.0 || list.Modules[0].State != "ready" {
		t.Errorf("modules %+v", list)
	}
}

func TestModuleIsCalledBehindTheGate(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	made := admin.visit("bordeaux", "Une", admin.unit("bordeaux", "Nord", ""))
	one := "/t/bordeaux/visits/visits/"
	x.stranger().do("POST", one+made.ID+":close", nil).want(t, 401, "sign-in-needed")
	admin.do("POST", one+nobody+":close", nil).want(t, 404, "record-not-found")
	educator := admin.invite("bordeaux", identity.Educator, "")
	educator.do("POST", one+made.ID+":close", nil).want(t, 404, "record-not-found")
	if len(x.modules.called) != 0 {
		t.Fatalf("the module was called before the gate: %+v", x.modules.called)
	}
	admin.do("POST", one+made.ID+":close", nil).want(t, 200, "")
	x.stranger().do("POST", "/t/bordeaux/visits/answers:submit", map[string]any{"code": "x"}).want(t, 200, "")
	got := x.modules.called
	if len(got) != 2 || got[0].Route.Params["id"] != made.ID || got[0].Tenant.Slug != "bordeaux" || got[1].Principal.Kind != identity.Visitor {
		t.Errorf("calls %+v", got)
	}
	admin.do("GET", "/t/bordeaux/visits/answers:submit", nil).want(t, 405, "method-not-allowed")
	admin.do("POST", "/t/bordeaux/visits/nothing", nil).want(t, 404, "route-not-found")
}

func TestModuleFilesCannotSpeakWithOurAuthority(t *testing.T) {
	t.Parallel()
	x := populated(t)
	a := x.stranger().do("GET", "/assets/m/visits/abc123/visits.js", nil)
	a.want(t, 200, "")
	if !strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
		t.Error("a built file is not kept by browsers")
	}
	a = x.stranger().do("GET", "/assets/m/visits/abc123/page.html", nil)
	if kind := a.Header.Get("Content-Type"); strings.Contains(kind, "html") {
		t.Errorf("a module's page is served as %s", kind)
	}
	x.stranger().do("GET", "/assets/m/visits/old/visits.js", nil).want(t, 404, "file-not-found")
}

func TestMeSaysWhatIsAllowedSomewhere(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	director := admin.invite("bordeaux", identity.Director, admin.unit("bordeaux", "Nord", ""))
	var me struct {
		Kind    string
		Actions []string
		Grants  []struct{ Role, UnitName string }
		Modules []struct{ Name, Base string }
	}
	director.do("GET", "/t/bordeaux/me", nil).into(t, &me)
	if !slices.Contains(me.Actions, "core:unit.update") || slices.Contains(me.Actions, "core:key.read") || me.Kind != "person" {
		t.Errorf("me %+v", me)
	}
	if len(me.Modules) != 1 || me.Modules[0].Base != "/assets/m/visits/abc123/" {
		t.Errorf("modules %+v", me.Modules)
	}
	x.stranger().do("GET", "/t/bordeaux/me", nil).into(t, &me)
	if me.Kind != "visitor" || !slices.Equal(me.Actions, []string{"visits:answer.submit"}) {
		t.Errorf("a stranger is %+v", me)
	}
	director.do("GET", "/t/lyon/me", nil).into(t, &me)
	if me.Kind != "visitor" {
		t.Errorf("a neighbour is %+v", me)
	}
}

func TestFirstStepsOfModulesAreToldToWhoeverMayTakeThem(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin, neighbour := x.as("bordeaux", "admin"), x.as("lyon", "admin")
	type step struct {
		Module, Path string
		Title        map[string]string
		Done         bool
	}
	steps := func(s session, slug string) []step {
		a := s.do("GET", "/t/"+slug+"/me/first-steps", nil)
		a.want(t, 200, "")
		var out struct{ Steps []step }
		a.into(t, &out)
		return out.Steps
	}
	got := steps(admin, "bordeaux")
	if len(got) != 1 || got[0].Module != "visits" || got[0].Path != "/new" || got[0].Title["fr"] != "Noter une première visite" || got[0].Done {
		t.Fatalf("before the first visit: %+v", got)
	}
	if got := steps(admin.invite("bordeaux", identity.Educator, ""), "bordeaux"); len(got) != 0 {
		t.Errorf("somebody who may not create visits is proposed one: %+v", got)
	}
	admin.visit("bordeaux", "Première", admin.unit("bordeaux", "Nord", ""))
	if got := steps(admin, "bordeaux"); len(got) != 1 || !got[0].Done {
		t.Errorf("after the first visit: %+v", got)
	}
	if got := steps(neighbour, "lyon"); len(got) != 1 || got[0].Done {
		t.Errorf("the neighbour's step is done by somebody else's visit: %+v", got)
	}
	x.stranger().do("GET", "/t/bordeaux/me/first-steps", nil).want(t, 401, "sign-in-needed")
	admin.do("POST", "/t/bordeaux/modules/visits:disable", map[string]any{"confirm": true}).want(t, 200, "")
	if got := steps(admin, "bordeaux"); len(got) != 0 {
		t.Errorf("a module that is off proposes %+v", got)
	}
}

func TestCollectionsThatAModuleKeepsToItselfAreNotInTheMenu(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	listed := func() int {
		var out struct {
			Modules []struct{ Collections []struct{ Name string } }
		}
		admin.do("GET", "/t/bordeaux/me", nil).into(t, &out)
		return len(out.Modules[0].Collections)
	}
	if n := listed(); n != 1 {
		t.Fatalf("%d collections in the menu before, not 1", n)
	}
	x.modules.list[0].Manifest.Collections[0].Unlisted = true
	if n := listed(); n != 0 {
		t.Errorf("%d collections in the menu, and it is unlisted", n)
	}
	admin.do("GET", "/t/bordeaux/visits/visits", nil).want(t, 200, "")
}
