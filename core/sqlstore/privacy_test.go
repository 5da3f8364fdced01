package sqlstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// private changes what a tenant's privacy officer keeps.
func (w *world) private(id tenantID, do func(ctx context.Context, p privacy.Writer) error) error {
	return w.try(id, func(ctx context.Context, tx audit.Tx) error { return do(ctx, tx.Tenants(0).Privacy()) })
}

func TestHoldsAndIncidents(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.unit(tenantA, tenant.Unit{Key: "nord"})
		w.unit(tenantB, tenant.Unit{Key: "nord"})
		now := w.clock.Now()
		old := privacy.Incident{ID: "i", Title: "Perte", Known: now.AddDate(-6, 0, 0), Noted: now, Risk: privacy.RiskHigh}
		for _, try := range []struct {
			what string
			who  tenantID
			do   func(ctx context.Context, p privacy.Writer) error
			want fault.Kind
		}{
			{"a hold", tenantA, func(ctx context.Context, p privacy.Writer) error {
				_, err := p.PutHold(ctx, privacy.Hold{ID: "h", Kind: privacy.HoldUnit, Of: "u", Since: now})
				return err
			}, 0},
			{"another's hold", tenantB, func(ctx context.Context, p privacy.Writer) error {
				_, err := p.PutHold(ctx, privacy.Hold{ID: "h", Rev: 1, Lifted: &now})
				return err
			}, fault.Conflict},
			{"an incident", tenantA, func(ctx context.Context, p privacy.Writer) error { _, err := p.PutIncident(ctx, old); return err }, 0},
			{"an old revision", tenantA, func(ctx context.Context, p privacy.Writer) error {
				_, err := p.PutIncident(ctx, privacy.Incident{ID: "i", Rev: 4})
				return err
			}, fault.Conflict},
			{"another's incident", tenantB, func(ctx context.Context, p privacy.Writer) error { return p.RemoveIncident(ctx, "i") }, fault.NotFound},
			{"an incident that was noted today, however old", tenantA, func(ctx context.Context, p privacy.Writer) error { return p.RemoveIncident(ctx, "i") }, fault.Conflict},
		} {
			if err := w.private(try.who, try.do); try.want == 0 && err != nil || try.want != 0 && !is(err, try.want) {
				t.Errorf("%s: %v", try.what, err)
			}
		}
		if all, err := w.Privacy().Holds(t.Context(), tenantA); err != nil || len(all) != 1 || all[0].Rev != 1 || !all[0].Live(now) {
			t.Errorf("holds %+v, %v", all, err)
		}
		if all, err := w.Privacy().Incidents(t.Context(), tenantA); err != nil || len(all) != 1 || !all[0].Known.Equal(old.Known) {
			t.Errorf("incidents %+v, %v", all, err)
		}
		holds, err := w.Privacy().Holds(t.Context(), tenantB)
		incidents, err2 := w.Privacy().Incidents(t.Context(), tenantB)
		if err != nil || err2 != nil || len(holds)+len(incidents) > 0 {
			t.Errorf("another tenant reads %v, %v, %v, %v", holds, incidents, err, err2)
		}
		w.clock.advance(5*366*24*time.Hour + time.Hour)
		check(t, w.private(tenantA, func(ctx context.Context, p privacy.Writer) error { return p.RemoveIncident(ctx, "i") }))
	})
}
