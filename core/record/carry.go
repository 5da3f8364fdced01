package record

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Unsealed is a stored document with nothing sealed, as it moves to another installation, and which of its fields were. A
// document that has none stays the bytes that it is.
func (k *Keeper) Unsealed(t tenant.ID, from Table, id string, doc json.RawMessage) (json.RawMessage, []string, error) {
	c, err := k.collections.of(from)
	if err != nil {
		return nil, nil, err
	}
	fields, err := decode(doc)
	if err != nil {
		return nil, nil, err
	}
	var opened []string
	for name, value := range fields { // also those that an older version of the schema had sealed
		b, shut := boxed(value)
		if !shut {
			continue
		}
		plain, err := k.unbox(c.place(t, id, name), b)
		switch {
		case err == nil:
			opened, fields[name] = append(opened, name), plain
		case slices.Contains(c.sealed, name):
			return nil, nil, err
		}
	}
	if len(opened) == 0 {
		return doc, nil, nil
	}
	slices.Sort(opened)
	doc, err = store.Encode(fields)
	return doc, opened, err
}

// Resealed is the inverse of Unsealed, with this installation's keys: the same fields are sealed, and those that the schema
// seals now.
func (k *Keeper) Resealed(t tenant.ID, into Table, id string, doc json.RawMessage, sealed []string) (json.RawMessage, error) {
	c, err := k.collections.of(into)
	if err != nil {
		return nil, err
	}
	also := slices.DeleteFunc(slices.Clone(sealed), func(name string) bool { return slices.Contains(c.sealed, name) })
	if len(also) == 0 {
		return k.reseal(t, c, id, doc)
	}
	fields, err := decode(doc)
	if err != nil {
		return nil, err
	}
	shut := *c
	shut.sealed = append(slices.Clone(c.sealed), also...)
	doc, err = k.seal(t, &shut, id, maps.Clone(fields))
	if err != nil {
		return nil, fmt.Errorf("sealing a document of an older version: %w", err)
	}
	return doc, nil
}

// Held lists the files that a document names.
func Held(s store.Schema, doc json.RawMessage) ([]string, error) {
	if !slices.ContainsFunc(s.Fields, func(f store.Field) bool { return f.File != "" }) {
		return nil, nil
	}
	fields, err := decode(doc)
	return filesIn(s, fields, nil), err
}
