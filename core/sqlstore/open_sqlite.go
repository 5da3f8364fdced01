package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	engine "modernc.org/sqlite"
)

// openSQLite takes the file's lock, opens the writer's connection first (it makes the file and turns the
// write-ahead log on), then the pool of readers.
func (db *DB) openSQLite(ctx context.Context) error {
	path := db.source.path
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("making the data folder: %w", err)
	}
	var err error
	if db.lock, err = lockBeside(path); err != nil {
		return err
	}
	if err := private(path); err != nil {
		return err
	}
	if db.writer, err = startWriter(ctx, path, db.config.Clock, db.config.Logger); err != nil {
		return translate(fmt.Errorf("opening %s: %w", path, err))
	}
	if db.pool, err = openFile(path, db.config.Connections, "query_only(1)"); err != nil {
		return err
	}
	db.kept, db.memory = newStatements(db.pool.DB), newMemory()
	return nil
}

// private makes the file, if there is none, for its owner's eyes only.
func private(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	return file.Close()
}

func openFile(path string, connections int, pragmas ...string) (*bun.DB, error) {
	connector, err := engine.NewConnector(fileDSN(path, pragmas...))
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", path, err)
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return bun.NewDB(pool, sqlitedialect.New()), nil
}
