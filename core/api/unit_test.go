package api_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/identity"
)

func TestUnitsMoveCloseAndKeepTheirRevision(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north, south := admin.unit("bordeaux", "Nord", ""), admin.unit("bordeaux", "Sud", "")
	lilas := admin.unit("bordeaux", "Crèche « Les Lilas »", north)

	var unit struct {
		Path, Key, Class string
		Rev              int64
	}
	a := admin.do("GET", "/t/bordeaux/units/"+lilas, nil)
	a.into(t, &unit)
	if unit.Path != "/nord/creche-les-lilas/" || unit.Class != "site" {
		t.Errorf("unit %+v", unit)
	}
	tag := a.Header.Get("ETag")
	fields := map[string]any{"name": "Les Lilas", "kind": "micro-creche", "headcount": 7}
	admin.do("PUT", "/t/bordeaux/units/"+lilas, fields, "If-Match", tag).want(t, 200, "")
	admin.do("PUT", "/t/bordeaux/units/"+lilas, fields, "If-Match", tag).want(t, 412, "revision-moved")
	admin.do("PUT", "/t/bordeaux/units/"+lilas, map[string]any{"name": "x", "kind": "castle"}).want(t, 422, "invalid-input")

	admin.do("POST", "/t/bordeaux/units/"+lilas+":move", map[string]any{"parent_id": south}).into(t, &unit)
	if unit.Path != "/sud/creche-les-lilas/" {
		t.Errorf("moved to %s", unit.Path)
	}
	admin.do("POST", "/t/bordeaux/units/"+south+":move", map[string]any{"parent_id": lilas}).want(t, 422, "unit-cycle")
	admin.do("POST", "/t/bordeaux/units/"+lilas+":close", nil).want(t, 200, "")
	var tree struct{ Units []struct{ ID string } }
	admin.do("GET", "/t/bordeaux/units", nil).into(t, &tree)
	if len(tree.Units) != 2 {
		t.Errorf("a closed unit is still listed: %+v", tree)
	}
	admin.do("POST", "/t/bordeaux/units/"+lilas+":reopen", nil).want(t, 200, "")
	admin.do("DELETE", "/t/bordeaux/units/"+south, nil).want(t, 409, "")
	admin.do("DELETE", "/t/bordeaux/units/"+lilas, nil).want(t, 204, "")
}

func TestAClosedUnitTakesWhatIsBelowWithItAndNothingNew(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	lilas, tilleuls := admin.unit("bordeaux", "Les Lilas", north), admin.unit("bordeaux", "Les Tilleuls", north)
	open := func() int { return len(admin.tree("bordeaux")) }
	act := func(unit, verb string) answer { return admin.do("POST", "/t/bordeaux/units/"+unit+verb, nil) }

	act(tilleuls, ":close").want(t, 200, "")
	act(north, ":close").want(t, 200, "")
	act(north, ":close").want(t, 200, "")
	if n := open(); n != 0 {
		t.Errorf("%d units are still open below a closed one", n)
	}
	act(lilas, ":reopen").want(t, 409, "unit-above-closed")
	fields := map[string]any{"name": "Les Saules", "kind": "micro-creche", "parent_id": north}
	admin.do("POST", "/t/bordeaux/units", fields).want(t, 422, "invalid-input")
	south := admin.unit("bordeaux", "Sud", "")
	admin.do("POST", "/t/bordeaux/units/"+south+":move", map[string]any{"parent_id": north}).want(t, 422, "invalid-input")
	csv := map[string]any{"csv": "nom;territoire\nLes Saules;Nord\n"}
	var rows importAnswer
	admin.do("POST", "/t/bordeaux/units:import", csv).into(t, &rows)
	if rows.Errors != 1 || rows.Rows[0].Errors[0].Code != "parent-closed" {
		t.Errorf("imported under a closed unit: %+v", rows)
	}
	csv["parent_id"] = north
	admin.do("POST", "/t/bordeaux/units:import", csv).want(t, 422, "invalid-input")

	act(north, ":reopen").want(t, 200, "")
	if n := open(); n != 3 {
		t.Errorf("%d units are open, want the territory, the site closed with it, and the other territory", n)
	}
	act(tilleuls, ":reopen").want(t, 200, "")
	act(tilleuls, ":reopen").want(t, 200, "")
}

func TestDirectorSeesTheirOwnSubtreeOnly(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north, south := admin.unit("bordeaux", "Nord", ""), admin.unit("bordeaux", "Sud", "")
	mine, other := admin.unit("bordeaux", "Les Lilas", north), admin.unit("bordeaux", "Les Tilleuls", south)
	director := admin.invite("bordeaux", identity.Director, mine)

	var tree struct{ Units []struct{ ID string } }
	director.do("GET", "/t/bordeaux/units", nil).into(t, &tree)
	if len(tree.Units) != 1 || tree.Units[0].ID != mine {
		t.Errorf("the director sees %+v", tree)
	}
	director.do("GET", "/t/bordeaux/units/"+other, nil).want(t, 403, "denied")
	director.do("PUT", "/t/bordeaux/units/"+mine, map[string]any{"name": "Les Lilas", "kind": "creche-collective"}).want(t, 200, "")
	director.do("GET", "/t/bordeaux/keys", nil).want(t, 403, "denied")

	var log struct {
		Entries []struct{ Action, Outcome, Principal string }
	}
	admin.do("GET", "/t/bordeaux/audit?outcome=denied", nil).into(t, &log)
	if len(log.Entries) != 2 || log.Entries[0].Action != "core:key.read" || !strings.HasPrefix(log.Entries[0].Principal, "person:") {
		t.Errorf("the refusals are not in the log: %+v", log)
	}
}

// invite makes a person with a role by a one-time link, as they would.
func (s session) invite(slug, role, unit string) session {
	s.t.Helper()
	var made struct{ Link, Code string }
	a := s.do("POST", "/t/"+slug+"/invitations", map[string]any{"name": "Dominique Petit", "role": role, "unit_id": unit})
	a.want(s.t, 201, "")
	a.into(s.t, &made)
	if made.Link != "/o/"+slug+"/join#"+made.Code {
		s.t.Fatalf("link %s", made.Link)
	}
	accept := map[string]any{"token": made.Code, "login": strings.ReplaceAll(role, ":", ".") + made.Code[:6], "password": password, "language": "fr"}
	a = s.stranger().do("POST", "/t/"+slug+"/invitations:accept", accept)
	a.want(s.t, 200, "")
	s.stranger().do("POST", "/t/"+slug+"/invitations:accept", accept).want(s.t, 404, "invitation-not-valid")
	return session{town: s.town, cookie: a.Header.Get("Set-Cookie")}
}

type importAnswer struct {
	Rows []struct {
		Line      int
		Act       string
		Name      string
		Kind      string
		Headcount int
		Errors    []struct{ Field, Code, Value, Message string }
	}
	Created, Updated, Same, Errors int
}

func TestImportPreviewsNamesLinesAndRepeatsWithoutDoubling(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	load := func(csv string, dry bool) (out importAnswer) {
		a := admin.do("POST", "/t/bordeaux/units:import", map[string]any{"csv": csv, "dry_run": dry})
		a.want(t, 200, "")
		a.into(t, &out)
		return out
	}
	bad := load("nom;type;territoire;effectif\nNord;territory;;\nLes Lilas;crèche collective;Nord;douze\nLes Tilleuls;château;Nord;8\n;mam;Ailleurs;3\n", false)
	var fields []string
	for _, r := range bad.Rows {
		for _, e := range r.Errors {
			fields = append(fields, string(rune('0'+r.Line))+e.Field)
		}
	}
	if diff := cmp.Diff([]string{"3headcount", "4kind", "5parent", "5name"}, fields); diff != "" || bad.Errors != 3 {
		t.Errorf("errors: %s", diff)
	}
	if first := bad.Rows[1].Errors[0]; first.Code != "number-unreadable" || first.Value != "douze" {
		t.Errorf("what a screen is told to say: %+v", first)
	}
	twice := load("nom\tterritoire\teffectif\nNord\t\t\nLes Lilas\tNord\t12\nles lilas\tNord\t9\n", true)
	if twice.Errors != 1 || twice.Rows[2].Errors[0].Code != "unit-twice" || twice.Rows[2].Errors[0].Value != "3" {
		t.Errorf("the same site on two lines: %+v", twice)
	}
	if apart := load("nom;code\nLes Lilas;A1\nLes Lilas;A2\n", true); apart.Errors != 0 || apart.Created != 2 {
		t.Errorf("two sites of one name told apart by their codes: %+v", apart)
	}
	good := "nom,type,territoire,effectif\nNord,territory,,\nLes Lilas,crèche collective,Nord,12\n"
	if out := load(good, true); out.Created != 2 || len(admin.tree("bordeaux")) != 0 {
		t.Errorf("the preview wrote, or was wrong: %+v", out)
	}
	if out := load(good, false); out.Created != 2 {
		t.Errorf("first import: %+v", out)
	}
	if out := load(good, false); out.Same != 2 || out.Created != 0 {
		t.Errorf("second import: %+v", out)
	}
	if out := load(strings.Replace(good, "12", "15", 1), false); out.Updated != 1 {
		t.Errorf("changed headcount: %+v", out)
	}
	if diff := cmp.Diff([]string{"/nord/", "/nord/les-lilas/"}, admin.tree("bordeaux")); diff != "" {
		t.Error(diff)
	}
}

func TestImportReadsWhatSpreadsheetsInFranceWrite(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	windows := []byte("nom;type\r\nCr\xe8che de l\x92\xcele;mam\r\n")
	a := admin.do("POST", "/t/bordeaux/units:import", map[string]any{"file": base64.StdEncoding.EncodeToString(windows)})
	a.want(t, 200, "")
	var out importAnswer
	a.into(t, &out)
	if len(out.Rows) != 1 || out.Rows[0].Name != "Crèche de l’Île" || out.Rows[0].Kind != "mam" {
		t.Errorf("read %+v", out)
	}
	admin.do("POST", "/t/bordeaux/units:import", map[string]any{"csv": "ville;maire\nx;y\n"}).want(t, 422, "import-column-unknown")
	admin.do("POST", "/t/bordeaux/units:import", map[string]any{"csv": ""}).want(t, 422, "import-empty")
}

// tree lists the paths of the units.
func (s session) tree(slug string) []string {
	s.t.Helper()
	var tree struct{ Units []struct{ Path string } }
	s.do("GET", "/t/"+slug+"/units", nil).into(s.t, &tree)
	var paths []string
	for _, u := range tree.Units {
		paths = append(paths, u.Path)
	}
	return paths
}
