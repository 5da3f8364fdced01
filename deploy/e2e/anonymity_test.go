package e2e

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	respondents = 24
	// What chance gives: one answer in place on average (eight or more: one in 100,000 orders), and an order
	// nearer than 4.5 standard deviations to the true one once in 100,000.
	chanceHits  = 7
	chanceSigma = 4.5
)

// TestDumpAttack lets an attacker who holds everything but the keys, and who knows who answered when, attack a
// named wave first (it must succeed), then an anonymous one (it must not do better than chance).
func TestDumpAttack(t *testing.T) {
	t.Parallel()
	spans := listen(t)
	server := startWith(t, append(spans.env(), "RIBAMBELLE_PLUGINS="+naming(t)), t.TempDir(), "--demo", "--tenants", "../../tenants")
	p := &portrait{visitor: visit(t, server.url), tenant: municipality}
	p.signIn(municipality, "core:administrator")
	p.turnOn("portrait")
	site := p.sites(municipality, 1, "site")[0]
	site.Headcount = respondents
	staff := p.invite(respondents, site.Unit)
	asked := p.publishAttitude()

	strangers := &target{table: "rec_portrait_answers", people: make([]string, respondents)}
	p.openWave("Anonyme", "anonymous", asked, site)
	for i := range respondents {
		p.respond(visit(t, p.base), site.Unit, "anonymous", i)
	}
	early := server.rob()
	named := &target{table: "rec_portrait_named_answers"}
	p.openWave("Nominatif", "named", asked, site)
	for i, person := range staff {
		p.respond(person.visitor, site.Unit, "named", i)
		named.people = append(named.people, person.id)
	}
	late := server.rob()
	away := server.away(spans)
	ended := server.rob()
	loots := map[string]*loot{"at once": early, "later": late, "ended": ended}
	for _, l := range loots {
		l.away = away
	}
	strangers.sheets, named.sheets = late.sheets(strangers.table), late.sheets(named.table)
	if len(strangers.sheets) != respondents || len(named.sheets) != respondents {
		t.Fatalf("%d anonymous and %d named answers are there, want %d of each", len(strangers.sheets), len(named.sheets), respondents)
	}
	runAttacks(t, loots, named, strangers)
	searchMarks(t, late)
}

// naming is a folder of modules in which Portrait keeps names where a wave is labelled so: the control. The
// shipped one keeps none, and has no switch for it.
func naming(t *testing.T) string {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(filepath.Join(dir, "plugins"))); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-trimpath", "-o", filepath.Join(folder, "portrait"), "./testdata/named")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("building the control: %v\n%s", err, out)
	}
	return folder
}

// runAttacks prints attempts, control hits and leaks.
func runAttacks(t *testing.T, loots map[string]*loot, named, strangers *target) {
	t.Helper()
	best := 0
	report := fmt.Sprintf("\n%-34s %-8s %8s %14s %14s", "attack", "taken", "attempts", "control, order", "leaks, order")
	for _, a := range attacks {
		for _, when := range []string{"at once", "later", "ended"} {
			l := loots[when]
			control, sigma := named.score(a.try(l, named))
			best = max(best, control)
			hits, off := strangers.score(a.try(l, strangers))
			report += fmt.Sprintf("\n%-34s %-8s %8d %6d %+6.1fσ %6d %+6.1fσ", a.name, when, respondents, control, sigma, hits, off)
			if hits > chanceHits || math.Abs(off) > chanceSigma {
				report += "  LEAK"
				t.Errorf("%s (taken %s): %d of %d anonymous answers are re-identified, the order is %.1fσ from chance", a.name, when, hits, respondents, off)
			}
		}
	}
	t.Log(report)
	if best*10 < respondents*9 {
		t.Errorf("the control failed: at most %d of %d named answers were re-identified, so the attack proves nothing", best, respondents)
	}
}

// searchMarks looks for what browsers sent along: the named ones' must be found somewhere, the others' nowhere.
func searchMarks(t *testing.T, l *loot) {
	t.Helper()
	all := l.everything()
	for _, wave := range []string{"named", "anonymous"} {
		found := map[string]int{}
		for i := range respondents {
			for kind, mark := range map[string]string{"browser": browser(wave, i), "trace": trace(wave, i)[3:35]} {
				if strings.Contains(all, mark) {
					found[kind]++
				}
			}
		}
		t.Logf("%-9s: of %d, the browser's name is found %d times, its trace %d times", wave, respondents, found["browser"], found["trace"])
		if wave == "named" && (found["browser"] < respondents || found["trace"] < respondents) {
			t.Errorf("the control is silent: %v", found)
		}
		if wave == "anonymous" && len(found) > 0 {
			t.Errorf("anonymous respondents left marks: %v", found)
		}
	}
}

// browser and trace are what one respondent's browser says of itself.
func browser(wave string, i int) string { return fmt.Sprintf("Browser-of-%s-%d.", wave, i) }

func trace(wave string, i int) string {
	return fmt.Sprintf("00-%030x%02x-00f067aa0ba902b7-01", 0xabc000+len(wave), i+1)
}

// member is someone with an account.
type member struct {
	*visitor
	id string
}

// invite makes accounts as people make them: by an invitation that each accepts.
func (p *portrait) invite(n int, unit string) (all []member) {
	p.t.Helper()
	for i := range n {
		var invited struct{ Code string }
		p.want(http.StatusCreated, "POST", "/t/"+p.tenant+"/invitations",
			map[string]any{"name": fmt.Sprintf("Respondent %d", i), "role": "core:educator", "unit_id": unit}, &invited)
		m := member{visitor: visit(p.t, p.base)}
		var accepted struct{ Person struct{ ID string } }
		got := m.do("POST", "/t/"+p.tenant+"/invitations:accept", map[string]any{
			"token": invited.Code, "login": fmt.Sprintf("respondent.%d", i), "password": "a-long-enough-password", "language": "fr",
		}, "User-Agent", browser("named", i), "Traceparent", trace("named", i))
		if got.status != http.StatusOK {
			p.t.Fatalf("accepting an invitation: %d %s", got.status, got.body)
		}
		got.decode(p.t, &accepted)
		m.id = accepted.Person.ID
		all = append(all, m)
	}
	return all
}

// publishAttitude imports the short questionnaire.
func (p *portrait) publishAttitude() string {
	p.t.Helper()
	var imported record[questionnaire]
	p.want(http.StatusCreated, "POST", p.path("/questionnaires:import"), map[string]string{"yaml": attitudeYAML()}, &imported)
	p.want(http.StatusOK, "POST", p.path("/questionnaires/"+imported.ID+":publish"), nil, nil)
	return imported.ID
}

// openWave opens a wave over one site, and learns its code.
func (p *portrait) openWave(title, anonymity, asked string, site waveSite) {
	p.t.Helper()
	p.want(http.StatusCreated, "POST", p.path("/waves"), waveDoc{
		Title: title, Label: anonymity, Questionnaire: asked, Access: "link", Anonymity: anonymity,
		ClosesOn: "2099-12-31", Unit: p.root(), Sites: []waveSite{site},
	}, &p.wave)
	p.want(http.StatusOK, "POST", p.path("/waves/"+p.wave.ID+":open"), nil, &p.wave)
	var access struct {
		Sites []struct {
			Unit string `json:"unit_id"`
			Code string
		}
	}
	p.want(http.StatusOK, "GET", p.path("/waves/"+p.wave.ID+":access"), nil, &access)
	p.codes = map[string]string{access.Sites[0].Unit: access.Sites[0].Code}
}

// respond is one person's visit: open the questionnaire, answer. The first item says who it was.
func (p *portrait) respond(v *visitor, site, wave string, i int) {
	p.t.Helper()
	values := map[string]any{}
	for k, item := range attitudeItems {
		values[item] = 10 + (i*k)%89
	}
	values[attitudeItems[0]] = i
	headers := []string{"User-Agent", browser(wave, i), "Traceparent", trace(wave, i), "Idempotency-Key", fmt.Sprint(wave, i)}
	for _, step := range []struct {
		verb string
		body map[string]any
		want int
	}{
		{"start", map[string]any{"code": p.codes[site]}, http.StatusOK},
		{"submit", map[string]any{"code": p.codes[site], "values": values, "language": "fr"}, http.StatusCreated},
	} {
		if got := v.do("POST", p.path("/answers:"+step.verb), step.body, headers...); got.status != step.want {
			p.t.Fatalf("respondent %d of the %s wave: %s: %d %s", i, wave, step.verb, got.status, got.body)
		}
	}
}

// away ends the server and returns what it sent elsewhere: the audit export, its log, its spans.
func (p *platform) away(spans *sink) (lines []string) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "log.ndjson")
	if code, _, stderr := p.command("audit", "export", "--tenant", municipality, file); code != 0 {
		p.t.Fatalf("audit export: %d %s", code, stderr)
	}
	p.stop()
	export, err := os.ReadFile(file)
	if err != nil {
		p.t.Fatal(err)
	}
	lines = append(strings.Split(string(export), "\n"), strings.Split(p.said.String(), "\n")...)
	sent, _ := spans.all()
	for _, span := range sent {
		line := fmt.Sprintf("%x %s", span.TraceId, span.Name)
		for _, a := range span.Attributes {
			line += " " + a.Key + "=" + a.Value.String()
		}
		if plain, _ := url.PathUnescape(line); strings.Contains(plain, "answers:") {
			p.t.Errorf("a span tells of an answer: %s", line)
		}
		lines = append(lines, line)
	}
	if len(sent) == 0 {
		p.t.Error("the collector got no span: the control is silent")
	}
	return lines
}
