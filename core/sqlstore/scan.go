package sqlstore

import (
	"context"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// more is the Next of a page that is not the last; the caller puts its own token in its place.
const more = "more"

// Scan implements record.Rows.
func (r rows) Scan(ctx context.Context, t tenant.ID, from record.Table, s record.Selection) (page store.Page, err error) {
	tbl, err := r.db.tables.of(from)
	if err != nil {
		return page, err
	}
	size := s.Size
	if size <= 0 {
		size = defaultSize
	}
	walk, err := r.broad(ctx, t, tbl, s)
	if err != nil {
		return page, err
	}
	c := &compiler{dialect: r.db.dialect, table: tbl, schema: from.Schema, walk: walk, stale: s.Stale}
	text, err := c.list(t, s, size+1)
	if err != nil {
		return page, err
	}
	err = r.db.read(ctx, t, func(ctx context.Context, sn *session) error {
		page = store.Page{Records: make([]store.Record, 0, min(size, 64))}
		row := tbl.reader()
		return sn.each(ctx, text, c.args, func(scan func(...any) error) error {
			if len(page.Records) == size {
				page.Next = more
				return nil
			}
			one, err := row.read(scan)
			page.Records = append(page.Records, one)
			return err
		})
	})
	return page, err
}

// list is the statement of a page.
func (c *compiler) list(t tenant.ID, s record.Selection, limit int) (string, error) {
	where, err := c.selection(t, s)
	if err != nil {
		return "", err
	}
	order := completed(s.Order)
	keys := make([]operand, len(order))
	terms := make([]string, len(order))
	for i, o := range order {
		if keys[i], err = c.field(o.Field); err != nil {
			return "", err
		}
		if keys[i].class == opaque {
			return "", fault.New(fault.Invalid, "bad-order", "Records cannot be ordered by %s: it holds no single value.", o.Field)
		}
		terms[i] = c.dialect.order(keys[i].text, o.Desc)
		if o.Field == "id" {
			terms[i] = strings.TrimSuffix(terms[i], " NULLS FIRST") // the primary key's own order serves it
			terms[i] = strings.TrimSuffix(terms[i], " NULLS LAST")
		}
	}
	if s.After != nil {
		behind, err := c.behind(order, keys, s.After)
		if err != nil {
			return "", err
		}
		where += " AND " + behind
	}
	return "SELECT " + c.table.columns() + " FROM " + c.table.name + " WHERE " + where +
		" ORDER BY " + strings.Join(terms, ", ") + " LIMIT " + c.bind(limit), nil
}

// completed makes an order total: the id breaks ties.
func completed(order []record.Order) []record.Order {
	for i, o := range order {
		if o.Field == "id" {
			return order[:i+1] // nothing behind the id can matter
		}
	}
	return append(order[:len(order):len(order)], record.Order{Field: "id"})
}

var errCursor = fault.New(fault.Invalid, "bad-page-token", "This page token does not belong to this list.")

// behind is the condition of the rows that follow a row with those values: in the first key that differs
// they lie further on. A missing value lies below every other.
func (c *compiler) behind(order []record.Order, keys []operand, values []any) (string, error) {
	if len(values) != len(order) {
		return "", errCursor
	}
	var cases []string
	for i, key := range keys {
		value, err := cursorValue(values[i], key)
		if err != nil {
			return "", err
		}
		if value == nil && order[i].Desc {
			continue // nothing lies behind a missing value there
		}
		equal, err := c.equal(keys[:i], values[:i])
		if err != nil {
			return "", err
		}
		cases = append(cases, "("+equal+c.further(key, value, order[i].Desc)+")")
	}
	if len(cases) == 0 {
		return verdict(false), nil
	}
	return "(" + strings.Join(cases, " OR ") + ")", nil
}

// equal holds where the keys have the values.
func (c *compiler) equal(keys []operand, values []any) (text string, err error) {
	for i, key := range keys {
		value, err := cursorValue(values[i], key)
		if err != nil {
			return "", err
		}
		if value == nil {
			text += key.text + " IS NULL AND "
		} else {
			text += key.text + " = " + c.bind(value) + " AND "
		}
	}
	return text, nil
}

// further holds where the key lies behind the value.
func (c *compiler) further(key operand, value any, desc bool) string {
	switch {
	case value == nil:
		return key.text + " IS NOT NULL"
	case desc && key.text != "id":
		return "(" + key.text + " < " + c.bind(value) + " OR " + key.text + " IS NULL)"
	case desc:
		return key.text + " < " + c.bind(value)
	}
	return key.text + " > " + c.bind(value)
}

// cursorValue checks that a token's value is of its key's type.
func cursorValue(value any, key operand) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil
	case time.Time:
		value = v.UTC().Format(layout)
	}
	literal, class, err := literal(value, key.time)
	if err != nil || class != key.class {
		return nil, errCursor.Because(err)
	}
	return literal, nil
}
