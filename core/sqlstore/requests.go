package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// requests implements tenant.Requests.
type requests struct{ db *DB }

const (
	selectRequests = `SELECT id, asked_by, state, words, module, version, package, size, created_at, decided_at, decider, reason
	FROM module_requests WHERE tenant_id = ?`
	lastID = "g" // behind every id, whose digits are hexadecimal
)

// Of implements tenant.Requests. Ids tell the time: the newest is the highest.
func (x requests) Of(ctx context.Context, t tenant.ID, most int) (all []tenant.ModuleRequest, err error) {
	return x.list(ctx, t, " ORDER BY id DESC LIMIT ?", most)
}

// One implements tenant.Requests.
func (x requests) One(ctx context.Context, t tenant.ID, id string) (tenant.ModuleRequest, error) {
	found, err := x.list(ctx, t, " AND id = ?", id)
	if err == nil && len(found) == 0 {
		err = fault.Missing("module-request")
	}
	if err != nil {
		return tenant.ModuleRequest{}, err
	}
	return found[0], nil
}

func (x requests) list(ctx context.Context, t tenant.ID, rest string, args ...any) (all []tenant.ModuleRequest, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, selectRequests+rest, append([]any{t.String()}, args...), func(scan func(...any) error) error {
			r := tenant.ModuleRequest{Tenant: t}
			var created, decided stamp
			err := scan(&r.ID, &r.By, &r.State, &r.Words, &r.Module, &r.Version, &r.Package, &r.Size, &created, &decided, &r.Decider, &r.Reason)
			r.Created, r.Decided = created.Time, decided.Time
			all = append(all, r)
			return err
		})
	})
	return all, err
}

// Asker implements tenant.Requests.
func (x requests) Asker(ctx context.Context, id string) (whose tenant.ID, err error) {
	err = x.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		var text string
		found, err := s.row(ctx, "SELECT tenant_id FROM request_places WHERE id = ?", []any{id}, []any{&text})
		if err == nil && !found {
			err = fault.Missing("module-request")
		}
		whose = tenant.Trusted(text)
		return err
	})
	return whose, err
}

// Everywhere implements tenant.Requests: it learns which there are from the places, and reads each as its tenant's.
func (x requests) Everywhere(ctx context.Context, waiting bool, before string, most int) (all []tenant.ModuleRequest, err error) {
	if before == "" {
		before = lastID
	}
	type place struct{ id, whose string }
	var places []place
	err = x.db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		places = nil
		text := "SELECT id, tenant_id FROM request_places WHERE waiting = ? AND id < ? ORDER BY id DESC LIMIT ?"
		return s.each(ctx, text, []any{waiting, before, most}, func(scan func(...any) error) error {
			var p place
			err := scan(&p.id, &p.whose)
			places = append(places, p)
			return err
		})
	})
	for _, p := range places {
		if err != nil {
			return nil, err
		}
		var one tenant.ModuleRequest
		one, err = x.One(ctx, tenant.Trusted(p.whose), p.id)
		switch fault.KindOf(err) {
		case fault.NotFound: // its organisation went meanwhile
			err = nil
		default:
			all = append(all, one)
		}
	}
	return all, err
}
