package sqlstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/record"
)

// Prune implements record.Installer. Like Install it looks first.
func (i installer) Prune(ctx context.Context, tables []record.Table) error {
	spare, err := i.spare(ctx, tables)
	if err != nil || len(spare) == 0 {
		return err
	}
	how := "DROP INDEX IF EXISTS "
	if i.db.dialect == sqlite {
		return i.db.writeGlobal(ctx, func(ctx context.Context, s *session) error { return drop(ctx, s.raw, how, spare) })
	}
	if i.db.config.AdminDSN == "" {
		return errAdmin
	}
	how = "DROP INDEX CONCURRENTLY IF EXISTS "
	return i.db.asOwner(ctx, func(owner *bun.DB) error { return drop(ctx, owner.DB, how, spare) })
}

func drop(ctx context.Context, on execer, how string, names []string) error {
	for _, name := range names {
		if _, err := on.ExecContext(ctx, how+name); err != nil {
			return fmt.Errorf("dropping the index %s: %w", name, err)
		}
	}
	return nil
}

// spare lists the indexes of these tables that Install made once and would not make now.
func (i installer) spare(ctx context.Context, tables []record.Table) (spare []string, err error) {
	wanted := make(map[string]bool)
	ours := make(map[string]bool)
	for _, t := range tables {
		made, err := i.db.tables.of(t)
		if err != nil {
			return nil, err
		}
		all, err := i.db.dialect.indexes(made, t.Schema)
		if err != nil {
			return nil, err
		}
		ours[made.name] = true
		for _, x := range all {
			wanted[x.name] = true
		}
	}
	text := "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' AND substr(name, 1, 3) = 'ix_'"
	if i.db.dialect == postgres {
		text = "SELECT indexname, tablename FROM pg_indexes WHERE schemaname = current_schema() AND substr(indexname, 1, 3) = 'ix_'"
	}
	err = i.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		spare = nil
		return s.each(ctx, text, nil, func(scan func(...any) error) error {
			var name, table string
			err := scan(&name, &table)
			if ours[table] && !wanted[name] {
				spare = append(spare, name)
			}
			return err
		})
	})
	return spare, err
}
