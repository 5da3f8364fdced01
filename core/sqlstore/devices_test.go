package sqlstore_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// devices changes the sites' devices of a tenant.
func (w *world) devices(id tenantID, do func(ctx context.Context, d identity.DeviceWriter) error) error {
	return w.try(id, func(ctx context.Context, tx audit.Tx) error { return do(ctx, tx.Access().Proofs().Devices()) })
}

func TestDevices(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		site := w.unit(tenantA, tenant.Unit{Key: "lilas", Name: "Les Lilas"})
		ana, bob := w.person(tenantA, "ana"), w.person(tenantA, "bob")
		d := identity.Device{ID: "d1", Unit: site.ID, Name: "Tablette", By: "person:" + bob.ID, People: []string{ana.ID, bob.ID}, Created: w.clock.Now(), Until: w.clock.Now().Add(time.Minute)}
		put := func(code []byte) func(context.Context, identity.DeviceWriter) error {
			return func(ctx context.Context, x identity.DeviceWriter) error { return x.Put(ctx, d, code) }
		}
		claim := func(code, token string) func(context.Context, identity.DeviceWriter) error {
			return func(ctx context.Context, x identity.DeviceWriter) error {
				_, err := x.Claim(ctx, hash(code), hash(token))
				return err
			}
		}
		check(t, w.devices(tenantA, put(hash("code"))))
		for _, try := range []struct {
			what string
			who  tenantID
			do   func(context.Context, identity.DeviceWriter) error
			want fault.Kind
		}{
			{"another code", tenantA, claim("guess", "token"), fault.NotFound},
			{"another tenant", tenantB, claim("code", "token"), fault.NotFound},
			{"the code", tenantA, claim("code", "token"), 0},
			{"the code again", tenantA, claim("code", "other"), fault.NotFound},
			{"a change from elsewhere", tenantB, put(nil), fault.NotFound},
			{"an end from elsewhere", tenantB, func(ctx context.Context, x identity.DeviceWriter) error { return x.Revoke(ctx, "d1") }, fault.NotFound},
			{"a use", tenantA, func(ctx context.Context, x identity.DeviceWriter) error { return x.Use(ctx, "d1") }, 0},
		} {
			if err := w.devices(try.who, try.do); try.want == 0 && err != nil || try.want != 0 && !is(err, try.want) {
				t.Errorf("%s: %v", try.what, err)
			}
		}
		late := d
		late.ID = "d2"
		check(t, w.devices(tenantA, func(ctx context.Context, x identity.DeviceWriter) error { return x.Put(ctx, late, hash("late")) }))
		w.clock.advance(time.Minute)
		if err := w.devices(tenantA, claim("late", "late")); !is(err, fault.NotFound) {
			t.Errorf("a code that is too old: %v", err)
		}
		kept, err := w.Devices().Device(t.Context(), tenantA, hash("token"))
		if err != nil || kept.Path != site.Path || kept.Used == nil || kept.Enrolled == nil || !slices.Equal(kept.People, slices.Sorted(slices.Values(d.People))) {
			t.Errorf("kept %+v, %v", kept, err)
		}
		if _, err := w.Devices().Device(t.Context(), tenantB, hash("token")); !is(err, fault.NotFound) {
			t.Errorf("another tenant finds it: %v", err)
		}

		// A session on it lives as long as the device does, and as its person may use it; and serves its own tenant alone.
		sign := func() {
			w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
				return tx.People().PutSession(ctx, identity.Session{ID: "s", Person: ana.ID, Device: "d1", Expires: w.clock.Now().Add(time.Hour)}, hash("session"))
			})
		}
		live := func(where tenantID) bool {
			s, p, err := w.Identity().Session(t.Context(), hash("session"), where)
			return err == nil && s.Device == "d1" && p.Device == "d1" && p.Site == site.Path
		}
		sign()
		if !live(tenantA) || live(tenantB) {
			t.Error("a session on the device is not what it should be")
		}
		d.People = []string{bob.ID}
		check(t, w.devices(tenantA, put(nil)))
		if live(tenantA) {
			t.Error("somebody who may not use the device any more is still in")
		}
		d.People = []string{ana.ID}
		check(t, w.devices(tenantA, put(nil)))
		check(t, w.devices(tenantA, func(ctx context.Context, x identity.DeviceWriter) error { return x.Revoke(ctx, "d1") }))
		if all, err := w.Sessions().Sessions(t.Context(), tenantA, ana.ID); err != nil || slices.ContainsFunc(all, func(s identity.Session) bool { return s.Device != "" }) {
			t.Errorf("after the end of the device: %+v, %v", all, err)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Units().Remove(ctx, site.ID) })
		if all, err := w.Devices().Devices(t.Context(), tenantA); err != nil || len(all) != 0 {
			t.Errorf("after the end of the site: %+v, %v", all, err)
		}
	})
}

func TestOfTriesAtOneMomentOneCounts(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ana := w.person(tenantA, "ana")
		put := func(p, read identity.PIN) error {
			return w.devices(tenantA, func(ctx context.Context, x identity.DeviceWriter) error { return x.PutPIN(ctx, p, read) })
		}
		first := identity.PIN{Person: ana.ID, Sealed: "sealed"}
		check(t, put(first, identity.PIN{}))
		if err := put(first, identity.PIN{}); !is(err, fault.Conflict) {
			t.Errorf("two first ones at one moment: %v", err)
		}
		failed := first
		failed.Failed = 1
		check(t, put(failed, first))
		if err := put(first, first); !is(err, fault.Conflict) {
			t.Errorf("a try that another came before: %v", err)
		}
		pins, err := w.Devices().PINs(t.Context(), tenantA)
		if err != nil || pins[ana.ID].Failed != 1 {
			t.Errorf("kept %+v, %v", pins, err)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, ana.ID) })
		if pins, err := w.Devices().PINs(t.Context(), tenantA); err != nil || len(pins) != 0 {
			t.Errorf("after an erasure: %+v, %v", pins, err)
		}
	})
}
