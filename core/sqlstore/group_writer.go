package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// groupWriter implements identity.GroupWriter.
type groupWriter struct{ *change }

const (
	insertGroup  = "INSERT INTO groups (tenant_id, id, name, unit_id, created_at, rev) VALUES (?, ?, ?, ?, ?, 1)"
	renameGroup  = "UPDATE groups SET name = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?"
	moveGroup    = "UPDATE groups SET rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?"
	giveGroup    = "UPDATE groups SET rev = rev + 1 WHERE tenant_id = ? AND id = ?"
	liftGroups   = "UPDATE groups SET unit_id = ? WHERE tenant_id = ? AND unit_id = ?"
	insertMember = "INSERT INTO group_members (tenant_id, group_id, person_id, since) VALUES (?, ?, ?, ?) ON CONFLICT (tenant_id, group_id, person_id) DO NOTHING"
	dropMember   = "DELETE FROM group_members WHERE tenant_id = ? AND group_id = ? AND person_id = ?"
	dropMemberOf = "DELETE FROM group_members WHERE tenant_id = ? AND person_id = ?"
)

// Put implements identity.GroupWriter.
func (w groupWriter) Put(ctx context.Context, g identity.Group) (identity.Group, error) {
	w.touched = true
	if g.Rev > 0 {
		err := w.at(ctx, g, renameGroup, g.Name, w.id(), g.ID, g.Rev)
		g.Rev++
		return g, err
	}
	if g.Unit != "" {
		if _, err := w.unit(ctx, g.Unit); err != nil {
			return g, err
		}
	}
	if g.ID == "" {
		g.ID = newID()
	}
	g.Created, g.Rev = w.now, 1
	_, err := w.exec(ctx, insertGroup, w.id(), g.ID, g.Name, g.Unit, stamp{g.Created})
	return g, err
}

// Members implements identity.GroupWriter.
func (w groupWriter) Members(ctx context.Context, g identity.Group, in, out []string) error {
	w.touched = true
	if err := w.at(ctx, g, moveGroup, w.id(), g.ID, g.Rev); err != nil {
		return err
	}
	for _, person := range out {
		if _, err := w.exec(ctx, dropMember, w.id(), g.ID, person); err != nil {
			return err
		}
	}
	for _, person := range in {
		found, err := w.row(ctx, "SELECT 1 FROM people WHERE tenant_id = ? AND id = ?", []any{w.id(), person}, []any{new(int)})
		if err != nil {
			return err
		}
		if !found {
			return fault.Missing("person")
		}
		if _, err := w.exec(ctx, insertMember, w.id(), g.ID, person, stamp{w.now}); err != nil {
			return err
		}
	}
	return nil
}

// Remove implements identity.GroupWriter.
func (w groupWriter) Remove(ctx context.Context, g identity.Group) error {
	w.touched = true
	if err := w.at(ctx, g, moveGroup, w.id(), g.ID, g.Rev); err != nil {
		return err
	}
	for _, text := range []string{
		"DELETE FROM grants WHERE tenant_id = ? AND principal_id = ?",
		"DELETE FROM group_members WHERE tenant_id = ? AND group_id = ?",
		"DELETE FROM groups WHERE tenant_id = ? AND id = ?",
	} {
		if _, err := w.exec(ctx, text, w.id(), g.ID); err != nil {
			return err
		}
	}
	return nil
}

// at runs a statement that is to meet the group at its revision, and says why it did not.
func (w groupWriter) at(ctx context.Context, g identity.Group, text string, args ...any) error {
	n, err := w.exec(ctx, text, args...)
	if err != nil || n > 0 {
		return err
	}
	found, err := w.row(ctx, "SELECT 1 FROM groups WHERE tenant_id = ? AND id = ?", []any{w.id(), g.ID}, []any{new(int)})
	switch {
	case err != nil:
		return err
	case found:
		return errMoved
	}
	return fault.Missing("group")
}
