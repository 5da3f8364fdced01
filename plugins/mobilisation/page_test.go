package mobilisation_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// largest is what a page without JavaScript may weigh here; the platform's frame around it is a few kilobytes more.
const largest = 24 << 10

// browse asks for a page as a browser without scripts does; form is nil for reading.
func (h *house) browse(path string, form url.Values) (int, string) {
	h.Helper()
	method, body := http.MethodGet, ""
	if form != nil {
		method, body = http.MethodPost, form.Encode()
	}
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if text := w.Body.String(); len(text) > largest || !strings.Contains(text, `class="plain"`) {
		h.Errorf("%s %s: %d bytes: %s", method, path, len(text), text)
	}
	return w.Code, w.Body.String()
}

var (
	valued = regexp.MustCompile(`name="(stamp|token|sign|news|story)"(?: id="[a-z]+")? value="([^"]*)"`)
	boxed  = regexp.MustCompile(`id="(sign|news|story)" name="(?:sign|news|story)" value="([^"]*)"`)
)

// fields are the hidden fields and boxes of a page with their values, ticked or not.
func fields(text string) map[string]string {
	all := map[string]string{}
	for _, form := range []*regexp.Regexp{valued, boxed} {
		for _, m := range form.FindAllStringSubmatch(text, -1) {
			all[m[1]] = m[2]
		}
	}
	return all
}

// plain is the form of a page, filled in.
func plain(text, email string) url.Values {
	there := fields(text)
	return url.Values{"stamp": {there["stamp"]}, "name": {"Maya Diallo"}, "email": {email}, "sign": {there["sign"]}}
}

func TestAPetitionIsSignedWithoutJavaScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id := h.petition(doc{"postcode": true})
	at := "/public/petition:page?petition=" + id
	_, text := h.browse(at, nil)
	if there := fields(text); there["stamp"] == "" || there["sign"] == "" || there["news"] == "" || there["sign"] == there["news"] || strings.Contains(text, "checked") {
		t.Fatalf("a form with two choices, unticked: %v in %s", there, text)
	}
	form := plain(text, "maya@exemple.org")
	form.Set("news", fields(text)["news"])
	form.Set("postcode", "79000")
	status, again := h.browse(at, form)
	if status != http.StatusUnprocessableEntity || !strings.Contains(again, "C’était très rapide") || !strings.Contains(again, `value="Maya Diallo"`) || fields(again)["stamp"] != form.Get("stamp") {
		t.Fatalf("sent as fast as a robot: %d %s", status, again)
	}
	h.later(6 * time.Second)
	form.Set("email", "maya")
	status, again = h.browse(at, form)
	if status != http.StatusUnprocessableEntity || !strings.Contains(again, `<a href="#email">`) || strings.Count(again, "checked") != 2 || !strings.Contains(again, `value="79000"`) {
		t.Fatalf("with half an address: %d %s", status, again)
	}
	form.Set("email", "maya@exemple.org")
	for range 2 { // a page that is loaded again sends its form again
		if status, done := h.browse(at, form); status != http.StatusOK || !strings.Contains(done, "Regardez vos messages") || !strings.Contains(done, "9 mars 2026") || strings.Contains(done, "<form") {
			t.Fatalf("signed: %d %s", status, done)
		}
	}
	mails := h.mailsTo("maya@exemple.org")
	if len(mails) != 1 {
		t.Fatalf("%d messages", len(mails))
	}
	h.followsPlainly(id, mails[0].Text)
}

// followsPlainly follows the links of a message without a script: nothing changes before a button is pressed.
func (h *house) followsPlainly(id, message string) {
	h.Helper()
	links := regexp.MustCompile(`/link(\?token=\S+)`).FindAllStringSubmatch(message, -1)
	if len(links) != 2 {
		h.Fatalf("links %v in %s", links, message)
	}
	_, text := h.browse("/links:page"+links[0][1], nil)
	if h.confirmed(id) != 0 || !strings.Contains(text, "Confirmer ma signature") || !strings.Contains(text, "Quatre demandes") {
		h.Errorf("%d confirmed by looking: %s", h.confirmed(id), text)
	}
	_, text = h.browse("/links:page", url.Values{"token": {fields(text)["token"]}, "follow": {"1"}})
	if h.confirmed(id) != 1 || !strings.Contains(text, "Votre signature est confirmée") {
		h.Errorf("%d confirmed: %s", h.confirmed(id), text)
	}
	// The way out from there, and from the whole address as it stands in another message.
	_, text = h.browse("/links:page", url.Values{"token": {"https://ville.example/p/ville/mobilisation/link#" + fields(text)["token"]}})
	if h.confirmed(id) != 1 || !strings.Contains(text, "Retirer ma signature") {
		h.Errorf("looking at the way out took it: %s", text)
	}
	_, text = h.browse("/links:page", url.Values{"token": {fields(text)["token"]}, "follow": {"1"}})
	if h.confirmed(id) != 0 || !strings.Contains(text, "Votre signature est retirée") {
		h.Errorf("%d confirmed after the withdrawal: %s", h.confirmed(id), text)
	}
	if status, text := h.browse("/links:page?token=nothing", nil); status != http.StatusNotFound || !strings.Contains(text, "Ce lien est incomplet") {
		h.Errorf("%d %s", status, text)
	}
}

// Each attack differs from the control by one thing; the control is taken.
func TestFormsWithoutJavaScriptAreNotForRobots(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	id, other := h.petition(nil), h.petition(doc{"title": text("Une autre")})
	at := "/public/petition:page?petition=" + id
	fresh := func() url.Values {
		_, text := h.browse(at, nil)
		return plain(text, "control@exemple.org")
	}
	taken := fresh()
	h.later(6 * time.Second)
	if status, text := h.browse(at, taken); status != http.StatusOK {
		t.Fatalf("the control: %d %s", status, text)
	}
	_, elsewhere := h.browse("/public/petition:page?petition="+other, nil)
	for _, attack := range []struct {
		name   string
		change func(url.Values)
		after  time.Duration
		says   string
	}{
		{"sent with a used stamp", func(f url.Values) { f.Set("stamp", taken.Get("stamp")) }, time.Minute, "déjà été envoyé"},
		{"sent at once", func(url.Values) {}, 0, "C’était très rapide"},
		{"sent too late", func(url.Values) {}, 2 * time.Hour, "plus d’une heure"},
		{"a stamp of another form", func(f url.Values) { f.Set("stamp", fields(elsewhere)["stamp"]) }, time.Minute, "Cela n’a pas marché"},
		{"a stamp of one's own", func(f url.Values) { f.Set("stamp", "1772442000.00000000000000000000000000000000.AAAA") }, time.Minute, "Cela n’a pas marché"},
		{"no stamp", func(f url.Values) { f.Del("stamp") }, time.Minute, "Cela n’a pas marché"},
		{"work instead of a stamp", func(f url.Values) { f.Set("stamp", h.solve("petition/"+id)) }, time.Minute, "Cela n’a pas marché"},
		{"a box that is no text", func(f url.Values) { f.Set("sign", "on") }, time.Minute, "Le texte a changé"},
		{"a box left unticked", func(f url.Values) { f.Del("sign") }, time.Minute, "Cochez cette case"},
		{"markup for a name", func(f url.Values) { f.Set("name", `"><script>`) }, time.Minute, "Écrivez votre nom"},
	} {
		form := fresh()
		form.Set("email", "attack@exemple.org")
		attack.change(form)
		h.later(attack.after)
		status, text := h.browse(at, form)
		if status < http.StatusBadRequest || !strings.Contains(text, attack.says) || strings.Contains(text, "<script") {
			t.Errorf("%s: %d %s", attack.name, status, text)
		}
	}
	if n := len(h.all("signatures")); n != 1 {
		t.Errorf("%d signatures, want the control's", n)
	}
	// A stamp, which costs nothing, is no solution where a script could have worked.
	stamp := fresh().Get("stamp")
	h.later(time.Minute)
	h.ask("POST", "/petitions/"+id+":sign", h.form(id, "attack@exemple.org", doc{"solution": stamp}), "challenge-wrong")
}

func TestThePageSaysWhenNothingCanBeSigned(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	if _, text := h.browse("/public/petition:page?lang=en", nil); !strings.Contains(text, "No petition is open") {
		t.Errorf("no petition: %s", text)
	}
	id := h.petition(nil)
	_, open := h.browse("/public/petition:page?lang=en", nil)
	if !strings.Contains(open, "I sign") || !strings.Contains(open, `lang="en"`) {
		t.Errorf("in English: %s", open)
	}
	h.ask("POST", "/petitions/"+id+":pause", doc{"reason": text("On corrige une faute.")}, "")
	h.later(6 * time.Second)
	status, text := h.browse("/public/petition:page?petition="+id, plain(open, "a@exemple.org"))
	if status != http.StatusConflict || !strings.Contains(text, "En pause.") || !strings.Contains(text, "On corrige une faute.") || strings.Contains(text, "<form") {
		t.Errorf("paused: %d %s", status, text)
	}
}

func TestNewsAreAskedForWithoutJavaScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const at = "/public/newsletter:page"
	_, text := h.browse(at, nil)
	if there := fields(text); there["stamp"] == "" || there["news"] == "" || strings.Contains(text, "checked") {
		t.Fatalf("a form with a choice, unticked: %s", text)
	}
	form := url.Values{"stamp": {fields(text)["stamp"]}, "email": {"sam"}}
	status, again := h.browse(at, form)
	if status != http.StatusUnprocessableEntity || !strings.Contains(again, `<a href="#email">`) || !strings.Contains(again, `<a href="#news">`) || !strings.Contains(again, `value="sam"`) {
		t.Fatalf("half an address and no tick: %d %s", status, again)
	}
	form.Set("email", "sam@exemple.org")
	form.Set("news", fields(text)["news"])
	if status, again = h.browse(at, form); status != http.StatusUnprocessableEntity || !strings.Contains(again, "C’était très rapide") {
		t.Fatalf("sent as fast as a robot: %d %s", status, again)
	}
	h.later(6 * time.Second)
	for range 2 {
		if status, done := h.browse(at, form); status != http.StatusOK || !strings.Contains(done, "Regardez vos messages") || !strings.Contains(done, "9 mars 2026") {
			t.Fatalf("asked: %d %s", status, done)
		}
	}
	form.Set("email", "autre@exemple.org")
	if status, again := h.browse(at, form); status != http.StatusConflict || !strings.Contains(again, "déjà été envoyé") {
		t.Errorf("a stamp used twice: %d %s", status, again)
	}
	mails := h.mailsTo("sam@exemple.org")
	if len(mails) != 1 || len(h.mailsTo("autre@exemple.org")) != 0 {
		t.Fatalf("messages %v", h.Mails())
	}
	link := regexp.MustCompile(`/link\?token=(\S+)`).FindStringSubmatch(mails[0].Text)
	if link == nil {
		t.Fatalf("no link that can be read without a script: %s", mails[0].Text)
	}
	if _, done := h.browse("/links:page", url.Values{"token": {link[1]}, "follow": {"1"}}); !strings.Contains(done, "Vous recevrez nos nouvelles") || h.all("subscribers")[0]["status"] != "confirmed" {
		t.Errorf("confirmed: %s", done)
	}
}

func TestATestimonyIsEntrustedWithoutJavaScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const at = "/public/story:page"
	_, text := h.browse(at+"?lang=en", nil)
	if !strings.Contains(text, "Entrust a testimony") || strings.Contains(text, "checked") || !strings.Contains(text, `value="2027-03-02"`) {
		t.Fatalf("a form, nothing ticked, a year proposed: %s", text)
	}
	form := url.Values{"stamp": {fields(text)["stamp"]}, "text": {story}, "signed": {"Léa"}, "email": {"lea@exemple.org"}, "site-until": {"2026-04-01"}, "print-until": {"2026-12-31"}}
	h.later(6 * time.Second)
	status, again := h.browse(at, form)
	for _, place := range []string{"#site", "#no_child", "#story"} {
		if status != http.StatusUnprocessableEntity || !strings.Contains(again, `<a href="`+place+`">`) || !strings.Contains(again, story) {
			t.Errorf("nothing agreed to, at %s: %d %s", place, status, again)
		}
	}
	form.Set("site", "1")
	form.Set("no_child", "1")
	form.Set("story", fields(text)["story"])
	for range 2 {
		if status, done := h.browse(at, form); status != http.StatusOK || !strings.Contains(done, "Regardez vos messages") {
			t.Fatalf("entrusted: %d %s", status, done)
		}
	}
	form.Set("email", "autre@exemple.org")
	if status, again := h.browse(at, form); status != http.StatusConflict || !strings.Contains(again, "déjà été envoyé") {
		t.Errorf("a stamp used twice: %d %s", status, again)
	}
	told := h.all("testimonies")
	if len(told) != 1 || told[0]["status"] != "pending" || len(told[0]["leaves"].([]any)) != 1 || told[0]["leaves"].([]any)[0].(map[string]any)["until"] != "2026-04-01" {
		t.Fatalf("kept: %v", told)
	}
	mails := h.mailsTo("lea@exemple.org")
	link := regexp.MustCompile(`/link\?token=(\S+)`).FindStringSubmatch(mails[0].Text)
	if len(mails) != 1 || link == nil {
		t.Fatalf("no link that can be read without a script: %v", mails)
	}
	if _, done := h.browse("/links:page", url.Values{"token": {link[1]}, "follow": {"1"}}); !strings.Contains(done, "Votre témoignage est bien arrivé") {
		t.Errorf("confirmed: %s", done)
	}
	id := h.waiting()[0]
	h.ask("POST", "/stories/"+id+":accept", nil, "")
	other := strings.ReplaceAll(story, "douze", "plus de dix")
	h.ask("POST", "/stories/"+id+":edit", doc{"text": other}, "")
	mails = h.mailsTo("lea@exemple.org")
	links := regexp.MustCompile(`/link\?token=(\S+)`).FindAllStringSubmatch(mails[len(mails)-1].Text, -1)
	if len(links) != 2 {
		t.Fatalf("other words cannot be approved without a script: %s", mails[len(mails)-1].Text)
	}
	if _, asked := h.browse("/links:page?token="+links[0][1], nil); !strings.Contains(asked, "Approuver ce texte") || !strings.Contains(asked, other) {
		t.Errorf("asked: %s", asked)
	}
	if h.browse("/links:page", url.Values{"token": {links[0][1]}, "follow": {"1"}}); len(h.shown()) != 1 || h.shown()[0] != other {
		t.Errorf("shown after: %q", h.shown())
	}
}

func TestTheMovementIsReadWithoutJavaScript(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	const at = "/public/movement:page"
	if status, text := h.browse(at, nil); status != http.StatusOK || !strings.Contains(text, "Rien n’est encore public") {
		t.Errorf("before there is one: %d %s", status, text)
	}
	id := h.movement()
	page := h.doc("movements", id)
	page["public"] = false
	if _, err := h.write("movements", store.Update, id, page); err != nil {
		t.Fatal(err)
	}
	if _, text := h.browse(at, nil); !strings.Contains(text, "Rien n’est encore public") {
		t.Errorf("a page that is not public is shown: %s", text)
	}
	page["public"] = true
	page["impacts"] = []doc{{"title": text("Des équipes qui restent"), "indicators": []doc{{
		"title": text("Postes pourvus"), "unit": "%", "baseline": 84.5, "target": 95, "year": 2031, "actuals": []doc{{"on": "2026-01-30", "value": 85}, {"on": "2026-02-28", "value": 86}},
	}}}}
	page["history"] = []doc{{"on": "2021-03", "title": doc{"fr": "Un groupe", "en": "A group"}}}
	if _, err := h.write("movements", store.Update, id, page); err != nil {
		t.Fatal(err)
	}
	for language, words := range map[string][]string{"fr": {"<strong>mars 2021</strong> Un groupe", "Nos axes d’action", "/newsletter?lang=fr", "de 84,5\u00a0% à 95\u00a0% en 2031. Relevé : 86\u00a0%, le 28 février 2026."}, "en": {"<strong>March 2021</strong> A group", "Our axes of action", "/story?lang=en", "from 84.5% to 95% in 2031. Read: 86%, on 28 February 2026."}} {
		_, text := h.browse(at+"?lang="+language, nil)
		for _, word := range words {
			if !strings.Contains(text, word) {
				t.Errorf("%s: %q is not in %s", language, word, text)
			}
		}
	}
}
