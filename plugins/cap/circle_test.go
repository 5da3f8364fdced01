package cap_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/moduletest"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// circle is an organisation with one open community of ten monthly sessions, in memory. Rights are the core's
// and are not in it.
type circle struct {
	*testing.T
	office    *moduletest.Harness // the coordinator
	community string
	people    map[string]*member

	mu  sync.Mutex
	now time.Time
}

// member is somebody with a seat.
type member struct {
	*moduletest.Harness
	c    *circle
	id   string
	seat string
}

type m = map[string]any

func newCircle(t *testing.T, change m, closures ...sdk.Closure) *circle {
	t.Helper()
	c := &circle{T: t, people: map[string]*member{}, now: time.Date(2026, 8, 20, 12, 0, 0, 0, time.UTC)}
	c.office = moduletest.New(t, cap.New(), moduletest.Options{
		ID: "camille", Zone: "America/Toronto", Wording: "fr-CA", Country: "CA", Clock: c.clock, Closures: closures,
		Config: cap.Config{
			Issuer: "Regroupement des Deux-Rives", Room: "https://visio.example/{community}-{number}", Phones: []string{"+1 418 555-0142"},
			DialIn: cap.Wording{FR: "Composez le 418 555-0142, puis le 4.", EN: "Dial 418 555-0142, then 4."},
		},
		Units: []sdk.Unit{{ID: "quebec", Path: "/quebec/", Name: "Québec", Class: "territory"}},
	})
	doc := m{
		"title": "Grandir dehors", "public": "educators", "unit": "quebec", "capacity": 12, "listed": true,
		"rule": "FREQ=MONTHLY;BYDAY=2TU;COUNT=10", "starts": "2026-09-08T18:30", "minutes": 90,
	}
	for name, value := range change {
		doc[name] = value
	}
	record, err := c.write(store.Create, "", doc)
	if err != nil {
		t.Fatal(err)
	}
	c.community = record.ID
	c.office.Into(t, "POST", "/communities/"+c.community+":open", "", nil)
	return c
}

func (c *circle) clock() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// at sets the clock.
func (c *circle) at(when string) {
	c.Helper()
	at, err := time.Parse(time.RFC3339, when)
	if err != nil {
		c.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// write is a community written by hand, as the core does it: the hook, then the commit.
func (c *circle) write(verb store.Verb, id string, doc m) (store.Record, error) {
	c.Helper()
	change := moduletest.Change{Collection: "communities", Verb: verb, ID: id}
	if doc != nil {
		change.New = text(doc)
	}
	if verb != store.Create {
		old, err := c.office.Store().Get(c.Context(), "communities", id)
		if err != nil {
			return store.Record{}, err
		}
		change.Old, change.Rev = old.Doc, old.Rev
	}
	judged, err := c.office.Before(c.Context(), change)
	if err != nil {
		return store.Record{}, err
	}
	receipt, err := c.office.Store().Commit(c.Context(), store.Commit{Mutations: []store.Mutation{
		{Verb: verb, Collection: "communities", ID: id, Rev: change.Rev, Doc: judged},
	}})
	if err != nil {
		return store.Record{}, err
	}
	return receipt.Records[0], nil
}

func text(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// introduced is how somebody of the test presents themselves.
func introduced(id string) m {
	return m{"name": strings.ToUpper(id[:1]) + id[1:], "email": id + "@example.org", "zone": "America/Toronto", "language": "fr"}
}

// joins gives somebody a seat, signed unless they wait.
func (c *circle) joins(id string) *member {
	c.Helper()
	p := &member{Harness: c.office.As("person", id), c: c, id: id}
	var seat struct{ ID, State string }
	p.Into(c, "POST", "/communities/"+c.community+":join", string(text(introduced(id))), &seat)
	p.seat, c.people[id] = seat.ID, p
	if seat.State == "seated" {
		p.signs()
	}
	return p
}

// leads gives somebody the mentor's seat.
func (c *circle) leads(id string) *member {
	c.Helper()
	p := &member{Harness: c.office.As("person", id), c: c, id: id}
	who := introduced(id)
	who["person"], who["role"] = id, "mentor"
	var seat struct{ Seat string }
	c.office.Into(c, "POST", "/communities/"+c.community+":appoint", string(text(who)), &seat)
	p.seat, c.people[id] = seat.Seat, p
	p.signs()
	return p
}

func (p *member) signs() {
	p.c.Helper()
	var room room
	p.get("room", &room)
	p.post(":sign", m{"digest": room.Pact.Digest}, nil)
}

func (p *member) get(what string, answer any) {
	p.c.Helper()
	separator := ":"
	if strings.Contains(what, "/") {
		separator = ""
	}
	p.Into(p.c, "GET", "/seats/"+p.seat+separator+what, "", answer)
}

func (p *member) post(path string, body m, answer any) {
	p.c.Helper()
	p.Into(p.c, "POST", "/seats/"+p.seat+path, string(text(body)), answer)
}

// refused is for what must fail with that code.
func (p *member) refused(method, path string, body m, code string) {
	p.c.Helper()
	refused(p.c, p.Harness, method, "/seats/"+p.seat+path, body, code)
}

func refused(t *circle, h *moduletest.Harness, method, path string, body m, code string) {
	t.Helper()
	sent := ""
	if body != nil {
		sent = string(text(body))
	}
	w := h.Do(method, path, sent)
	var problem struct{ Code string }
	if err := json.Unmarshal(w.Body.Bytes(), &problem); err != nil || w.Code < http.StatusBadRequest || problem.Code != code {
		t.Errorf("%s %s = %d %s, want %s", method, path, w.Code, w.Body, code)
	}
}

// room is what the tests read of a room.
type room struct {
	Pact     struct{ Digest string }
	Feed     bool
	Sessions []struct {
		ID       string
		Number   int
		StartsAt time.Time `json:"starts_at"`
		State    string
		Room     string
		DialIn   string `json:"dial_in"`
		Sequence int
	}
	Members []struct{ Seat, Name, Role string }
	Hours   struct {
		Minutes  int
		Hours    string
		Sessions int
	}
	Certificates []struct{ Number, Hours string }
}

// session is the address of a session below a seat.
func (p *member) session(number int) string {
	p.c.Helper()
	return "/sessions/" + p.sessionID(number)
}

func (p *member) sessionID(number int) string {
	p.c.Helper()
	var room room
	p.get("room", &room)
	for _, s := range room.Sessions {
		if s.Number == number {
			return s.ID
		}
	}
	p.c.Fatalf("no session %d", number)
	return ""
}

// begins opens a session at its time.
func (p *member) begins(number int) {
	p.c.Helper()
	var room room
	p.get("room", &room)
	p.c.at(room.Sessions[number-1].StartsAt.Format(time.RFC3339))
	p.post(p.session(number)+":open", nil, nil)
}

// work runs the jobs that wait, and those that they make.
func (c *circle) work(from int) int {
	c.Helper()
	for ; from < len(c.office.Store().Outbox().Jobs); from++ {
		j := c.office.Store().Outbox().Jobs[from]
		if err := c.office.Run(c.Context(), j.Name, j.Data); err != nil {
			c.Fatalf("job %s: %v", j.Name, err)
		}
	}
	return from
}

// letters are the notices to somebody, subject first.
func (c *circle) letters(to string) []string {
	var found []string
	for _, n := range c.office.Store().Outbox().Notices {
		if n.To == to {
			found = append(found, c.office.Told(n, "fr"))
		}
	}
	return found
}
