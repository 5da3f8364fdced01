package api_test

import (
	"net/http"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/core/identity"
)

// here is what holds at a unit.
type here struct {
	Own struct {
		Holidays string
		Modules  map[string]string
	}
	Holidays prevailing
	Modules  []struct {
		prevailing
		Module    string
		Bound     bool
		Inherited prevailing
	}
}

// prevailing is a value and where it was set.
type prevailing struct {
	Value    string
	UnitID   string `json:"unit_id"`
	UnitName string `json:"unit_name"`
}

func (s session) here(unit string) (h here) {
	s.t.Helper()
	s.do("GET", "/t/bordeaux/units/"+unit+"/settings", nil).into(s.t, &h)
	return h
}

// sets sets what holds at a unit and below: whose holidays, and how the module is.
func (s session) sets(unit, holidays, opening string) answer {
	local := map[string]any{"holidays": holidays}
	if opening != "" {
		local["modules"] = map[string]string{"visits": opening}
	}
	return s.do("PUT", "/t/bordeaux/units/"+unit+"/settings", local)
}

// reads lists the titles of the visits that somebody reads.
func (s session) reads() (titles []string) {
	s.t.Helper()
	var out struct {
		Records []struct{ Doc struct{ Title string } }
	}
	s.do("GET", "/t/bordeaux/visits/visits", nil).into(s.t, &out)
	for _, r := range out.Records {
		titles = append(titles, r.Doc.Title)
	}
	slices.Sort(titles)
	return titles
}

// meets lists the modules that somebody sees.
func (s session) meets() (names []string) {
	s.t.Helper()
	var out struct{ Modules []struct{ Name string } }
	s.do("GET", "/t/bordeaux/me", nil).into(s.t, &out)
	for _, m := range out.Modules {
		names = append(names, m.Name)
	}
	return names
}

// TestSettingsAreInheritedDownTheTree closes a module in a territory, opens it again in one of its sites, forces and forbids it, and
// asks after each step what holds where, by whom it was said, and what people reach at once.
func TestSettingsAreInheritedDownTheTree(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north, south := admin.unit("bordeaux", "Nord", ""), admin.unit("bordeaux", "Sud", "")
	lilas, roses := admin.unit("bordeaux", "Les Lilas", north), admin.unit("bordeaux", "Les Roses", north)
	for title, unit := range map[string]string{"nord": north, "sud": south, "lilas": lilas, "roses": roses} {
		admin.visit("bordeaux", title, unit)
	}
	director := admin.invite("bordeaux", identity.Director, lilas)

	admin.sets(north, "", "closed").want(t, http.StatusOK, "")
	if got := admin.reads(); !slices.Equal(got, []string{"sud"}) {
		t.Errorf("closed in the north, one reads %v", got)
	}
	admin.do("POST", "/t/bordeaux/visits/visits", map[string]any{"title": "x", "unit": roses, "state": "open"}).want(t, http.StatusForbidden, "denied")
	if got := director.meets(); len(got) != 0 {
		t.Errorf("the director of a closed place still sees %v", got)
	}
	if h := director.here(lilas); h.Modules[0].Value != "closed" || h.Modules[0].UnitName != "Nord" || h.Modules[0].Bound {
		t.Errorf("at Les Lilas: %+v", h)
	}

	director.sets(lilas, "", "open").want(t, http.StatusOK, "")
	if got := admin.reads(); !slices.Equal(got, []string{"lilas", "sud"}) {
		t.Errorf("opened again at Les Lilas, one reads %v", got)
	}
	if got := director.meets(); !slices.Equal(got, []string{"visits"}) {
		t.Errorf("the director sees %v", got)
	}
	if h := director.here(lilas); h.Modules[0].Value != "open" || h.Modules[0].UnitID != lilas || h.Own.Modules["visits"] != "open" || h.Modules[0].Inherited.Value != "closed" {
		t.Errorf("at Les Lilas: %+v", h)
	}
	director.sets(roses, "", "open").want(t, http.StatusForbidden, "denied")

	admin.sets(north, "", "forbidden").want(t, http.StatusOK, "")
	if got := admin.reads(); !slices.Equal(got, []string{"sud"}) {
		t.Errorf("forbidden in the north, one reads %v", got)
	}
	if h := director.here(lilas); !h.Modules[0].Bound || h.Modules[0].Value != "forbidden" || h.Modules[0].UnitName != "Nord" {
		t.Errorf("at Les Lilas: %+v", h)
	}
	director.sets(lilas, "FR-57", "open").want(t, http.StatusOK, "") // what was said before may stay
	refused := admin.sets(roses, "", "open")
	refused.want(t, http.StatusUnprocessableEntity, "invalid-input")
	if got := refused.pointers(t); !slices.Equal(got, []string{"/modules/visits"}) {
		t.Errorf("refused at %v", got)
	}
	admin.sets(north, "", "forced").want(t, http.StatusOK, "")
	admin.sets(roses, "", "closed").want(t, http.StatusUnprocessableEntity, "invalid-input")
	if got := admin.reads(); len(got) != 4 {
		t.Errorf("forced in the north, one reads %v", got)
	}
	var log struct{ Entries []struct{ Action string } }
	admin.do("GET", "/t/bordeaux/audit?action=core:unit.set", nil).into(t, &log)
	if len(log.Entries) != 6 {
		t.Errorf("%d entries in the log, want 6: five changes and a refusal", len(log.Entries))
	}

	for path, code := range map[string]map[string]any{
		"/modules/visits": {"modules": map[string]string{"visits": "maybe"}}, "/modules/none": {"modules": map[string]string{"none": "open"}},
	} {
		if got := admin.do("PUT", "/t/bordeaux/units/"+south+"/settings", code).pointers(t); !slices.Equal(got, []string{path}) {
			t.Errorf("%v is refused at %v", code, got)
		}
	}
	admin.sets(south, "XX", "").want(t, http.StatusUnprocessableEntity, "invalid-input")
	x.as("lyon", "admin").do("GET", "/t/lyon/units/"+south+"/settings", nil).want(t, http.StatusNotFound, "unit-not-found")
}

// TestAModuleIsTriedInOneUnitFirst closes a module everywhere but where a unit opens it.
func TestAModuleIsTriedInOneUnitFirst(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north, south := admin.unit("bordeaux", "Nord", ""), admin.unit("bordeaux", "Sud", "")
	admin.visit("bordeaux", "nord", north)
	admin.visit("bordeaux", "sud", south)
	admin.visit("bordeaux", "commun", "")
	settings := map[string]any{"name": "Ville de Bordeaux", "country": "FR", "wording": "fr-FR", "languages": []string{"fr", "en"}, "zone": "Europe/Paris", "openings": map[string]string{"visits": "closed"}}
	admin.do("PUT", "/t/bordeaux/settings", settings).want(t, http.StatusOK, "")
	if got := admin.reads(); !slices.Equal(got, []string{"commun"}) {
		t.Errorf("closed everywhere, one reads %v", got)
	}
	admin.sets(south, "", "open").want(t, http.StatusOK, "")
	if got := admin.reads(); !slices.Equal(got, []string{"commun", "sud"}) {
		t.Errorf("tried in the south, one reads %v", got)
	}
	settings["openings"] = map[string]string{"visits": "forbidden"}
	if got := admin.do("PUT", "/t/bordeaux/settings", settings).pointers(t); !slices.Equal(got, []string{"/openings/visits"}) {
		t.Errorf("refused at %v", got)
	}
}

// TestAUnitKeepsTheHolidaysOfItsPlace: a site in Strasbourg, of an organisation in Paris.
func TestAUnitKeepsTheHolidaysOfItsPlace(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	east := admin.unit("bordeaux", "Est", "")
	site := admin.unit("bordeaux", "Strasbourg", east)
	admin.sets(east, "FR-57", "").want(t, http.StatusOK, "")
	if got := admin.days(site, "&from=2026-12-25&to=2026-12-31"); got != "2026-12-25–2026-12-25 Noël; 2026-12-26–2026-12-26 Saint-Étienne" {
		t.Errorf("in Strasbourg: %s", got)
	}
	if h := admin.here(site); h.Holidays.Value != "FR-57" || h.Holidays.UnitName != "Est" {
		t.Errorf("in Strasbourg: %+v", h.Holidays)
	}
	admin.sets(site, "none", "").want(t, http.StatusOK, "")
	if got := admin.days(site, "&from=2026-12-25&to=2026-12-31"); got != "" {
		t.Errorf("without holidays: %s", got)
	}
	if h := admin.here(admin.unit("bordeaux", "Ouest", "")); h.Holidays.Value != "none" || h.Holidays.UnitName != "Ville de bordeaux" {
		t.Errorf("in the west: %+v", h.Holidays)
	}
}
