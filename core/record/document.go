package record

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// document is what policies see of a record.
func document(r store.Record, fields map[string]any) authz.Document {
	d := make(authz.Document, len(fields)+3)
	maps.Copy(d, fields)
	d["id"] = r.ID
	if r.Unit != "" {
		d["unit_path"] = r.Unit
	}
	if r.Owner != "" {
		d["owner_id"] = r.Owner
	}
	return d
}

// Document is a record as policies see it, whoever may see it: whoever calls tells no more than what they decide.
func (k *Keeper) Document(ctx context.Context, t tenant.ID, table Table, id string) (authz.Document, error) {
	c, err := k.collections.of(table)
	if err != nil {
		return nil, err
	}
	r, err := k.config.Rows.Fetch(ctx, t, table, id)
	if err == nil {
		r, err = k.current(t, c, r)
	}
	if err != nil {
		return nil, err
	}
	fields, err := decode(r.Doc)
	return c.decided(document(r, fields)), err
}

func decode(doc json.RawMessage) (map[string]any, error) {
	if len(doc) == 0 {
		return nil, nil
	}
	var fields map[string]any
	if err := json.Unmarshal(doc, &fields); err != nil {
		return nil, fmt.Errorf("reading a stored document: %w", err)
	}
	return fields, nil
}

// matches decides whether a filter selects a record. The document is decoded only where the filter reads it.
func matches(f authz.Filter, r store.Record) (bool, error) {
	if f.IsEverything() || f.IsNothing() {
		return f.IsEverything(), nil
	}
	cond, ok := f.Cond()
	if ok && readsOnly(cond, "id", "unit_path", "owner_id") {
		return f.Match(document(r, nil)), nil
	}
	fields, err := decode(r.Doc)
	if err != nil {
		return false, err
	}
	return f.Match(document(r, fields)), nil
}

func readsOnly(c authz.Cond, names ...string) bool {
	for _, field := range []string{c.Field, c.Other} {
		if field != "" && !slices.Contains(names, field) {
			return false
		}
	}
	return !slices.ContainsFunc(c.Args, func(arg authz.Cond) bool { return !readsOnly(arg, names...) })
}

// masked withholds fields from a record.
func masked(r store.Record, mask []string) (store.Record, error) {
	if len(mask) == 0 {
		return r, nil
	}
	r.Masked = slices.Sorted(slices.Values(mask))
	if len(r.Doc) == 0 {
		return r, nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(r.Doc, &fields); err != nil {
		return store.Record{}, fmt.Errorf("reading a stored document: %w", err)
	}
	for _, name := range mask {
		delete(fields, name)
	}
	doc, err := json.Marshal(fields)
	if err != nil {
		return store.Record{}, fmt.Errorf("writing a masked document: %w", err)
	}
	r.Doc = doc
	return r, nil
}
