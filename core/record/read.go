package record

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Page sizes.
const (
	defaultSize = 30
	maxSize     = 1000
)

var errNoRecord = fault.Missing("record")

// readable is the filter of what the caller may read. The module's own internal collections have none:
// resolve let nobody else come here.
func (v *View) readable(ctx context.Context, c *collection) (authz.Filter, error) {
	if !c.ordinary() {
		return authz.Everything(), nil
	}
	f, err := v.keeper.config.Authorizer.Filter(ctx, authz.Question{
		Tenant: v.caller.Tenant, Version: v.caller.Version, Principal: v.caller.Principal, Action: c.action("read"),
	})
	if err != nil {
		return authz.Nothing(), fmt.Errorf("asking who may read %s: %w", c.resource(""), err)
	}
	if len(c.sealed) > 0 {
		if cond, some := f.Cond(); some && mentions(cond, c.sealed) {
			return authz.Nothing(), errReads
		}
	}
	return f, nil
}

// visible fetches a record that the caller may see; for anyone else it does not exist.
func (v *View) visible(ctx context.Context, c *collection, f authz.Filter, id string) (store.Record, error) {
	if f.IsNothing() || uuid.Validate(id) != nil {
		return store.Record{}, errNoRecord
	}
	r, err := v.keeper.config.Rows.Fetch(ctx, v.caller.Tenant, c.Table, id)
	if err != nil {
		return store.Record{}, err
	}
	if r, err = v.keeper.current(v.caller.Tenant, c, r); err != nil {
		return store.Record{}, err
	}
	seen, err := matches(f, r)
	if err != nil || !seen {
		return store.Record{}, orMissing(err)
	}
	return r, nil
}

func orMissing(err error) error {
	if err != nil {
		return err
	}
	return errNoRecord
}

// Get implements store.Store.
func (v *View) Get(ctx context.Context, collection, id string) (store.Record, error) {
	c, err := v.resolve(collection)
	if err != nil {
		return store.Record{}, err
	}
	f, err := v.readable(ctx, c)
	if err != nil {
		return store.Record{}, err
	}
	r, err := v.visible(ctx, c, f, id)
	if err != nil {
		return store.Record{}, err
	}
	if err := v.noteReads(ctx, c, f, r.Unit); err != nil {
		return store.Record{}, err
	}
	return masked(r, f.Mask())
}

// List implements store.Store.
func (v *View) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	c, f, err := v.reach(ctx, collection)
	if err != nil {
		return store.Page{}, err
	}
	if q.Size == 0 {
		q.Size = defaultSize
	}
	if q.Size < 1 || q.Size > maxSize {
		return store.Page{}, fault.InvalidField("/page_size", "must be 1 to %d", maxSize)
	}
	s, err := v.selection(ctx, c, f, q)
	if err != nil {
		return store.Page{}, err
	}
	found, err := v.keeper.config.Rows.Scan(ctx, v.caller.Tenant, c.Table, s)
	if err != nil {
		return store.Page{}, err
	}
	return v.page(ctx, c, f, q, s.Order, found)
}

// reach resolves a collection and what of it may be read. Somebody who may read nothing of it is told so:
// that is no secret, unlike what is in it.
func (v *View) reach(ctx context.Context, collection string) (*collection, authz.Filter, error) {
	c, err := v.resolve(collection)
	if err != nil {
		return nil, authz.Nothing(), err
	}
	f, err := v.readable(ctx, c)
	if err == nil && f.IsNothing() {
		err = v.refuse(ctx, c, refusal{action: c.action("read")})
	}
	return c, f, err
}

// selection joins what the caller asks for with what the caller may see.
func (v *View) selection(ctx context.Context, c *collection, f authz.Filter, q store.Query) (Selection, error) {
	n := names{c.Schema, f.Mask()}
	where, err := n.compile(v.keeper.filters, q.Filter)
	if err != nil {
		return Selection{}, err
	}
	stale, err := v.keeper.stale(ctx, v.caller.Tenant, c)
	if err == nil && !stale { // one of an older version may lie elsewhere than its converted document says
		err = v.locate(ctx, c, where)
	}
	if err != nil {
		return Selection{}, err
	}
	order, err := n.order(q.Order)
	if err != nil {
		return Selection{}, err
	}
	for i, cond := range where {
		if stale && mentions(cond, c.sealed) {
			return Selection{}, errConverting
		}
		if where[i], err = v.keeper.blinded(v.caller.Tenant, c, cond); err != nil {
			return Selection{}, err
		}
	}
	if cond, ok := f.Cond(); ok {
		where = append(where, cond)
	}
	search := words(q.Search)
	if len(search) > 0 && stale {
		return Selection{}, errConverting
	}
	if len(search) > 0 && overlap(c.found, f.Mask()) {
		return Selection{}, fault.InvalidField("/search", "a field that it looks through is withheld from you")
	}
	if q.Unit != "" && (!strings.HasPrefix(q.Unit, "/") || !strings.HasSuffix(q.Unit, "/")) {
		return Selection{}, fault.InvalidField("/unit", `must be a unit's path, such as "/north/"`)
	}
	after, err := readToken(c, q, order)
	if err != nil {
		return Selection{}, err
	}
	return Selection{Where: where, Order: order, Search: search, Unit: q.Unit, Size: q.Size, Stale: stale, After: after}, nil
}

// page turns what was found into what the caller gets.
func (v *View) page(ctx context.Context, c *collection, f authz.Filter, q store.Query, order []Order, page store.Page) (store.Page, error) {
	units := make([]string, len(page.Records))
	for i, r := range page.Records {
		units[i] = r.Unit
		shown, err := v.keeper.current(v.caller.Tenant, c, r)
		if err != nil {
			return store.Page{}, err
		}
		if i == len(page.Records)-1 && page.Next != "" {
			if page.Next, err = writeToken(c, q, order, shown); err != nil {
				return store.Page{}, err
			}
		}
		if page.Records[i], err = masked(shown, f.Mask()); err != nil {
			return store.Page{}, err
		}
	}
	return page, v.noteReads(ctx, c, f, units...)
}
