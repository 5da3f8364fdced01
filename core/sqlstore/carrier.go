package sqlstore

import (
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var errThere = fault.New(fault.Conflict, "tenant-there", "This organisation is here already, or is being brought in: --as brings it in a second time, under another name.")

// Row is a row on its way between installations: its columns by name. Times and bytes are text, as RFC 3339 and base64.
type Row = map[string]any

// Carrier reads and writes the rows of organisations as they lie, so that one can move to another installation and engine.
type Carrier struct{ db *DB }

// Carrier returns what takes organisations' rows along.
func (db *DB) Carrier() Carrier { return Carrier{db} }

// Tables names the core's tables that go along, in the order in which they are written.
func (Carrier) Tables() (names []string) {
	for _, c := range carriedTables() {
		names = append(names, c.name)
	}
	return names
}

// Rows calls deliver for each of a tenant's rows of a table of the core, in the order of their keys.
func (c Carrier) Rows(ctx context.Context, t tenant.ID, table string, deliver func(Row) error) error {
	of, err := carriedTable(table)
	if err != nil {
		return err
	}
	return c.read(ctx, t, of, deliver)
}

// Records calls deliver for each of a tenant's records in a collection, in the order of their ids.
func (c Carrier) Records(ctx context.Context, t tenant.ID, from record.Table, deliver func(Row) error) error {
	tbl, err := c.db.tables.of(from)
	if err != nil {
		return err
	}
	return c.read(ctx, t, carriedRecords(tbl.name, from), deliver)
}

func carriedTable(name string) (carried, error) {
	all := carriedTables()
	i := slices.IndexFunc(all, func(c carried) bool { return c.name == name })
	if i < 0 {
		return carried{}, fault.New(fault.Invalid, "archive-newer", "The file holds rows of %q, which this version does not know: import it with the version that made it, or a later one.", name)
	}
	return all[i], nil
}

func (c Carrier) read(ctx context.Context, t tenant.ID, of carried, deliver func(Row) error) error {
	text, args := of.selection(t.String())
	return c.db.read(ctx, t, func(ctx context.Context, s *session) error {
		return s.each(ctx, text, args, func(scan func(...any) error) error {
			row, err := of.scan(scan)
			if err != nil {
				return err
			}
			return deliver(row)
		})
	})
}

func (c carried) scan(scan func(...any) error) (Row, error) {
	into := make([]any, len(c.cells))
	for i, cell := range c.cells {
		into[i] = cell.kind.dest()
	}
	if err := scan(into...); err != nil {
		return nil, err
	}
	row := make(Row, len(into))
	for i, cell := range c.cells {
		row[cell.name] = told(into[i])
	}
	return row, nil
}

func (k cellKind) dest() any {
	switch k {
	case timeCell:
		return new(stamp)
	case numberCell:
		return new(sql.NullInt64)
	case truthCell:
		return new(sql.NullBool)
	case bytesCell:
		return new([]byte)
	}
	return new(sql.NullString)
}

// told is what was scanned, as it travels; what is missing is nil.
func told(from any) any {
	switch v := from.(type) {
	case *stamp:
		if !v.IsZero() {
			return v.Format(layout)
		}
	case *sql.NullInt64:
		if v.Valid {
			return v.Int64
		}
	case *sql.NullBool:
		if v.Valid {
			return v.Bool
		}
	case *[]byte:
		if *v != nil {
			return base64.StdEncoding.EncodeToString(*v)
		}
	case *sql.NullString:
		if v.Valid {
			return v.String
		}
	}
	return nil
}

// column reads what travelled back.
func (c cell) column(from any) (any, error) {
	if from == nil {
		return nil, nil
	}
	text, isText := from.(string)
	switch c.kind {
	case timeCell:
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			return stamp{at}, nil
		}
	case numberCell:
		if number, ok := from.(json.Number); ok {
			return number.Int64()
		}
	case truthCell:
		if truth, ok := from.(bool); ok {
			return truth, nil
		}
	case bytesCell:
		if bytes, err := base64.StdEncoding.DecodeString(text); err == nil && isText {
			return bytes, nil
		}
	default:
		if isText {
			return text, nil
		}
	}
	return nil, unreadable(c.name)
}

func unreadable(column string) error {
	return fault.New(fault.Invalid, "archive-unreadable", "A row's %s cannot be read.", column)
}

// PutRows writes rows of a table of the core for a tenant that is not there yet.
func (c Carrier) PutRows(ctx context.Context, t tenant.ID, table string, rows []Row) error {
	of, err := carriedTable(table)
	if err != nil {
		return err
	}
	return c.db.write(ctx, t, len(rows), func(ctx context.Context, s *session) error {
		for _, row := range rows {
			if err := s.carryIn(ctx, of, row); err != nil {
				return fmt.Errorf("writing a row of %s: %w", table, err)
			}
		}
		return nil
	})
}

// PutRecords writes records of a collection for a tenant that is not there yet.
func (c Carrier) PutRecords(ctx context.Context, t tenant.ID, into record.Table, rows []Row) error {
	tbl, err := c.db.tables.of(into)
	if err != nil {
		return err
	}
	of := carriedRecords(tbl.name, into)
	for _, row := range rows {
		doc, _ := row["doc"].(string)
		if err := storable([]byte(doc)); err != nil {
			return err
		}
	}
	return c.db.write(ctx, t, len(rows), func(ctx context.Context, s *session) error {
		for _, row := range rows {
			if err := s.carryIn(ctx, of, row); err != nil {
				return fmt.Errorf("writing a record of %s: %w", tbl.name, err)
			}
		}
		if tbl.anonymous && len(rows) > 0 {
			return s.arrive(ctx, tbl)
		}
		return nil
	})
}

// carryIn inserts a row. Columns that it lacks, as one of an older version may, keep their defaults.
func (s *session) carryIn(ctx context.Context, of carried, row Row) error {
	names, marks, args := []string{"tenant_id"}, []string{"?"}, []any{s.tenant.String()}
	if of.name == "tenants" {
		names[0] = "id"
	}
	known := 0
	for _, cell := range of.cells {
		from, has := row[cell.name]
		if !has {
			continue
		}
		known++
		value, err := cell.column(from)
		if err != nil {
			return err
		}
		names, marks, args = append(names, cell.name), append(marks, "?"), append(args, value)
	}
	if known != len(row) {
		return fault.New(fault.Invalid, "archive-newer", "The file says more of %s than this version knows: import it with the version that made it, or a later one.", of.name)
	}
	_, err := s.exec(ctx, "INSERT INTO "+of.name+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", args...)
	if _, taken := violated(err); taken {
		return fault.New(fault.Invalid, "archive-unreadable", "Two rows of %s have one key.", of.name).Because(err)
	}
	return err
}

// Knows reports whether a tenant has people with one of these ids, or has given one of them a right: a principal is known by
// its id, wherever it comes from.
func (c Carrier) Knows(ctx context.Context, t tenant.ID, people []string) (known bool, err error) {
	marks := strings.TrimSuffix(strings.Repeat("?, ", len(people)), ", ")
	text := "SELECT 1 FROM people WHERE tenant_id = ? AND id IN (" + marks + ") UNION SELECT 1 FROM grants WHERE tenant_id = ? AND principal_id IN (" + marks + ")"
	args := []any{t.String()}
	for range 2 {
		for _, id := range people {
			args = append(args, id)
		}
		args = append(args, t.String())
	}
	err = c.db.read(ctx, t, func(ctx context.Context, s *session) error {
		known, err = s.row(ctx, text, args[:len(args)-1], []any{new(int)})
		return err
	})
	return known, err
}

// Changes is how long a tenant's feed of changes is.
func (c Carrier) Changes(ctx context.Context, t tenant.ID) (n int64, err error) {
	err = c.db.read(ctx, t, func(ctx context.Context, s *session) error {
		_, err := s.row(ctx, "SELECT changes FROM logs WHERE tenant_id = ?", []any{t.String()}, []any{&n})
		return err
	})
	return n, err
}

// Staying counts what of a tenant does not go along, by what people call it.
func (c Carrier) Staying(ctx context.Context, t tenant.ID) (n map[string]int64, keys []string, err error) {
	n = map[string]int64{}
	id := t.String()
	counts := []struct {
		what, text string
		args       []any
	}{
		{"sessions", "SELECT count(*) FROM sessions WHERE tenant_id = ?", []any{id}},
		{"foreign-rights", "SELECT count(*) FROM grants WHERE tenant_id = ? AND NOT " + ownPeople + " AND principal_id NOT IN (SELECT id FROM service_keys WHERE tenant_id = ?)", []any{id, id, id, id}},
		{"waiting-mail", "SELECT count(*) FROM outbox WHERE tenant_id = ? AND kind = 'mail'", []any{id}},
		{"waiting-work", "SELECT count(*) FROM outbox WHERE tenant_id = ? AND kind <> 'mail'", []any{id}},
		{"module-requests", "SELECT count(*) FROM module_requests WHERE tenant_id = ? AND state = 'waiting'", []any{id}},
	}
	err = c.db.read(ctx, t, func(ctx context.Context, s *session) error {
		for _, count := range counts {
			var found int64
			if _, err := s.row(ctx, count.text, count.args, []any{&found}); err != nil {
				return fmt.Errorf("counting %s: %w", count.what, err)
			}
			n[count.what] = found
		}
		return s.each(ctx, "SELECT name FROM service_keys WHERE tenant_id = ? AND revoked_at IS NULL ORDER BY name", []any{id}, func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			keys = append(keys, name)
			return err
		})
	})
	return n, keys, err
}

// Begin notes that a tenant with this id ("": a new one) is being brought in, until when it is given up if nobody says
// otherwise. Fault kinds: invalid (no id), conflict "tenant-there" (it is here already, or comes twice at once).
func (c Carrier) Begin(ctx context.Context, id string, until time.Time) (tenant.ID, error) {
	t := tenant.NewID()
	if id != "" {
		if uuid.Validate(id) != nil || len(id) != len(t.String()) {
			return tenant.ID{}, unreadable("id")
		}
		t = tenant.Trusted(id)
	}
	return t, c.db.writeGlobal(ctx, func(ctx context.Context, s *session) error {
		there, err := s.row(ctx, "SELECT 1 FROM tenants WHERE id = ?", []any{t.String()}, []any{new(int)})
		if err != nil {
			return err
		}
		if there {
			return errThere
		}
		_, err = s.exec(ctx, "INSERT INTO newcomers (id, until) VALUES (?, ?)", t.String(), stamp{until})
		if _, taken := violated(err); taken {
			return errThere.Because(err)
		}
		return err
	})
}

// GoOn notes until when a tenant that is being brought in is given up now.
func (c Carrier) GoOn(ctx context.Context, t tenant.ID, until time.Time) error {
	return c.db.writeGlobal(ctx, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, "UPDATE newcomers SET until = ? WHERE id = ?", stamp{until}, t.String())
		return err
	})
}

// GivenUp lists the tenants that nobody brings in any more.
func (c Carrier) GivenUp(ctx context.Context, now time.Time) (all []tenant.ID, err error) {
	err = c.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, "SELECT id FROM newcomers WHERE until <= ?", []any{stamp{now}}, func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			all = append(all, tenant.Trusted(id))
			return err
		})
	})
	return all, err
}

// GiveUp removes whatever was brought in of a tenant, and the note of it.
func (c Carrier) GiveUp(ctx context.Context, t tenant.ID) error {
	if err := departures(c).Forget(ctx, t); err != nil {
		return err
	}
	return c.db.writeGlobal(ctx, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, "DELETE FROM newcomers WHERE id = ?", t.String())
		return err
	})
}

// Land writes the tenant's own row, with which everything that was brought in begins to count: its log begins with these
// entries, its feed of changes goes on from where it was. Fault kind: conflict "slug-taken".
func (c Carrier) Land(ctx context.Context, t tenant.ID, own Row, changes int64, entries []audit.Entry, waiting []Row) error {
	of, err := carriedTable("tenants")
	if err != nil {
		return err
	}
	of.cells = append(of.cells, cell{"version", numberCell})
	defer c.db.memory.forget(t)
	return c.db.write(ctx, t, len(entries)+len(waiting)+1, func(ctx context.Context, s *session) error {
		taken, err := s.row(ctx, "SELECT 1 FROM tenants WHERE slug = ?", []any{own["slug"]}, []any{new(int)})
		if err != nil {
			return err
		}
		if taken {
			return errSlugTaken
		}
		// A version that no earlier life of the organisation here has had: caches are keyed by it.
		own["version"] = json.Number(strconv.FormatInt(s.now.UnixMilli(), 10))
		if err := s.carryIn(ctx, of, own); err != nil {
			return err
		}
		first, _, err := s.reserve(ctx, len(entries)+len(waiting), int(changes))
		if err != nil {
			return err
		}
		if err := s.insertEntries(ctx, first, entries); err != nil {
			return err
		}
		if err := s.carryEntries(ctx, first+int64(len(entries)), waiting); err != nil {
			return err
		}
		_, err = s.exec(ctx, "DELETE FROM newcomers WHERE id = ?", t.String())
		return err
	})
}

// carryEntries writes entries that were not sealed where they come from: they are sealed here.
func (s *session) carryEntries(ctx context.Context, first int64, waiting []Row) error {
	of, err := carriedTable("entries")
	if err != nil {
		return err
	}
	of.cells = append(of.cells, cell{"seq", numberCell})
	for i, row := range waiting {
		row["seq"] = json.Number(strconv.FormatInt(first+int64(i), 10))
		if err := s.carryIn(ctx, of, row); err != nil {
			return fmt.Errorf("writing an entry of the log: %w", err)
		}
	}
	return nil
}

// Secret is what a module's keys in a tenant come from, sealed, where the tenant brought it along; empty otherwise.
func (c Carrier) Secret(ctx context.Context, t tenant.ID, module string) (sealed string, err error) {
	err = c.db.read(ctx, t, func(ctx context.Context, s *session) error {
		_, err := s.row(ctx, "SELECT sealed FROM module_secrets WHERE tenant_id = ? AND module = ?", []any{t.String(), module}, []any{&sealed})
		return err
	})
	return sealed, err
}

// PutSecret keeps what a module's keys come from for a tenant that is not there yet.
func (c Carrier) PutSecret(ctx context.Context, t tenant.ID, module, sealed string) error {
	return c.db.write(ctx, t, 1, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, "INSERT INTO module_secrets (tenant_id, module, sealed) VALUES (?, ?, ?)", t.String(), module, sealed)
		return err
	})
}
