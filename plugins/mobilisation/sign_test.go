package mobilisation_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/mobilisation"
)

func TestASignatureCountsOnceItIsConfirmed(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	h.sign(id, "Maya.Diallo@exemple.org", nil)
	if n := h.confirmed(id); n != 0 {
		t.Errorf("a pending signature counts: %d", n)
	}
	mails := h.mailsTo("Maya.Diallo@exemple.org")
	if len(mails) != 1 || mails[0].Language != "fr" || !strings.Contains(mails[0].Text, "« Quatre demandes »") ||
		!strings.Contains(mails[0].Text, config.Postal) || strings.Contains(mails[0].Text, "Maya") {
		t.Fatalf("messages %+v, want one with the title, who writes and nothing that was typed", mails)
	}
	confirm, withdraw := h.links("Maya.Diallo@exemple.org")
	var seen struct{ Act, Withdraw string }
	h.read("POST", "/links:look", doc{"token": confirm}, &seen)
	if n := h.confirmed(id); n != 0 || seen.Act != "confirm-signature" {
		t.Errorf("looking at the link confirmed it (%d), or it is for %q", n, seen.Act)
	}
	h.follow(confirm, "")
	h.follow(confirm, "")
	if n := h.confirmed(id); n != 1 {
		t.Errorf("%d confirmed, want 1", n)
	}
	h.follow(withdraw, "")
	h.follow(withdraw, "")
	if n := h.confirmed(id); n != 0 {
		t.Errorf("%d confirmed after the withdrawal", n)
	}
	s := h.all("signatures")[0]
	if s["status"] != "withdrawn" || s["name"] != nil || s["email"] != nil || s["postcode"] != nil {
		t.Errorf("withdrawn: %v", s)
	}
	h.follow(confirm, "link-gone")
	if len(h.mailsTo("Maya.Diallo@exemple.org")) != 1 {
		t.Error("more than one message was sent")
	}
}

// One person has one signature, however the address is written, and nobody learns from the answer that they signed.
func TestOnePersonSignsOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	first := h.ask("POST", "/petitions/"+id+":sign", h.form(id, "jean.petit+ville@gmail.com", nil), "")
	for _, same := range []string{"jeanpetit@gmail.com", "JEAN.PETIT@GoogleMail.com", "jean.petit@gmail.com"} {
		if again := h.ask("POST", "/petitions/"+id+":sign", h.form(id, same, nil), ""); string(again) != string(first) {
			t.Errorf("the answer tells that %s signed: %s, before %s", same, again, first)
		}
		if n := len(h.mailsTo(same)); n != 0 {
			t.Errorf("%d messages to %s", n, same)
		}
	}
	h.sign(id, "jean.petit@exemple.org", nil)
	if n := len(h.all("signatures")); n != 2 {
		t.Errorf("%d signatures, want 2", n)
	}
	other := h.petition(doc{"title": text("Une autre")})
	h.sign(other, "jeanpetit@gmail.com", nil)
	if n := len(h.all("signatures")); n != 3 {
		t.Errorf("%d signatures, want one more for another petition", n)
	}
}

func TestWhoWithdrewMaySignAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	h.sign(id, "a@exemple.org", nil)
	old, withdraw := h.links("a@exemple.org")
	h.follow(withdraw, "")
	h.sign(id, "A@exemple.org", doc{"name": "Ana Lopez"})
	confirm, _ := h.links("A@exemple.org")
	h.follow(confirm, "")
	s := h.all("signatures")
	if len(s) != 1 || s[0]["status"] != "confirmed" || s[0]["name"] != "Ana Lopez" || len(s[0]["proofs"].([]any)) != 2 {
		t.Errorf("signed again: %v", s)
	}
	if old == "" || h.confirmed(id) != 1 {
		t.Errorf("%d confirmed", h.confirmed(id))
	}
}

func TestWhatASignatureRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(doc{"postcode": true})
	for name, tc := range map[string]struct {
		more doc
		want string
	}{
		"a name with an address":   {doc{"name": "Gagnez www.exemple.com"}, "/name"},
		"a formula":                {doc{"name": "=HYPERLINK(1)"}, "/name"},
		"a full-width formula":     {doc{"name": "＝1+1"}, "/name"},
		"no letters":               {doc{"name": "12345"}, "/name"},
		"no name":                  {doc{"name": "  "}, "/name"},
		"markup":                   {doc{"name": "<b>Jo</b>"}, "/name"},
		"no address":               {doc{"email": "jo"}, "/email"},
		"two addresses":            {doc{"email": "a@e.org,b@e.org"}, "/email"},
		"a header":                 {doc{"email": "a@e.org\r\nBcc: b@e.org"}, "/email"},
		"a box that is not ticked": {doc{"sign": doc{"agreed": false}}, "/sign"},
		"no postal code":           {doc{"postcode": "=1"}, "/postcode"},
		"everything at once":       {doc{"name": "", "email": "", "sign": doc{"agreed": false}}, "/name /email /sign"},
	} {
		if got := h.fields(h.ask("POST", "/petitions/"+id+":sign", h.form(id, "a@exemple.org", tc.more), "invalid-input")); got != tc.want {
			t.Errorf("%s: complaints at %q, want %q", name, got, tc.want)
		}
	}
	h.ask("POST", "/petitions/"+id+":sign", h.form(id, "a@exemple.org", doc{"sign": doc{"agreed": true, "version": "0123456789ab"}}), "words-changed")
	if n := len(h.all("signatures")) + len(h.Mails()); n != 0 {
		t.Errorf("%d signatures and messages of refused forms", n)
	}
	for _, good := range []string{"J.-P. Martin", "Anne-Marie d’Arc", "Nguyễn Thị Ánh", "St.Pierre", "O'Neil", "李小龍"} {
		h.sign(id, strings.ToLower(base64.RawURLEncoding.EncodeToString([]byte(good)))+"@exemple.org", doc{"name": good})
	}
}

func TestChallenges(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	path := "/petitions/" + id + ":sign"
	used := h.form(id, "a@exemple.org", nil)
	h.ask("POST", path, used, "")
	h.ask("POST", path, used, "")
	used["email"] = "b@exemple.org"
	h.ask("POST", path, used, "challenge-spent")

	late := h.form(id, "c@exemple.org", nil)
	h.later(time.Hour)
	h.ask("POST", path, late, "challenge-expired")
	h.ask("POST", path, h.form(id, "c@exemple.org", doc{"solution": h.solve("newsletter")}), "challenge-wrong")
	h.ask("POST", path, h.form(id, "c@exemple.org", doc{"solution": "e30="}), "challenge-wrong")
	h.ask("POST", path, h.form(id, "c@exemple.org", doc{"solution": "%%%"}), "challenge-wrong")

	var s map[string]any
	raw, err := base64.StdEncoding.DecodeString(h.solve("petition/" + id))
	if err != nil || json.Unmarshal(raw, &s) != nil {
		t.Fatal(err)
	}
	s["number"] = s["number"].(float64) + 1
	wrong, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	h.ask("POST", path, h.form(id, "c@exemple.org", doc{"solution": base64.StdEncoding.EncodeToString(wrong)}), "challenge-wrong")
	if n := len(h.all("signatures")); n != 1 {
		t.Errorf("%d signatures, want 1", n)
	}
}

func TestNewsIsAChoiceOfItsOwn(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	h.sign(id, "sans@exemple.org", nil)
	h.sign(id, "avec@exemple.org", doc{"news": true})
	if n := len(h.all("subscribers")); n != 0 {
		t.Fatalf("%d on the list before anybody confirmed", n)
	}
	for _, who := range []string{"sans@exemple.org", "avec@exemple.org"} {
		confirm, _ := h.links(who)
		h.follow(confirm, "")
	}
	list := h.all("subscribers")
	if len(list) != 1 || list[0]["address"] != "avec@exemple.org" || list[0]["status"] != "confirmed" {
		t.Fatalf("on the list: %v", list)
	}
	if n := len(h.Mails()); n != 2 {
		t.Errorf("%d messages, want one for each", n)
	}
	_, withdraw := h.links("avec@exemple.org")
	h.follow(withdraw, "")
	if list := h.all("subscribers"); list[0]["status"] != "confirmed" {
		t.Errorf("withdrawing a signature took somebody off the list whom they did not ask to leave: %v", list)
	}
}

// Everything that shows that somebody agreed comes in one call.
func TestProofs(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(nil)
	h.sign(id, "avec@exemple.org", doc{"news": true})
	confirm, withdraw := h.links("avec@exemple.org")
	h.follow(confirm, "")
	h.follow(withdraw, "")
	var got struct {
		Proofs []struct {
			Purpose, Version, Channel, Page, Hash, About string
			Given                                        string `json:"given_at"`
			Ended                                        string `json:"ended_at"`
			Sound                                        bool
		}
	}
	h.read("POST", "/consents:look", doc{"email": "Avec@exemple.org"}, &got)
	if len(got.Proofs) != 3 {
		t.Fatalf("%d proofs, want two of the signature and one of the list: %+v", len(got.Proofs), got)
	}
	for _, p := range got.Proofs {
		if !p.Sound || p.Channel != "web" || p.Page != "https://ville.example/petition" || len(p.Version) != 12 || len(p.Hash) != 64 || p.Given != "2026-03-02T09:00:00Z" {
			t.Errorf("proof %+v", p)
		}
		if (p.Ended != "") != (p.Purpose == "sign") {
			t.Errorf("ended: %+v", p)
		}
	}
}

func TestPetitionsTakeSignaturesWhileOpen(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(doc{"closes_on": "2026-03-03"})
	form := h.form(id, "a@exemple.org", nil)
	h.ask("POST", "/petitions/"+id+":pause", doc{}, "invalid-input")
	h.ask("POST", "/petitions/"+id+":pause", doc{"reason": text("On corrige une faute.")}, "")
	h.ask("POST", "/petitions/"+id+":sign", form, "petition-not-taking")
	h.ask("POST", "/petitions/"+id+":open", nil, "")
	h.ask("POST", "/petitions/"+id+":sign", form, "")
	h.later(40 * time.Hour)
	h.ask("POST", "/petitions/"+id+":sign", h.form(id, "b@exemple.org", nil), "petition-not-taking")
	h.run("close-due")
	if p := h.doc("petitions", id); p["status"] != "closed" || len(p["log"].([]any)) != 4 {
		t.Errorf("petition %v", p)
	}
	confirm, _ := h.links("a@exemple.org")
	h.follow(confirm, "")
	if h.confirmed(id) != 1 {
		t.Error("who signed in time cannot confirm after the end")
	}
	h.ask("POST", "/petitions/"+id+":open", nil, "petition-state")
	h.ask("POST", "/petitions/"+h.draft(nil)+":sign", form, "petition-not-taking")
}

func TestNobodyIsAskedBeforeItIsSaidByWhom(t *testing.T) {
	t.Parallel()
	h := newHouseWith(t, mobilisation.Config{Effort: 1000})
	h.ask("POST", "/petitions/"+h.draft(nil)+":open", nil, "sender-missing")
}
