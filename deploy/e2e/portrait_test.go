package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"
)

const municipality = "niort"

// record is a record of a collection, as the API answers it.
type record[T any] struct {
	ID  string `json:"id"`
	Rev int64  `json:"rev"`
	Doc T      `json:"doc"`
}

type waveDoc struct {
	Title         string     `json:"title"`
	Label         string     `json:"label"`
	Questionnaire string     `json:"questionnaire_id"`
	Access        string     `json:"access"`
	Anonymity     string     `json:"anonymity"`
	Status        string     `json:"status,omitempty"`
	ClosesOn      string     `json:"closes_on"`
	Unit          string     `json:"unit,omitempty"`
	Floor         int        `json:"floor,omitempty"`
	Sites         []waveSite `json:"sites"`
}

type waveSite struct {
	Unit      string `json:"unit_id"`
	Name      string `json:"name"`
	Headcount int    `json:"headcount"`
	Group     string `json:"group,omitempty"`
}

type questionnaire struct {
	Code       string `json:"code"`
	Dimensions []struct {
		Key   string `json:"key"`
		Items []struct {
			Key   string `json:"key"`
			Scale string `json:"scale"`
		} `json:"items"`
	} `json:"dimensions"`
	Scales []struct {
		Key      string
		Min, Max int
	} `json:"scales"`
}

// released is a table that passed the disclosure gate.
type released struct {
	Floor int `json:"floor"`
	Cells []struct {
		Key    string `json:"key"`
		Masked bool   `json:"masked"`
		N      *int   `json:"n"`
		Values map[string]struct {
			N      int                `json:"n"`
			Value  *float64           `json:"value"`
			More   map[string]float64 `json:"more"`
			Reason string             `json:"reason"`
		} `json:"values"`
	} `json:"cells"`
}

// portrait is a wave under way, as its coordinator handles it.
type portrait struct {
	*visitor
	tenant string
	wave   record[waveDoc]
	asked  questionnaire
	codes  map[string]string // site's unit id to link code
}

func (p *portrait) path(rest string) string { return "/t/" + p.tenant + "/portrait" + rest }

// open turns Portrait on where it is off, and opens a wave over sites with that questionnaire.
func (p *portrait) open(title, questionnaireID string, sites []waveSite) {
	p.t.Helper()
	p.want(http.StatusCreated, "POST", p.path("/waves"), waveDoc{
		Title: title, Label: "T0", Questionnaire: questionnaireID, Access: "link", Anonymity: "anonymous",
		ClosesOn: "2099-12-31", Unit: p.root(), Sites: sites,
	}, &p.wave)
	p.want(http.StatusOK, "POST", p.path("/waves/"+p.wave.ID+":open"), nil, &p.wave)
	if p.wave.Doc.Status != "open" {
		p.t.Fatalf("the wave is %s after opening", p.wave.Doc.Status)
	}
	var access struct {
		Sites []struct {
			Unit string `json:"unit_id"`
			Code string `json:"code"`
		} `json:"sites"`
	}
	p.want(http.StatusOK, "GET", p.path("/waves/"+p.wave.ID+":access"), nil, &access)
	p.codes = map[string]string{}
	for _, s := range access.Sites {
		p.codes[s.Unit] = s.Code
	}
	var started struct {
		Questionnaire questionnaire `json:"questionnaire"`
	}
	stranger := visit(p.t, p.base)
	stranger.want(http.StatusOK, "POST", p.path("/answers:start"), map[string]string{"code": access.Sites[0].Code}, &started)
	p.asked = started.Questionnaire
}

// root is the unit that holds all others.
func (p *portrait) root() string {
	p.t.Helper()
	var answer struct{ Units []struct{ ID string } }
	p.want(http.StatusOK, "GET", "/t/"+p.tenant+"/units", nil, &answer)
	return answer.Units[0].ID
}

// answer submits one respondent's answers, with a browser that nobody has seen.
func (p *portrait) answer(site string, values map[string]any) {
	p.t.Helper()
	visit(p.t, p.base).want(http.StatusCreated, "POST", p.path("/answers:submit"),
		map[string]any{"code": p.codes[site], "values": values, "language": "fr"}, nil)
}

// values answers every item, the i-th respondent a little differently from the next.
func (p *portrait) values(i int) map[string]any {
	values := map[string]any{}
	for d, dimension := range p.asked.Dimensions {
		for k, item := range dimension.Items {
			for _, s := range p.asked.Scales {
				if s.Key == item.Scale {
					values[item.Key] = s.Min + (i*7+d*3+k+i*k)%(s.Max-s.Min+1)
				}
			}
		}
	}
	return values
}

func (p *portrait) results() (scores, reliability released) {
	p.t.Helper()
	var answer struct {
		Tables map[string]released `json:"tables"`
	}
	p.want(http.StatusOK, "GET", p.path("/waves/"+p.wave.ID+":results"), nil, &answer)
	return answer.Tables["scores"], answer.Tables["reliability"]
}

// sites lists the first n units of a class, with headcounts.
func (v *visitor) sites(tenant string, n int, classes ...string) []waveSite {
	v.t.Helper()
	var answer struct {
		Units []struct {
			ID, Name, Class string
			Headcount       int
		}
	}
	v.want(http.StatusOK, "GET", "/t/"+tenant+"/units", nil, &answer)
	var sites []waveSite
	for _, u := range answer.Units {
		for _, class := range classes {
			if u.Class == class && u.Headcount > 0 && len(sites) < n {
				sites = append(sites, waveSite{Unit: u.ID, Name: u.Name, Headcount: u.Headcount})
			}
		}
	}
	if len(sites) < n {
		v.t.Fatalf("%s has %d sites of %v, want %d", tenant, len(sites), classes, n)
	}
	return sites
}

// spread shares total answers over the sites: 4, 3 and 5 to the three smallest, the rest by headcount.
func spread(sites []waveSite, total int) map[string]int {
	bySize := append([]waveSite(nil), sites...)
	for i := range bySize {
		for j := i + 1; j < len(bySize); j++ {
			if bySize[j].Headcount < bySize[i].Headcount {
				bySize[i], bySize[j] = bySize[j], bySize[i]
			}
		}
	}
	answers, left := map[string]int{}, total
	for i, n := range []int{3, 4, 5} {
		answers[bySize[i].Unit] = n
		left -= n
	}
	for more := true; more && left > 0; {
		more = false
		for _, s := range bySize[3:] {
			if left > 0 && answers[s.Unit] < s.Headcount {
				answers[s.Unit]++
				left--
				more = true
			}
		}
	}
	return answers
}

// TestPortraitOfAMunicipality is the coordinator's story: 186 invited over 13 sites, 141 answer, a power cut
// in the middle, and figures that hide the two smallest sites.
func TestPortraitOfAMunicipality(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:coordinator")
	p.turnOn("portrait")
	sites := p.sites(municipality, 13, "site", "office")
	invited := 0
	for _, s := range sites {
		invited += s.Headcount
	}
	if invited != 186 {
		t.Fatalf("%d people are invited, the story says 186", invited)
	}
	p.open("Portrait de départ", p.adoptSample(), sites)
	p.checkTold()

	answers := spread(sites, 141)
	sent := 0
	for _, s := range sites {
		for range answers[s.Unit] {
			p.answer(s.Unit, p.values(sent))
			if sent++; sent == 70 {
				server.kill()
				server.run()
				p.base = server.url
			}
		}
	}
	if sent != 141 {
		t.Fatalf("%d answers were sent, the story says 141", sent)
	}
	p.signIn(municipality, "core:coordinator")
	p.checkProgress(invited, 141)
	p.want(http.StatusOK, "POST", p.path("/waves/"+p.wave.ID+":close"), nil, nil)
	visit(t, p.base).problem(http.StatusConflict, "wave-closed", "POST", p.path("/answers:submit"),
		map[string]any{"code": p.codes[sites[0].Unit], "values": p.values(1), "language": "fr"})
	p.checkMasks(answers)
	p.checkExport()
	p.checkTally(141)
	server.checkAudit(municipality)
}

// checkTold has a director and an educator of the sites read that the portrait is open: its page is open to the one alone.
func (p *portrait) checkTold() {
	p.t.Helper()
	for role, leads := range map[string]string{"core:director": "modules/portrait/waves/" + p.wave.ID, "core:educator": ""} {
		one := visit(p.t, p.base)
		one.signIn(p.tenant, role)
		one.sees(func() bool {
			var list struct {
				Notices []struct{ Module, Kind, Link string }
			}
			one.want(http.StatusOK, "GET", "/t/"+p.tenant+"/me/notices", nil, &list)
			told := 0
			for _, n := range list.Notices {
				if n.Module != "portrait" || n.Kind != "wave-opened" {
					continue
				}
				if told++; n.Link != leads {
					p.t.Fatalf("%s is led to %q, want %q", role, n.Link, leads)
				}
			}
			return told == 1
		}, role+" told once that the portrait is open")
	}
}

// checkTally asks the audit, as an administrator, for the one entry that stands for all answers.
func (p *portrait) checkTally(answers int) {
	p.t.Helper()
	admin := visit(p.t, p.base)
	admin.signIn(p.tenant, "core:administrator")
	var log struct {
		Entries []struct {
			Count    int
			Resource string
		}
	}
	admin.want(http.StatusOK, "GET", "/t/"+p.tenant+"/audit?action=portrait:answers", nil, &log)
	if len(log.Entries) != 1 || log.Entries[0].Count != answers || log.Entries[0].Resource != "portrait/answers/"+p.wave.ID {
		p.t.Errorf("the audit says of the answers %+v, want one entry that counts %d", log.Entries, answers)
	}
}

// turnOn turns a module on and waits for nothing: it is there at once.
func (p *portrait) turnOn(module string) {
	p.t.Helper()
	p.want(http.StatusOK, "POST", "/t/"+p.tenant+"/modules/"+module+":enable", nil, nil)
}

func (p *portrait) adoptSample() string {
	p.t.Helper()
	var samples struct{ Samples []struct{ Code string } }
	p.want(http.StatusOK, "GET", p.path("/samples"), nil, &samples)
	var adopted record[questionnaire]
	p.want(http.StatusCreated, "POST", p.path("/samples/"+samples.Samples[0].Code+":adopt"), nil, &adopted)
	return adopted.ID
}

func (p *portrait) checkProgress(invited, answered int) {
	p.t.Helper()
	var progress struct{ Invited, Answered int }
	p.want(http.StatusOK, "GET", p.path("/waves/"+p.wave.ID+":progress"), nil, &progress)
	if progress.Invited != invited || progress.Answered != answered {
		p.t.Fatalf("progress says %+v, want %d of %d: acknowledged answers must survive a power cut, once", progress, answered, invited)
	}
}

// checkMasks holds what is shown against the floor and the remainder rule of the field.
func (p *portrait) checkMasks(answers map[string]int) {
	p.t.Helper()
	scores, _ := p.results()
	shown := map[string]int{}
	for _, c := range scores.Cells {
		if c.Masked {
			if c.N != nil || len(c.Values) > 0 {
				p.t.Errorf("cell %s is masked and says %v %v", c.Key, c.N, c.Values)
			}
			continue
		}
		shown[c.Key] = *c.N
	}
	if shown["network"] != 141 {
		p.t.Errorf("the network shows n = %d, want 141", shown["network"])
	}
	for site, n := range answers {
		if got, ok := shown["site:"+site]; n < scores.Floor && ok || n >= scores.Floor && got != n {
			p.t.Errorf("site with %d answers: shown %t with n = %d", n, ok, got)
		}
	}
}

func (p *portrait) checkExport() {
	p.t.Helper()
	got := p.do("GET", p.path("/waves/"+p.wave.ID+":export"), nil)
	if got.status != http.StatusOK || len(got.body) < 100 {
		p.t.Errorf("the export answers %d with %d bytes", got.status, len(got.body))
	}
}

// checkAudit takes the log out and verifies it offline; a log with one letter changed must not verify.
func (p *platform) checkAudit(tenant string) {
	p.t.Helper()
	p.sealed(p.t, tenant)
	file := p.data + "/log.ndjson"
	if code, _, stderr := p.command("audit", "export", "--tenant", tenant, file); code != 0 {
		p.t.Fatalf("audit export: %d %s", code, stderr)
	}
	_, key, _ := p.command("audit", "key")
	code, stdout, stderr := p.command("audit", "verify", file, "--key", key)
	if code != 0 {
		p.t.Fatalf("audit verify: %d %s%s", code, stdout, stderr)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	changed := bytes.LastIndex(content, []byte(`"done"`))
	if changed < 0 {
		p.t.Fatalf("the log has nothing that was done:\n%.2000s", content)
	}
	copy(content[changed:], `"fine"`)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		p.t.Fatal(err)
	}
	if code, stdout, stderr := p.command("audit", "verify", file, "--key", key); code != 3 {
		p.t.Errorf("audit verify of a changed log: %d, want 3\n%s%s", code, stdout, stderr)
	}
	code, stdout, stderr = p.command("audit", "verify", file, "--key", key, "--output", "json")
	if code != 3 || stdout != "" || !strings.Contains(stderr, `"kind":"edited"`) || strings.Count(stderr, `"code":"tampered"`) != 1 {
		p.t.Errorf("told as JSON, once, among the failures: %d\n%s\n%s", code, stdout, stderr)
	}
}

// TestAttitude sends the `attitude` data (R; Chatterjee & Price) through a questionnaire of seven items and
// compares the reliability with the printed digits.
func TestAttitude(t *testing.T) {
	t.Parallel()
	server := start(t, t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:coordinator")
	p.turnOn("portrait")
	var imported record[questionnaire]
	p.want(http.StatusCreated, "POST", p.path("/questionnaires:import"), map[string]string{"yaml": attitudeYAML()}, &imported)
	p.want(http.StatusOK, "POST", p.path("/questionnaires/"+imported.ID+":publish"), nil, nil)
	site := p.sites(municipality, 1, "site")[0]
	site.Headcount = 30
	p.open("Attitude", imported.ID, []waveSite{site})
	for _, row := range attitude {
		values := map[string]any{}
		for i, item := range attitudeItems {
			values[item] = row[i]
		}
		p.answer(site.Unit, values)
	}
	p.want(http.StatusOK, "POST", p.path("/waves/"+p.wave.ID+":close"), nil, nil)
	_, reliability := p.results()
	compareReliability(t, reliability)
}

func attitudeYAML() string {
	text := `code: attitude
version: 1.0.0
title: {fr: Attitude, en: Attitude}
licence: public data
languages: [fr, en]
scales:
  - key: percent
    kind: rating
    min: 0
    max: 100
dimensions:
  - key: attitude
    title: {fr: Attitude, en: Attitude}
    items:
`
	for _, item := range attitudeItems {
		text += fmt.Sprintf("      - {key: %s, scale: percent, text: {fr: %s, en: %s}}\n", item, item, item)
	}
	return text
}

func marshal(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}
