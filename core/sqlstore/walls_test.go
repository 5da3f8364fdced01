package sqlstore_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/privacy"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// connect opens one connection, as an attacker with that role would.
func connect(t *testing.T, dsn string) *sql.DB {
	t.Helper()
	config, err := pgx.ParseConfig(dsn)
	check(t, err)
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// TestWallsHold reads as a tenant's transaction whose statement forgot its condition. The control first:
// with the walls down it sees both tenants; a wall that hides nothing would prove nothing.
func TestWallsHold(t *testing.T) {
	t.Parallel()
	pg := cluster.Database(t)
	w := open(t, sqlstore.Config{DSN: pg.Running, AdminDSN: pg.Admin}, pg)
	w.install(visits(), ballots())
	for _, id := range []tenantID{tenantA, tenantB} {
		site := w.unit(id, tenant.Unit{Key: "nord"})
		w.change(id, func(ctx context.Context, tx audit.Tx) error {
			_, err := tx.Units().Closures().Put(ctx, tenant.Closure{ID: "c"})
			return err
		})
		w.create(id, visits(), "1", `{}`)
		w.create(id, ballots(), "1", `{}`)
		check(t, w.ask(id, tenant.ModuleRequest{ID: "request of " + id.String()}, plenty))
		check(t, w.factors(id, func(ctx context.Context, f identity.FactorWriter) error {
			check(t, f.Put(ctx, "somebody", identity.Factor{Secret: "sealed"}))
			return f.PutCodes(ctx, "somebody", [][]byte{hash("code")})
		}))
		check(t, w.passkeys(id, func(ctx context.Context, p identity.PasskeyWriter) error {
			check(t, p.Put(ctx, identity.Passkey{ID: "k", Person: "somebody", Credential: hash("device")}))
			return p.Spend(ctx, hash("challenge"), w.clock.Now())
		}))
		check(t, w.providers(id, func(ctx context.Context, p identity.ProviderWriter) error {
			_, err := p.Put(ctx, identity.Provider{ID: "p"})
			check(t, err)
			return p.Link(ctx, identity.Link{ID: "l", Issuer: "i", Subject: "s", Person: "somebody"})
		}))
		check(t, w.Notices().Put(t.Context(), id, notice.Notice{ID: "n", At: w.clock.Now()}))
		w.choose(id, "somebody", "moved", "none")
		check(t, w.devices(id, func(ctx context.Context, d identity.DeviceWriter) error {
			check(t, d.PutPIN(ctx, identity.PIN{Person: "somebody", Sealed: "sealed"}, identity.PIN{}))
			return d.Put(ctx, identity.Device{ID: "d", Unit: site.ID, Created: w.clock.Now(), Until: w.clock.Now(), People: []string{"somebody"}}, hash("code"))
		}))
		w.group(id, w.person(id, "member").ID)
		w.change(id, func(ctx context.Context, tx audit.Tx) error {
			_, err := tx.Keys().Shares().PutShare(ctx, sharing.Share{ID: "s"})
			check(t, err)
			check(t, tx.Keys().Works().PutWork(ctx, sharing.Work{ID: "w"}))
			check(t, tx.Keys().Works().AddDocument(ctx, "v", []byte("{}")))
			check(t, tx.Keys().Works().PutFollower(ctx, "w", sharing.Follower{Tenant: tenantB, Since: w.clock.Now()}))
			return tx.Keys().Works().PutSubscription(ctx, sharing.Subscription{ID: "w"})
		})
		check(t, w.private(id, func(ctx context.Context, p privacy.Writer) error {
			_, err := p.PutHold(ctx, privacy.Hold{ID: "h"})
			check(t, err)
			_, err = p.PutIncident(ctx, privacy.Incident{ID: "i", Known: w.clock.Now()})
			check(t, err)
			_, err = p.PutRequest(ctx, privacy.Request{ID: "r"})
			return err
		}))
	}
	owner, attacker := connect(t, pg.Admin), connect(t, pg.Running)
	seen := func(db *sql.DB, table, as string) (n int) {
		t.Helper()
		tx, err := db.BeginTx(t.Context(), nil)
		check(t, err)
		defer tx.Rollback() //nolint:errcheck // only read
		if as != "" {
			_, err = tx.ExecContext(t.Context(), "SELECT set_config('app.tenant', $1, true)", as)
			check(t, err)
		}
		check(t, tx.QueryRowContext(t.Context(), "SELECT count(DISTINCT tenant_id) FROM "+table).Scan(&n))
		return n
	}
	attempts, control, leaks := 0, 0, 0
	for _, table := range []string{"units", "entries", "changes", "module_requests", "factors", "recovery_codes", "passkeys", "spent_challenges", "devices", "device_people", "pins", "groups", "group_members", "providers", "linked_accounts", "closures", "holds", "incidents", "privacy_requests", "shares", "works", "work_versions", "followers", "subscriptions", "notices", "notice_choices", "rec_portrait_visits", "rec_portrait_ballots"} {
		_, err := owner.ExecContext(t.Context(), "ALTER TABLE "+table+" DISABLE ROW LEVEL SECURITY")
		check(t, err)
		attempts++
		control += seen(attacker, table, tenantA.String()) - 1
		_, err = owner.ExecContext(t.Context(), "ALTER TABLE "+table+" ENABLE ROW LEVEL SECURITY")
		check(t, err)
		leaks += seen(attacker, table, tenantA.String()) - 1
		for who, db := range map[string]*sql.DB{"the running role": attacker, "the owner": owner} {
			if n := seen(db, table, ""); n != 0 {
				t.Errorf("%s without a tenant sees %d tenants in %s", who, n, table)
			}
		}
	}
	t.Logf("attempts %d, control hits %d, leaks %d", attempts, control, leaks)
	if control != attempts || leaks != 0 {
		t.Errorf("%d control hits of %d, %d leaks", control, attempts, leaks)
	}
	tx, err := attacker.BeginTx(t.Context(), nil)
	check(t, err)
	defer tx.Rollback() //nolint:errcheck // it must fail
	_, err = tx.ExecContext(t.Context(), "SELECT set_config('app.tenant', $1, true)", tenantA.String())
	check(t, err)
	if _, err := tx.ExecContext(t.Context(), fmt.Sprintf("INSERT INTO rec_portrait_ballots (tenant_id, id, unit_path, doc) VALUES ('%s', '2', '/', '{}')", tenantB)); err == nil {
		t.Error("a transaction of one tenant wrote a row of another")
	}
}

// TestRunningRoleOwnsNothing tries what only the owner may.
func TestRunningRoleOwnsNothing(t *testing.T) {
	t.Parallel()
	pg := cluster.Database(t)
	w := open(t, sqlstore.Config{DSN: pg.Running, AdminDSN: pg.Admin}, pg)
	w.install(visits())
	attacker := connect(t, pg.Running)
	for _, text := range []string{
		"CREATE TABLE mine (x INT)", "DROP TABLE people", "ALTER TABLE people ADD COLUMN x INT", "TRUNCATE people",
		"ALTER TABLE people DISABLE ROW LEVEL SECURITY", "DROP POLICY tenant ON people", "ALTER TABLE rec_portrait_visits NO FORCE ROW LEVEL SECURITY",
		"DELETE FROM entries", "UPDATE entries SET action = 'x'", "UPDATE seals SET size = 0", "DELETE FROM checkpoints",
		"INSERT INTO collections VALUES ('x', 'x', 'x', false)", "DELETE FROM schema_steps", "SET ROLE postgres",
	} {
		if _, err := attacker.ExecContext(t.Context(), text); err == nil {
			t.Errorf("%s passed", text)
		}
	}
}

// TestEveryTableHasWallsOrAReason compares the catalogue with the list of global tables.
func TestEveryTableHasWallsOrAReason(t *testing.T) {
	t.Parallel()
	pg := cluster.Database(t)
	w := open(t, sqlstore.Config{DSN: pg.Running, AdminDSN: pg.Admin}, pg)
	w.install(visits(), ballots())
	rows, err := connect(t, pg.Super).QueryContext(t.Context(), `SELECT relname FROM pg_class
		WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT (relrowsecurity AND relforcerowsecurity)`)
	check(t, err)
	defer rows.Close()
	var open []string
	for rows.Next() {
		var name string
		check(t, rows.Scan(&name))
		open = append(open, name)
	}
	check(t, rows.Err())
	slices.Sort(open)
	if want := sqlstore.GlobalTables(); !slices.Equal(open, want) {
		t.Errorf("tables without walls: %v\nlisted: %v", open, want)
	}
}
