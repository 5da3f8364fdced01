package e2e

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnOrganisationLeaves closes an organisation, opens it again, and deletes it, by the operator's commands on both engines:
// nothing that names it or was its own is left anywhere, and the others have lost nothing.
func TestAnOrganisationLeaves(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, server *platform, _ *letterbox) {
		p := press{server, t.TempDir()}
		member, other := visit(t, server.url), visit(t, server.url)
		member.signIn(municipality, "core:administrator")
		other.signIn(network, "core:administrator")
		const canary = "Crèche du Canari-4711"
		member.want(http.StatusCreated, "POST", "/t/"+municipality+"/units", map[string]any{"name": canary, "kind": "multi-accueil"}, nil)
		var invited struct{ Code string }
		other.want(http.StatusCreated, "POST", "/t/"+network+"/invitations", map[string]any{"name": "Lou Morin", "role": "core:adviser"}, &invited)
		member.want(http.StatusNoContent, "POST", "/t/"+network+"/invitations:join", map[string]any{"token": invited.Code}, nil)
		id := server.idOf(t, p)
		before := server.naming(t, id)
		if len(before) < 12 || before["stays"] != 1 || !strings.Contains(server.content(), canary) {
			t.Fatalf("the control is not there: %v", before)
		}

		p.does(t, 2, "--reason", "tenant", "suspend", municipality)
		p.does(t, 2, "no such organisation", "tenant", "suspend", "nulle-part", "--reason", "x")
		p.does(t, 0, "is closed", "tenant", "suspend", municipality, "--reason", "Contrat à renouveler.")
		member.problem(http.StatusForbidden, "tenant-suspended", "GET", "/t/"+municipality+"/units", nil)
		if page := member.do("GET", "/p/"+municipality+"/mobilisation/petition", nil); page.status != http.StatusNotFound || !strings.Contains(string(page.body), "Fermé pour le moment") {
			t.Errorf("a public page of a closed organisation: %d", page.status)
		}
		p.does(t, 0, "suspended", "tenant", "list")
		p.does(t, 0, "is open again", "tenant", "resume", municipality)
		member.want(http.StatusOK, "GET", "/t/"+municipality+"/units", nil, nil)

		p.does(t, 2, "between 0 and 365", "tenant", "delete", municipality, "--reason", "Fin.", "--days", "400")
		p.does(t, 0, "takes that back", "tenant", "delete", municipality, "--reason", "Fin du contrat.")
		p.does(t, 0, "leaving", "tenant", "list")
		p.does(t, 0, "is open again", "tenant", "resume", municipality)
		member.want(http.StatusOK, "GET", "/t/"+municipality+"/units", nil, nil)

		certificate := p.does(t, 0, "counted again: 0", "tenant", "delete", municipality, "--reason", "Fin du contrat.", "--days", "0")
		if !strings.Contains(certificate, "\nid: "+id+"\n") || !strings.Contains(certificate, "— ribambelle.statement ") {
			t.Errorf("the certificate:\n%s", certificate)
		}
		p.does(t, 0, certificate, "tenant", "departed", municipality)
		member.problem(http.StatusNotFound, "organisation-not-found", "GET", "/t/"+municipality+"/units", nil)
		other.want(http.StatusOK, "GET", "/t/"+network+"/units", nil, nil)

		server.stop() // what was deleted leaves the write-ahead log with the last write
		left, rows := server.naming(t, id), 0
		for _, n := range before {
			rows += n
		}
		t.Logf("%d rows in %d tables named the organisation, %v do now", rows, len(before), left)
		delete(left, "departures")
		if len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		if strings.Contains(server.content(), canary) {
			t.Error("what the organisation wrote is still in the database")
		}
		if found, err := filepath.Glob(filepath.Join(server.data, "*", id)); err != nil || len(found) > 0 {
			t.Errorf("folders of its own are left: %v, %v", found, err)
		}
		server.run()
		server.checkAudit(network)
	})
}

// idOf is the id of the municipality, which no answer tells: the end of a departure does, and the names of its checkpoints.
func (p *platform) idOf(t *testing.T, as press) string {
	t.Helper()
	p.sealed(t, municipality)
	head := as.does(t, 0, "", "audit", "checkpoint", "--tenant", municipality)
	_, rest, _ := strings.Cut(head, "/audit/")
	id, _, _ := strings.Cut(rest, "\n")
	if len(id) != 36 {
		t.Fatalf("no id in the head of the log:\n%s", head)
	}
	return id
}

// naming counts the rows in which an id stands, by table, whatever the column.
func (p *platform) naming(t *testing.T, id string) map[string]int {
	t.Helper()
	found := map[string]int{}
	if p.database.Super != "" {
		table := ""
		for line := range strings.Lines(p.content()) {
			if rest, begins := strings.CutPrefix(line, "COPY public."); begins {
				table, _, _ = strings.Cut(rest, " ")
			}
			if strings.Contains(line, id) {
				found[table]++
			}
		}
		return found
	}
	l := p.rob()
	for _, table := range l.texts("SELECT name FROM sqlite_master WHERE type = 'table'") {
		columns := l.texts("SELECT name FROM pragma_table_info('" + table + "')")
		text := "instr(coalesce(CAST(\"" + strings.Join(columns, "\" AS TEXT), ''), '"+id+"') + instr(coalesce(CAST(\"") + "\" AS TEXT), ''), '" + id + "')"
		var n int
		if err := l.db.QueryRow("SELECT count(*) FROM \"" + table + "\" WHERE " + text + " > 0").Scan(&n); err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		if n > 0 {
			found[table] = n
		}
	}
	return found
}
