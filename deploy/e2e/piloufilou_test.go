package e2e

import (
	"encoding/csv"
	"fmt"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
)

// workshops is an edition of the two-puppet programme, as its lead handles it.
type workshops struct {
	*visitor
	tenant  string
	edition string
	units   []struct{ ID, Key, Class string }
}

func (w *workshops) path(rest string) string { return "/t/" + w.tenant + "/piloufilou" + rest }

// make creates something and returns its id.
func (w *workshops) make(address string, body any) string {
	w.t.Helper()
	var made struct{ ID string }
	w.want(http.StatusCreated, "POST", w.path(address), body, &made)
	return made.ID
}

func day(offset int) string { return time.Now().UTC().AddDate(0, 0, offset).Format(time.DateOnly) }

// found sets an organisation with 24 sites up, by the link that the server printed, and turns the programme on.
func found(t *testing.T, server *platform) *workshops {
	t.Helper()
	w := &workshops{visitor: server.founds(t, "reseau", 24), tenant: "reseau"}
	w.want(http.StatusOK, "POST", "/t/"+w.tenant+"/modules/piloufilou:enable", nil, nil)
	w.begin()
	return w
}

// begin adopts the sample and starts an edition over the whole organisation.
func (w *workshops) begin() {
	w.t.Helper()
	var units struct {
		Units []struct{ ID, Key, Class string }
	}
	w.want(http.StatusOK, "GET", "/t/"+w.tenant+"/units", nil, &units)
	w.units = units.Units
	programme := w.make("/samples/deux-marionnettes:adopt", nil)
	w.edition = w.make("/editions", map[string]any{"title": "Édition", "unit": w.units[0].ID, "programme": programme, "begins_on": day(-120), "ends_on": day(200)})
}

// certified registers and certifies somebody for each of the sites.
func (w *workshops) certified(sites []string) []string {
	w.t.Helper()
	training := w.make("/trainings", map[string]any{"title": "Deux jours", "unit": w.units[0].ID, "meetings": []map[string]any{{"on": day(-130), "minutes": 360}, {"on": day(-129), "minutes": 360}}})
	var people []string
	var lines []map[string]any
	for i, site := range sites {
		id := w.make("/facilitators", map[string]any{"name": fmt.Sprintf("Personne %d", i+1), "email": fmt.Sprintf("p%d@reseau.example", i+1), "unit": site})
		people = append(people, id)
		lines = append(lines, map[string]any{"facilitator": id, "minutes": 720})
	}
	w.want(http.StatusOK, "POST", w.path("/trainings/"+training+":attend"), map[string]any{"lines": lines}, nil)
	w.want(http.StatusOK, "POST", w.path("/trainings/"+training+":certify"), map[string]any{"facilitators": people}, nil)
	return people
}

func held(number, offset int) map[string]any {
	return map[string]any{
		"number": number, "held_on": day(offset), "minutes": 30, "components": []string{"rituel", "scene", "parole", "essai", "calme"},
		"present": 8, "engaged": 6, "drifted": 2, "responsiveness": 3, "quality": 3,
	}
}

type share struct {
	Part, Of           int
	Percent, Low, High float64
}

// TestAProgrammeLeadFollows384Workshops is the programme lead's story, on both engines: 24 cycles of 16, 341 held,
// 19 skipped with a reason, 24 to come; two cycles lack supervision; a facilitator who is erased leaves the figures.
func TestAProgrammeLeadFollows384Workshops(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		follow384(t, start(t, t.TempDir()))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		d := cluster.Database(t)
		follow384(t, start(t, t.TempDir(), "--database", d.Running, "--database-admin", d.Admin))
	})
}

func follow384(t *testing.T, server *platform) {
	w := found(t, server)
	var sites []string
	for _, u := range w.units {
		if u.Class == "site" {
			sites = append(sites, u.ID)
		}
	}
	people := w.certified(sites)
	for i, site := range sites {
		w.playCycle(i, site, people[i])
	}
	w.checkOverview(t)
	w.checkReport(t, sites[0])
	w.checkErasure(t, people[0])
}

// playCycle opens a cycle, logs its fifteen past workshops in one go, leaving one out at nineteen sites, and notes
// a supervision everywhere but at two.
func (w *workshops) playCycle(i int, site, person string) {
	w.t.Helper()
	id := w.make("/cycles", map[string]any{"edition": w.edition, "unit": site, "group": "Les Grands", "ages": "36-59", "children": 8, "facilitator": person, "first_on": day(-100), "at": "10:00"})
	w.want(http.StatusOK, "POST", w.path("/cycles/"+id+":open"), nil, nil)
	var all []map[string]any
	for number := 1; number <= 15; number++ {
		if number == 5 && i < 19 {
			w.want(http.StatusOK, "POST", w.path("/cycles/"+id+":skip"), map[string]any{"number": number, "reason": "illness"}, nil)
			continue
		}
		all = append(all, held(number, -100+7*(number-1)))
	}
	w.want(http.StatusOK, "POST", w.path("/cycles/"+id+":log"), map[string]any{"workshops": all}, nil)
	if i >= 2 {
		w.make("/supervisions", map[string]any{"cycle": id, "on": day(-20), "mode": "visit", "minutes": 60, "workshop": 3, "quality": 4, "strengths": "Le rythme.", "change": "Finir par le calme."})
	}
}

func (w *workshops) checkOverview(t *testing.T) {
	t.Helper()
	var o struct {
		Dose         share
		Skipped      int
		ToCome       int `json:"to_come"`
		Late         int
		Unsupervised int
		Cycles       []struct{ States string }
	}
	began := time.Now()
	w.want(http.StatusOK, "GET", w.path("/editions/"+w.edition+":overview"), nil, &o)
	t.Logf("the page of 384 workshops took %v", time.Since(began).Round(time.Millisecond))
	if o.Dose.Part != 341 || o.Dose.Of != 384 || o.Skipped != 19 || o.ToCome != 24 || o.Late != 0 || o.Unsupervised != 2 || len(o.Cycles) != 24 {
		t.Fatalf("%+v", o)
	}
	for what, pair := range map[string][2]float64{"percent": {o.Dose.Percent, 88.8}, "low": {o.Dose.Low, 85.3}, "high": {o.Dose.High, 91.6}} {
		if math.Abs(pair[0]-pair[1]) > 0.05 {
			t.Errorf("%s %.3f, the story says %.1f", what, pair[0], pair[1])
		}
	}
	if got := o.Cycles[0].States; len(got) != 16 || !strings.HasSuffix(got, "p") {
		t.Errorf("the first cycle's workshops are %q", got)
	}
}

func (w *workshops) checkReport(t *testing.T, site string) {
	t.Helper()
	var r struct {
		Scope string
		Total struct {
			Workshops, Adherence share
			Quality, Observed    struct {
				Value float64
				N     int
			}
			Children struct{ Engaged share }
		}
		Sites, Cycles []any
	}
	w.want(http.StatusOK, "GET", w.path("/editions/"+w.edition+":report"), nil, &r)
	if r.Scope != "network" || r.Total.Workshops.Part != 341 || r.Total.Adherence.Part != 341*5 || r.Total.Adherence.Of != 341*6 ||
		r.Total.Quality.N != 341 || r.Total.Observed.N != 22 || r.Total.Children.Engaged.Percent != 75 || len(r.Sites) != 24 {
		t.Errorf("the network's report: %+v", r)
	}
	w.want(http.StatusOK, "GET", w.path("/editions/"+w.edition+":report?unit="+site), nil, &r)
	if r.Scope != "site" || r.Total.Workshops.Of != 16 || r.Total.Workshops.Part != 14 {
		t.Errorf("a site's report: %+v", r.Total)
	}
	file := w.want(http.StatusOK, "GET", w.path("/editions/"+w.edition+":export?language=fr&separator=semicolon&bom=true"), nil, nil)
	read := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file.body), "\ufeff")))
	read.Comma = ';'
	rows, err := read.ReadAll()
	if err != nil || len(rows) != 1+1+24+24 || rows[1][3] != "384" || rows[1][4] != "341" {
		t.Errorf("the file: %d rows, %v", len(rows), err)
	}
}

// checkErasure erases a facilitator by the address that their account has: export and erasure follow from the marks
// alone, and what was played stays counted.
func (w *workshops) checkErasure(t *testing.T, person string) {
	t.Helper()
	var invited struct{ Code string }
	w.want(http.StatusCreated, "POST", "/t/"+w.tenant+"/invitations", map[string]any{"name": "Personne 1", "role": "core:educator", "unit_id": w.units[1].ID}, &invited)
	visit(t, w.base).want(http.StatusOK, "POST", "/t/"+w.tenant+"/invitations:accept",
		map[string]any{"token": invited.Code, "login": "personne.un", "password": "une phrase bien longue", "language": "fr"}, nil)
	var people struct {
		People []struct {
			ID, Name string
			Rev      int
		}
	}
	w.want(http.StatusOK, "GET", "/t/"+w.tenant+"/people", nil, &people)
	id := ""
	for _, p := range people.People {
		if p.Name == "Personne 1" {
			id = p.ID
			w.want(http.StatusOK, "PUT", "/t/"+w.tenant+"/people/"+id, map[string]any{"name": p.Name, "email": "p1@reseau.example", "language": "fr"}, nil)
		}
	}
	told := string(w.want(http.StatusOK, "GET", "/t/"+w.tenant+"/people/"+id+":export", nil, nil).body)
	for _, collection := range []string{"piloufilou/facilitators", "piloufilou/attendances"} {
		if !strings.Contains(told, collection) {
			t.Errorf("the export lacks %s: %s", collection, told)
		}
	}
	w.want(http.StatusOK, "POST", "/t/"+w.tenant+"/people/"+id+":erase", map[string]any{"confirm": "Personne 1"}, nil)
	w.problem(http.StatusNotFound, "record-not-found", "GET", w.path("/facilitators/"+person), nil)
	var o struct{ Dose share }
	w.want(http.StatusOK, "GET", w.path("/editions/"+w.edition+":overview"), nil, &o)
	if o.Dose.Part != 341 {
		t.Errorf("after the erasure %d workshops were held", o.Dose.Part)
	}
}

// TestWhoSeesWhichWorkshops lets each person of a town, a stranger and a neighbour look and act: each sees what is
// theirs, and a calendar needs nothing but its address.
func TestWhoSeesWhichWorkshops(t *testing.T) {
	t.Parallel()
	onBoth(t, eachSeesTheirWorkshops)
}

func eachSeesTheirWorkshops(t *testing.T, server *platform, _ *letterbox) {
	as := func(tenant, role string) *workshops {
		w := &workshops{visitor: visit(t, server.url), tenant: tenant}
		w.signIn(tenant, role)
		return w
	}
	lead, educator, director := as(municipality, "core:coordinator"), as(municipality, "core:educator"), as(municipality, "core:director")
	stranger, neighbour := &workshops{visitor: visit(t, server.url), tenant: municipality}, as(network, "core:coordinator")
	cycleOf := lead.demoCycles(t)
	own, other := cycleOf["Les Grands"], cycleOf["Les Moyens"]

	list := func(w *workshops) string {
		return string(w.want(http.StatusOK, "GET", w.path("/cycles"), nil, nil).body)
	}
	if seen := list(educator); !strings.Contains(seen, own) || strings.Contains(seen, other) {
		t.Errorf("an educator sees %s", seen)
	}
	log := map[string]any{"workshops": []any{held(7, 0)}}
	log["workshops"].([]any)[0].(map[string]any)["components"] = []string{"rituel"}
	educator.problem(http.StatusNotFound, "record-not-found", "POST", educator.path("/cycles/"+other+":log"), log)
	educator.want(http.StatusOK, "POST", educator.path("/cycles/"+own+":log"), log, nil)
	educator.problem(http.StatusForbidden, "denied", "POST", educator.path("/cycles/"+own+":stop"), map[string]any{"reason": "x"})
	var logged struct{ Records []struct{ ID string } }
	educator.want(http.StatusOK, "GET", educator.path("/workshops?page_size=1"), nil, &logged)
	educator.problem(http.StatusForbidden, "denied", "DELETE", educator.path("/workshops/"+logged.Records[0].ID), nil)
	director.want(http.StatusOK, "GET", director.path("/editions/"+lead.edition+":report"), nil, nil)
	for _, rest := range []string{"/cycles", "/workshops", "/editions", "/facilitators", "/supervisions"} {
		if got := stranger.do("GET", stranger.path(rest), nil); got.status < 400 && strings.Contains(string(got.body), `"id"`) {
			t.Errorf("a stranger reads %s: %s", rest, got.body)
		}
	}
	for _, rest := range []string{"/cycles/" + own, "/cycles/" + own + ":sharing", "/editions/" + lead.edition + ":overview"} {
		neighbour.problem(http.StatusNotFound, "record-not-found", "GET", neighbour.path(rest), nil)
	}
	mail := string(educator.want(http.StatusOK, "GET", educator.path("/facilitators"), nil, nil).body)
	if strings.Contains(mail, "@") {
		t.Errorf("an educator reads addresses: %s", mail)
	}
	educator.checkFeed(t, server, own, stranger, neighbour)
}

// demoCycles are the cycles that the demonstration shows, by their group; it may take a moment until they are there.
func (w *workshops) demoCycles(t *testing.T) map[string]string {
	t.Helper()
	var editions, cycles struct {
		Records []struct {
			ID  string
			Doc struct{ Group string }
		}
	}
	for deadline := time.Now().Add(20 * time.Second); len(cycles.Records) == 0; {
		if time.Now().After(deadline) {
			t.Fatal("the demonstration shows no cycle")
		}
		w.want(http.StatusOK, "GET", w.path("/cycles"), nil, &cycles)
	}
	w.want(http.StatusOK, "GET", w.path("/editions"), nil, &editions)
	w.edition = editions.Records[0].ID
	found := map[string]string{}
	for _, c := range cycles.Records {
		found[c.Doc.Group] = c.ID
	}
	return found
}

// checkFeed follows a cycle as a calendar does, without signing in; the address works nowhere else, is kept nowhere,
// and ends when it is cut off.
func (w *workshops) checkFeed(t *testing.T, server *platform, cycle string, stranger, neighbour *workshops) {
	t.Helper()
	var shared struct{ Path string }
	w.want(http.StatusCreated, "POST", w.path("/cycles/"+cycle+":share"), nil, &shared)
	got := stranger.want(http.StatusOK, "GET", stranger.path(shared.Path), nil, nil)
	if !strings.HasPrefix(got.header.Get("Content-Type"), "text/calendar") || strings.Count(string(got.body), "BEGIN:VEVENT") != 16 {
		t.Errorf("the calendar: %s\n%s", got.header.Get("Content-Type"), got.body)
	}
	neighbour.problem(http.StatusNotFound, "calendar-not-found", "GET", neighbour.path(shared.Path), nil)
	w.want(http.StatusOK, "POST", w.path("/cycles/"+cycle+":unshare"), nil, nil)
	stranger.problem(http.StatusNotFound, "calendar-not-found", "GET", stranger.path(shared.Path), nil)
	token := strings.TrimSuffix(strings.TrimPrefix(shared.Path, "/feeds/"), ".ics")
	server.stop()
	if strings.Contains(server.said.String(), token) {
		t.Error("the log holds the address of a calendar")
	}
	if strings.Contains(server.content(), token) {
		t.Error("the database holds the address of a calendar")
	}
}
