package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// circle is a community under way, as its people handle it.
type circle struct {
	t      *testing.T
	url    string
	id     string
	office *visitor
}

func capPath(rest string) string { return "/t/" + municipality + "/cap" + rest }

// evenings opens a community of educators that has met every evening for nine days and meets now for the tenth.
func evenings(t *testing.T, url string, capacity int) *circle {
	t.Helper()
	office := visit(t, url)
	office.signIn(municipality, "core:coordinator")
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Fatal(err)
	}
	var made record[map[string]any]
	office.want(http.StatusCreated, "POST", capPath("/communities"), map[string]any{
		"title": "Dix soirées", "public": "educators", "rule": "FREQ=DAILY;COUNT=12", "minutes": 90, "capacity": capacity, "listed": true,
		"starts": time.Now().In(paris).AddDate(0, 0, -9).Format("2006-01-02T15:04"),
	}, &made)
	office.want(http.StatusOK, "POST", capPath("/communities/"+made.ID+":open"), nil, nil)
	return &circle{t: t, url: url, id: made.ID, office: office}
}

// seated is somebody with a seat.
type seated struct {
	*visitor
	seat string
}

func (s *seated) at(rest string) string { return capPath("/seats/" + s.seat + rest) }

// room is what a seat shows.
type room struct {
	Pact     struct{ Digest string }
	Sessions []struct {
		ID     string
		Number int
		State  string
	}
	Hours struct{ Hours string }
}

func (s *seated) room() (r room) {
	s.t.Helper()
	s.want(http.StatusOK, "GET", s.at(":room"), nil, &r)
	return r
}

func (s *seated) sign() {
	s.t.Helper()
	s.want(http.StatusOK, "POST", s.at(":sign"), map[string]string{"digest": s.room().Pact.Digest}, nil)
}

// joins asks for a seat with a demonstration account.
func (c *circle) joins(role, name, email string) *seated {
	c.t.Helper()
	p := &seated{visitor: visit(c.t, c.url)}
	p.signIn(municipality, role)
	var seat struct{ ID, State string }
	p.want(http.StatusCreated, "POST", capPath("/communities/"+c.id+":join"), map[string]string{"name": name, "email": email, "zone": "America/Montreal", "language": "fr"}, &seat)
	p.seat = seat.ID
	return p
}

// leads makes the adviser mentor.
func (c *circle) leads() *seated {
	c.t.Helper()
	p := &seated{visitor: visit(c.t, c.url)}
	p.signIn(municipality, "core:adviser")
	var me struct{ Person struct{ ID string } }
	p.want(http.StatusOK, "GET", "/t/"+municipality+"/me", nil, &me)
	var given struct{ Seat string }
	c.office.want(http.StatusCreated, "POST", capPath("/communities/"+c.id+":appoint"), map[string]string{
		"person": me.Person.ID, "role": "mentor", "name": "Paul Guérin", "email": "paul@example.org",
	}, &given)
	p.seat = given.Seat
	p.sign()
	return p
}

// The educator's story through the built binaries: ten evenings of 1.5 h, eight in full, one for 45 minutes; her
// employer types the number, and checks the note without the server.
func TestTenEveningsAndACertificate(t *testing.T) {
	t.Parallel()
	onBoth(t, tenEvenings)
}

func tenEvenings(t *testing.T, p *platform, _ *letterbox) {
	c := evenings(t, p.url, 12)
	mentor := c.leads()
	ines := c.joins("core:educator", "Inès Robin", "ines@example.org")
	ines.sign()
	for _, s := range mentor.room().Sessions[:10] {
		line := map[string]any{"seat": ines.seat, "presence": "present"}
		switch s.Number {
		case 9:
			line = map[string]any{"seat": ines.seat, "presence": "late", "minutes": 45}
		case 10:
			line = map[string]any{"seat": ines.seat, "presence": "absent"}
		}
		mentor.want(http.StatusOK, "POST", mentor.at("/sessions/"+s.ID+":open"), nil, nil)
		mentor.want(http.StatusOK, "POST", mentor.at("/sessions/"+s.ID+":attend"), map[string]any{"lines": []any{line}}, nil)
		mentor.want(http.StatusOK, "POST", mentor.at("/sessions/"+s.ID+":close"), map[string]any{}, nil)
	}
	if got := ines.room().Hours.Hours; got != "12.75" {
		t.Fatalf("her hours are %s", got)
	}
	ines.problem(http.StatusForbidden, "denied", "POST", ines.at("/members/"+ines.seat+":certify"), nil)
	var issued struct{ Number string }
	mentor.want(http.StatusCreated, "POST", mentor.at("/members/"+ines.seat+":certify"), nil, &issued)

	employer := visit(t, p.url)
	var seen struct{ Holder, Hours, Status, Note, Key string }
	employer.want(http.StatusOK, "GET", capPath("/certificates/"+strings.ToLower(issued.Number)+":verify"), nil, &seen)
	if seen.Holder != "Inès Robin" || seen.Hours != "12.75" || seen.Status != "valid" {
		t.Errorf("%+v", seen)
	}
	key := strings.TrimSpace(string(employer.want(http.StatusOK, "GET", "/statements/key", nil, nil).body))
	verifier, err := note.NewVerifier(key)
	if err != nil || key != seen.Key {
		t.Fatalf("key %q, %v", key, err)
	}
	opened, err := note.Open([]byte(seen.Note), note.VerifierList(verifier))
	if err != nil || !strings.Contains(opened.Text, "\nhours: 12.75\n") {
		t.Errorf("the note: %v in %q", err, seen.Note)
	}
	if _, err := note.Open([]byte(strings.Replace(seen.Note, "12.75", "99.75", 1)), note.VerifierList(verifier)); err == nil {
		t.Error("a forged note is genuine")
	}
	employer.problem(http.StatusNotFound, "certificate-not-found", "GET", "/t/"+network+"/cap/certificates/"+issued.Number+":verify", nil)

	c.office.want(http.StatusOK, "POST", capPath("/certificates/"+issued.Number+":revoke"), map[string]string{"reason": "Doublon"}, nil)
	employer.want(http.StatusOK, "GET", capPath("/certificates/"+issued.Number+":verify"), nil, &seen)
	if seen.Status != "revoked" {
		t.Errorf("after the revocation: %+v", seen)
	}
	p.forgets("niort.educatrice", "Inès Robin", "cap/seats", "cap/attendances", "cap/certificates")
	employer.problem(http.StatusNotFound, "certificate-not-found", "GET", capPath("/certificates/"+issued.Number+":verify"), nil)
	p.checkAudit(municipality)
}

// forgets takes a person's data out of some collections, erases the person, and finds nothing any more.
func (p *platform) forgets(login, name string, collections ...string) {
	p.t.Helper()
	code, exported, said := p.command("person", "export", "--tenant", municipality, login)
	for _, c := range collections {
		if code != 0 || !strings.Contains(exported, `"`+c+`"`) {
			p.t.Errorf("the export holds nothing of %s: %d %s %s", c, code, exported, said)
		}
	}
	code, erased, said := p.command("person", "erase", "--tenant", municipality, "--confirm", name, login)
	for _, c := range collections {
		if code != 0 || !strings.Contains(erased, "erased: "+c) {
			p.t.Errorf("the erasure leaves %s: %d %s %s", c, code, erased, said)
		}
	}
	if code, left, _ := p.command("person", "export", "--tenant", municipality, login); code == 0 {
		p.t.Errorf("after the erasure: %s", left)
	}
}

// Over a real SMTP dialogue: a cancelled session reaches members with a calendar that strikes it out and keeps the
// others; their calendar programs see the same; a freed seat is told to whoever waits first.
func TestCalendarsAndLettersFollowWhatChanges(t *testing.T) {
	t.Parallel()
	onBoth(t, calendarsFollow)
}

func calendarsFollow(t *testing.T, p *platform, box *letterbox) {
	c := evenings(t, p.url, 2)
	mentor := c.leads()
	ines := c.joins("core:educator", "Inès Robin", "ines@example.org")
	ines.sign()

	var feed struct{ Address string }
	ines.want(http.StatusOK, "POST", ines.at(":subscribe"), nil, &feed)
	program := visit(t, p.url)
	path, ok := strings.CutPrefix(feed.Address, p.url)
	if !ok {
		t.Fatalf("the feed is at %s", feed.Address)
	}
	before := program.want(http.StatusOK, "GET", path, nil, nil)
	if again := program.do("GET", path, nil, "If-None-Match", before.header.Get("Etag")); again.status != http.StatusNotModified {
		t.Errorf("nothing changed, and the feed answers %d", again.status)
	}

	sessions := mentor.room().Sessions
	eleven := sessions[10]
	mentor.want(http.StatusOK, "POST", mentor.at("/sessions/"+eleven.ID+":cancel"), map[string]string{"reason": "Grève des transports"}, nil)
	got := box.wait("ines@example.org", 1)
	file := got.files["text/calendar"]
	if !strings.Contains(got.subject(), "Séance 11 annulée") || !strings.Contains(got.text, "Grève des transports") || !strings.Contains(got.text, "heure de Montreal") ||
		strings.Count(file, "STATUS:CANCELLED") != 1 || strings.Count(file, "STATUS:CONFIRMED") != 11 {
		t.Errorf("the letter %+v", got)
	}
	after := string(program.want(http.StatusOK, "GET", path, nil, nil).body)
	if strings.Count(after, "UID:") != 12 || !strings.Contains(after, "UID:"+eleven.ID+"\r\n") || after != file {
		t.Errorf("the feed is not the file that was mailed:\n%s\n%s", after, file)
	}

	// An invitation to an evening that is over opens nothing: its day has ended.
	var invited struct{ Link string }
	guest := func(session string) *visitor {
		mentor.want(http.StatusCreated, "POST", mentor.at("/sessions/"+session+":invite"), map[string]string{"name": "Dre Savard", "email": "savard@example.org"}, &invited)
		return visit(t, p.url)
	}
	enter := func() map[string]string {
		_, token, _ := strings.Cut(invited.Link, "#")
		return map[string]string{"token": token}
	}
	stranger := guest(sessions[11].ID)
	var seen struct{ Session struct{ Number int } }
	stranger.want(http.StatusOK, "POST", capPath("/guests:enter"), enter(), &seen)
	if seen.Session.Number != 12 || !strings.HasPrefix(invited.Link, p.url+"/p/"+municipality+"/cap/guest#") {
		t.Errorf("the invitation %s opens %+v", invited.Link, seen)
	}
	stranger = guest(sessions[2].ID)
	stranger.problem(http.StatusNotFound, "invitation-unknown", "POST", capPath("/guests:enter"), enter())

	ines.want(http.StatusOK, "POST", ines.at(":leave"), nil, nil)
	program.problem(http.StatusNotFound, "calendar-unknown", "GET", path, nil)
	ines.problem(http.StatusForbidden, "denied", "GET", ines.at(":room"), nil)
}

// Who may what, asked of the whole platform: the public of each community, seats of others, what a coordinator
// does not read, what the other organisation does not find.
func TestSeatsOpenNothingToOthers(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	c := evenings(t, p.url, 2)
	mentor := c.leads()
	ines := c.joins("core:educator", "Inès Robin", "ines@example.org")
	ines.sign()
	ines.want(http.StatusCreated, "POST", ines.at("/threads"), map[string]string{"title": "Et quand il pleut ?"}, nil)

	director := visit(t, p.url)
	director.signIn(municipality, "core:director")
	director.problem(http.StatusForbidden, "denied", "POST", capPath("/communities/"+c.id+":join"), map[string]string{"name": "Nadia Haddad", "email": "nadia@example.org"})
	for name, who := range map[string]*visitor{"the director": director, "the coordinator": c.office, "the mentor": mentor.visitor} {
		for _, rest := range []string{":room", "/threads", "/commitments", "/artefacts", "/calendar"} {
			if got := who.do("GET", ines.at(rest), nil); got.status != http.StatusForbidden && got.status != http.StatusNotFound {
				t.Errorf("%s reads %s from another's seat: %d %s", name, rest, got.status, got.body)
			}
		}
		if got := who.do("POST", ines.at(":leave"), nil); got.status != http.StatusForbidden && got.status != http.StatusNotFound {
			t.Errorf("%s gives up another's seat: %d", name, got.status)
		}
	}
	session := ines.room().Sessions[11].ID
	for verb, body := range map[string]any{"open": nil, "cancel": map[string]string{"reason": "x"}, "attend": map[string]any{"lines": []any{map[string]string{"seat": ines.seat, "presence": "present"}}}} {
		ines.problem(http.StatusForbidden, "denied", "POST", ines.at("/sessions/"+session+":"+verb), body)
	}
	stranger := visit(t, p.url)
	if got := stranger.do("GET", ines.at(":room"), nil); got.status != http.StatusUnauthorized {
		t.Errorf("a stranger enters: %d", got.status)
	}
	other := visit(t, p.url)
	other.signIn("cpe-des-deux-rives", "core:coordinator")
	for _, path := range []string{"/communities/" + c.id, "/seats/" + ines.seat + ":room", "/communities/" + c.id + ":seats"} {
		if got := other.do("GET", "/t/cpe-des-deux-rives/cap"+path, nil); got.status != http.StatusNotFound {
			t.Errorf("the neighbour finds %s: %d %s", path, got.status, got.body)
		}
	}
}

// The home of 200 communities is told at once.
func TestTheHomeOfTwoHundredCommunities(t *testing.T) {
	t.Parallel()
	p := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	office := visit(t, p.url)
	office.signIn(municipality, "core:coordinator")
	var there struct{ Communities []any }
	office.want(http.StatusOK, "GET", capPath("/home?page_size=200"), nil, &there)
	for i := len(there.Communities); i < 200; i++ {
		var made record[map[string]any]
		office.want(http.StatusCreated, "POST", capPath("/communities"), map[string]any{
			"title": fmt.Sprintf("Communauté %03d", i), "public": "educators", "rule": "FREQ=MONTHLY;BYMONTHDAY=5;COUNT=10", "starts": "2099-01-05T18:30",
		}, &made)
		office.want(http.StatusOK, "POST", capPath("/communities/"+made.ID+":open"), nil, nil)
	}
	best := time.Hour
	for range 5 {
		began := time.Now()
		office.want(http.StatusOK, "GET", capPath("/home?page_size=200"), nil, &there)
		best = min(best, time.Since(began))
	}
	if len(there.Communities) != 200 {
		t.Errorf("%d communities", len(there.Communities))
	}
	t.Logf("the home of 200 communities and 2000 sessions: %s at best", best)
}
