package sqlstore_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
)

// left copies what a process that is killed now leaves: the database and its write-ahead log.
func (w *world) left() (config sqlstore.Config) {
	w.t.Helper()
	from, to := strings.TrimPrefix(w.config.DSN, "sqlite:"), filepath.Join(w.t.TempDir(), "ribambelle.db")
	for _, suffix := range []string{"", "-wal"} {
		content, err := os.ReadFile(from + suffix)
		check(w.t, err)
		check(w.t, os.WriteFile(to+suffix, content, 0o600))
	}
	return sqlstore.Config{DSN: "sqlite:" + to}
}

// told says how much of the order of arrival the files of a database tell, by where it lies.
func told(t *testing.T, config sqlstore.Config, truth []string) map[string]float64 {
	t.Helper()
	path := strings.TrimPrefix(config.DSN, "sqlite:")
	file, err := os.ReadFile(path)
	check(t, err)
	log, err := os.ReadFile(path + "-wal")
	check(t, err)
	var first []string // the order in which the log's frames bring the ids
	if len(log) > 32 {
		for _, frame := range inPages(log[32:], 24+4096, truth) {
			for _, id := range frame {
				if !slices.Contains(first, id) {
					first = append(first, id)
				}
			}
		}
	}
	return map[string]float64{
		"pages of the database": agreement(truth, inPages(file, 4096, truth)), "write-ahead log": agreement(truth, [][]string{first}),
	}
}

// TestAKilledServerLeavesNoOrderBehindItsNextStart kills a server before it wrote the ballots anew, once with
// all of them in the log still and once with all in the database: what it left must tell the order (the
// control), and no longer do so once the next start has done its work.
func TestAKilledServerLeavesNoOrderBehindItsNextStart(t *testing.T) {
	t.Parallel()
	for name, moved := range map[string]bool{"write-ahead log": false, "pages of the database": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := open(t, sqliteConfig(t), noServer)
			w.install(ballots())
			check(t, w.HoldScrub(t.Context()))
			truth := w.vote()
			if moved {
				outside, err := sql.Open("sqlite", strings.TrimPrefix(w.config.DSN, "sqlite:"))
				check(t, err)
				defer outside.Close()
				_, err = outside.ExecContext(t.Context(), "PRAGMA wal_checkpoint(PASSIVE)")
				check(t, err)
			}
			dead := w.left()
			control := told(t, dead, truth)
			if control[name] <= chanceSigma {
				t.Fatalf("the control is silent: %v", control)
			}
			restart(t, dead, func(next *sqlstore.DB) {
				for look, found := range told(t, dead, truth) {
					t.Logf("%-22s: %d rows, control %.1fσ, leak %.1fσ", look, voters, control[look], found)
					if found > chanceSigma {
						t.Errorf("the %s tells the order of arrival after a start (%.1fσ)", look, found)
					}
				}
				page, err := next.Rows().Scan(t.Context(), tenantA, ballots(), record.Selection{Size: 1000})
				if err != nil || len(page.Records) != voters {
					t.Errorf("%d ballots are left, %v", len(page.Records), err)
				}
			})
		})
	}
}

// restart opens what was left and looks at it once the start's work is done, before anything is closed.
func restart(t *testing.T, left sqlstore.Config, look func(*sqlstore.DB)) {
	t.Helper()
	next, err := sqlstore.Open(t.Context(), left)
	check(t, err)
	defer func() { check(t, next.Close()) }()
	check(t, next.Migrate(t.Context()))
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for clean := false; !clean; <-again.C {
		clean, err = next.Scrubbed(t.Context())
		check(t, err)
	}
	look(next)
}
