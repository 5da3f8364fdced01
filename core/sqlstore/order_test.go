package sqlstore_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
)

const (
	voters = 40
	// An order nearer than this to the true one comes by chance once in 100,000 times.
	chanceSigma = 4.5
)

// vote lets people of both towns vote, one after the other, and returns the ids of A's ballots in that order.
func (w *world) vote() (truth []string) {
	w.t.Helper()
	for i := range voters {
		id := uuid.NewString()
		truth = append(truth, id)
		w.create(tenantA, ballots(), id, fmt.Sprintf(`{"wave":"w","value":%d}`, i))
		w.create(tenantB, ballots(), uuid.NewString(), `{"wave":"w","value":1}`)
	}
	return truth
}

// agreement says by how many standard deviations an order of some of the ids is nearer to the true one (or its
// reverse) than a random order is: Kendall's S. Each id counts once, where it was found first.
func agreement(truth []string, found [][]string) float64 {
	agreed, variance := 0.0, 0.0
	for _, part := range found {
		part = slices.DeleteFunc(slices.Clone(part), func(id string) bool { return !slices.Contains(truth, id) })
		for i, id := range part {
			for _, later := range part[i+1:] {
				agreed += math.Copysign(1, float64(slices.Index(truth, later)-slices.Index(truth, id)))
			}
		}
		n := float64(len(part))
		variance += n * (n - 1) * (2*n + 5) / 18
	}
	if variance == 0 {
		return 0
	}
	return math.Abs(agreed) / math.Sqrt(variance)
}

// looks are the ways to find an order in a database of PostgreSQL by one who may read everything, files included.
var looks = []struct {
	name string
	find func(t *testing.T, super *sql.DB, truth []string) [][]string
}{
	{"place in the table (ctid)", byOrder("ctid")},
	{"age of the row (xmin)", byOrder("age(xmin) DESC, cmin::text::bigint")},
	{"age of the deleter (xmax)", byOrder("xmax::text::bigint")},
	{"bytes of the table's file", inFile("rec_portrait_ballots")},
	{"bytes of the primary key's file", inFile("rec_portrait_ballots_pkey")},
	{"bytes of the other indexes' files", func(t *testing.T, super *sql.DB, truth []string) (found [][]string) {
		for _, name := range texts(t, super, "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'rec_portrait_ballots'::regclass AND NOT indisprimary") {
			found = append(found, inFile(name)(t, super, truth)...)
		}
		return found
	}},
}

func byOrder(terms string) func(*testing.T, *sql.DB, []string) [][]string {
	return func(t *testing.T, super *sql.DB, _ []string) [][]string {
		return [][]string{texts(t, super, "SELECT id FROM rec_portrait_ballots ORDER BY "+terms)}
	}
}

// inFile reads a relation's pages as they lie on the disk, dead rows and leftovers included. PostgreSQL fills a
// page from its end.
func inFile(relation string) func(*testing.T, *sql.DB, []string) [][]string {
	return func(t *testing.T, super *sql.DB, truth []string) (found [][]string) {
		t.Helper()
		_, err := super.ExecContext(t.Context(), "CHECKPOINT")
		check(t, err)
		var file []byte
		check(t, super.QueryRowContext(t.Context(), "SELECT pg_read_binary_file(pg_relation_filepath($1))", relation).Scan(&file))
		return inPages(file, 8192, truth)
	}
}

// inPages are the ids in each page of a file, from its end to its beginning.
func inPages(file []byte, size int, truth []string) (found [][]string) {
	for page := range slices.Chunk(file, size) {
		at := map[string]int{}
		var ids []string
		for _, id := range truth {
			if place := bytes.LastIndex(page, []byte(id)); place >= 0 {
				at[id], ids = place, append(ids, id)
			}
		}
		slices.SortFunc(ids, func(a, b string) int { return at[b] - at[a] })
		found = append(found, ids)
	}
	return found
}

func texts(t *testing.T, db *sql.DB, query string) (all []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var text string
		check(t, rows.Scan(&text))
		all = append(all, text)
	}
	check(t, rows.Err())
	return all
}

// settled waits until no share holds records where they arrived.
func settled(t *testing.T, super *sql.DB) {
	t.Helper()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if left := texts(t, super, "SELECT tbl FROM arrivals"); len(left) == 0 {
			return
		}
		select {
		case <-again.C:
		case <-t.Context().Done():
			t.Fatal("the records were not written anew")
		}
	}
}

// copies counts how often the ids of ballots lie in the table's file: what was deleted must be gone from it.
func copies(t *testing.T, super *sql.DB, truth []string) (n int) {
	t.Helper()
	_, err := super.ExecContext(t.Context(), "CHECKPOINT")
	check(t, err)
	var file []byte
	check(t, super.QueryRowContext(t.Context(), "SELECT pg_read_binary_file(pg_relation_filepath('rec_portrait_ballots'))").Scan(&file))
	for _, id := range truth {
		n += bytes.Count(file, []byte(id))
	}
	return n
}

// TestTheOrderOfArrivalIsNowhereOnPostgres attacks first while another process holds the settler's lock, so that
// nothing is written anew: there the attacks must succeed.
func TestTheOrderOfArrivalIsNowhereOnPostgres(t *testing.T) {
	t.Parallel()
	pg := cluster.Database(t)
	w := open(t, config(pg), pg)
	w.install(ballots())
	super, holder := connect(t, pg.Super), connect(t, pg.Super)
	hold, err := holder.BeginTx(t.Context(), nil)
	check(t, err)
	_, err = hold.ExecContext(t.Context(), "SELECT pg_advisory_xact_lock($1)", sqlstore.SettleLock)
	check(t, err)
	truth := w.vote()
	control := make([]float64, len(looks))
	for i, look := range looks {
		control[i] = agreement(truth, look.find(t, super, truth))
	}
	check(t, hold.Rollback())
	settled(t, super)
	report := fmt.Sprintf("\n%-36s %8s %14s %14s", "look", "rows", "control, order", "leak, order")
	for i, look := range looks {
		found := agreement(truth, look.find(t, super, truth))
		report += fmt.Sprintf("\n%-36s %8d %13.1fσ %13.1fσ", look.name, voters, control[i], found)
		if found > chanceSigma {
			t.Errorf("%s tells the order of arrival (%.1fσ)", look.name, found)
		}
	}
	t.Log(report)
	for i, name := range []string{0: "ctid", 1: "xmin", 3: "the table's file", 4: "the primary key's file"} {
		if name != "" && control[i] <= chanceSigma {
			t.Errorf("the control is silent: %s does not tell the order (%.1fσ)", name, control[i])
		}
	}
	if n := copies(t, super, truth); n != voters {
		t.Errorf("the file holds %d copies of %d ballots", n, voters)
	}
	if n := len(texts(t, super, "SELECT DISTINCT xmin::text FROM rec_portrait_ballots WHERE tenant_id = '"+tenantA.String()+"'")); n != 1 {
		t.Errorf("the ballots of one town have %d ages", n)
	}
	for _, id := range []tenant.ID{tenantA, tenantB} {
		if n := len(w.scan(id, ballots(), record.Selection{Size: 1000}).Records); n != voters {
			t.Errorf("%d ballots are left, want %d", n, voters)
		}
	}
}

// TestWhatAnOpenDumpReadsStays keeps a transaction open that began before: it must find every ballot, and what
// it may look at goes once it has ended.
func TestWhatAnOpenDumpReadsStays(t *testing.T) {
	t.Parallel()
	pg := cluster.Database(t)
	w := open(t, config(pg), pg)
	w.install(ballots())
	super, dumper := connect(t, pg.Super), connect(t, pg.Super)
	truth := w.vote()
	settled(t, super)
	dump, err := dumper.BeginTx(t.Context(), &sql.TxOptions{Isolation: sql.LevelRepeatableRead})
	check(t, err)
	var n int
	check(t, dump.QueryRowContext(t.Context(), "SELECT count(*) FROM tenants").Scan(&n))
	late := uuid.NewString()
	w.create(tenantA, ballots(), late, `{"wave":"w","value":99}`)
	for again := time.NewTicker(20 * time.Millisecond); ; <-again.C { // until the share was written anew, and waits
		if left := texts(t, super, "SELECT tenant_id FROM arrivals"); slices.Equal(left, []string{""}) {
			break
		}
	}
	check(t, dump.QueryRowContext(t.Context(), "SELECT count(*) FROM rec_portrait_ballots").Scan(&n))
	if n != 2*voters {
		t.Errorf("an open dump reads %d ballots, want the %d that were there when it began", n, 2*voters)
	}
	check(t, dump.Rollback())
	settled(t, super)
	if n := copies(t, super, append(truth, late)); n != voters+1 {
		t.Errorf("the file holds %d copies of %d ballots", n, voters+1)
	}
}

// TestVotesWhileTheTableIsWrittenAnew votes from several sides: nothing is lost, and nothing stays unsettled.
func TestVotesWhileTheTableIsWrittenAnew(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(ballots())
		done := make(chan error, 8)
		for range 8 {
			go func() {
				var err error
				for range 25 {
					if err == nil {
						err = w.tryCreate(tenantA, ballots(), uuid.NewString(), `{"wave":"w"}`)
					}
				}
				done <- err
			}()
		}
		for range 8 {
			check(t, <-done)
		}
		if n := len(w.scan(tenantA, ballots(), record.Selection{Size: 1000}).Records); n != 200 {
			t.Errorf("%d ballots are kept, want 200", n)
		}
	})
}

// TestTheRunningRoleSettlesAnonymousTablesOnly asks for what the function must refuse.
func TestTheRunningRoleSettlesAnonymousTablesOnly(t *testing.T) {
	t.Parallel()
	pg := cluster.Database(t)
	w := open(t, config(pg), pg)
	w.install(ballots(), visits())
	attacker := connect(t, pg.Running)
	for _, name := range []string{"people", "rec_portrait_visits", "rec_portrait_ballots; DROP TABLE people", "", "pg_class"} {
		if _, err := attacker.ExecContext(context.Background(), "SELECT settle($1)", name); err == nil || !strings.Contains(err.Error(), "is not an anonymous collection") {
			t.Errorf("settle(%q): %v", name, err)
		}
	}
	_, err := attacker.ExecContext(context.Background(), "SELECT settle('rec_portrait_ballots')")
	check(t, err)
}
