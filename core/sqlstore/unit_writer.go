package sqlstore

import (
	"context"
	"fmt"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// unitWriter implements audit.UnitWriter.
type unitWriter struct{ *change }

var (
	errMoved        = fault.New(fault.Conflict, "revision-moved", "It was changed in the meantime: read it again, then retry.")
	errKeyTaken     = fault.New(fault.Conflict, "key-taken", "Another unit has this key.")
	errUnitNotEmpty = fault.New(fault.Conflict, "unit-not-empty", "This unit has units or records under it.")
	errCycle        = fault.New(fault.Invalid, "unit-cycle", "A unit cannot be moved under itself.")
)

// Unit implements audit.UnitWriter.
func (w unitWriter) Unit(ctx context.Context, id string) (tenant.Unit, error) { return w.unit(ctx, id) }

// Closures implements audit.UnitWriter.
func (w unitWriter) Closures() tenant.ClosureWriter { return closureWriter(w) }

// Put implements audit.UnitWriter. A new key moves the subtree's paths with it; the parent is changed by Move.
func (w unitWriter) Put(ctx context.Context, u tenant.Unit) (tenant.Unit, error) {
	if u.Rev == 0 {
		return w.create(ctx, u)
	}
	old, err := w.unit(ctx, u.ID)
	if err != nil {
		return tenant.Unit{}, err
	}
	if old.Rev != u.Rev {
		return tenant.Unit{}, errMoved
	}
	parent := strings.TrimSuffix(old.Path, old.Key+"/")
	u.Parent, u.Path = old.Parent, tenant.Join(parent, u.Key)
	return u, w.replace(ctx, old.Path, &u)
}

func (w unitWriter) create(ctx context.Context, u tenant.Unit) (tenant.Unit, error) {
	parent, err := w.pathOf(ctx, u.Parent)
	if err != nil {
		return tenant.Unit{}, err
	}
	if u.ID == "" {
		u.ID = newID()
	}
	u.Path, u.Rev = tenant.Join(parent, u.Key), 1
	w.touched = true
	_, err = w.NewInsert().Model(unitRowOf(w.tenant, u)).Exec(ctx)
	return u, keyed(err)
}

// replace writes u, whose rev is the one it had, and moves what lay under its former path.
func (w unitWriter) replace(ctx context.Context, former string, u *tenant.Unit) error {
	row := unitRowOf(w.tenant, *u)
	row.Rev++
	result, err := w.NewUpdate().Model(row).WherePK().Where("rev = ?", u.Rev).Exec(ctx)
	if err != nil {
		return keyed(err)
	}
	if n, err := result.RowsAffected(); err != nil {
		return err
	} else if n == 0 {
		return errMoved
	}
	u.Rev++
	w.touched = true
	if former == u.Path {
		return nil
	}
	return w.rewrite(ctx, former, u.Path)
}

// Move implements audit.UnitWriter.
func (w unitWriter) Move(ctx context.Context, id, parent string) (tenant.Unit, error) {
	u, err := w.unit(ctx, id)
	if err != nil {
		return tenant.Unit{}, err
	}
	under, err := w.pathOf(ctx, parent)
	if err != nil {
		return tenant.Unit{}, err
	}
	if tenant.Within(under, u.Path) {
		return tenant.Unit{}, errCycle
	}
	former := u.Path
	u.Parent, u.Path = parent, tenant.Join(under, u.Key)
	return u, w.replace(ctx, former, &u)
}

// rewrite gives the subtree of a former path, and its records, the new one. Audit entries say where a unit
// was when they were written: they stay.
func (w unitWriter) rewrite(ctx context.Context, former, path string) error {
	end, _ := after(former) // a path ends with "/", so there is always something behind it
	tables, err := w.collections(ctx)
	if err != nil {
		return err
	}
	columns := map[string]string{"units": "path"}
	for _, c := range tables {
		columns[c.name] = "unit_path"
	}
	for table, column := range columns {
		text := fmt.Sprintf("UPDATE %s SET %s = ? || substr(%s, %d) WHERE tenant_id = ? AND %s >= ? AND %s < ?",
			table, column, column, len([]rune(former))+1, column, column)
		if _, err := w.exec(ctx, text, path, w.id(), former, end); err != nil {
			return err
		}
	}
	return nil
}

// Remove implements audit.UnitWriter; grants, invitations and devices on the unit go with it, and its groups belong to the one above.
func (w unitWriter) Remove(ctx context.Context, id string) error {
	u, err := w.unit(ctx, id)
	if err != nil {
		return err
	}
	tables, err := w.collections(ctx)
	if err != nil {
		return err
	}
	for _, c := range append(tables, collection{name: "units"}) {
		text, args := "SELECT 1 FROM "+c.name+" WHERE tenant_id = ? AND unit_path = ? LIMIT 1", []any{w.id(), u.Path}
		if c.name == "units" {
			text, args = "SELECT 1 FROM units WHERE tenant_id = ? AND parent_id = ? LIMIT 1", []any{w.id(), id}
		}
		var one int
		if found, err := w.row(ctx, text, args, []any{&one}); err != nil {
			return err
		} else if found {
			return errUnitNotEmpty
		}
	}
	w.touched = true
	if _, err := w.exec(ctx, liftGroups, u.Parent, w.id(), id); err != nil {
		return err
	}
	for _, text := range []string{
		"DELETE FROM grants WHERE tenant_id = ? AND unit_id = ?",
		"DELETE FROM invitations WHERE tenant_id = ? AND unit_id = ?",
		"DELETE FROM device_people WHERE tenant_id = ? AND device_id IN (SELECT id FROM devices d WHERE d.tenant_id = device_people.tenant_id AND d.unit_id = ?)",
		"DELETE FROM devices WHERE tenant_id = ? AND unit_id = ?",
		"DELETE FROM closures WHERE tenant_id = ? AND unit_id = ?",
		"DELETE FROM units WHERE tenant_id = ? AND id = ?",
	} {
		if _, err := w.exec(ctx, text, w.id(), id); err != nil {
			return err
		}
	}
	return w.endStays(ctx)
}

func (w unitWriter) pathOf(ctx context.Context, id string) (string, error) {
	if id == "" {
		return tenant.Root, nil
	}
	u, err := w.unit(ctx, id)
	return u.Path, err
}

func keyed(err error) error {
	if _, taken := violated(err); taken {
		return errKeyTaken.Because(err)
	}
	return err
}
