package sqlstore_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// staying lists the core's tables that do not go along, with the reason.
var staying = map[string]string{
	"sessions":         "people sign in anew",
	"service_keys":     "a program gets a new key",
	"logs":             "counted anew; the length of the feed of changes is in the manifest",
	"seals":            "the log travels whole, as a file that verifies, and is closed",
	"checkpoints":      "in that file",
	"replays":          "a repeated request comes within a day, to the same server",
	"outbox":           "what waits is done where it waits, so that nothing is done twice",
	"arrivals":         "noted anew",
	"module_requests":  "for the operator who was asked",
	"request_places":   "as module_requests",
	"spent_challenges": "live for minutes",
	"devices":          "a tablet is bound to the address of its server, and is enrolled anew",
	"device_people":    "as devices",
	"pins":             "for devices; a director gives new ones",
	"module_secrets":   "travel opened, as those of all modules",
	"stays":            "of people from elsewhere",
	"followers":        "organisations that stay: they subscribe anew",
	"shares":           "with an organisation that stays: agreed to anew",
	"departures":       "the operators' own",
	"providers":        "an identity provider knows this server by its addresses, and by a secret: set up anew",
}

// Every table of the core goes along, stays for a reason, or holds nothing of an organisation; and of those that go along,
// every column does.
func TestEveryColumnIsCarriedOrStays(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		carried := sqlstore.CarriedColumns()
		columns, err := w.Columns(t.Context())
		check(t, err)
		for table, has := range columns {
			if _, along := carried[table]; !along && !slices.Contains(has, "tenant_id") {
				continue // nothing of an organisation
			}
			goes, along := carried[table]
			if _, stays := staying[table]; along == stays {
				t.Errorf("%s goes along: %v, stays: %v", table, along, stays)
			}
			if !along {
				continue
			}
			own := []string{"tenant_id"}
			switch table {
			case "tenants": // closed or not, and its version, are the installation's
				own = []string{"id", "version", "suspended_at", "suspended_why", "ends_at"}
			case "grants": // of people from elsewhere and of helpers, who stay
				own = append(own, "home_id", "support")
			case "entries":
				own = append(own, "seq")
			}
			if diff := cmp.Diff(has, append(own, goes...), cmpSorted); diff != "" {
				t.Errorf("columns of %s (-there +carried):\n%s", table, diff)
			}
		}
		t.Logf("%d tables go along, %d stay", len(carried), len(staying))
	})
}

// A frozen database shows one moment of one tenant, whatever is written.
func TestFrozen(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.unit(tenantA, tenant.Unit{Key: "nord", Kind: "territory"})
		err := w.Frozen(t.Context(), tenantA, func(at *sqlstore.DB) error {
			w.unit(tenantA, tenant.Unit{Key: "sud", Kind: "territory"})
			units, err := at.Tree().Units(t.Context(), tenantA, tenant.Root)
			check(t, err)
			if len(units) != 1 || units[0].Key != "nord" {
				t.Errorf("what was written since is seen: %v", units)
			}
			if _, err := at.Tree().Units(t.Context(), tenantB, tenant.Root); err == nil {
				t.Error("another tenant is shown")
			}
			if err := at.Carrier().PutSecret(t.Context(), tenantA, "m", "s"); err == nil {
				t.Error("it was written to")
			}
			return nil
		})
		check(t, err)
		units, err := w.Tree().Units(t.Context(), tenantA, tenant.Root)
		if err != nil || len(units) != 2 {
			t.Errorf("afterwards: %v, %v", units, err)
		}
	})
}

// Who is brought in is nowhere until it lands; who does not go on arriving is given up, and nothing is left.
func TestNewcomersAreNowhereUntilTheyLand(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		const id = "0198f000-0000-7000-8000-00000000000c"
		c, ctx := w.Carrier(), t.Context()
		if _, err := c.Begin(ctx, tenantA.String(), w.clock.Now().Add(time.Minute)); !is(err, fault.Conflict) {
			t.Errorf("one that is here: %v", err)
		}
		begin := func() tenantID {
			t.Helper()
			made, err := c.Begin(ctx, id, w.clock.Now().Add(time.Minute))
			check(t, err)
			check(t, c.PutRows(ctx, made, "tenant_modules", []sqlstore.Row{{"name": "portrait", "is_on": true, "config": "{}", "since": nil, "managed": "[]"}}))
			return made
		}
		came := begin()
		if _, err := c.Begin(ctx, id, w.clock.Now().Add(time.Minute)); !is(err, fault.Conflict) {
			t.Errorf("twice at once: %v", err)
		}
		given := func() (ids []string) {
			t.Helper()
			all, err := c.GivenUp(ctx, w.clock.Now())
			check(t, err)
			for _, one := range all {
				ids = append(ids, one.String())
			}
			return ids
		}
		if got := given(); len(got) > 0 {
			t.Errorf("given up at once: %v", got)
		}
		w.clock.advance(50 * time.Second)
		check(t, c.GoOn(ctx, came, w.clock.Now().Add(time.Minute)))
		w.clock.advance(50 * time.Second)
		if got := given(); len(got) > 0 {
			t.Errorf("given up though it goes on: %v", got)
		}
		w.clock.advance(time.Minute)
		if got := given(); len(got) != 1 || got[0] != id {
			t.Errorf("not given up: %v", got)
		}
		check(t, c.GiveUp(ctx, came))
		if left, err := w.Departures().Rows(ctx, came); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
		came = begin()
		own := sqlstore.Row{
			"slug": "bordeaux", "name": "C", "country": "FR", "wording": "fr-FR", "languages": `["fr"]`, "template": "network", "zone": "UTC",
			"officer": "{}", "hosting": "", "settings": "{}", "managed": "[]", "created_at": "2026-01-01T00:00:00.000Z",
		}
		if err := c.Land(ctx, came, own, 7, nil, nil); !is(err, fault.Conflict) {
			t.Errorf("under a name that is taken: %v", err)
		}
		own["slug"], own["colour"] = "caen", "red"
		if err := c.Land(ctx, came, own, 7, nil, nil); !is(err, fault.Invalid) {
			t.Errorf("with a column that is not known: %v", err)
		}
		delete(own, "colour")
		check(t, c.Land(ctx, came, own, 7, nil, nil))
		there, err := w.Directory().BySlug(ctx, "caen")
		if err != nil || there.ID != came || there.Version == 0 {
			t.Errorf("landed: %+v, %v", there, err)
		}
		if n, err := c.Changes(ctx, came); err != nil || n != 7 {
			t.Errorf("its feed: %d, %v", n, err)
		}
		w.clock.advance(time.Hour)
		if got := given(); len(got) > 0 {
			t.Errorf("given up though it is here: %v", got)
		}
	})
}
