package sqlstore

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// maxConverted is how long the expression of one field may become: a substitution doubles what is before it.
const maxConverted = 64 << 10

// converted is the expression of a field where records may be of older versions: what record.Convert would make
// of it, worked out for each version that there may be. No index serves it; the conversion ends soon.
func (c *compiler) converted(f store.Field) (string, error) {
	out := "CASE schema_version"
	for v := 1; v < c.schema.Version; v++ {
		text, err := c.after(f, v, c.schema.Version)
		if err != nil {
			return "", err
		}
		out += " WHEN " + strconv.Itoa(v) + " THEN " + text
	}
	out += " ELSE " + c.dialect.field(f) + " END"
	if len(out) > maxConverted {
		return "", fault.New(fault.Unavailable, "conversion-under-way", "Records are being brought to a new version; %s cannot be asked for until that is done.", f.Name)
	}
	if c.dialect == postgres && classOf(f.Type) == text {
		return "((" + out + `) COLLATE "C")`, nil
	}
	return "(" + out + ")", nil
}

// after is the value that a field has at a version, of a document that was stored at another.
func (c *compiler) after(f store.Field, stored, version int) (string, error) {
	if version <= stored {
		if !named(f.Name) {
			return "", fault.New(fault.Invalid, "bad-name", "%s: %q is no field's name.", c.schema.Collection, f.Name)
		}
		return c.dialect.field(f), nil
	}
	step := c.schema.Conversions[version-2]
	text, err := c.renamed(f, step, stored, version-1)
	if err != nil || len(text) > maxConverted {
		return text, err
	}
	if slices.Contains(step.Drop, f.Name) {
		text = c.dialect.missing(f)
	}
	if value, ok := step.Default[f.Name]; ok && value != nil {
		literal, err := c.written(value, f)
		if err != nil {
			return "", err
		}
		text = "COALESCE(" + text + ", " + literal + ")"
	}
	if values := step.Map[f.Name]; f.Type == store.Text && len(values) > 0 {
		cases := "CASE " + text
		for _, from := range slices.Sorted(maps.Keys(values)) {
			cases += " WHEN " + c.dialect.quoted(from) + " THEN " + c.dialect.quoted(values[from])
		}
		text = cases + " ELSE " + text + " END"
	}
	return text, nil
}

// renamed is what a step's renaming leaves under a name: what came from another, else what was there.
func (c *compiler) renamed(f store.Field, step store.Conversion, stored, version int) (string, error) {
	kept := c.dialect.missing(f)
	if _, away := step.Rename[f.Name]; !away {
		var err error
		if kept, err = c.after(f, stored, version); err != nil {
			return "", err
		}
	}
	for _, from := range slices.Sorted(maps.Keys(step.Rename)) {
		if step.Rename[from] != f.Name {
			continue
		}
		old := f
		old.Name = from
		text, err := c.after(old, stored, version)
		if err != nil {
			return "", err
		}
		kept = "COALESCE(" + text + ", " + kept + ")"
	}
	return kept, nil
}

// written is a default as the expression of a field would give it.
func (c *compiler) written(value any, f store.Field) (string, error) {
	plain, err := json.Marshal(value)
	if err == nil {
		value = nil
		err = json.Unmarshal(plain, &value)
	}
	if err != nil {
		return "", fmt.Errorf("reading the default of %s: %w", f.Name, err)
	}
	switch v := value.(type) {
	case string:
		if f.Type == store.Time {
			v = atLayout(v)
		}
		if classOf(f.Type) == text {
			return c.dialect.quoted(v), nil
		}
	case float64:
		if classOf(f.Type) == numeric {
			return strconv.FormatFloat(v, 'f', -1, 64), nil
		}
	case bool:
		if f.Type == store.Boolean {
			return verdict(v), nil
		}
	}
	return c.dialect.missing(f), nil // not of the field's type: the document is refused when it is rewritten
}

// missing is no value, of the type that a field's expression has.
func (d dialect) missing(f store.Field) string {
	if d == sqlite {
		return "NULL"
	}
	switch f.Type {
	case store.Integer:
		return "NULL::numeric"
	case store.Number:
		return "NULL::double precision"
	case store.Boolean:
		return "NULL::boolean"
	}
	return "NULL::text"
}

// quoted writes a text into a statement, where it can be neither bound nor mistaken for a placeholder.
func (d dialect) quoted(value string) string {
	digits := hex.EncodeToString([]byte(value))
	if d == sqlite {
		return "CAST(X'" + digits + "' AS TEXT)"
	}
	return `convert_from('\x` + digits + `'::bytea, 'UTF8')`
}

// Stale implements record.Versioned: it walks the primary key, so that each round goes on where the last ended.
func (r rows) Stale(ctx context.Context, t tenant.ID, from record.Table, after string, limit int) (all []store.Record, err error) {
	tbl, err := r.db.tables.of(from)
	if err != nil {
		return nil, err
	}
	version := "schema_version"
	if r.db.dialect == sqlite {
		version = "+schema_version"
	}
	text := "SELECT " + tbl.columns() + " FROM " + tbl.name + " WHERE tenant_id = ? AND id > ? AND " + version + " < ? ORDER BY id LIMIT ?"
	err = r.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		row := tbl.reader()
		return s.each(ctx, text, []any{t.String(), after, from.Schema.Version, limit}, func(scan func(...any) error) error {
			one, err := row.read(scan)
			all = append(all, one)
			return err
		})
	})
	return all, err
}

// Behind implements record.Versioned.
func (r rows) Behind(ctx context.Context, t tenant.ID, from record.Table, limit int) (n int, err error) {
	return r.beside(ctx, t, from, "<", limit)
}

// Ahead implements record.Versioned.
func (r rows) Ahead(ctx context.Context, t tenant.ID, from record.Table, limit int) (n int, err error) {
	return r.beside(ctx, t, from, ">", limit)
}

// beside counts the records whose version stands so to the table's.
func (r rows) beside(ctx context.Context, t tenant.ID, from record.Table, how string, limit int) (n int, err error) {
	tbl, err := r.db.tables.of(from)
	if err != nil {
		return 0, err
	}
	text := "SELECT count(*) FROM (SELECT 1 FROM " + tbl.name + " WHERE tenant_id = ? AND schema_version " + how + " ? LIMIT ?) AS r"
	err = r.db.read(ctx, t, func(ctx context.Context, s *session) error {
		_, err := s.row(ctx, text, []any{t.String(), from.Schema.Version, limit}, []any{&n})
		return err
	})
	return n, err
}

var _ record.Versioned = rows{}
