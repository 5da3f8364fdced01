package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// rows implements record.Rows: fetch here, lists in scan.go, aggregates in group.go, writes in apply.go, the
// change feed in changes.go.
type rows struct{ db *DB }

// defaultSize is the size of a page that asked for none.
const defaultSize = 30

// Fetch implements record.Rows.
func (r rows) Fetch(ctx context.Context, t tenant.ID, from record.Table, id string) (found store.Record, err error) {
	tbl, err := r.db.tables.of(from)
	if err != nil {
		return found, err
	}
	err = r.db.read(ctx, t, func(ctx context.Context, s *session) error {
		found, err = s.fetch(ctx, tbl, id)
		return err
	})
	return found, err
}

func (s *session) fetch(ctx context.Context, tbl *table, id string) (r store.Record, err error) {
	found := false
	err = s.each(s.brief(ctx), tbl.fetch, []any{s.tenant.String(), id}, func(scan func(...any) error) error {
		found = true
		r, err = tbl.reader().read(scan)
		return err
	})
	if err == nil && !found {
		return r, fault.Missing("record")
	}
	return r, err
}

// selection writes what a Selection asks for as the conditions of a statement.
func (c *compiler) selection(t tenant.ID, s record.Selection) (where string, err error) {
	where = "tenant_id = " + c.bind(t.String())
	if s.Unit != "" && s.Unit != tenant.Root {
		where += " AND " + c.within(c.unitPath(), s.Unit)
	}
	for _, cond := range s.Where {
		text, err := c.cond(cond)
		if err != nil {
			return "", err
		}
		where += " AND " + text
	}
	for _, word := range s.Search {
		text, err := c.word(word)
		if err != nil {
			return "", err
		}
		where += " AND " + text
	}
	return where, nil
}

// word matches records that hold a word with that beginning. LIKE would read % and _ in it.
func (c *compiler) word(prefix string) (string, error) {
	if c.table.anonymous {
		return verdict(false), nil
	}
	if _, _, err := literal(prefix, false); err != nil {
		return "", err
	}
	return c.dialect.find("search", c.bind(" "+prefix)) + " > 0", nil
}
