package e2e

import (
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const towns = 3

// organisations writes the files of an association and of some towns, each of two crèches.
func organisations(t testing.TB) (folder, reader string) {
	t.Helper()
	folder, reader = t.TempDir(), "reseau"
	write := func(slug, name, template string) {
		dir := filepath.Join(folder, slug)
		if err := os.MkdirAll(dir, 0o750); err != nil {
			t.Fatal(err)
		}
		for file, text := range map[string]string{
			"tenant.yaml": fmt.Sprintf(`slug: %[1]s
name: %[2]s
country: FR
wording: fr-FR
languages: [fr, en]
template: %[3]s
zone: Europe/Paris
officer: {name: Dominique Petit, email: donnees@%[1]s.example}
hosting: France
modules:
  portrait: {on: true}
  toolbox: {on: true}
units:
  - key: lieu
    name: %[2]s
    kind: territory
    units:
      - {key: lilas, name: Les Lilas, kind: creche-collective, headcount: 12}
      - {key: roses, name: Les Roses, kind: creche-collective, headcount: 11}
`, slug, name, template),
			"demo.yaml": fmt.Sprintf(`people:
  - {login: %[1]s.administration, name: Dominique %[1]s, language: fr, role: "core:administrator"}
  - {login: %[1]s.coordination, name: Camille %[1]s, language: fr, role: "core:coordinator"}
`, slug),
		} {
			if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(reader, "Réseau des villes", "association")
	for i := range towns {
		write(fmt.Sprintf("ville%d", i+1), fmt.Sprintf("Ville %d", i+1), "municipality")
	}
	return folder, reader
}

// sharedFigures is a report as the other organisation reads it.
type sharedFigures struct {
	Header map[string]any
	Tables map[string]released
}

// town is a municipality with a closed portrait, which it shares.
type townSharing struct {
	*portrait
	share string
}

// closes has people of the two crèches answer, and closes the portrait.
func (p *portrait) closes(title string, lilas, roses int) {
	p.t.Helper()
	sites := p.sites(p.tenant, 2, "site")
	asked := p.wave.Doc.Questionnaire
	if asked == "" {
		asked = p.adoptSample()
	}
	p.open(title, asked, sites)
	for i, n := range []int{lilas, roses} {
		for k := range n {
			p.answer(sites[i].Unit, p.values(k+7*i))
		}
	}
	p.want(http.StatusOK, "POST", p.path("/waves/"+p.wave.ID+":close"), nil, nil)
}

// offers an association what is called so, and returns the code.
func (s *townSharing) offers(to, what string, units ...string) (code string) {
	s.t.Helper()
	var made struct {
		Share struct{ ID string }
		Code  string
	}
	admin := visit(s.t, s.base)
	admin.signIn(s.tenant, "core:administrator")
	admin.want(http.StatusCreated, "POST", s.url("/shares"), map[string]any{
		"to": to, "module": "portrait", "what": what, "units": units, "purpose": "Bilan annuel du réseau", "expires": time.Now().AddDate(0, 6, 0),
	}, &made)
	s.share = made.Share.ID
	return made.Code
}

// TestAnAssociationReadsReportsOfThreeTowns is the case that sharing is for: figures of each beside each other and together,
// never one answer, and nothing once a town has ended it.
func TestAnAssociationReadsReportsOfThreeTowns(t *testing.T) {
	t.Parallel()
	folder, reader := organisations(t)
	onBothOf(t, folder, func(t *testing.T, server *platform, _ *letterbox) {
		us := visit(t, server.url)
		us.signIn(reader, "core:administrator")
		at := "/t/" + reader + "/shares"
		var all []*townSharing
		var of []string
		for i := range towns {
			town := &townSharing{portrait: &portrait{visitor: visit(t, server.url), tenant: fmt.Sprintf("ville%d", i+1)}}
			town.signIn(town.tenant, "core:coordinator")
			town.closes("Portrait de départ", 6+i, 5)
			code := town.offers(reader, "network")
			us.problem(http.StatusUnprocessableEntity, "share-code-not-valid", "POST", at+":take", map[string]string{"code": code + "x"})
			us.want(http.StatusCreated, "POST", at+":take", map[string]string{"code": code}, nil)
			us.problem(http.StatusForbidden, "share-not-open", "GET", at+"/"+town.share+"/records", nil)
			us.want(http.StatusOK, "POST", at+"/"+town.share+":accept", nil, nil)
			all, of = append(all, town), append(of, town.share+"/"+town.wave.ID)
		}
		var seen struct {
			Reports  []sharedFigures
			Together map[string]map[string]struct {
				N     int
				Value float64
			}
		}
		a := us.want(http.StatusOK, "GET", at+":compare?of="+strings.Join(of, ","), nil, &seen)
		n, sum := 0, 0.0
		for i, r := range seen.Reports {
			own, _ := all[i].results()
			told := r.Tables["scores"]
			if len(told.Cells) != 1 || told.Cells[0].Key != "network" || len(own.Cells) != 3 || *told.Cells[0].N != *own.Cells[0].N || *told.Cells[0].N != 11+i {
				t.Fatalf("town %d tells %+v, and has %+v", i, told, own)
			}
			for _, key := range []string{all[i].asked.Dimensions[0].Key} {
				f := told.Cells[0].Values[key]
				n, sum = n+f.N, sum+float64(f.N)**f.Value
			}
		}
		first := seen.Together["scores"][all[0].asked.Dimensions[0].Key]
		if first.N != n || math.Abs(first.Value-sum/float64(n)) > 1e-9 {
			t.Errorf("together: %+v, want %g of %d", first, sum/float64(n), n)
		}
		for what, text := range map[string]string{"a site's name": "Les Lilas", "a person": "Camille ville", "a code": all[0].codes[all[0].wave.Doc.Sites[0].Unit]} {
			if strings.Contains(string(a.body), text) {
				t.Errorf("the reports tell %s", what)
			}
		}
		attackShare(t, us, at, all)
		logsOfBoth(t, server, all[0], reader)

		// Few answers: the town's figure is masked, and so is the sum.
		few := all[2]
		few.closes("Portrait de suivi", 3, 0)
		of[2] = few.share + "/" + few.wave.ID
		seen.Together, seen.Reports = nil, nil
		us.want(http.StatusOK, "GET", at+":compare?of="+strings.Join(of, ","), nil, &seen)
		if !seen.Reports[2].Tables["scores"].Cells[0].Masked || len(seen.Together["scores"]) != 0 {
			t.Errorf("with a town of three answers: %+v, %+v", seen.Reports[2].Tables["scores"], seen.Together)
		}

		p := press{server, t.TempDir()}
		p.shares(t, all[0], reader)
		us.want(http.StatusOK, "GET", at+"/"+all[0].share+"/records/"+all[0].wave.ID, nil, nil)
		p.does(t, 0, "has ended", "share", "end", "--tenant", all[0].tenant, all[0].share)
		us.problem(http.StatusForbidden, "share-not-open", "GET", at+"/"+all[0].share+"/records/"+all[0].wave.ID, nil)
		us.problem(http.StatusForbidden, "share-not-open", "GET", at+":compare?of="+strings.Join(of, ","), nil)

		us.want(http.StatusOK, "GET", at+"/"+all[1].share+"/records", nil, nil)
		p.does(t, 0, "is closed", "tenant", "suspend", all[1].tenant, "--reason", "Contrat à renouveler.")
		us.problem(http.StatusForbidden, "share-not-open", "GET", at+"/"+all[1].share+"/records", nil)
		p.does(t, 0, "is open again", "tenant", "resume", all[1].tenant)
		us.want(http.StatusOK, "GET", at+"/"+all[1].share+"/records", nil, nil)
		p.does(t, 0, "counted again: 0", "tenant", "delete", all[1].tenant, "--reason", "Fin du contrat.", "--days", "0")
		us.problem(http.StatusNotFound, "share-not-found", "GET", at+"/"+all[1].share+"/records", nil)
		server.checkAudit(reader)
	})
}

// shares offers, takes, declines and reads from the command line.
func (p press) shares(t *testing.T, town *townSharing, reader string) {
	t.Helper()
	offer := []string{"share", "offer", "--tenant", town.tenant, "--to", reader, "--purpose", "Bilan", "--until", time.Now().AddDate(0, 1, 0).Format(time.DateOnly)}
	p.does(t, 2, "module/name", append(offer, "portrait")...)
	p.does(t, 2, "/what", append(offer, "portrait/answers")...)
	code, _, _ := strings.Cut(p.does(t, 0, "shown once", append(offer, "portrait/sites")...), "\n")
	p.does(t, 2, "not valid", "share", "take", "--tenant", reader, code+"x")
	id, _, _ := strings.Cut(p.does(t, 0, "waits for your answer", "share", "take", "--tenant", reader, code), ":")
	p.does(t, 0, "portrait/sites", "share", "list", "--tenant", reader)
	p.does(t, 0, "declined", "share", "decline", "--tenant", reader, id)
	p.does(t, 2, "waits for no answer", "share", "accept", "--tenant", reader, id)
	if told := p.does(t, 0, town.wave.ID, "share", "read", "--tenant", reader, town.share); strings.Contains(told, "Les Lilas") {
		t.Errorf("read from the command line: %s", told)
	}
	p.does(t, 0, `"tables"`, "share", "read", "--tenant", reader, town.share, town.wave.ID)
}

// attackShare asks for what was not agreed to. The control: the town itself reads each.
func attackShare(t *testing.T, us *visitor, at string, all []*townSharing) {
	t.Helper()
	town, wave := all[0], all[0].wave.ID
	tried := 0
	for _, path := range []string{"/waves", "/waves/" + wave, "/waves/" + wave + ":results", "/waves/" + wave + ":export", "/waves/" + wave + ":progress", "/questionnaires"} {
		town.want(http.StatusOK, "GET", town.path(path), nil, nil)
		if got := us.do("GET", town.path(path), nil); got.status != http.StatusNotFound {
			t.Errorf("the association reads %s: %d", path, got.status)
		}
		tried++
	}
	for what, path := range map[string]string{
		"a wave of another town":   at + "/" + town.share + "/records/" + all[1].wave.ID,
		"answers":                  at + "/" + town.share + "/records/answers",
		"an operation":             at + "/" + town.share + "/records/" + wave + ":export",
		"a way out of the address": at + "/" + town.share + "/records/..%2F..%2Fanswers",
		"another module":           at + "/" + town.share + "/cap",
		"by the town's share":      town.url("/shares/" + town.share + "/records"),
	} {
		got := us.do("GET", path, nil)
		if got.status < 400 || got.status >= 500 {
			t.Errorf("%s: %d %.200s", what, got.status, got.body)
		}
		tried++
	}
	for _, other := range all[1:] { // a neighbour gets nothing of the share either
		if got := other.do("GET", other.url("/shares/"+town.share+"/records"), nil); got.status != http.StatusNotFound {
			t.Errorf("%s reads the share: %d", other.tenant, got.status)
		}
		tried++
	}
	t.Logf("%d ways around a share were tried", tried)
}

// logsOfBoth holds what the two logs say of a share.
func logsOfBoth(t *testing.T, server *platform, town *townSharing, reader string) {
	t.Helper()
	for tenant, want := range map[string][]string{
		town.tenant: {"core:share.offer", "core:share.take", "core:share.accept", "core:share.read"},
		reader:      {"core:share.take", "core:share.accept"},
	} {
		admin := visit(t, server.url)
		admin.signIn(tenant, "core:administrator")
		var log struct {
			Entries []struct{ Action, Principal, Behalf string }
		}
		a := admin.want(http.StatusOK, "GET", "/t/"+tenant+"/audit?resource=share/"+town.share, nil, &log)
		for _, action := range want {
			found := false
			for _, e := range log.Entries {
				found = found || e.Action == action
				if e.Action == "core:share.read" && (e.Principal != "share:"+town.share || !strings.HasPrefix(e.Behalf, "person:") || !strings.HasSuffix(e.Behalf, "@"+reader)) {
					t.Errorf("a read in the log: %+v", e)
				}
			}
			if !found {
				t.Errorf("the log of %s has no %s: %.400s", tenant, action, a.body)
			}
		}
	}
}
