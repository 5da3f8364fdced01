package sqlstore

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// maxName is the longest table name: PostgreSQL cuts identifiers silently at 63 bytes.
const maxName = 55

// table is a collection's physical table with the texts of its hot statements.
type table struct {
	name      string
	anonymous bool
	fetch     string
	insert    string
	update    string
	remove    string
	breadth   string
}

// tableCache keeps tables by what names them. Texts do not depend on fields, so an upgrade changes nothing here.
type tableCache struct{ kept sync.Map } // tableKey to *table

type tableKey struct {
	module, collection string
	kind               store.Kind
}

// of returns the table of a collection; invalid when its name is not one.
func (c *tableCache) of(t record.Table) (*table, error) {
	key := tableKey{t.Module, t.Schema.Collection, t.Schema.Kind}
	if kept, ok := c.kept.Load(key); ok {
		return kept.(*table), nil
	}
	made, err := newTable(t)
	if err != nil {
		return nil, err
	}
	kept, _ := c.kept.LoadOrStore(key, made)
	return kept.(*table), nil
}

func newTable(t record.Table) (*table, error) {
	name := t.Name()
	for _, part := range []string{t.Module, t.Schema.Collection} {
		if !named(part) {
			return nil, fault.New(fault.Invalid, "bad-name", "%q names no table: lower case letters, digits and _ only, a letter first.", part)
		}
	}
	if len(name) > maxName {
		return nil, fault.New(fault.Invalid, "bad-name", "%q is too long for a table: at most %d letters.", name, maxName)
	}
	breadth := "SELECT count(*) FROM (SELECT 1 FROM " + name + " WHERE tenant_id = ? AND unit_path >= ? AND unit_path < ? LIMIT ?) AS r"
	if t.Schema.Kind == store.Anonymous {
		return &table{
			name: name, anonymous: true, breadth: breadth,
			fetch:  "SELECT id, unit_path, doc FROM " + name + " WHERE tenant_id = ? AND id = ?",
			insert: "INSERT INTO " + name + " (tenant_id, id, unit_path, doc) VALUES (?, ?, ?, ?)",
			update: "UPDATE " + name + " SET unit_path = ?, doc = ? WHERE tenant_id = ? AND id = ?",
			remove: "DELETE FROM " + name + " WHERE tenant_id = ? AND id = ?",
		}, nil
	}
	return &table{
		name: name, breadth: breadth,
		fetch: "SELECT " + recordColumns + " FROM " + name + " WHERE tenant_id = ? AND id = ?",
		insert: "INSERT INTO " + name + " (tenant_id, id, unit_path, doc, owner_id, search, schema_version, updated_at, rev, created_at)" +
			" VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1, ?)",
		update: "UPDATE " + name + " SET unit_path = ?, doc = ?, owner_id = ?, search = ?, schema_version = ?, updated_at = ?," +
			" rev = rev + 1 WHERE tenant_id = ? AND id = ? AND (? = 0 OR rev = ?) RETURNING rev, created_at",
		remove: "DELETE FROM " + name + " WHERE tenant_id = ? AND id = ? AND (? = 0 OR rev = ?)",
	}, nil
}

const recordColumns = "id, unit_path, doc, COALESCE(owner_id, ''), rev, created_at, updated_at, schema_version"

// columns are what a record is read from, in the order that scan expects.
func (t *table) columns() string {
	if t.anonymous {
		return "id, unit_path, doc"
	}
	return recordColumns
}

// reader reads records from the columns, one row after the other.
type reader struct {
	record           store.Record
	created, updated stamp
	into             []any
}

func (t *table) reader() *reader {
	r := &reader{}
	r.into = []any{&r.record.ID, &r.record.Unit, (*[]byte)(&r.record.Doc)}
	if !t.anonymous {
		r.into = append(r.into, &r.record.Owner, &r.record.Rev, &r.created, &r.updated, &r.record.Version)
	}
	return r
}

func (r *reader) read(scan func(...any) error) (store.Record, error) {
	err := scan(r.into...)
	r.record.Created, r.record.Updated = r.created.Time, r.updated.Time
	return r.record, err
}

// named reports whether a module, a collection or a field may become part of a statement's text.
func named(name string) bool {
	if name == "" || name[0] < 'a' || name[0] > 'z' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// index is one index of a table.
type index struct {
	name   string
	unique bool
	field  string // of a unique index
	terms  string
}

// indexes lists what a collection declares, and what every collection has.
func (d dialect) indexes(t *table, schema store.Schema) (all []index, err error) {
	if !t.anonymous {
		all = append(all, d.index(t, "", "owner_id", "id"))
	}
	all = append(all, d.index(t, "", "unit_path", "id"))
	if schema.Version > 1 && !t.anonymous {
		all = append(all, d.index(t, "", "schema_version", "id"))
	}
	for _, f := range schema.Fields {
		isSubject := slices.ContainsFunc(schema.Fields, func(about store.Field) bool { return about.Subject == f.Name })
		if !f.Index && !f.Unique && !isSubject {
			continue
		}
		terms, err := d.terms(schema, []string{f.Name})
		if err != nil {
			return nil, err
		}
		if f.Unique { // serves as any other
			all = append(all, d.index(t, f.Name, terms...))
			continue
		}
		all = append(all, d.index(t, "", append(terms, "id")...))
	}
	for _, fields := range schema.Indexes {
		terms, err := d.terms(schema, fields)
		if err != nil {
			return nil, err
		}
		all = append(all, d.index(t, "", append(terms, "id")...))
	}
	return all, nil
}

// terms are the expressions of fields as an index holds them.
func (d dialect) terms(schema store.Schema, fields []string) (terms []string, err error) {
	for _, name := range fields {
		f, ok := schema.Field(name)
		if !ok || !named(name) || f.Type == store.Object {
			return nil, fault.New(fault.Invalid, "bad-index", "%s: there is no field %q that an index could hold.", schema.Collection, name)
		}
		terms = append(terms, d.order(d.field(f), false))
	}
	return terms, nil
}

func (d dialect) index(t *table, unique string, terms ...string) index {
	i := index{unique: unique != "", field: unique, terms: strings.Join(append([]string{"tenant_id"}, terms...), ", ")}
	digest := sha256.Sum256(fmt.Appendf(nil, "%s %t %s", t.name, i.unique, i.terms))
	i.name = "ix_" + hex.EncodeToString(digest[:10])
	return i
}

// create is the statement that makes the index.
func (i index) create(table string, how string) string {
	unique := ""
	if i.unique {
		unique = "UNIQUE "
	}
	return "CREATE " + unique + "INDEX " + how + "IF NOT EXISTS " + i.name + " ON " + table + " (" + i.terms + ")"
}
