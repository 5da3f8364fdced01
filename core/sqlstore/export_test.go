package sqlstore

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// GlobalTables is the list of tables without walls, for the test that compares it with the catalogue.
func GlobalTables() []string { return slices.Sorted(maps.Keys(globalTables())) }

// CarriedColumns are the columns that go along, by table.
func CarriedColumns() map[string][]string {
	all := map[string][]string{}
	for _, c := range carriedTables() {
		for _, cell := range c.cells {
			all[c.name] = append(all[c.name], cell.name)
		}
	}
	return all
}

// Columns are those that the core's tables have, by table.
func (db *DB) Columns(ctx context.Context) (map[string][]string, error) {
	text := "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'"
	if db.dialect == postgres {
		text = "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
	}
	all := map[string][]string{}
	return all, db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		return s.each(ctx, text, nil, func(scan func(...any) error) error {
			var table, column string
			err := scan(&table, &column)
			all[table] = append(all[table], column)
			return err
		})
	})
}

// SettleLock is the lock of the one process that writes anonymous records anew.
const SettleLock = int64(settleLock)

// HoldScrub keeps the writer of a SQLite file from writing anonymous records anew.
func (db *DB) HoldScrub(ctx context.Context) error {
	return db.writeGlobal(ctx, func(context.Context, *session) error {
		db.writer.scrub.again = time.Now().Add(time.Hour)
		return nil
	})
}

// Scrubbed reports whether there is nothing that the writer would write anew.
func (db *DB) Scrubbed(ctx context.Context) (clean bool, err error) {
	err = db.writeGlobal(ctx, func(context.Context, *session) error { clean = !db.writer.scrub.due(); return nil })
	return clean, err
}

// ExplainPostgres returns PostgreSQL's plan of a list, sequential scans and sorts made unattractive: small
// tables would be read whole, whatever indexes they have.
func (db *DB) ExplainPostgres(ctx context.Context, t tenant.ID, from record.Table, ask record.Selection) (string, error) {
	tbl, err := db.tables.of(from)
	if err != nil {
		return "", err
	}
	c := &compiler{dialect: postgres, table: tbl, schema: from.Schema}
	text, err := c.list(t, ask, 31)
	if err != nil {
		return "", err
	}
	var lines []string
	err = db.read(ctx, t, func(ctx context.Context, s *session) error {
		for _, setting := range []string{"enable_seqscan", "enable_sort", "enable_bitmapscan"} {
			if _, err := s.exec(ctx, "SET LOCAL "+setting+" = off"); err != nil {
				return err
			}
		}
		return s.each(ctx, "EXPLAIN "+text, c.args, func(scan func(...any) error) error {
			var line string
			err := scan(&line)
			lines = append(lines, line)
			return err
		})
	})
	return strings.Join(lines, "\n"), err
}
