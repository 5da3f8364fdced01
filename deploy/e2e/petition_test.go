package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// campaign is a petition of an organisation, as strangers meet it.
type campaign struct {
	*visitor
	tenant, id string
	sign, news string // versions of the texts
}

func (c *campaign) path(rest string) string { return "/t/" + c.tenant + "/mobilisation" + rest }

// openCampaign has the organisation's campaign manager write a petition and open it.
func openCampaign(t *testing.T, base, tenant string) (manager *campaign, stranger *campaign) {
	t.Helper()
	manager = &campaign{visitor: visit(t, base), tenant: tenant}
	manager.signIn(tenant, "mobilisation:campaigner")
	// Whoever is first, the demonstration or the manager, brings the movement with its axes.
	if got := manager.do("POST", manager.path("/sample:adopt"), map[string]any{}); got.status != http.StatusCreated && got.status != http.StatusConflict {
		t.Fatalf("taking over the sample: %d %s", got.status, got.body)
	}
	var made record[map[string]any]
	manager.want(http.StatusCreated, "POST", manager.path("/petitions"), map[string]any{
		"title": map[string]string{"fr": "Jouer dehors"}, "text": map[string]string{"fr": "Nous demandons."}, "target": map[string]string{"fr": "Le conseil"},
		"axes": []string{"conditions"}, "goal": 10000,
	}, &made)
	manager.id = made.ID
	manager.want(http.StatusOK, "POST", manager.path("/petitions/"+made.ID+":open"), map[string]any{}, nil)
	stranger = &campaign{visitor: visit(t, base), tenant: tenant, id: made.ID}
	var shown struct {
		Sign, News map[string]struct{ Version string }
	}
	stranger.want(http.StatusOK, "GET", stranger.path("/public/petitions/"+made.ID), nil, &shown)
	stranger.sign, stranger.news = shown.Sign["fr"].Version, shown.News["fr"].Version
	return manager, stranger
}

// solve gets a challenge and finds its number.
func (c *campaign) solve(purpose string) string {
	c.t.Helper()
	var q struct {
		Algorithm string `json:"algorithm"`
		Challenge string `json:"challenge"`
		MaxNumber int    `json:"maxnumber"`
		Salt      string `json:"salt"`
		Signature string `json:"signature"`
		Number    int    `json:"number"`
	}
	c.want(http.StatusOK, "GET", c.path("/challenge?for="+purpose), nil, &q)
	for q.Number = 0; q.Number <= q.MaxNumber; q.Number++ {
		if sum := sha256.Sum256([]byte(q.Salt + strconv.Itoa(q.Number))); hex.EncodeToString(sum[:]) == q.Challenge {
			text, err := json.Marshal(q)
			if err != nil {
				c.t.Fatal(err)
			}
			return base64.StdEncoding.EncodeToString(text)
		}
	}
	c.t.Fatal("no number solves the challenge")
	return ""
}

// form is what the page sends.
func (c *campaign) form(name, email string, news bool) map[string]any {
	c.t.Helper()
	return map[string]any{
		"name": name, "email": email, "language": "fr", "page": c.base + "/p", "solution": c.solve("petition/" + c.id),
		"sign": map[string]any{"agreed": true, "version": c.sign}, "news": map[string]any{"agreed": news, "version": c.news},
	}
}

func (c *campaign) confirmed() int {
	c.t.Helper()
	var shown struct{ Confirmed int }
	c.want(http.StatusOK, "GET", c.path("/public/petitions/"+c.id), nil, &shown)
	return shown.Confirmed
}

var tokenForm = regexp.MustCompile(`/link#(\S+)`)

// tokens are those of the links in a letter.
func tokens(l letter) (all []string) {
	for _, m := range tokenForm.FindAllStringSubmatch(l.text, -1) {
		all = append(all, m[1])
	}
	return all
}

// TestPetition plays a signature from the form to its withdrawal, over HTTP and SMTP.
func TestPetition(t *testing.T) {
	t.Parallel()
	onBoth(t, playPetition)
}

func playPetition(t *testing.T, p *platform, box *letterbox) {
	manager, stranger := openCampaign(t, p.url, association)
	sign := stranger.path("/petitions/" + stranger.id + ":sign")

	stranger.want(http.StatusCreated, "POST", sign, stranger.form("Maya Diallo", "Maya.Diallo@exemple.org", true), nil)
	stranger.want(http.StatusCreated, "POST", sign, stranger.form("Maya D.", "maya.diallo+encore@exemple.org", true), nil)
	stranger.problem(http.StatusUnprocessableEntity, "invalid-input", "POST", sign, stranger.form("=1+1", "a@exemple.org", false))
	got := box.wait("Maya.Diallo@exemple.org", 1)
	if got.header.Get("Auto-Submitted") == "" || got.header.Get("Content-Language") != "fr" || !strings.Contains(got.text, "12 rue des Galets") {
		t.Errorf("letter %+v", got)
	}
	if n := stranger.confirmed(); n != 0 {
		t.Errorf("%d counted before the confirmation", n)
	}
	links := tokens(got)
	stranger.want(http.StatusOK, "POST", stranger.path("/links:follow"), map[string]string{"token": links[0]}, nil)
	if n := stranger.confirmed(); n != 1 {
		t.Errorf("%d counted, want 1", n)
	}
	if again, _ := box.to("maya.diallo+encore@exemple.org"); len(again) > 0 {
		t.Error("the same person was written to twice")
	}
	other := &campaign{visitor: visit(t, p.url), tenant: municipality}
	other.problem(http.StatusNotFound, "link-unknown", "POST", other.path("/links:look"), map[string]string{"token": links[0]})
	other.signIn(municipality, "mobilisation:campaigner")
	other.problem(http.StatusNotFound, "record-not-found", "GET", other.path("/petitions/"+stranger.id+"/signatures"), nil)
	stranger.problem(http.StatusUnauthorized, "sign-in-needed", "GET", stranger.path("/petitions/"+stranger.id+"/signatures"), nil)

	rows, err := csv.NewReader(strings.NewReader(string(manager.want(http.StatusOK, "GET", manager.path("/petitions/"+stranger.id+":supporters"), nil, nil).body))).ReadAll()
	if err != nil || len(rows) != 2 || rows[1][0] != "Maya Diallo" || rows[1][1] != "Maya.Diallo@exemple.org" {
		t.Errorf("supporters %v, %v", rows, err)
	}
	stranger.want(http.StatusOK, "POST", stranger.path("/links:follow"), map[string]string{"token": links[1]}, nil)
	if n := stranger.confirmed(); n != 0 {
		t.Errorf("%d counted after the withdrawal", n)
	}
	p.checkAudit(association)
}

// TestNewsletterIsLeftByOnePost follows the header of RFC 8058 as a mail program does: no cookie, no page, one POST.
func TestNewsletterIsLeftByOnePost(t *testing.T) {
	t.Parallel()
	onBoth(t, leaveTheNewsletter)
}

func leaveTheNewsletter(t *testing.T, p *platform, box *letterbox) {
	c := &campaign{visitor: visit(t, p.url), tenant: association}
	var page struct {
		Newsletter map[string]struct{ Version string }
	}
	c.want(http.StatusOK, "GET", c.path("/public/movement"), nil, &page)
	c.want(http.StatusCreated, "POST", c.path("/newsletter:join"), map[string]any{
		"email": "sam@exemple.org", "language": "en", "solution": c.solve("newsletter"), "news": map[string]any{"agreed": true, "version": page.Newsletter["en"].Version},
	}, nil)
	got := box.wait("sam@exemple.org", 1)
	if got.header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("List-Unsubscribe-Post: %q", got.header.Get("List-Unsubscribe-Post"))
	}
	c.want(http.StatusOK, "POST", c.path("/links:follow"), map[string]string{"token": tokens(got)[0]}, nil)
	manager := &campaign{visitor: visit(t, p.url), tenant: association}
	manager.signIn(association, "mobilisation:campaigner")
	figures := func() (f struct{ Confirmed, Unsubscribed int }) {
		manager.want(http.StatusOK, "GET", manager.path("/newsletter:figures"), nil, &f)
		return f
	}
	before := figures()
	at := strings.Trim(got.header.Get("List-Unsubscribe"), "<>")
	answer := visit(t, "").do("POST", at, "List-Unsubscribe=One-Click", "Content-Type", "application/x-www-form-urlencoded")
	after := figures()
	if answer.status >= 300 || after.Confirmed != before.Confirmed-1 || after.Unsubscribed != before.Unsubscribed+1 {
		t.Errorf("%d: %s; figures %+v, then %+v", answer.status, answer.body, before, after)
	}
}

// TestAcknowledgedSignaturesSurvive kills the server while a crowd signs: what was acknowledged is there, once.
func TestAcknowledgedSignaturesSurvive(t *testing.T) {
	t.Parallel()
	onBoth(t, killWhileACrowdSigns)
}

func killWhileACrowdSigns(t *testing.T, p *platform, _ *letterbox) {
	manager, stranger := openCampaign(t, p.url, association)
	const crowd, enough = 8, 120
	var acknowledged sync.Map
	var count atomic.Int64
	var signing sync.WaitGroup
	over := make(chan struct{})
	for w := range crowd {
		one := *stranger
		one.visitor = visit(t, p.url)
		signing.Go(func() {
			for i := 0; ; i++ {
				email := fmt.Sprintf("foule.%d.%d@exemple.org", w, i)
				if !one.trySigning(email) {
					return
				}
				acknowledged.Store(email, true)
				if count.Add(1) == enough {
					close(over)
				}
			}
		})
	}
	<-over
	p.kill()
	signing.Wait()
	p.run()
	manager.base = p.url
	manager.signIn(association, "mobilisation:campaigner")
	kept := manager.everybody()
	lost, total := 0, 0
	acknowledged.Range(func(email, _ any) bool {
		total++
		if kept[email.(string)] != 1 {
			lost++
			t.Errorf("%s was acknowledged and is there %d times", email, kept[email.(string)])
		}
		return lost < 10
	})
	for email, n := range kept {
		if n > 1 {
			t.Errorf("%s is there %d times", email, n)
		}
	}
	t.Logf("%d acknowledged, %d kept, %d lost", total, len(kept), lost)
	p.checkAudit(association)
}

// trySigning signs; false once the server is gone.
func (c *campaign) trySigning(email string) bool {
	send := func(method, path string, body []byte) (int, []byte) {
		r, err := http.NewRequest(method, c.base+path, strings.NewReader(string(body)))
		if err != nil {
			return 0, nil
		}
		r.Header.Set("Content-Type", "application/json")
		got, err := c.client.Do(r)
		if err != nil {
			return 0, nil
		}
		defer got.Body.Close()
		var text json.RawMessage
		if err := json.NewDecoder(got.Body).Decode(&text); err != nil {
			return 0, nil
		}
		return got.StatusCode, text
	}
	_, text := send("GET", c.path("/challenge?for=petition/"+c.id), nil)
	var q map[string]any
	if json.Unmarshal(text, &q) != nil {
		return false
	}
	for n := 0; ; n++ {
		if sum := sha256.Sum256([]byte(fmt.Sprint(q["salt"]) + strconv.Itoa(n))); hex.EncodeToString(sum[:]) == q["challenge"] {
			q["number"] = n
			break
		}
	}
	solved, _ := json.Marshal(q)
	form, _ := json.Marshal(map[string]any{
		"name": "Une Personne", "email": email, "solution": base64.StdEncoding.EncodeToString(solved), "sign": map[string]any{"agreed": true, "version": c.sign},
	})
	status, _ := send("POST", c.path("/petitions/"+c.id+":sign"), form)
	return status == http.StatusCreated
}

// everybody counts the signatures of a petition by address.
func (c *campaign) everybody() map[string]int {
	c.t.Helper()
	kept := map[string]int{}
	for token := ""; ; {
		var page struct {
			Signatures []struct{ Email string }
			Next       string `json:"next_page_token"`
		}
		c.want(http.StatusOK, "GET", c.path("/petitions/"+c.id+"/signatures?page_size=200&page_token="+token), nil, &page)
		for _, s := range page.Signatures {
			kept[s.Email]++
		}
		if token = page.Next; token == "" {
			return kept
		}
	}
}

// TestADumpTellsNoOpinion carries the data folder away, keys left behind, while messages still wait: no name and no
// address of whoever signed, told a story or wants news is in it. What is not sealed is found the same way.
func TestADumpTellsNoOpinion(t *testing.T) {
	t.Parallel()
	silent, err := net.Listen("tcp", "127.0.0.1:0") // takes no letter: they wait in the queue
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	p := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants", "--smtp", fmt.Sprintf("smtp://%s?tls=none", silent.Addr()), "--from", "bonjour@petits-cailloux.example")
	manager, stranger := openCampaign(t, p.url, association)
	var measures struct{ Records []record[any] }
	manager.want(http.StatusOK, "GET", manager.path("/measures?page_size=1"), nil, &measures)
	manager.want(http.StatusCreated, "POST", manager.path("/commitments"), map[string]any{
		"who": "Temoinenclair", "sector": "health", "measure": measures.Records[0].ID, "promise": map[string]string{"fr": "x"}, "due_on": "2030-01-01",
	}, nil)
	stranger.want(http.StatusCreated, "POST", stranger.path("/petitions/"+stranger.id+":sign"), stranger.form("Zephyrine Quatrefages", "z.quatrefages@exemple.org", true), nil)
	var page struct {
		Story, Newsletter map[string]struct{ Version string }
	}
	stranger.want(http.StatusOK, "GET", stranger.path("/public/movement"), nil, &page)
	stranger.want(http.StatusCreated, "POST", stranger.path("/stories:submit"), map[string]any{
		"text": "Je raconte ici une chose que moi seule connais : Mirabilis.", "signed": "Quatrefages", "email": "conteuse.quatrefages@exemple.org", "no_child": true,
		"leaves": []map[string]string{{"channel": "site"}}, "solution": stranger.solve("story"), "story": map[string]any{"agreed": true, "version": page.Story["fr"].Version},
	}, nil)
	stranger.want(http.StatusCreated, "POST", stranger.path("/newsletter:join"), map[string]any{
		"email": "nouvelles.quatrefages@exemple.org", "solution": stranger.solve("newsletter"), "news": map[string]any{"agreed": true, "version": page.Newsletter["fr"].Version},
	}, nil)
	manager.judges("Adversairenotoire")
	carried := strings.ToLower(p.rob().everything())
	if !strings.Contains(carried, "temoinenclair") {
		t.Fatal("the attack does not even find what is not sealed")
	}
	for _, secret := range []string{"quatrefages", "zephyrine", "mirabilis", "adversairenotoire"} {
		if strings.Contains(carried, secret) {
			t.Errorf("%q is in the dump", secret)
		}
	}
	if strings.Contains(strings.ToLower(p.said.String()), "quatrefages") {
		t.Error("the log names who signed")
	}
	if kept := manager.everybody(); kept["z.quatrefages@exemple.org"] != 1 {
		t.Errorf("with the keys the signature can be read: %v", kept)
	}
}

// judges flags a confirmed signature of the demonstration, with a reason.
func (c *campaign) judges(reason string) {
	c.t.Helper()
	c.sees(func() bool {
		var petitions struct{ Records []record[any] }
		c.want(http.StatusOK, "GET", c.path("/petitions?page_size=100"), nil, &petitions)
		for _, p := range petitions.Records {
			var confirmed struct{ Signatures []struct{ ID string } }
			c.want(http.StatusOK, "GET", c.path("/petitions/"+p.ID+"/signatures?status=confirmed"), nil, &confirmed)
			for _, s := range confirmed.Signatures {
				c.want(http.StatusOK, "POST", c.path("/petitions/"+p.ID+"/signatures/"+s.ID+":judge"), map[string]string{"status": "flagged", "reason": reason}, nil)
				return true
			}
		}
		return false
	}, "a confirmed signature")
}
