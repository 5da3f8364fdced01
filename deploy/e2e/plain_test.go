package e2e

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// mostPlain is what a page without JavaScript may weigh, in bytes.
const mostPlain = 30 << 10

// browse asks for a page as a browser without scripts does; form is nil for reading.
func (v *visitor) browse(path string, form url.Values) answer {
	v.t.Helper()
	if form == nil {
		return v.do("GET", path, nil, "Accept", "text/html")
	}
	got := v.do("POST", path, form.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Origin", v.base, "Accept", "text/html")
	if len(got.body) > mostPlain {
		v.t.Errorf("%s weighs %d bytes", path, len(got.body))
	}
	return got
}

var fieldForm = regexp.MustCompile(`name="(stamp|token|sign|follow)"(?: id="[a-z]+")? value="([^"]*)"`)

// filledIn is the form of a page with its hidden fields, and more.
func filledIn(a answer, more ...string) url.Values {
	form := url.Values{}
	for _, m := range fieldForm.FindAllStringSubmatch(string(a.body), -1) {
		form.Set(m[1], m[2])
	}
	for i := 0; i+1 < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	return form
}

// TestAPetitionIsSignedWithoutJavaScript plays a signature from the form to its withdrawal by pages alone, over HTTP and
// SMTP, then sends what no person would.
func TestAPetitionIsSignedWithoutJavaScript(t *testing.T) {
	t.Parallel()
	onBoth(t, signPlainly)
}

func signPlainly(t *testing.T, p *platform, box *letterbox) {
	_, stranger := openCampaign(t, p.url, association)
	at := "/p/" + association + "/mobilisation/petition?petition=" + stranger.id
	read := stranger.browse(at, nil)
	if read.status != http.StatusOK || len(read.body) > mostPlain || strings.Contains(string(read.body), "<noscript>") {
		t.Fatalf("the page: %d, %d bytes", read.status, len(read.body))
	}
	stranger.leadsToTheOtherLanguage(at)
	form := filledIn(read, "name", "Maya Diallo", "email", "maya@exemple.org", "sign", stranger.sign)
	var sent answer
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(time.Second) { // a robot's pace first, then a person's
		if sent = stranger.browse(at, form); sent.status == http.StatusOK || time.Now().After(deadline) {
			break
		}
		if !strings.Contains(string(sent.body), "C’était très rapide") {
			t.Fatalf("refused: %d %s", sent.status, sent.body)
		}
	}
	if !strings.Contains(string(sent.body), "Regardez vos messages") {
		t.Fatalf("signed: %d %s", sent.status, sent.body)
	}
	page := regexp.MustCompile(`(/p/\S+/link\?token=\S+)`).FindStringSubmatch(box.wait("maya@exemple.org", 1).text)
	if page == nil || stranger.confirmed() != 0 {
		t.Fatalf("the message has no link that is read without a script, or %d are counted", stranger.confirmed())
	}
	look := stranger.browse(page[1], nil)
	done := stranger.browse(page[1], filledIn(look))
	if stranger.confirmed() != 1 || !strings.Contains(string(done.body), "Votre signature est confirmée") {
		t.Fatalf("%d counted: %s", stranger.confirmed(), done.body)
	}
	out := stranger.browse("/p/"+association+"/mobilisation/link", filledIn(done))
	if stranger.browse("/p/"+association+"/mobilisation/link", filledIn(out)); stranger.confirmed() != 0 {
		t.Errorf("%d counted after the withdrawal", stranger.confirmed())
	}

	// The form that was taken is taken no more for anybody else, and one address sends few.
	reused := stranger.browse(at, filledIn(read, "name", "Ana Lopez", "email", "ana@exemple.org", "sign", stranger.sign))
	if reused.status != http.StatusConflict || !strings.Contains(string(reused.body), "déjà été envoyé") {
		t.Errorf("a form for two people: %d %s", reused.status, reused.body)
	}
	var last answer
	for i := range 16 {
		last = stranger.browse("/t/"+association+"/mobilisation/public/petition:page?petition="+stranger.id, filledIn(read, "name", "Ana Lopez", "email", fmt.Sprintf("a%d@exemple.org", i)))
	}
	if last.status != http.StatusTooManyRequests || stranger.browse(at, nil).status != http.StatusOK {
		t.Errorf("sixteen forms: %d", last.status)
	}
	if got, _ := box.to("ana@exemple.org"); len(got) > 0 {
		t.Error("an attack wrote to somebody")
	}
	p.checkAudit(association)
}

var otherTongue = regexp.MustCompile(`<p class="tongue"><a href="(\?[^"]*)" lang="(..)" hreflang="..">(\p{L}+)</a></p>`)

// leadsToTheOtherLanguage sees a page lead to itself in the other language and back, with the rest of its address; what
// a stranger put there stays text.
func (v *visitor) leadsToTheOtherLanguage(at string) {
	v.t.Helper()
	for _, turn := range []struct{ asked, name, read string }{{"", "English", "I sign"}, {"&lang=en", "Français", "Je signe"}} {
		page := string(v.browse(at+turn.asked, nil).body)
		links := otherTongue.FindAllStringSubmatch(page, -1)
		if len(links) != 1 || links[0][3] != turn.name {
			v.t.Fatalf("%q: %v in %s", turn.asked, links, page)
		}
		path, _, _ := strings.Cut(at, "?")
		if got := v.browse(path+strings.ReplaceAll(links[0][1], "&amp;", "&"), nil); !strings.Contains(string(got.body), turn.read) {
			v.t.Errorf("%s: %d %s", links[0][1], got.status, got.body)
		}
	}
	if page := string(v.browse(at+"&x=%22%3E%3Cscript%3E", nil).body); strings.Contains(page, `"><script>`) {
		v.t.Errorf("an address becomes a tag: %s", page)
	}
}
