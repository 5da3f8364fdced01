package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// requestWriter implements tenant.RequestWriter.
type requestWriter struct{ *change }

// Requests implements audit.TenantWriter.
func (w tenantWriter) Requests() tenant.RequestWriter { return requestWriter{w.change} }

var _ audit.TenantWriter = tenantWriter{}

// Add implements tenant.RequestWriter. Of those who add at the same time one comes after the other, so that each sees what
// waits already.
func (w requestWriter) Add(ctx context.Context, r tenant.ModuleRequest, within tenant.RequestLimits) error {
	if w.dialect == postgres {
		if _, err := w.exec(ctx, lockShareAlone, "module requests"); err != nil {
			return err
		}
	}
	if err := w.room(ctx, r, within); err != nil {
		return err
	}
	if _, err := w.exec(ctx, "INSERT INTO request_places (id, tenant_id, waiting, size) VALUES (?, ?, ?, ?)", r.ID, w.id(), true, r.Size); err != nil {
		return err
	}
	_, err := w.exec(ctx, `INSERT INTO module_requests (tenant_id, id, asked_by, state, words, module, version, package, size, created_at, decider, reason)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '')`,
		w.id(), r.ID, r.By, string(tenant.RequestWaiting), r.Words, r.Module, r.Version, r.Package, r.Size, stamp{w.now})
	return err
}

// room refuses what would be more than may wait.
func (w requestWriter) room(ctx context.Context, r tenant.ModuleRequest, within tenant.RequestLimits) error {
	var waiting, same int
	var bytes, all int64
	_, err := w.row(ctx, "SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT), CAST(coalesce(sum(CASE WHEN package = ? AND package <> '' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM module_requests WHERE tenant_id = ? AND state = ?",
		[]any{r.Package, w.id(), string(tenant.RequestWaiting)}, []any{&waiting, &bytes, &same})
	if err == nil {
		_, err = w.row(ctx, "SELECT CAST(coalesce(sum(size), 0) AS BIGINT) FROM request_places WHERE waiting = ?", []any{true}, []any{&all})
	}
	switch {
	case err != nil:
		return err
	case same > 0:
		return fault.New(fault.Conflict, "module-request-waiting", "This very package waits already for the operator's decision.")
	case waiting >= within.Requests:
		return fault.New(fault.Exhausted, "module-requests-many", "%d requests of your organisation wait already, which is the most: withdraw one, or wait for the operator's decision.", waiting)
	case bytes+r.Size > within.Bytes:
		return fault.New(fault.Exhausted, "module-requests-large", "The packages of your organisation that wait would take more than %d MiB: withdraw one, or wait for the operator's decision.", within.Bytes>>20)
	case all+r.Size > within.All:
		return fault.New(fault.Exhausted, "module-requests-room", "The server has no room for another package until the operator has decided on some that wait.")
	}
	return nil
}

// Settle implements tenant.RequestWriter.
func (w requestWriter) Settle(ctx context.Context, r tenant.ModuleRequest) error {
	n, err := w.exec(ctx, "UPDATE module_requests SET state = ?, decided_at = ?, decider = ?, reason = ?, module = ? WHERE tenant_id = ? AND id = ? AND state = ?",
		string(r.State), stamp{w.now}, r.Decider, r.Reason, r.Module, w.id(), r.ID, string(tenant.RequestWaiting))
	if err != nil {
		return err
	}
	if n > 0 {
		_, err = w.exec(ctx, "UPDATE request_places SET waiting = ? WHERE id = ? AND tenant_id = ?", false, r.ID, w.id())
		return err
	}
	found, err := w.row(ctx, "SELECT state FROM module_requests WHERE tenant_id = ? AND id = ?", []any{w.id(), r.ID}, []any{&r.State})
	switch {
	case err != nil:
		return err
	case !found:
		return fault.Missing("module-request")
	}
	return fault.New(fault.Conflict, "module-request-decided", "This request waits no more: it is %s.", r.State)
}
