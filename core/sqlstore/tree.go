package sqlstore

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// tree implements tenant.Tree.
type tree struct{ db *DB }

type unitRow struct {
	bun.BaseModel `bun:"table:units"`
	Tenant        string                 `bun:"tenant_id,pk"`
	ID            string                 `bun:"id,pk"`
	Key           string                 `bun:"unit_key"`
	Path          string                 `bun:"path"`
	Parent        string                 `bun:"parent_id"`
	Name          string                 `bun:"name"`
	Kind          string                 `bun:"kind"`
	Headcount     int                    `bun:"headcount"`
	Places        int                    `bun:"places"`
	Address       string                 `bun:"address"`
	Code          string                 `bun:"code"`
	Priority      bool                   `bun:"priority"`
	Closed        stamp                  `bun:"closed_at"`
	Managed       document[[]string]     `bun:"managed"`
	Local         document[tenant.Local] `bun:"local"`
	Rev           int64                  `bun:"rev"`
}

func (r *unitRow) unit() tenant.Unit {
	return tenant.Unit{
		ID: r.ID, Key: r.Key, Path: r.Path, Parent: r.Parent, Name: r.Name, Kind: r.Kind, Headcount: r.Headcount,
		Places: r.Places, Address: r.Address, Code: r.Code, Priority: r.Priority, Closed: r.Closed.optional(),
		Managed: r.Managed.value, Local: r.Local.value, Rev: r.Rev,
	}
}

func unitRowOf(t tenant.ID, u tenant.Unit) *unitRow {
	return &unitRow{
		Tenant: t.String(), ID: u.ID, Key: u.Key, Path: u.Path, Parent: u.Parent, Name: u.Name, Kind: u.Kind,
		Headcount: u.Headcount, Places: u.Places, Address: u.Address, Code: u.Code, Priority: u.Priority,
		Closed: stampOf(u.Closed), Managed: document[[]string]{u.Managed}, Local: document[tenant.Local]{u.Local}, Rev: u.Rev,
	}
}

// Unit implements tenant.Tree.
func (x tree) Unit(ctx context.Context, t tenant.ID, id string) (u tenant.Unit, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		u, err = s.unit(ctx, id)
		return err
	})
	return u, err
}

// unit reads one unit as the session sees it.
func (s *session) unit(ctx context.Context, id string) (tenant.Unit, error) {
	var found []unitRow
	err := s.NewSelect().Model(&found).Where("tenant_id = ?", s.tenant.String()).Where("id = ?", id).Scan(ctx)
	if err != nil {
		return tenant.Unit{}, err
	}
	if len(found) == 0 {
		return tenant.Unit{}, fault.Missing("unit")
	}
	return found[0].unit(), nil
}

// Units implements tenant.Tree.
func (x tree) Units(ctx context.Context, t tenant.ID, path string) ([]tenant.Unit, error) {
	return x.find(ctx, t, func(query *bun.SelectQuery) *bun.SelectQuery {
		if end, bounded := after(path); bounded && path != tenant.Root {
			query = query.Where("path >= ?", path).Where("path < ?", end)
		}
		return query
	})
}

// Way implements tenant.Tree.
func (x tree) Way(ctx context.Context, t tenant.ID, path string) ([]tenant.Unit, error) {
	way := wayTo(path)
	if len(way) == 0 {
		return nil, nil
	}
	return x.find(ctx, t, func(query *bun.SelectQuery) *bun.SelectQuery { return query.Where("path IN (?)", bun.List(way)) })
}

// wayTo lists the paths of the units down to a path, it included: "/a/", "/a/b/" for "/a/b/".
func wayTo(path string) (way []string) {
	for end := 1; end < len(path); end++ {
		if path[end] == '/' {
			way = append(way, path[:end+1])
		}
	}
	return way
}

// Particular implements tenant.Tree.
func (x tree) Particular(ctx context.Context, t tenant.ID) ([]tenant.Unit, error) {
	return x.find(ctx, t, func(query *bun.SelectQuery) *bun.SelectQuery { return query.Where("CAST(local AS TEXT) <> '{}'") })
}

// find lists units in path order.
func (x tree) find(ctx context.Context, t tenant.ID, which func(*bun.SelectQuery) *bun.SelectQuery) (all []tenant.Unit, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		var found []unitRow
		err := which(s.NewSelect().Model(&found).Where("tenant_id = ?", t.String()).Order("path")).Scan(ctx)
		all = nil
		for i := range found {
			all = append(all, found[i].unit())
		}
		return err
	})
	return all, err
}
