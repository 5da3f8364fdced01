package record

import (
	"context"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// walkPage is how many records a walk reads at once.
const walkPage = 500

// Walk hands every record of a tenant's table over, in the order of ids, with sealed fields opened. It asks nobody: it is
// for who owns the machine.
func (k *Keeper) Walk(ctx context.Context, t tenant.ID, table Table, each func(store.Record) error) error {
	c, err := k.collections.of(table)
	if err != nil {
		return err
	}
	for after := ""; ; {
		var where []authz.Cond
		if after != "" {
			where = []authz.Cond{{Op: authz.Gt, Field: "id", Value: after}}
		}
		page, err := k.config.Rows.Scan(ctx, t, table, Selection{Where: where, Order: []Order{{Field: "id"}}, Size: walkPage})
		if err != nil || len(page.Records) == 0 {
			return err
		}
		for _, r := range page.Records {
			if r, err = k.current(t, c, r); err != nil {
				return err
			}
			if err := each(r); err != nil {
				return err
			}
		}
		after = page.Records[len(page.Records)-1].ID
	}
}

// Attached lists the files that a tenant's records of a table hold.
func (k *Keeper) Attached(ctx context.Context, t tenant.ID, table Table) (ids []string, err error) {
	if _, holds := table.Schema.Marked(func(m store.Marks) bool { return m.File != "" }); !holds {
		return nil, nil
	}
	err = k.Walk(ctx, t, table, func(r store.Record) error {
		fields, err := decode(r.Doc)
		ids = append(ids, filesIn(table.Schema, fields, nil)...)
		return err
	})
	return ids, err
}
