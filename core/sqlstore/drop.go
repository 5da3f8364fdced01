package sqlstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// Drop implements record.Installer.
func (i installer) Drop(ctx context.Context, module string) error {
	var tables []string
	err := i.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		listed, err := s.collections(ctx)
		tables = nil
		for _, c := range listed {
			if c.module == module {
				tables = append(tables, c.name)
			}
		}
		return err
	})
	if err != nil || len(tables) == 0 {
		return err
	}
	if i.db.dialect == sqlite {
		return i.db.writeGlobal(ctx, func(ctx context.Context, s *session) error { return i.db.dropTables(ctx, s.raw, tables) })
	}
	if i.db.config.AdminDSN == "" {
		return errAdmin
	}
	return i.db.asOwner(ctx, func(owner *bun.DB) error { return i.db.dropTables(ctx, owner.DB, tables) })
}

func (db *DB) dropTables(ctx context.Context, on execer, tables []string) error {
	for _, name := range tables {
		if _, err := on.ExecContext(ctx, "DROP TABLE IF EXISTS "+name); err != nil {
			return fmt.Errorf("dropping the table %s: %w", name, err)
		}
		for _, listed := range []string{"DELETE FROM collections WHERE name = ?", "DELETE FROM arrivals WHERE tbl = ?"} {
			if _, err := on.ExecContext(ctx, db.dialect.bind(listed), name); err != nil {
				return fmt.Errorf("forgetting the table %s: %w", name, err)
			}
		}
	}
	return nil
}
