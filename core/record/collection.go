package record

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/record/schema"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// collection is a table with what its schema means, worked out once.
type collection struct {
	Table
	checker  *schema.Checker
	unit     string   // field that holds the unit's id; empty for none
	owner    string   // field that holds the owner's id; empty for none
	personal []string // fields about a person
	found    []string // fields that are searched
	sealed   []string // fields that storage, audit and policies do not see
}

// action names what authz decides on: "portrait:waves.read".
func (c *collection) action(verb string) string {
	return c.Module + ":" + c.Schema.Collection + "." + verb
}

// resource names a record in the audit: "portrait/waves/0198…"; without an id, the collection.
func (c *collection) resource(id string) string {
	name := c.Module + "/" + c.Schema.Collection
	if id == "" {
		return name
	}
	return name + "/" + id
}

func (c *collection) ordinary() bool { return c.Schema.Kind == store.Ordinary }

// catalog keeps collections worked out.
type catalog struct{ kept sync.Map } // catalogKey to []*collection

// keptAlike is how many collections are kept of one name and version: releases that serve side by side may declare it
// otherwise.
const keptAlike = 4

type catalogKey struct {
	module, collection string
	version            int
}

func (k *catalog) of(t Table) (*collection, error) {
	key := catalogKey{t.Module, t.Schema.Collection, t.Schema.Version}
	var alike []*collection
	if kept, ok := k.kept.Load(key); ok {
		alike = kept.([]*collection)
	}
	for _, c := range alike {
		if c.Schema.Kind == t.Schema.Kind && bytes.Equal(c.Schema.JSON, t.Schema.JSON) {
			return c, nil
		}
	}
	c, err := workOut(t)
	if err != nil {
		return nil, fmt.Errorf("reading collection %s of %s: %w", t.Schema.Collection, t.Module, err)
	}
	k.kept.Store(key, append([]*collection{c}, alike[:min(len(alike), keptAlike-1)]...))
	return c, nil
}

func workOut(t Table) (*collection, error) {
	checker, err := schema.Compile(t.Schema)
	if err != nil {
		return nil, err
	}
	c := &collection{Table: t, checker: checker}
	for _, f := range t.Schema.Fields {
		if f.Unit {
			c.unit = f.Name
		}
		if f.Owner {
			c.owner = f.Name
		}
		if f.Personal {
			c.personal = append(c.personal, f.Name)
		}
		if f.Sensitive {
			c.sealed = append(c.sealed, f.Name)
		}
		if f.Searchable {
			c.found = append(c.found, f.Name)
		}
	}
	return c, nil
}

var errNoCollection = fault.Missing("collection")

// resolve finds what a name means to the caller: "waves" is the module's own, "cap/cycles" another module's,
// which it reaches only with a consented need. Internal and anonymous collections exist for their own module
// alone, and only where it acts as itself.
func (v *View) resolve(name string) (*collection, error) {
	module, bare := v.caller.Module, name
	if left, right, ok := strings.Cut(name, "/"); ok {
		module, bare = left, right
	}
	foreign := module != v.caller.Module
	if foreign && !v.caller.needs(module, bare) {
		return nil, errNoCollection
	}
	tables, _ := v.keeper.config.Tables(v.caller.Tenant, module)
	for _, t := range tables {
		if t.Schema.Collection != bare {
			continue
		}
		if t.Schema.Kind != store.Ordinary && (foreign || v.caller.Mode != AsModule) {
			break
		}
		return v.keeper.collections.of(t)
	}
	return nil, errNoCollection
}

// Schema returns a collection's declaration, for forms and lists.
func (v *View) Schema(collection string) (store.Schema, error) {
	c, err := v.resolve(collection)
	if err != nil {
		return store.Schema{}, err
	}
	return c.Schema, nil
}
