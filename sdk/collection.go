package sdk

import (
	"context"
	"encoding/json"
	"iter"
	"reflect"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// CollectionOptions are what a collection's Go type does not say.
type CollectionOptions[T any] struct {
	Title       Text
	Kind        store.Kind         // default store.Ordinary
	Version     int                // default 1
	Indexes     [][]string         // over several fields; single ones are marked on the type
	Conversions []store.Conversion // one for each version after the first
	// Unlisted keeps the generated list out of the console's menu: for records that only the module reads and
	// writes. The API serves them all the same, to those who may.
	Unlisted bool
	// View is how the console shows the records; what it leaves out is made from the type.
	View View
	// Before sees each write that does not come from the module itself. It may refuse, and may change New.
	Before func(ctx context.Context, c Change[T]) error
}

// Change is a write that a before-hook sees.
type Change[T any] struct {
	Verb store.Verb
	ID   string
	Rev  int64 // revision of Old
	Old  *T    // nil on create
	New  *T    // nil on delete; may be changed
}

// Item is a document of a collection with what the core keeps about it.
type Item[T any] struct {
	ID      string
	Rev     int64
	Unit    string // path of its unit
	Owner   string // principal id
	Created time.Time
	Updated time.Time
	Doc     T
}

// Collection is a typed set of documents. Its methods act for the call in their context.
type Collection[T any] struct {
	name string
	kind store.Kind
}

// Collect declares a collection whose documents are T's; its JSON Schema and marks come from T's tags.
func Collect[T any](m *Module, name string, o CollectionOptions[T]) *Collection[T] {
	c := &Collection[T]{name: name, kind: o.Kind}
	if c.kind == "" {
		c.kind = store.Ordinary
	}
	schema, err := store.SchemaOf(reflect.TypeFor[T]())
	if err == nil {
		var declared store.Schema
		declared, err = store.ParseSchema(name, schema, store.Schema{
			Kind: c.kind, Version: o.Version, Title: o.Title, Indexes: o.Indexes, Conversions: o.Conversions, Hooked: o.Before != nil, Unlisted: o.Unlisted,
		})
		m.collections = append(m.collections, declared)
		if o.View.List != nil || o.View.Form != nil || o.View.Print != nil || o.View.CSV != nil {
			o.View.Collection = name
			m.views = append(m.views, o.View)
		}
	}
	if err != nil {
		m.refuse("collection %s: %w", name, err)
	}
	if o.Before != nil {
		m.hooks[name] = hookOf(o.Before)
	}
	return c
}

// Get returns one record. What is staged in this call is seen.
func (c *Collection[T]) Get(ctx context.Context, id string) (*Item[T], error) {
	current, err := c.reach(ctx)
	if err != nil {
		return nil, err
	}
	record, err := current.get(ctx, c.kind, c.name, id)
	if err != nil {
		return nil, err
	}
	return item[T](record)
}

// List returns one page and the token of the next. It shows what is stored, with the updates and deletions
// that are staged in this call laid over; staged creations are seen by Get.
func (c *Collection[T]) List(ctx context.Context, q store.Query) ([]Item[T], string, error) {
	current, err := c.reach(ctx)
	if err != nil {
		return nil, "", err
	}
	page, err := current.list(ctx, c.kind, c.name, q)
	if err != nil {
		return nil, "", err
	}
	items := make([]Item[T], 0, len(page.Records))
	for _, record := range page.Records {
		one, err := item[T](record)
		if err != nil {
			return nil, "", err
		}
		items = append(items, *one)
	}
	return items, page.Next, nil
}

// allSize is the page size of All.
const allSize = 500

// All walks through every record that matches, page by page; an error ends it.
func (c *Collection[T]) All(ctx context.Context, q store.Query) iter.Seq2[Item[T], error] {
	return func(yield func(Item[T], error) bool) {
		if q.Size == 0 {
			q.Size = allSize
		}
		for {
			items, next, err := c.List(ctx, q)
			if err != nil {
				yield(Item[T]{}, err)
				return
			}
			for _, one := range items {
				if !yield(one, nil) {
					return
				}
			}
			if next == "" {
				return
			}
			q.Token = next
		}
	}
}

// Create stages a new record. Its id is known at once, except in an anonymous collection.
func (c *Collection[T]) Create(ctx context.Context, doc T) (*Item[T], error) {
	current, err := c.reach(ctx)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return nil, fault.From(err)
	}
	record, err := current.tx.create(ctx, c.name, c.kind, text)
	if err != nil {
		return nil, err
	}
	made := &Item[T]{ID: record.ID, Rev: record.Rev, Doc: doc}
	if c.kind != store.Anonymous {
		made.Created, made.Updated = current.caller.Now, current.caller.Now
	}
	return made, nil
}

// Update stages the item's document. Its revision is the precondition; it then holds the new one.
func (c *Collection[T]) Update(ctx context.Context, one *Item[T]) error {
	current, err := c.reach(ctx)
	if err != nil {
		return err
	}
	text, err := json.Marshal(one.Doc)
	if err != nil {
		return fault.From(err)
	}
	rev, err := current.tx.update(c.name, store.Record{ID: one.ID, Rev: one.Rev, Unit: one.Unit, Owner: one.Owner, Created: one.Created, Doc: text})
	if err != nil {
		return err
	}
	one.Rev, one.Updated = rev, current.caller.Now
	return nil
}

// Delete stages a deletion at that revision; 0 means any.
func (c *Collection[T]) Delete(ctx context.Context, id string, rev int64) error {
	current, err := c.reach(ctx)
	if err != nil {
		return err
	}
	return current.tx.remove(c.name, id, rev)
}

// reach finds the call and checks that it may reach a collection of this kind.
func (c *Collection[T]) reach(ctx context.Context) (*call, error) {
	current := callOf(ctx)
	switch {
	case current == nil:
		return nil, errNoCall()
	case c.kind != store.Ordinary && current.internal == nil:
		return nil, fault.New(fault.Internal, "internal-not-declared",
			"The collection %s is %s: the operation needs Rules.Internal.", c.name, c.kind)
	}
	return current, nil
}

func item[T any](r store.Record) (*Item[T], error) {
	made := &Item[T]{ID: r.ID, Rev: r.Rev, Unit: r.Unit, Owner: r.Owner, Created: r.Created, Updated: r.Updated}
	if err := json.Unmarshal(r.Doc, &made.Doc); err != nil {
		return nil, fault.New(fault.Internal, "document-not-readable", "A document does not fit its type.").Because(err)
	}
	return made, nil
}
