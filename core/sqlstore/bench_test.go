package sqlstore_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// benchmark opens a migrated SQLite database with 10,000 records in 20 units.
func benchmark(b *testing.B) *sqlstore.DB {
	b.Helper()
	db, err := sqlstore.Open(b.Context(), sqlstore.Config{DSN: "sqlite:" + filepath.Join(b.TempDir(), "bench.db")})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Migrate(b.Context()); err != nil {
		b.Fatal(err)
	}
	entry := &audit.Entry{Tenant: tenantA, Action: "core:bench"}
	err = db.Book().Change(b.Context(), tenantA, entry, func(ctx context.Context, tx audit.Tx) error {
		return tx.Tenants(0).Put(ctx, tenant.Tenant{ID: tenantA, Slug: "bench"})
	})
	if err != nil {
		b.Fatal(err)
	}
	if err := db.Installer().Install(b.Context(), []record.Table{visits()}); err != nil {
		b.Fatal(err)
	}
	for i := 0; i < 10_000; i += 500 {
		var batch record.Batch
		for j := i; j < i+500; j++ {
			one := write(visits(), store.Create, fmt.Sprintf("0198-%06d", j), fmt.Sprintf(`{"title":"visite %d","code":"c%d","places":%d}`, j, j, j%50))
			one.Unit = fmt.Sprintf("/nord/site-%d/", j%20)
			batch.Writes = append(batch.Writes, one)
		}
		if _, err := db.Rows().Apply(b.Context(), tenantA, batch); err != nil {
			b.Fatal(err)
		}
	}
	return db
}

func BenchmarkFetch(b *testing.B) {
	db := benchmark(b)
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if _, err := db.Rows().Fetch(b.Context(), tenantA, visits(), fmt.Sprintf("0198-%06d", i%10_000)); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	db := benchmark(b)
	b.SetParallelism(8)
	table := visits()
	where := authz.Cond{Op: authz.Or}
	for i := range 20 {
		where.Args = append(where.Args, authz.Cond{Op: authz.StartsWith, Field: "unit_path", Value: fmt.Sprintf("/nord/site-%d/", i)})
	}
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := db.Rows().Scan(b.Context(), tenantA, table, record.Selection{Where: []authz.Cond{where}, Size: 30}); err != nil {
				b.Error(err)
			}
		}
	})
}

func benchmarkCreate(b *testing.B, callers int) {
	db := benchmark(b)
	b.SetParallelism(callers / 2)
	var n atomic.Int64
	table := visits()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			one := write(table, store.Create, fmt.Sprintf("0199-%09d", i), fmt.Sprintf(`{"title":"visite %d","code":"n%d","places":3}`, i, i))
			one.Search = " visite "
			batch := record.Batch{
				Writes:  []record.Write{one},
				Entries: []audit.Entry{{Tenant: tenantA, Principal: "person:1", Action: "portrait:visits.create", Resource: "portrait/visits/" + one.ID, Outcome: audit.Done, Digest: make([]byte, 32), Salt: make([]byte, 16)}},
				Events:  []record.Event{{Module: "portrait", Event: store.Event{Type: "portrait.visits.created", Subject: one.ID}}},
			}
			if _, err := db.Rows().Apply(b.Context(), tenantA, batch); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkCreate16(b *testing.B) { benchmarkCreate(b, 16) }
func BenchmarkCreate64(b *testing.B) { benchmarkCreate(b, 64) }
