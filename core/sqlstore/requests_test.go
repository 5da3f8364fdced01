package sqlstore_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// plenty is more than any test of requests needs.
var plenty = tenant.RequestLimits{Requests: 100, Bytes: 1 << 30, All: 1 << 30}

func (w *world) ask(t tenant.ID, r tenant.ModuleRequest, within tenant.RequestLimits) error {
	return w.try(t, func(ctx context.Context, tx audit.Tx) error { return tx.Tenants(0).Requests().Add(ctx, r, within) })
}

func (w *world) settle(t tenant.ID, r tenant.ModuleRequest) error {
	return w.try(t, func(ctx context.Context, tx audit.Tx) error { return tx.Tenants(0).Requests().Settle(ctx, r) })
}

// numbered is a request whose id tells its place in time.
func numbered(n int, size int64) tenant.ModuleRequest {
	return tenant.ModuleRequest{
		ID: fmt.Sprintf("0198f000-0000-7000-8000-%012d", n), By: "person:1", Words: "Pour l'inventaire", Module: "shelf",
		Version: "1.0.0", Package: fmt.Sprintf("%064d", n), Size: size,
	}
}

func TestRequestsBelongToTheirTenant(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mine, theirs := numbered(1, 10), numbered(2, 20)
		check(t, w.ask(tenantA, mine, plenty))
		check(t, w.ask(tenantB, theirs, plenty))
		mine.Tenant, mine.State, mine.Created = tenantA, tenant.RequestWaiting, w.clock.Now()
		got, err := w.Requests().Of(t.Context(), tenantA, 10)
		if diff := cmp.Diff([]tenant.ModuleRequest{mine}, got, sameTenant); err != nil || diff != "" {
			t.Errorf("requests: %v\n%s", err, diff)
		}
		if _, err := w.Requests().One(t.Context(), tenantB, mine.ID); !is(err, fault.NotFound) {
			t.Errorf("another tenant's request: %v", err)
		}
		mine.State = tenant.RequestWithdrawn
		if err := w.settle(tenantB, mine); !is(err, fault.NotFound) {
			t.Errorf("withdrawing another tenant's request: %v", err)
		}
		if whose, err := w.Requests().Asker(t.Context(), theirs.ID); err != nil || whose != tenantB {
			t.Errorf("asker: %v, %v", whose, err)
		}
		if _, err := w.Requests().Asker(t.Context(), numbered(9, 0).ID); !is(err, fault.NotFound) {
			t.Errorf("asker of nothing: %v", err)
		}
	})
}

func TestRequestsEndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for n := range 4 {
			check(t, w.ask([]tenant.ID{tenantA, tenantB}[n%2], numbered(n, 10), plenty))
		}
		r := numbered(1, 10)
		r.State, r.Decider, r.Reason = tenant.RequestRefused, "person:9", "Ne vient de personne"
		check(t, w.settle(tenantB, r))
		r.State = tenant.RequestApproved
		if err := w.settle(tenantB, r); fault.From(err).Code != "module-request-decided" {
			t.Errorf("deciding twice: %v", err)
		}
		ids := func(waiting bool, before string, most int) (all []string) {
			t.Helper()
			found, err := w.Requests().Everywhere(t.Context(), waiting, before, most)
			check(t, err)
			for _, one := range found {
				all = append(all, one.ID[35:])
			}
			return all
		}
		if diff := cmp.Diff([]string{"3", "2", "0"}, ids(true, "", 10)); diff != "" {
			t.Errorf("waiting: %s", diff)
		}
		if diff := cmp.Diff([]string{"0"}, ids(true, numbered(2, 0).ID, 10)); diff != "" {
			t.Errorf("a later page: %s", diff)
		}
		if diff := cmp.Diff([]string{"1"}, ids(false, "", 10)); diff != "" {
			t.Errorf("decided: %s", diff)
		}
		got, err := w.Requests().One(t.Context(), tenantB, r.ID)
		if err != nil || got.State != tenant.RequestRefused || got.Reason != "Ne vient de personne" || got.Decided.IsZero() {
			t.Errorf("refused: %+v, %v", got, err)
		}
		w.leave(tenantA)
		check(t, w.Departures().Forget(t.Context(), tenantA))
		if diff := cmp.Diff([]string{"3"}, ids(true, "", 10)); diff != "" {
			t.Errorf("after an organisation was removed: %s", diff)
		}
	})
}

// TestRequestsFillNothing lets many ask at once, first without limits: what may wait is bounded all the same.
func TestRequestsFillNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		const attempts = 12
		flood := func(first int, within tenant.RequestLimits) (taken int) {
			var mu sync.Mutex
			var asking sync.WaitGroup
			for n := range attempts {
				asking.Go(func() {
					err := w.ask([]tenant.ID{tenantA, tenantB}[n%2], numbered(first+n, 100), within)
					mu.Lock()
					defer mu.Unlock()
					if err == nil {
						taken++
					} else if !is(err, fault.Exhausted) {
						t.Errorf("asking: %v", err)
					}
				})
			}
			asking.Wait()
			return taken
		}
		end := func(first int) {
			for n := range attempts {
				r := numbered(first+n, 0)
				r.State = tenant.RequestWithdrawn
				if err := w.settle([]tenant.ID{tenantA, tenantB}[n%2], r); err != nil && !is(err, fault.NotFound) {
					t.Error(err)
				}
			}
		}
		control := flood(0, plenty)
		end(0)
		for i, c := range []struct {
			within tenant.RequestLimits
			want   int
		}{
			{tenant.RequestLimits{Requests: 2, Bytes: 1 << 20, All: 1 << 20}, 4},
			{tenant.RequestLimits{Requests: 100, Bytes: 350, All: 1 << 20}, 6},
			{tenant.RequestLimits{Requests: 100, Bytes: 1 << 20, All: 500}, 5},
		} {
			first := 100 * (i + 1)
			if taken := flood(first, c.within); taken != c.want {
				t.Errorf("within %+v %d of %d were taken, want %d", c.within, taken, attempts, c.want)
			}
			end(first)
		}
		t.Logf("attempts %d, control hits %d", attempts, control)
		if control != attempts {
			t.Errorf("without limits %d of %d were taken", control, attempts)
		}
		again := numbered(900, 10)
		check(t, w.ask(tenantA, again, plenty))
		again.ID = numbered(901, 0).ID
		if err := w.ask(tenantA, again, plenty); fault.From(err).Code != "module-request-waiting" {
			t.Errorf("the same package twice: %v", err)
		}
		check(t, w.ask(tenantB, again, plenty))
	})
}
