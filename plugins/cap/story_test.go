package cap_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/cap/session"
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
	if held := heldIn(mentor, ines.seat); held != issued.Number {
		t.Errorf("the mentor sees the certificate %q, not %q", held, issued.Number)
	}
	if held := heldIn(ines, ines.seat); held != "" {
		t.Errorf("a member sees the certificate %q in the list of people", held)
	}

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
	if held := heldIn(mentor, ines.seat); held != "" {
		t.Errorf("a revoked certificate is still there: %q", held)
	}
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
	letters := c.office.Mails()
	if len(letters) != 1 || letters[0].To != "savard@example.org" || !strings.Contains(letters[0].Text, sent.Link) || !strings.Contains(letters[0].Text, "Bonjour Dre Savard,\n\nMentor vous invite") ||
		!strings.Contains(letters[0].Text, "mardi 12 janvier 2027 à 15 h 30 (heure de Vancouver)") {
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

// Two hands validate at once, with and without what makes a line unique: minutes count once.
func TestALineIsValidatedOnce(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	mentor.begins(1)
	one := mentor.sessionID(1)
	var both sync.WaitGroup
	for range 8 {
		both.Go(func() {
			mentor.Do("POST", "/seats/"+mentor.seat+"/sessions/"+one+":attend", string(text(m{"lines": []m{{"seat": ines.seat, "presence": "present"}}})))
		})
	}
	both.Wait()
	var seen room
	ines.get("room", &seen)
	if seen.Hours.Minutes != 90 || seen.Hours.Sessions != 1 {
		t.Errorf("after eight at once: %+v", seen.Hours)
	}
	// The control: what a line without its name would do.
	page, err := c.office.Store().List(t.Context(), "attendances", store.Query{})
	if err != nil || len(page.Records) != 1 {
		t.Fatalf("%d lines, %v", len(page.Records), err)
	}
	twin := strings.Replace(string(page.Records[0].Doc), session.LineOf(one, ines.seat), "another name", 1)
	if _, err := c.office.Store().Commit(t.Context(), store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: "attendances", Doc: []byte(twin)}}}); err != nil {
		t.Fatal(err)
	}
	ines.get("room", &seen)
	if seen.Hours.Minutes != 180 {
		t.Errorf("the control did not count twice: %+v", seen.Hours)
	}
}

// Of several who certify at once, one does.
func TestACertificateIsIssuedOnce(t *testing.T) {
	t.Parallel()
	c := newCircle(t, nil)
	mentor, ines := c.leads("mentor"), c.joins("ines")
	mentor.begins(1)
	mentor.post(mentor.session(1)+":attend", m{"lines": []m{{"seat": ines.seat, "presence": "present"}}}, nil)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { mentor.Do("POST", "/seats/"+mentor.seat+"/members/"+ines.seat+":certify", "") })
	}
	all.Wait()
	var seen room
	ines.get("room", &seen)
	if len(seen.Certificates) != 1 {
		t.Errorf("%d certificates", len(seen.Certificates))
	}
}

// heldIn is the number of the certificate that a seat holds, as somebody reads it in the list of people.
func heldIn(as *member, seat string) string {
	var seen struct {
		Members []struct{ Seat, Certificate string }
	}
	as.get("room", &seen)
	for _, m := range seen.Members {
		if m.Seat == seat {
			return m.Certificate
		}
	}
	return ""
}
