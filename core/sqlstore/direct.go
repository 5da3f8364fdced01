package sqlstore

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// direct runs statements that answer no rows on one connection of SQLite, prepared and past database/sql, whose
// work for each of them would be a tenth of the writer's. It belongs to the writer's goroutine.
type direct struct {
	conn *sql.Conn
	kept map[string]driver.Stmt
	args []driver.NamedValue // of the statement under way
}

func newDirect(conn *sql.Conn) *direct {
	return &direct{conn: conn, kept: make(map[string]driver.Stmt)}
}

// exec runs a statement to its end and returns how many rows it touched.
func (d *direct) exec(text string, args ...any) (n int64, err error) {
	err = d.conn.Raw(func(engine any) error {
		stmt, err := d.prepare(engine, text)
		if err != nil {
			return err
		}
		if err := d.bind(args); err != nil {
			return err
		}
		result, err := stmt.ExecContext(context.Background(), d.args)
		if err != nil {
			return err
		}
		n, err = result.RowsAffected()
		return err
	})
	return n, err
}

// prepare returns the statement of that text, preparing it the first time.
func (d *direct) prepare(engine any, text string) (driver.StmtExecContext, error) {
	stmt := d.kept[text]
	if stmt == nil {
		d.makeRoom()
		made, err := engine.(driver.ConnPrepareContext).PrepareContext(context.Background(), text)
		if err != nil {
			return nil, fmt.Errorf("preparing a statement: %w", err)
		}
		stmt, d.kept[text] = made, made
	}
	return stmt.(driver.StmtExecContext), nil
}

// makeRoom closes one statement, whichever, when too many are kept.
func (d *direct) makeRoom() {
	if len(d.kept) < maxStatements {
		return
	}
	for text, stmt := range d.kept {
		_ = stmt.Close() // what it did is done
		delete(d.kept, text)
		return
	}
}

// bind puts arguments as the engine takes them.
func (d *direct) bind(args []any) error {
	d.args = d.args[:0]
	for i, arg := range args {
		value, err := bound(arg)
		if err != nil {
			return fmt.Errorf("argument %d: %w", i+1, err)
		}
		d.args = append(d.args, driver.NamedValue{Ordinal: i + 1, Value: value})
	}
	return nil
}

func bound(arg any) (driver.Value, error) {
	switch v := arg.(type) {
	case nil, string, int64, []byte:
		return v, nil
	case int:
		return int64(v), nil
	case driver.Valuer:
		return v.Value()
	}
	return driver.DefaultParameterConverter.ConvertValue(arg)
}

// close closes all statements.
func (d *direct) close() error {
	return d.conn.Raw(func(any) (err error) {
		for text, stmt := range d.kept {
			err = errors.Join(err, stmt.Close())
			delete(d.kept, text)
		}
		return err
	})
}
