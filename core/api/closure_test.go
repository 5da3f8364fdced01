package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/identity"
)

// days asks when a unit is closed, as "first–last name".
func (s session) days(unit, query string) string {
	s.t.Helper()
	a := s.do("GET", "/t/bordeaux/closures:days?unit_id="+unit+query, nil)
	a.want(s.t, http.StatusOK, "")
	var out struct {
		Days []struct {
			From, To string
			Name     map[string]string
		}
	}
	a.into(s.t, &out)
	var all []string
	for _, d := range out.Days {
		all = append(all, fmt.Sprintf("%s–%s %s", d.From, d.To, d.Name["fr"]))
	}
	return strings.Join(all, "; ")
}

// feed is the address of a unit's calendar.
func (s session) feed(unit string) string {
	s.t.Helper()
	var out struct{ Feed string }
	s.do("GET", "/t/bordeaux/closures:days?unit_id="+unit, nil).into(s.t, &out)
	return out.Feed[strings.Index(out.Feed, "/t/"):]
}

func TestAClosureHoldsForAllBelow(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	lilas, other := admin.unit("bordeaux", "Les Lilas", north), admin.unit("bordeaux", "Sud", "")
	closure := func(unit, from, to, name string, yearly bool) map[string]any {
		return map[string]any{"unit_id": unit, "from": from, "to": to, "name": map[string]string{"fr": name}, "yearly": yearly}
	}
	made := admin.do("POST", "/t/bordeaux/closures", closure(north, "2026-08-03", "2026-08-21", "Été", true))
	made.want(t, http.StatusCreated, "")
	admin.do("POST", "/t/bordeaux/closures", closure("", "2027-05-07", "2027-05-07", "Pont", false)).want(t, http.StatusCreated, "")
	admin.do("POST", "/t/bordeaux/closures", closure(lilas, "2026-12-24", "2027-01-02", "Travaux", false)).want(t, http.StatusCreated, "")
	year := "&from=2027-01-01&to=2027-12-31"
	if got := admin.days(lilas, year); got != "2026-12-24–2027-01-02 Travaux; 2027-05-07–2027-05-07 Pont; 2027-08-03–2027-08-21 Été" {
		t.Errorf("Les Lilas: %s", got)
	}
	if got := admin.days(other, year); got != "2027-05-07–2027-05-07 Pont" {
		t.Errorf("Sud: %s", got)
	}
	settings := map[string]any{"name": "Ville de Bordeaux", "country": "FR", "wording": "fr-FR", "languages": []string{"fr", "en"}, "zone": "Europe/Paris", "holidays": "FR"}
	admin.do("PUT", "/t/bordeaux/settings", settings).want(t, http.StatusOK, "")
	if got := admin.days(other, "&from=2027-05-01&to=2027-05-08"); got != "2027-05-01–2027-05-01 Fête du Travail; 2027-05-06–2027-05-06 Ascension; 2027-05-07–2027-05-07 Pont; 2027-05-08–2027-05-08 Victoire 1945" {
		t.Errorf("with public holidays: %s", got)
	}
	settings["holidays"] = ""
	admin.do("PUT", "/t/bordeaux/settings", settings).want(t, http.StatusOK, "")
	director := admin.invite("bordeaux", identity.Director, lilas)
	director.do("POST", "/t/bordeaux/closures", closure(north, "2027-03-01", "2027-03-02", "Ailleurs", false)).want(t, http.StatusForbidden, "denied")
	var kept struct{ ID string }
	made.into(t, &kept)
	director.do("PUT", "/t/bordeaux/closures/"+kept.ID, closure(lilas, "2027-03-01", "2027-03-02", "Prise", false)).want(t, http.StatusForbidden, "denied")
	own := director.do("POST", "/t/bordeaux/closures", closure(lilas, "2027-03-01", "2027-03-02", "Pédagogie", false))
	own.want(t, http.StatusCreated, "")
	own.into(t, &kept)
	director.do("PUT", "/t/bordeaux/closures/"+kept.ID, closure(north, "2027-03-01", "2027-03-02", "Pour tous", false)).want(t, http.StatusForbidden, "denied")
	admin.do("POST", "/t/bordeaux/closures", closure(lilas, "2027-03-02", "2027-03-01", "À l'envers", false)).want(t, http.StatusUnprocessableEntity, "invalid-input")
	feed := director.feed(lilas)
	got := x.stranger().do("GET", feed, nil)
	got.want(t, http.StatusOK, "")
	if text := string(got.body); !strings.Contains(text, "DTSTART;VALUE=DATE:") || !strings.Contains(text, "SUMMARY:Été") || !strings.Contains(text, "NAME:Les Lilas") {
		t.Errorf("the calendar: %s", text)
	}
	for _, wrong := range []string{strings.Replace(feed, "bordeaux", "lyon", 1), strings.Replace(feed, lilas, other, 1), strings.Replace(feed, lilas, "all", 1)} {
		x.stranger().do("GET", wrong, nil).want(t, http.StatusNotFound, "calendar-not-found")
	}
	admin.do("DELETE", "/t/bordeaux/units/"+lilas, nil).want(t, http.StatusNoContent, "")
	if got := admin.do("GET", "/t/bordeaux/closures", nil); strings.Contains(string(got.body), "Travaux") {
		t.Errorf("of a unit that is gone: %s", got.body)
	}
}
