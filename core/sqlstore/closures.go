package sqlstore

import (
	"context"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// closures implements tenant.Closures.
type closures struct{ db *DB }

const (
	selectClosures = `SELECT c.id, c.unit_id, COALESCE(u.path, '/'), c.first_day, c.last_day, c.name, c.yearly, c.rev FROM closures c
		LEFT JOIN units u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id WHERE c.tenant_id = ?`
	inOrder       = " ORDER BY c.first_day, c.id"
	insertClosure = `INSERT INTO closures (tenant_id, id, unit_id, first_day, last_day, name, yearly, rev) VALUES (?, ?, ?, ?, ?, ?, ?, 1)`
	updateClosure = `UPDATE closures SET unit_id = ?, first_day = ?, last_day = ?, name = ?, yearly = ?, rev = rev + 1
		WHERE tenant_id = ? AND id = ? AND rev = ?`
)

// Closures implements tenant.Closures.
func (x closures) Closures(ctx context.Context, t tenant.ID) ([]tenant.Closure, error) {
	return x.find(ctx, t, "")
}

// Over implements tenant.Closures.
func (x closures) Over(ctx context.Context, t tenant.ID, path string) ([]tenant.Closure, error) {
	condition, ancestors := " AND (c.unit_id = ''", []any{}
	for _, above := range wayTo(path) {
		ancestors = append(ancestors, above)
	}
	if len(ancestors) > 0 {
		condition += " OR u.path IN (?" + strings.Repeat(", ?", len(ancestors)-1) + ")"
	}
	return x.find(ctx, t, condition+")", ancestors...)
}

// Closure implements tenant.Closures.
func (x closures) Closure(ctx context.Context, t tenant.ID, id string) (tenant.Closure, error) {
	found, err := x.find(ctx, t, " AND c.id = ?", id)
	if err == nil && len(found) == 0 {
		err = fault.Missing("closure")
	}
	if err != nil {
		return tenant.Closure{}, err
	}
	return found[0], nil
}

func (x closures) find(ctx context.Context, t tenant.ID, condition string, args ...any) (all []tenant.Closure, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, selectClosures+condition+inOrder, append([]any{t.String()}, args...), func(scan func(...any) error) error {
			var c tenant.Closure
			var name document[map[string]string]
			var yearly int
			err := scan(&c.ID, &c.Unit, &c.Path, &c.From, &c.To, &name, &yearly, &c.Rev)
			c.Name, c.Yearly = name.value, yearly != 0
			all = append(all, c)
			return err
		})
	})
	return all, err
}

// closureWriter implements tenant.ClosureWriter.
type closureWriter struct{ *change }

// Put implements tenant.ClosureWriter.
func (w closureWriter) Put(ctx context.Context, c tenant.Closure) (tenant.Closure, error) {
	if c.Unit != "" {
		if _, err := w.unit(ctx, c.Unit); err != nil {
			return c, err
		}
	}
	yearly := 0
	if c.Yearly {
		yearly = 1
	}
	name, read := document[map[string]string]{c.Name}, c.Rev
	c.Rev++
	w.touched = true
	if read == 0 {
		_, err := w.exec(ctx, insertClosure, w.id(), c.ID, c.Unit, c.From, c.To, name, yearly)
		return c, err
	}
	n, err := w.exec(ctx, updateClosure, c.Unit, c.From, c.To, name, yearly, w.id(), c.ID, read)
	if err == nil && n == 0 {
		err = errMoved
	}
	return c, err
}

// Remove implements tenant.ClosureWriter.
func (w closureWriter) Remove(ctx context.Context, id string) error {
	w.touched = true
	n, err := w.exec(ctx, "DELETE FROM closures WHERE tenant_id = ? AND id = ?", w.id(), id)
	if err == nil && n == 0 {
		return fault.Missing("closure")
	}
	return err
}
