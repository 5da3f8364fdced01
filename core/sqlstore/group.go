package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Group implements record.Rows.
func (r rows) Group(ctx context.Context, t tenant.ID, from record.Table, s record.Selection, by []string, m []store.Measure) (groups []store.Group, err error) {
	tbl, err := r.db.tables.of(from)
	if err != nil {
		return nil, err
	}
	c := &compiler{dialect: r.db.dialect, table: tbl, schema: from.Schema, stale: s.Stale}
	text, keys, err := c.groups(t, s, by, m)
	if err != nil {
		return nil, err
	}
	err = r.db.read(ctx, t, func(ctx context.Context, sn *session) error {
		groups = nil
		return sn.each(ctx, text, c.args, func(scan func(...any) error) error {
			group := store.Group{Key: make([]any, len(keys)), Values: make([]*float64, len(m))}
			dest := make([]any, 0, len(keys)+1+len(m))
			for i := range keys {
				dest = append(dest, &group.Key[i])
			}
			dest = append(dest, &group.N)
			for i := range m {
				dest = append(dest, &group.Values[i])
			}
			if err := scan(dest...); err != nil {
				return err
			}
			for i, key := range keys {
				group.Key[i] = key.value(group.Key[i])
			}
			groups = append(groups, group)
			return nil
		})
	})
	return groups, err
}

// groups is the statement of an aggregate: the inner one names keys (k0, …) and numbers (m0, …), and for a
// variance the mean of its group (a0, …), because the sum of squared distances from the mean is stable
// where the textbook's one-pass formula loses all digits.
func (c *compiler) groups(t tenant.ID, s record.Selection, by []string, m []store.Measure) (string, []operand, error) {
	keys := make([]operand, len(by))
	var inner, outer, names []string
	for i, name := range by {
		key, err := c.field(name)
		if err != nil {
			return "", nil, err
		}
		if key.class == opaque {
			return "", nil, fault.New(fault.Invalid, "bad-group", "Records cannot be grouped by %s: it holds no single value.", name)
		}
		if key.class == numeric {
			key.text = c.dialect.number(key.text)
		}
		keys[i] = key
		names = append(names, fmt.Sprintf("k%d", i))
		inner = append(inner, key.text+" AS "+names[i])
	}
	outer = append(outer, names...)
	outer = append(outer, "count(*)")
	partition := ""
	if len(keys) > 0 {
		texts := make([]string, len(keys))
		for i, key := range keys {
			texts[i] = key.text
		}
		partition = "PARTITION BY " + strings.Join(texts, ", ")
	}
	for i, measure := range m {
		term, err := c.measure(i, measure, partition, &inner)
		if err != nil {
			return "", nil, err
		}
		outer = append(outer, term)
	}
	if len(inner) == 0 {
		inner = []string{"1 AS one"}
	}
	where, err := c.selection(t, s)
	if err != nil {
		return "", nil, err
	}
	text := "SELECT " + strings.Join(outer, ", ") + " FROM (SELECT " + strings.Join(inner, ", ") + " FROM " + c.table.name +
		" WHERE " + where + ") AS r"
	if len(names) > 0 {
		text += " GROUP BY " + strings.Join(names, ", ") + " ORDER BY " + c.ordered(names)
	}
	return text, keys, nil
}

func (c *compiler) ordered(names []string) string {
	terms := make([]string, len(names))
	for i, name := range names {
		terms[i] = c.dialect.order(name, false)
	}
	return strings.Join(terms, ", ")
}

// measure adds what a measure needs to the inner statement and returns its outer term.
func (c *compiler) measure(i int, m store.Measure, partition string, inner *[]string) (string, error) {
	if m.Op == store.Count {
		return "CAST(count(*) AS " + c.dialect.real() + ")", nil
	}
	f, err := c.field(m.Field)
	if err != nil {
		return "", err
	}
	if f.class != numeric {
		return "", fault.New(fault.Invalid, "bad-measure", "%s is no number, so it has no %s.", m.Field, m.Op)
	}
	number := c.dialect.number(f.text)
	*inner = append(*inner, fmt.Sprintf("%s AS m%d", number, i))
	switch m.Op {
	case store.Sum, store.Avg, store.Min, store.Max:
		return fmt.Sprintf("%s(m%d)", m.Op, i), nil
	case store.Variance:
		*inner = append(*inner, fmt.Sprintf("avg(%s) OVER (%s) AS a%d", number, partition, i))
		return fmt.Sprintf("sum((m%d - a%d) * (m%d - a%d)) / nullif(count(m%d) - 1, 0)", i, i, i, i, i), nil
	}
	return "", fault.New(fault.Invalid, "bad-measure", "There is no aggregate %q.", m.Op)
}

// value is a group's key as its class has it.
func (o operand) value(from any) any {
	switch v := from.(type) {
	case []byte:
		return string(v)
	case int64:
		if o.class == truth {
			return v != 0
		}
		return float64(v)
	}
	return from
}
