package cap_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	ical "github.com/arran4/golang-ical"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// The mentor's story: session 4 opens with 12 commitments; 7 were kept, 3 partly, 2 move on.
func TestTheFourthSessionLooksAtTwelveCommitments(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"public": "managers", "capacity": 14})
	mentor := c.leads("mentor")
	var members []*member
	for i := range 14 {
		members = append(members, c.joins(fmt.Sprintf("gestionnaire%d", i)))
	}
	mentor.begins(3)
	var promises []struct {
		id string
		by *member
	}
	for i, p := range members[:12] {
		var made struct {
			ID    string
			DueAt string `json:"due_at"`
		}
		p.post("/commitments", m{"text": fmt.Sprintf("Essai %d", i)}, &made)
		if made.DueAt != mentor.sessionID(4) {
			t.Fatalf("due at %s", made.DueAt)
		}
		promises = append(promises, struct {
			id string
			by *member
		}{made.ID, p})
	}
	mentor.post(mentor.session(3)+":close", m{}, nil)
	members[0].refused("POST", "/commitments/"+promises[0].id+":review", m{"outcome": "kept"}, "commitment-not-due")
	mentor.begins(4)
	for i, p := range promises {
		outcome := "kept"
		if i >= 7 {
			outcome = "partial"
		}
		if i >= 10 {
			outcome = "moved"
		}
		by := p.by
		if i%2 == 1 {
			by = mentor // together, in the session
		}
		by.post("/commitments/"+p.id+":review", m{"outcome": outcome, "learning": "Plus simple que prévu."}, nil)
	}
	members[1].refused("POST", "/commitments/"+promises[0].id+":review", m{"outcome": "missed"}, "commitment-of-another")
	var list struct {
		Sessions map[string]struct{ All, Due, Kept, Partial, Missed, Moved int }
	}
	members[13].get("/commitments", &list)
	if got := list.Sessions[mentor.sessionID(4)]; got.All != 12 || got.Kept != 7 || got.Partial != 3 || got.Moved != 2 || got.Due != 0 {
		t.Errorf("session 4: %+v", got)
	}
	if got := list.Sessions[mentor.sessionID(5)]; got.Due != 2 {
		t.Errorf("session 5: %+v", got)
	}
}

// The educator's story: ten evenings of 1.5 h, eight in full and one for 45 min: 12.75 h, verified by a stranger.
func TestTenEveningsMakeACertificate(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	mentor.refused("POST", "/members/"+ines.seat+":certify", nil, "certificate-no-hours")
	for number := 1; number <= 10; number++ {
		mentor.begins(number)
		line := m{"seat": ines.seat, "presence": "present"}
		if number == 9 {
			line = m{"seat": ines.seat, "presence": "absent"}
		}
		if number == 10 {
			line = m{"seat": ines.seat, "presence": "excused"}
		}
		mentor.post(mentor.session(number)+":attend", m{"lines": []m{line}}, nil)
		mentor.post(mentor.session(number)+":close", m{}, nil)
	}
	// She was there for the second half of the ninth evening, by telephone.
	nine := mentor.session(9)
	late := m{"seat": ines.seat, "presence": "late", "minutes": 45}
	mentor.refused("POST", nine+":attend", m{"lines": []m{late}}, "invalid-input")
	late["reason"] = "Connexion par téléphone à 19 h 15"
	var sheet struct {
		Lines []struct {
			Minutes int
			Log     []struct{ Presence, Reason, By string }
		}
	}
	mentor.post(nine+":attend", m{"lines": []m{late}}, &sheet)
	if len(sheet.Lines) != 1 || sheet.Lines[0].Minutes != 45 || len(sheet.Lines[0].Log) != 1 || sheet.Lines[0].Log[0].Presence != "absent" || sheet.Lines[0].Log[0].By != "mentor" {
		t.Errorf("the sheet %+v", sheet)
	}

	var issued struct{ Number, Hours, Note, Key string }
	mentor.post("/members/"+ines.seat+":certify", nil, &issued)
	if issued.Hours != "12.75" {
		t.Fatalf("%+v", issued)
	}
	mentor.refused("POST", "/members/"+ines.seat+":certify", nil, "certificate-there")

	employer := c.office.As("visitor", "")
	var seen struct {
		Holder, Hours, Status, From, To, Issuer, Community, Mentor, Rounding string
		Minutes, Sessions                                                    int
	}
	typed := strings.ToLower(strings.ReplaceAll(issued.Number, "-", "%20"))
	employer.Into(t, "GET", "/certificates/"+typed+":verify", "", &seen)
	if seen.Holder != "Ines" || seen.Hours != "12.75" || seen.Minutes != 765 || seen.Sessions != 9 || seen.Status != "valid" ||
		seen.From != "2026-09-08" || seen.To != "2027-05-11" || seen.Issuer != "Regroupement des Deux-Rives" || seen.Rounding == "" {
		t.Errorf("%+v", seen)
	}
	refused(c, employer, "GET", "/certificates/0000-0000-0000:verify", nil, "certificate-not-found")

	mentor.post("/certificates/"+issued.Number+":revoke", m{"reason": "Erreur de nom"}, nil)
	employer.Into(t, "GET", "/certificates/"+issued.Number+":verify", "", &seen)
	if seen.Status != "revoked" {
		t.Errorf("%+v", seen)
	}
	refused(c, c.office, "POST", "/certificates/"+issued.Number+":revoke", m{"reason": "encore"}, "certificate-revoked")
	var again struct{ Number string }
	mentor.post("/members/"+ines.seat+":certify", nil, &again)
	if again.Number == issued.Number {
		t.Error("two certificates have one number")
	}
}

// Whoever writes into the database makes no certificate: what is verified is what was signed.
func TestAChangedCertificateDoesNotVerify(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	mentor.begins(1)
	mentor.post(mentor.session(1)+":attend", m{"lines": []m{{"seat": ines.seat, "presence": "present"}}}, nil)
	var issued struct{ Number string }
	mentor.post("/members/"+ines.seat+":certify", nil, &issued)
	page, err := c.office.Store().List(t.Context(), "certificates", store.Query{})
	if err != nil || len(page.Records) != 1 {
		t.Fatal(err)
	}
	record := page.Records[0]
	forged := strings.Replace(string(record.Doc), "hours: 1.50", "hours: 15.0", 1)
	if forged == string(record.Doc) {
		t.Fatalf("nothing to forge in %s", record.Doc)
	}
	if _, err := c.office.Store().Commit(t.Context(), store.Commit{Mutations: []store.Mutation{
		{Verb: store.Update, Collection: "certificates", ID: record.ID, Doc: []byte(forged)},
	}}); err != nil {
		t.Fatal(err)
	}
	refused(c, c.office.As("visitor", ""), "GET", "/certificates/"+issued.Number+":verify", nil, "note-invalid")
}

// The expert's story: she joins session 5 only; her access dies at midnight, where the community is.
func TestAnExpertComesToOneSession(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor := c.leads("mentor")
	c.joins("ines")
	var sent struct {
		Link  string
		Guest struct{ Seat, Until string }
	}
	mentor.post(mentor.session(5)+":invite", m{"name": "Dre Savard", "email": "savard@example.org", "zone": "America/Vancouver", "language": "fr"}, &sent)
	letters := c.letters("savard")
	if len(letters) != 1 || !strings.Contains(letters[0], sent.Link) || !strings.Contains(letters[0], "mardi 12 janvier 2027 à 15 h 30 (heure de Vancouver)") {
		t.Fatalf("letters %v", letters)
	}
	_, token, _ := strings.Cut(sent.Link, "#")
	visitor := c.office.As("visitor", "")
	enter := func() (*strings.Builder, int) {
		w := visitor.Do("POST", "/guests:enter", string(text(m{"token": token})))
		body := &strings.Builder{}
		_, _ = io.Copy(body, w.Body)
		return body, w.Code
	}
	body, code := enter()
	if code != http.StatusOK || !strings.Contains(body.String(), `"number":5`) || strings.Contains(body.String(), "Ines") || !strings.Contains(body.String(), "visio.example") {
		t.Errorf("%d %s", code, body)
	}
	c.at("2027-01-13T04:59:59Z")
	if _, code := enter(); code != http.StatusOK {
		t.Errorf("a second before midnight in Québec: %d", code)
	}
	c.at("2027-01-13T05:00:00Z")
	if body, code := enter(); code != http.StatusNotFound || !strings.Contains(body.String(), "invitation-unknown") {
		t.Errorf("at midnight: %d %s", code, body)
	}
	// The session moves: the invitation moves with it, until it is taken back.
	c.at("2027-01-05T12:00:00Z")
	mentor.post(mentor.session(5)+":move", m{"starts_at": "2027-01-19T18:30", "reason": "Tempête"}, nil)
	c.at("2027-01-19T23:00:00Z")
	if _, code := enter(); code != http.StatusOK {
		t.Errorf("on the new day: %d", code)
	}
	mentor.post("/guests/"+sent.Guest.Seat+":revoke", nil, nil)
	if _, code := enter(); code != http.StatusNotFound {
		t.Errorf("after it was taken back: %d", code)
	}
	refused(c, visitor, "POST", "/guests:enter", m{"token": "x"}, "invitation-unknown")
}

// An expert with an account has a seat of their own, for one session.
func TestAnExpertsAccountIsLimitedToo(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor := c.leads("mentor")
	five := mentor.sessionID(5)
	who := introduced("savard")
	who["person"], who["role"], who["session"] = "savard", "expert", five
	var given struct{ Seat, Until string }
	c.office.Into(t, "POST", "/communities/"+c.community+":appoint", string(text(who)), &given)
	expert := &member{Harness: c.office.As("person", "savard"), c: c, seat: given.Seat}
	expert.signs()
	var seen room
	expert.get("room", &seen)
	if len(seen.Sessions) != 1 || seen.Sessions[0].ID != five {
		t.Errorf("%+v", seen.Sessions)
	}
	c.at(given.Until)
	expert.refused("GET", ":room", nil, "seat-ended")
	expert.refused("GET", "/threads", nil, "seat-ended")
}

func TestCancellingOneSessionKeepsTheOthersAndTellsEverybody(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	var promise struct {
		DueAt string `json:"due_at"`
	}
	mentor.begins(1)
	ines.post("/commitments", m{"text": "Sortir avant la collation"}, &promise)
	mentor.post(mentor.session(1)+":close", m{}, nil)
	done := c.work(0)
	mentor.refused("POST", mentor.session(1)+":cancel", m{"reason": "x"}, "session-not-planned")
	mentor.post(mentor.session(2)+":cancel", m{"reason": "Verglas"}, nil)
	c.work(done)

	mails := c.office.Store().Outbox().Mails
	if len(mails) != 2 {
		t.Fatalf("%d letters", len(mails))
	}
	letter := mails[len(mails)-1]
	if !strings.Contains(letter.Text, "mardi 13 octobre 2026 à 18 h 30 (heure de Toronto)") || !strings.Contains(letter.Text, "Verglas") || len(letter.Attachments) != 1 {
		t.Fatalf("%+v", letter)
	}
	calendar, err := ical.ParseCalendar(strings.NewReader(string(letter.Attachments[0].Content)))
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]int{}
	for _, e := range calendar.Events() {
		states[e.GetProperty(ical.ComponentPropertyStatus).Value+" "+e.GetProperty(ical.ComponentPropertySequence).Value]++
	}
	if states["CANCELLED 1"] != 1 || states["CONFIRMED 0"] != 9 {
		t.Errorf("events %v", states)
	}
	var list struct {
		Commitments []struct {
			DueAt string `json:"due_at"`
		}
	}
	ines.get("/commitments", &list)
	if list.Commitments[0].DueAt != mentor.sessionID(3) {
		t.Error("what was due at the cancelled session is not due at the next")
	}
}

// A calendar program subscribes, comes back, and sees what changed under the same UIDs.
func TestAFeedThatFollows(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	var feed struct{ Address string }
	ines.post(":subscribe", nil, &feed)
	prefix := "https://ribambelle.test/t/ville/cap"
	path, ok := strings.CutPrefix(feed.Address, prefix)
	if !ok || !strings.HasSuffix(path, ".ics") {
		t.Fatalf("address %s", feed.Address)
	}
	program := c.office.As("visitor", "")
	read := func() (string, http.Header) {
		w := program.Do("GET", path, "")
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/calendar") {
			t.Fatalf("%d %v %s", w.Code, w.Header(), w.Body)
		}
		return w.Body.String(), w.Header()
	}
	before, header := read()
	if again, second := read(); again != before || second.Get("ETag") != header.Get("ETag") {
		t.Error("nothing changed, and the calendar did")
	}
	four := mentor.sessionID(4)
	mentor.post(mentor.session(4)+":move", m{"starts_at": "2026-12-15T19:00", "reason": "Congé"}, nil)
	after, _ := read()
	event := after[strings.Index(after, "UID:"+four):]
	event = event[:strings.Index(event, "END:VEVENT")]
	for _, want := range []string{"SEQUENCE:1", "DTSTART:20261216T000000Z", "STATUS:CONFIRMED"} {
		if !strings.Contains(event, want) {
			t.Errorf("no %s in %s", want, event)
		}
	}
	if strings.Count(before, "UID:") != strings.Count(after, "UID:") {
		t.Error("events came or went")
	}
	// A new address revokes the old one; giving the seat up revokes both.
	var second struct{ Address string }
	ines.post(":subscribe", nil, &second)
	refused(c, program, "GET", path, nil, "calendar-unknown")
	path = strings.TrimPrefix(second.Address, prefix)
	read()
	ines.post(":leave", nil, nil)
	refused(c, program, "GET", path, nil, "calendar-unknown")
	refused(c, program, "GET", "/calendars/"+strings.Repeat("A", 43)+".ics", nil, "calendar-unknown")
}

func TestAQuestionThatNobodyAnswersReachesTheMentor(t *testing.T) {
	t.Parallel()
	c := newCircle(t, m{"unanswered": 3})
	mentor, ines, paul := c.leads("mentor"), c.joins("ines"), c.joins("paul")
	var rain, snow struct{ ID string }
	ines.post("/threads", m{"title": "Et quand il pleut ?", "text": "Nous n’avons pas de préau."}, &rain)
	ines.post("/threads", m{"title": "Et quand il neige ?"}, &snow)
	ines.post("/threads/"+rain.ID+":answer", m{"text": "Je précise : ni parapluie."}, nil) // one's own word is no answer
	paul.post("/threads/"+snow.ID+":answer", m{"text": "Des bottes pour tous, à l’entrée."}, nil)
	jobs := c.office.Store().Outbox().Jobs
	if due := jobs[0].At.Sub(c.clock()); due != 72*time.Hour {
		t.Errorf("the mentor is told after %s", due)
	}
	c.at("2026-08-23T12:00:00Z")
	c.work(0)
	c.work(0) // at least once
	letters := c.letters("mentor")
	if len(letters) != 1 || !strings.Contains(letters[0], "« Et quand il pleut ? »") || !strings.Contains(letters[0], "3 jours") {
		t.Fatalf("letters %v", letters)
	}
	var list struct {
		Threads []struct {
			Title      string
			Answers    int
			Unanswered int `json:"unanswered_days"`
			Late       bool
		}
	}
	mentor.get("/threads", &list)
	for _, q := range list.Threads {
		if late := q.Title == "Et quand il pleut ?"; q.Late != late || (q.Unanswered == 3) != late {
			t.Errorf("%+v", q)
		}
	}
	var one struct {
		Said []struct{ Name, Text string }
	}
	mentor.get("/threads/"+snow.ID, &one)
	if len(one.Said) != 1 || one.Said[0].Name != "Paul" {
		t.Errorf("%+v", one)
	}
}

// Three tools with versions 4, 2 and 6 are published under their licence, with their authors.
func TestToolsKeepTheirVersionsAndAuthors(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines, paul := c.leads("mentor"), c.joins("ines"), c.joins("paul")
	for _, versions := range []int{4, 2, 6} {
		var tool struct{ ID string }
		ines.post("/artefacts", m{"title": "Grille", "licence": "CC BY 4.0", "link": "https://documents.example/1", "note": "Première idée"}, &tool)
		for v := 2; v <= versions; v++ {
			paul.post("/artefacts/"+tool.ID+":version", m{"link": fmt.Sprintf("https://documents.example/%d", v)}, nil)
		}
		var published struct {
			State    string
			Authors  []string
			Versions []struct {
				Number int
				By     string
			}
		}
		mentor.post("/artefacts/"+tool.ID+":publish", nil, &published)
		if published.State != "published" || len(published.Versions) != versions || published.Versions[0].Number != versions || len(published.Authors) != 2 {
			t.Errorf("%+v", published)
		}
		mentor.refused("POST", "/artefacts/"+tool.ID+":publish", nil, "artefact-published")
	}
	for _, link := range []string{"javascript:alert(1)", "http://documents.example/", "https://", "ftp://x.example/"} {
		ines.refused("POST", "/artefacts", m{"title": "x", "licence": "CC BY 4.0", "link": link}, "invalid-input")
	}
}

func TestAClosedCycleIsReadAndNotWritten(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	ines.post("/threads", m{"title": "Et quand il pleut ?"}, nil)
	c.office.Into(t, "POST", "/communities/"+c.community+":close", "", nil)
	ines.get("/threads", nil)
	ines.refused("POST", "/threads", m{"title": "Trop tard ?"}, "community-not-open")
	mentor.refused("POST", mentor.session(2)+":cancel", m{"reason": "x"}, "community-not-open")
}

func TestBadInputIsSentBackWithItsPlace(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	mentor.begins(1)
	one := mentor.session(1)
	for name, q := range map[string]struct {
		path    string
		body    m
		pointer string
	}{
		"minutes":      {one + ":attend", m{"lines": []m{{"seat": ines.seat, "presence": "present", "minutes": 91}}}, "/lines/0/minutes"},
		"nobody":       {one + ":attend", m{"lines": []m{{"seat": "none", "presence": "present"}}}, "/lines/0/seat"},
		"a mentor":     {one + ":attend", m{"lines": []m{{"seat": mentor.seat, "presence": "present"}}}, "/lines/0/seat"},
		"a presence":   {one + ":attend", m{"lines": []m{{"seat": ines.seat, "presence": "maybe"}}}, "/lines/0/presence"},
		"nothing said": {"/threads", m{"title": "   "}, "/title"},
		"no date":      {mentor.session(2) + ":move", m{"starts_at": "2026-13-45T99:99", "reason": "x"}, "/starts_at"},
		"no room":      {mentor.session(2) + ":tell", m{"room": "javascript:alert(1)"}, "/room"},
		"no address":   {mentor.session(2) + ":invite", m{"name": "X", "email": "X <x@example.org>"}, "/email"},
		"no zone":      {mentor.session(2) + ":invite", m{"name": "X", "email": "x@example.org", "zone": "Mars"}, "/zone"},
	} {
		w := mentor.Do("POST", "/seats/"+mentor.seat+q.path, string(text(q.body)))
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), fmt.Sprintf("%q:%q", "pointer", q.pointer)) {
			t.Errorf("%s: %d %s, want a refusal at %s", name, w.Code, w.Body, q.pointer)
		}
	}
}
