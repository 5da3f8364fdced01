package sqlstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/migrate"
)

// step is one migration: statements written for SQLite, which dialect.ddl spells for PostgreSQL.
type step struct {
	name       string // sorts after those before it, and never changes once released
	comment    string
	statements []string
	postgres   []string // statements of PostgreSQL alone, after the others
	scoped     []string // tables of this step whose rows belong to a tenant: row level security
}

// steps is the one set of migrations, oldest first. A released step is never edited.
func steps() []step {
	return []step{
		firstTables(), arrivalTables(), embedTables(), signedReleases(), consents(), sharedReleases(),
		confinedReleases(), pins(), moduleRequests(), secondFactors(), passkeyTables(), departing(), staying(),
		moving(), helping(), providerTables(), directories(), siteDevices(), closureTable(), privacyTables(),
		noticeTables(), localSettings(), privacyRequests(), shareTables(), workTables(), groupTables(),
	}
}

// globalTables lists the tables that row level security does not cover, with the reason.
func globalTables() map[string]string {
	return map[string]string{
		"tenants":            "an address must be resolved before its tenant is known",
		"sessions":           "a token is recognised before its tenant is known; holds hashes only",
		"service_keys":       "a key is recognised before its tenant is known; holds hashes only",
		"releases":           "modules are installed for all tenants",
		"collections":        "the tables of installed modules",
		"logs":               "which audit logs have something to seal: counters only",
		"outbox":             "the dispatcher leases work of all tenants",
		"arrivals":           "which anonymous tables hold records where they arrived: names only",
		"horizon":            "empty: whether an old transaction is open still",
		"stays":              "people find the organisations where they hold roles without looking into each; holds ids only",
		"request_places":     "which requests for modules there are: ids and sizes only, for operators and for the room that is left",
		"newcomers":          "which organisations are not all there yet: ids only",
		"schema_steps":       "which migrations were applied",
		"schema_steps_locks": "made by the migration library, unused: an advisory lock serves",
	}
}

// migrations turns the steps into what bun/migrate applies.
func (db *DB) migrations() *migrate.Migrations {
	set := migrate.NewMigrations()
	for _, s := range steps() {
		set.Add(migrate.Migration{Name: s.name, Comment: s.comment, Up: func(ctx context.Context, m *migrate.Migrator, _ *migrate.Migration) error {
			return db.apply(ctx, m.DB(), s)
		}})
	}
	return set
}

func (db *DB) migrator(on *bun.DB) *migrate.Migrator {
	return migrate.NewMigrator(on, db.migrations(), migrate.WithTableName("schema_steps"),
		migrate.WithLocksTableName("schema_steps_locks"), migrate.WithMarkAppliedOnSuccess(true))
}

func (db *DB) apply(ctx context.Context, on *bun.DB, s step) error {
	tx, err := on.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("beginning step %s: %w", s.name, err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	statements := make([]string, 0, len(s.statements)+3*len(s.scoped))
	for _, text := range s.statements {
		statements = append(statements, db.dialect.ddl(text))
	}
	if db.dialect == postgres {
		statements = append(statements, s.postgres...)
		for _, table := range s.scoped {
			statements = append(statements, walls(table)...)
		}
	}
	for _, text := range statements {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("step %s: %w", s.name, err)
		}
	}
	return tx.Commit()
}

// walls are the statements that confine a table of PostgreSQL to the transaction's tenant, its owner
// included. A setting that is missing, or empty as it is after another transaction, matches no row.
func walls(table string) []string {
	const mine = "tenant_id = nullif(current_setting('app.tenant', true), '')"
	return []string{
		"ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY",
		"ALTER TABLE " + table + " FORCE ROW LEVEL SECURITY",
		"CREATE POLICY tenant ON " + table + " USING (" + mine + ") WITH CHECK (" + mine + ")",
	}
}
