package e2e

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// What a large network looks like.
const (
	reportSites  = 100
	reportPeople = 10_000 // answers in each wave
	reportItems  = 60
	reportWaves  = 3
)

// BenchmarkNetworkReport reads the results of three closed waves of a network, over HTTP and with the shipped
// binaries: cold, when the server has just started, and warm. The goals are 300 and 20 ms.
func BenchmarkNetworkReport(b *testing.B) {
	p, ids := bigNetwork(b)
	server := p.server
	read := func() (bytes int) {
		for _, id := range ids {
			bytes += len(p.want(http.StatusOK, "GET", p.path("/waves/"+id+":results"), nil, nil).body)
		}
		return bytes
	}
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			server.stop()
			server.run()
			p.base = server.url
			p.want(http.StatusOK, "GET", p.path("/waves"), nil, nil) // the module is up
			b.StartTimer()
			read()
		}
	})
	b.Run("warm", func(b *testing.B) {
		bytes := read()
		for b.Loop() {
			read()
		}
		b.ReportMetric(float64(bytes), "bytes/report")
	})
}

// large is a network's portrait with the server that holds it.
type large struct {
	*portrait
	server *platform
}

// bigNetwork opens waves over many sites, lets one person answer each, and writes everybody else's answers into the
// database while the server is down: to submit them takes minutes, and how they came is not what is measured.
func bigNetwork(b *testing.B) (large, []string) {
	b.Helper()
	server := start(b, b.TempDir(), "--demo", "--tenants", "../../tenants")
	p := large{&portrait{visitor: visit(b, server.url), tenant: municipality}, server}
	p.signIn(municipality, "core:administrator")
	p.turnOn("portrait")
	sites := p.build(reportSites)
	var imported record[questionnaire]
	p.want(http.StatusCreated, "POST", p.path("/questionnaires:import"), map[string]string{"yaml": longYAML()}, &imported)
	p.want(http.StatusOK, "POST", p.path("/questionnaires/"+imported.ID+":publish"), nil, nil)
	ids := make([]string, reportWaves)
	for i := range ids {
		p.open(fmt.Sprintf("T%d", i), imported.ID, sites)
		p.answer(sites[0].Unit, p.values(0))
		ids[i] = p.wave.ID
	}
	server.stop()
	fill(b, filepath.Join(server.data, "ribambelle.db"), ids, sites)
	server.run()
	p.base = server.url
	for _, id := range ids {
		p.want(http.StatusOK, "POST", p.path("/waves/"+id+":close"), nil, nil)
	}
	return p, ids
}

// build adds sites of a hundred people to the town.
func (p large) build(n int) (sites []waveSite) {
	for i := range n {
		var made struct{ ID, Name string }
		p.want(http.StatusCreated, "POST", "/t/"+p.tenant+"/units",
			map[string]any{"name": fmt.Sprintf("Lieu %03d", i), "kind": "creche-collective", "parent_id": p.root(), "headcount": reportPeople / n}, &made)
		sites = append(sites, waveSite{Unit: made.ID, Name: made.Name, Headcount: reportPeople / n})
	}
	return sites
}

// longYAML is a questionnaire of four dimensions with sixty items.
func longYAML() string {
	var text strings.Builder
	text.WriteString("code: reseau\nversion: 1.0.0\nlicence: CC0\nlanguages: [fr]\ntitle: {fr: Réseau}\nscales:\n  - {key: s, kind: likert, min: 1, max: 5, anchors: [{value: 1, fr: Non}, {value: 5, fr: Oui}]}\ndimensions:\n")
	for d := range 4 {
		fmt.Fprintf(&text, "  - key: d%d\n    title: {fr: Dimension %d}\n    items:\n", d, d)
		for i := range reportItems / 4 {
			fmt.Fprintf(&text, "      - {key: d%di%02d, scale: s, text: {fr: Énoncé %d}}\n", d, i, i)
		}
	}
	return text.String()
}

// fill copies the one answer of each wave until everybody has answered, each a little differently.
func fill(b *testing.B, file string, waves []string, sites []waveSite) {
	b.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin()
	if err != nil {
		b.Fatal(err)
	}
	for _, wave := range waves {
		var id, doc string
		if err := tx.QueryRow("SELECT id, doc FROM rec_portrait_answers WHERE doc LIKE '%' || ? || '%'", wave).Scan(&id, &doc); err != nil {
			b.Fatal(err)
		}
		var one struct {
			Wave   string         `json:"wave"`
			Atom   string         `json:"atom"`
			Values map[string]int `json:"values"`
		}
		if err := json.Unmarshal([]byte(doc), &one); err != nil {
			b.Fatal(err)
		}
		if _, err := tx.Exec("CREATE TEMP TABLE template AS SELECT * FROM rec_portrait_answers WHERE id = ?", id); err != nil {
			b.Fatal(err)
		}
		columns := strings.Join(others(b, tx), ", ")
		for i := 1; i < reportPeople; i++ {
			one.Atom = sites[i%len(sites)].Unit
			k := 0
			for item := range one.Values {
				one.Values[item] = 1 + (i*7+i/len(sites)+k*k)%5
				k++
			}
			text, err := json.Marshal(one)
			if err != nil {
				b.Fatal(err)
			}
			fresh := fmt.Sprintf("%08x-0000-4000-8000-%s", uint32(i)*2654435761, id[24:])
			_, err = tx.Exec("INSERT INTO rec_portrait_answers (id, doc, "+columns+") SELECT ?, ?, "+columns+" FROM template", fresh, string(text))
			if err != nil {
				b.Fatal(err)
			}
		}
		if _, err := tx.Exec("DROP TABLE template"); err != nil {
			b.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// others are the columns of answers beside id and text that are written.
func others(b *testing.B, tx *sql.Tx) (names []string) {
	b.Helper()
	rows, err := tx.Query("SELECT name FROM pragma_table_xinfo('rec_portrait_answers') WHERE hidden = 0 AND name NOT IN ('id', 'doc')")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			b.Fatal(err)
		}
		names = append(names, name)
	}
	return names
}
