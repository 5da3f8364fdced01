package mobilisation_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"
)

const day = 24 * time.Hour

func (h *house) join(email string) {
	h.Helper()
	h.ask("POST", "/newsletter:join", h.joining(email), "")
}

func (h *house) joining(email string) doc {
	h.Helper()
	var page struct {
		Newsletter map[string]struct{ Version string }
	}
	h.read("GET", "/public/movement", nil, &page)
	return doc{
		"email": email, "language": "en", "page": "https://ville.example/", "solution": h.solve("newsletter"),
		"news": doc{"agreed": true, "version": page.Newsletter["en"].Version},
	}
}

func TestTheListTakesOnlyWhoConfirmed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.join("Sam@exemple.org")
	h.join("sam+2@exemple.org")
	if n := len(h.Mails()); n != 1 {
		t.Fatalf("%d messages before a confirmation, want 1", n)
	}
	m := h.Mails()[0]
	if m.Language != "en" || !strings.HasPrefix(m.Unsubscribe, "https://ribambelle.test/t/ville/mobilisation/leave/") {
		t.Errorf("message %+v", m)
	}
	var list struct{ Subscribers []struct{ Email string } }
	h.read("GET", "/newsletter/subscribers", nil, &list)
	if len(list.Subscribers) != 0 {
		t.Errorf("on the list without a confirmation: %v", list)
	}
	confirm, leave := h.links("Sam@exemple.org")
	h.follow(confirm, "")
	h.read("GET", "/newsletter/subscribers", nil, &list)
	if len(list.Subscribers) != 1 || list.Subscribers[0].Email != "Sam@exemple.org" {
		t.Errorf("on the list: %v", list)
	}
	h.follow(leave, "")
	h.follow(confirm, "link-gone")
	h.join("sam@exemple.org")
	confirm, _ = h.links("sam@exemple.org")
	h.follow(confirm, "")
	var counted struct{ Confirmed, Unsubscribed int }
	h.read("GET", "/newsletter:figures", nil, &counted)
	if counted.Confirmed != 1 || counted.Unsubscribed != 0 {
		t.Errorf("after coming back: %+v", counted)
	}
	bad := h.joining("x@exemple.org")
	bad["news"] = doc{"agreed": false}
	if got := h.fields(h.ask("POST", "/newsletter:join", bad, "invalid-input")); got != "/news" {
		t.Errorf("complaints at %q", got)
	}
}

// RFC 8058: one POST, without a cookie or a question, and a browser that looks takes nobody off.
func TestOnePostLeavesTheList(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.join("sam@exemple.org")
	confirm, _ := h.links("sam@exemple.org")
	h.follow(confirm, "")
	at := strings.TrimPrefix(h.Mails()[0].Unsubscribe, "https://ribambelle.test/t/ville/mobilisation")
	if page := h.Do("GET", at, ""); page.Code != 200 || !strings.Contains(page.Body.String(), "/link?token=") {
		t.Errorf("looking: %d %s", page.Code, page.Body)
	}
	if s := h.all("subscribers")[0]; s["status"] != "confirmed" {
		t.Errorf("looking took somebody off the list: %v", s)
	}
	h.later(400 * day)
	for range 2 {
		if w := h.Do("POST", at, "List-Unsubscribe=One-Click"); w.Code >= 300 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	s := h.all("subscribers")[0]
	if s["status"] != "unsubscribed" || s["email"] != nil {
		t.Errorf("after one POST: %v", s)
	}
	if w := h.Do("POST", "/leave/"+confirm, ""); w.Code != 404 {
		t.Errorf("a link to confirm takes off the list: %d", w.Code)
	}
}

func TestPendingOnesGoAfterSevenDays(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	h.sign(id, "tard@exemple.org", nil)
	h.sign(id, "oui@exemple.org", nil)
	h.join("liste@exemple.org")
	h.tell(nil)
	confirm, _ := h.links("oui@exemple.org")
	h.follow(confirm, "")
	late, _ := h.links("tard@exemple.org")
	h.later(7*day - time.Minute)
	h.run("purge-pending")
	if n := len(h.all("signatures")) + len(h.all("subscribers")) + len(h.all("testimonies")); n != 4 {
		t.Fatalf("%d left a minute early, want 4", n)
	}
	h.later(2 * time.Minute)
	h.follow(late, "link-expired")
	h.run("purge-pending")
	left := h.all("signatures")
	if len(left) != 1 || left[0]["status"] != "confirmed" || len(h.all("subscribers"))+len(h.all("testimonies")) != 0 {
		t.Errorf("left after seven days: %v", left)
	}
	h.sign(id, "tard@exemple.org", nil)
}

// The people of a petition go some months after its end; its figures stay.
func TestFiguresSurviveTheirPeople(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	for i := range 5 {
		who := fmt.Sprintf("p%d@exemple.org", i)
		h.sign(id, who, nil)
		confirm, withdraw := h.links(who)
		h.follow(confirm, "")
		if i == 0 {
			h.follow(withdraw, "")
		}
	}
	h.ask("POST", "/petitions/"+id+":close", doc{}, "")
	var before, after struct{ Confirmed, Withdrawn int }
	h.read("GET", "/petitions/"+id+":figures", nil, &before)
	h.later(364 * day)
	h.run("erase-closed")
	if n := len(h.all("signatures")); n != 5 {
		t.Fatalf("%d left a day early", n)
	}
	h.later(2 * day)
	h.run("erase-closed")
	h.run("erase-closed")
	h.read("GET", "/petitions/"+id+":figures", nil, &after)
	if n := len(h.all("signatures")); n != 0 || after != before || h.confirmed(id) != 4 || before.Withdrawn != 1 {
		t.Errorf("%d people left; figures %+v before, %+v after, %d in public", n, before, after, h.confirmed(id))
	}
}

func TestSupportersExport(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, other := h.petition(doc{"postcode": true}), h.petition(nil)
	h.sign(id, "zoe@exemple.org", doc{"name": "Zoé « Z » Roy", "postcode": "79000", "news": true})
	h.sign(id, "tard@exemple.org", nil)
	h.sign(other, "autre@exemple.org", nil)
	confirm, _ := h.links("zoe@exemple.org")
	h.follow(confirm, "")
	w := h.Do("GET", "/petitions/"+id+":supporters?separator=semicolon&language=fr", "")
	r := csv.NewReader(w.Body)
	r.Comma = ';'
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 2 || strings.Join(rows[1], "|") != "Zoé « Z » Roy|zoe@exemple.org|79000|fr|2026-03-02|oui" {
		t.Errorf("%v, %v", rows, err)
	}
}

func TestSignaturesAreSetAside(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	h.sign(id, "a@exemple.org", nil)
	confirm, _ := h.links("a@exemple.org")
	var list struct {
		Signatures []struct{ ID, Name, Status string }
	}
	h.read("GET", "/petitions/"+id+"/signatures", nil, &list)
	judge := "/petitions/" + id + "/signatures/" + list.Signatures[0].ID + ":judge"
	h.ask("POST", judge, doc{"status": "invalid", "reason": "Ce nom est inventé."}, "signature-state")
	h.follow(confirm, "")
	h.ask("POST", judge, doc{"status": "flagged", "reason": "Ce nom est inventé."}, "")
	if n := h.confirmed(id); n != 0 {
		t.Errorf("a flagged signature counts: %d", n)
	}
	h.follow(confirm, "")
	if n := h.confirmed(id); n != 0 {
		t.Errorf("the old message let a flagged signature count again: %d", n)
	}
	h.ask("POST", judge, doc{"status": "confirmed", "reason": "Vérifié par téléphone."}, "")
	if n := h.confirmed(id); n != 1 {
		t.Errorf("%d confirmed", n)
	}
	h.ask("POST", "/petitions/"+h.petition(nil)+"/signatures/"+list.Signatures[0].ID+":judge", doc{"status": "invalid", "reason": "Non."}, "signature-not-found")
}

const story = "Je suis éducatrice depuis douze ans ; ce qui me tient, c’est l’équipe."

func (h *house) tell(more doc) {
	h.Helper()
	h.ask("POST", "/stories:submit", h.telling(more), "")
}

func (h *house) telling(more doc) doc {
	h.Helper()
	var page struct {
		Story map[string]struct{ Version string }
	}
	h.read("GET", "/public/movement", nil, &page)
	f := doc{
		"text": story, "signed": "Léa", "role": "Éducatrice", "email": "lea@exemple.org", "language": "fr", "no_child": true,
		"story": doc{"agreed": true, "version": page.Story["fr"].Version}, "solution": h.solve("story"),
		"leaves": []doc{{"channel": "site", "until": "2026-04-01"}, {"channel": "print", "until": "2026-12-31"}},
	}
	for name, value := range more {
		f[name] = value
	}
	return f
}

// shown are the texts on the public page.
func (h *house) shown() []string {
	h.Helper()
	var page struct{ Testimonies []struct{ Text string } }
	h.read("GET", "/public/movement", nil, &page)
	var all []string
	for _, s := range page.Testimonies {
		all = append(all, s.Text)
	}
	return all
}

func (h *house) waiting() []string {
	h.Helper()
	var list struct{ Stories []struct{ ID string } }
	h.read("GET", "/stories", nil, &list)
	var all []string
	for _, s := range list.Stories {
		all = append(all, s.ID)
	}
	return all
}

func TestATestimonyIsLent(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.tell(nil)
	if len(h.waiting())+len(h.shown()) != 0 {
		t.Fatal("a testimony that nobody confirmed waits for a moderator, or is shown")
	}
	confirm, withdraw := h.links("lea@exemple.org")
	h.follow(confirm, "")
	id := h.waiting()[0]
	h.ask("POST", "/stories/"+id+":accept", nil, "")
	if got := h.shown(); len(got) != 1 || got[0] != story {
		t.Fatalf("shown: %q", got)
	}
	// Other words are not shown before the author agreed, and what was shown is not shown meanwhile.
	other := strings.ReplaceAll(story, "douze", "plus de dix")
	h.ask("POST", "/stories/"+id+":edit", doc{"text": story}, "invalid-input")
	h.ask("POST", "/stories/"+id+":edit", doc{"text": other}, "")
	if got := h.shown(); len(got) != 0 {
		t.Errorf("shown before the author agreed: %q", got)
	}
	approve, _ := h.links("lea@exemple.org")
	var seen struct{ Act, Text string }
	h.read("POST", "/links:look", doc{"token": approve}, &seen)
	if seen.Act != "approve-testimony" || seen.Text != other {
		t.Errorf("the author sees %+v", seen)
	}
	h.follow(approve, "")
	if got := h.shown(); len(got) != 1 || got[0] != other {
		t.Errorf("shown after: %q", got)
	}
	h.later(31 * day) // 2 April: the site's leave ended the day before
	if got := h.shown(); len(got) != 0 {
		t.Errorf("shown after its day: %q", got)
	}
	h.follow(withdraw, "")
	s := h.all("testimonies")[0]
	if s["status"] != "withdrawn" || s["text"] != nil || s["signed"] != nil || s["leaves"] != nil {
		t.Errorf("withdrawn: %v", s)
	}
	h.follow(approve, "link-gone")
	h.ask("POST", "/stories/"+id+":accept", nil, "testimony-state")
}

func TestWithdrawingTakesAStoryOffThePageAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.tell(nil)
	confirm, withdraw := h.links("lea@exemple.org")
	h.follow(confirm, "")
	h.ask("POST", "/stories/"+h.waiting()[0]+":accept", nil, "")
	h.follow(withdraw, "")
	if got := h.shown(); len(got) != 0 {
		t.Errorf("shown after the withdrawal: %q", got)
	}
}

func TestWhatATestimonyRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	for name, tc := range map[string]struct {
		more doc
		want string
	}{
		"too short":          {doc{"text": "Court."}, "/text"},
		"no address":         {doc{"email": "lea"}, "/email"},
		"no channel":         {doc{"leaves": []doc{}}, "/leaves"},
		"a channel twice":    {doc{"leaves": []doc{{"channel": "site", "until": "2026-04-01"}, {"channel": "site", "until": "2026-05-01"}}}, "/leaves"},
		"a day that is over": {doc{"leaves": []doc{{"channel": "site", "until": "2026-03-02"}}}, "/leaves"},
		"for ever":           {doc{"leaves": []doc{{"channel": "site", "until": "2036-03-02"}}}, "/leaves"},
		"not agreed":         {doc{"story": doc{"agreed": false}}, "/story"},
		"perhaps a child":    {doc{"no_child": false}, "/no_child"},
		"an address as name": {doc{"signed": "www.exemple.org"}, "/signed"},
	} {
		if got := h.fields(h.ask("POST", "/stories:submit", h.telling(tc.more), "invalid-input")); got != tc.want {
			t.Errorf("%s: complaints at %q, want %q", name, got, tc.want)
		}
	}
	if n := len(h.all("testimonies")) + len(h.Mails()); n != 0 {
		t.Errorf("%d testimonies and messages of refused forms", n)
	}
}
