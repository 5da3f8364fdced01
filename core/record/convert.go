package record

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Versioned is a Rows that says at which schema version its records were stored, in store.Record.Version too:
// so they are converted on the way out.
type Versioned interface {
	// Stale returns up to limit records stored at an older version than the table's, in the order of ids
	// after one of them, each with its Version.
	Stale(ctx context.Context, t tenant.ID, table Table, after string, limit int) ([]store.Record, error)
	// Behind counts the records stored at an older version, up to a limit.
	Behind(ctx context.Context, t tenant.ID, table Table, limit int) (int, error)
	// Ahead counts the records stored at a newer version, up to a limit.
	Ahead(ctx context.Context, t tenant.ID, table Table, limit int) (int, error)
}

// Beyond lists those of these tables in which a tenant has records of a newer version than they can read.
func (k *Keeper) Beyond(ctx context.Context, t tenant.ID, tables []Table) (beyond []Table, err error) {
	rows, ok := k.config.Rows.(Versioned)
	if !ok {
		return nil, nil
	}
	for _, table := range tables {
		if table.Schema.Kind == store.Anonymous {
			continue
		}
		n, err := rows.Ahead(ctx, t, table, 1)
		if err != nil {
			return nil, fmt.Errorf("looking for records of %s that are of a newer version: %w", table.Name(), err)
		}
		if n > 0 {
			beyond = append(beyond, table)
		}
	}
	return beyond, nil
}

// Converted says what a conversion did.
type Converted struct {
	Records int      // rewritten
	Failed  []string // ids whose document is not valid, or not unique, at the new version; they stay as they were
}

var errNewer = fault.New(fault.Unavailable, "schema-newer",
	"This record was stored by a newer version of its module than the one that runs here.")

// convertedAtOnce is how many records a conversion rewrites in one transaction.
const convertedAtOnce = 100

// Convert rewrites a tenant's records that were stored at an older version of the table's schema, in chunks;
// progress hears the number done so far after each. It may run beside readers and writers, be stopped, and
// run again: it takes up what is left.
func (k *Keeper) Convert(ctx context.Context, t tenant.ID, table Table, progress func(done int)) (Converted, error) {
	var done Converted
	rows, ok := k.config.Rows.(Versioned)
	if !ok {
		return done, fault.New(fault.Unsupported, "conversion-unsupported", "This storage keeps no schema versions.")
	}
	c, err := k.collections.of(table)
	if err != nil {
		return done, err
	}
	for after := ""; ; {
		stale, err := rows.Stale(ctx, t, table, after, convertedAtOnce)
		if err != nil || len(stale) == 0 {
			return done, err
		}
		after = stale[len(stale)-1].ID
		if err := k.rewrite(ctx, t, c, stale, &done); err != nil {
			return done, fmt.Errorf("converting %s: %w", c.resource(""), err)
		}
		progress(done.Records)
	}
}

// rewrite converts a chunk. When a record moves under it, each is tried alone: what was written meanwhile is
// at the new version already.
func (k *Keeper) rewrite(ctx context.Context, t tenant.ID, c *collection, stale []store.Record, done *Converted) error {
	var writes []Write
	for _, r := range stale {
		w, err := k.rewritten(t, c, r)
		if err != nil {
			done.Failed = append(done.Failed, r.ID)
			continue
		}
		writes = append(writes, w)
	}
	err := k.put(ctx, t, c, writes, done)
	if !moved(err) {
		return err
	}
	for i := range writes {
		err := k.put(ctx, t, c, writes[i:i+1], done)
		switch {
		case err != nil && fault.From(err).Code == store.CodeTaken:
			done.Failed = append(done.Failed, writes[i].ID)
		case err != nil && !moved(err):
			return err
		}
	}
	return nil
}

// moved reports whether a record was changed or deleted meanwhile.
func moved(err error) bool {
	return err != nil && (fault.KindOf(err) == fault.Conflict || fault.KindOf(err) == fault.NotFound)
}

// put writes converted records with one entry for all of them.
func (k *Keeper) put(ctx context.Context, t tenant.ID, c *collection, writes []Write, done *Converted) error {
	if len(writes) == 0 {
		return nil
	}
	_, err := k.config.Rows.Apply(ctx, t, Batch{Writes: writes, Entries: []audit.Entry{{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: t, At: k.now(), Principal: "module:" + c.Module,
		Action: c.action("convert"), Resource: c.resource(""), Unit: tenant.Root, Outcome: audit.Done, Count: len(writes),
	}}})
	if err == nil {
		done.Records += len(writes)
		k.news.ring(t)
	}
	return err
}

// rewritten is the write that brings a record to the current version.
func (k *Keeper) rewritten(t tenant.ID, c *collection, r store.Record) (Write, error) {
	_, fields, err := k.converted(t, c, r)
	if err == nil {
		err = c.checker.Check(fields)
	}
	if err != nil {
		return Write{}, err
	}
	doc, err := k.seal(t, c, r.ID, fields)
	return Write{
		Table: c.Table, Verb: store.Update, ID: r.ID, Rev: r.Rev, Doc: doc, Unit: r.Unit, Owner: r.Owner,
		Search: c.searchText(fields),
	}, err
}

// current makes of a record that was read what it means: at the current version, with sealed fields opened.
func (k *Keeper) current(t tenant.ID, c *collection, r store.Record) (store.Record, error) {
	if r.Version > c.Schema.Version {
		return r, errNewer
	}
	old := r.Version != 0 && r.Version < c.Schema.Version
	if len(r.Doc) == 0 || !old && len(c.sealed) == 0 {
		r.Version = 0
		return r, nil
	}
	if old {
		now, _, err := k.converted(t, c, r)
		return now, err
	}
	fields, err := decode(r.Doc)
	if err == nil {
		err = k.open(t, c, r.ID, fields)
	}
	if err != nil {
		return r, err
	}
	r.Version = 0
	r.Doc, err = store.Encode(fields)
	return r, err
}

// converted is a record of an older version, opened and taken through every step since.
func (k *Keeper) converted(t tenant.ID, c *collection, r store.Record) (store.Record, map[string]any, error) {
	fields, err := decode(r.Doc)
	if err != nil {
		return r, nil, err
	}
	k.openOld(t, c, r.ID, fields)
	for _, step := range c.Schema.Conversions {
		if step.To > r.Version {
			convert(step, fields)
		}
	}
	if c.stillShut(fields) {
		return r, nil, errBroken
	}
	r.Version = 0
	if r.Doc, err = store.Encode(fields); err != nil {
		return r, nil, err
	}
	if fields, err = c.checker.Normal(r.Doc); err != nil { // a default may be written otherwise
		return r, nil, err
	}
	r.Doc, err = store.Encode(fields)
	return r, fields, err
}

// convert takes a document one step: rename, then drop, then default, then map.
func convert(step store.Conversion, fields map[string]any) {
	renamed := map[string]any{}
	for _, from := range slices.Sorted(maps.Keys(step.Rename)) {
		if v, ok := fields[from]; ok {
			renamed[step.Rename[from]] = v
			delete(fields, from)
		}
	}
	maps.Copy(fields, renamed)
	for _, name := range step.Drop {
		delete(fields, name)
	}
	for name, v := range step.Default {
		if _, has := fields[name]; !has && v != nil {
			fields[name] = v
		}
	}
	for name, values := range step.Map {
		if text, ok := fields[name].(string); ok {
			if to, listed := values[text]; listed {
				fields[name] = to
			}
		}
	}
}
