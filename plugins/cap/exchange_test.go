package cap_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/plugins/cap/session"
)

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
	for _, from := range []m{{"id": "01-dehors", "title": "Dehors d’abord"}, nil} {
		grid := m{"title": "Grille", "licence": "CC BY 4.0", "link": "https://documents.example/1"}
		if from != nil {
			grid["tool"] = from
		}
		var shared struct{ Tool *session.Tool }
		ines.post("/artefacts", grid, &shared)
		if (shared.Tool == nil) != (from == nil) || from != nil && (shared.Tool.ID != from["id"] || shared.Tool.Title != from["title"]) {
			t.Errorf("shared from %v, kept %+v", from, shared.Tool)
		}
	}
	ines.refused("POST", "/artefacts", m{"title": "x", "licence": "CC BY 4.0", "link": "https://documents.example/", "tool": m{"id": "x"}}, "invalid-input")
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
