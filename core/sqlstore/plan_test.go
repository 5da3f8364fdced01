package sqlstore_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
)

// TestPostgresUsesDeclaredIndexes asks PostgreSQL how it would run what the declared indexes are for. The
// sequential scan that it would need without one is the control.
func TestPostgresUsesDeclaredIndexes(t *testing.T) {
	t.Parallel()
	pg := cluster.Database(t)
	w := open(t, sqlstore.Config{DSN: pg.Running, AdminDSN: pg.Admin}, pg)
	w.install(visits())
	for what, c := range map[string]struct {
		ask  record.Selection
		uses string // part of the index condition
		sort bool
	}{
		"a text":           {record.Selection{Where: []authz.Cond{{Op: authz.Eq, Field: "title", Value: "a"}}}, "(((doc ->> 'title'::text))::text = 'a'::text)", false},
		"a prefix":         {record.Selection{Where: []authz.Cond{{Op: authz.StartsWith, Field: "title", Value: "a"}}, Order: []record.Order{{Field: "title"}}}, ">= 'a'::text) AND", false},
		"a number":         {record.Selection{Where: []authz.Cond{{Op: authz.Gt, Field: "places", Value: int64(3)}}, Order: []record.Order{{Field: "places"}}}, "> '3'::numeric)", false},
		"in order":         {record.Selection{Order: []record.Order{{Field: "title"}}}, "Index Scan using ix_", false},
		"by id":            {record.Selection{After: []any{"x"}}, "(id > 'x'::text)", false},
		"without an index": {record.Selection{Order: []record.Order{{Field: "score"}}}, "", true},
	} {
		plan, err := w.ExplainPostgres(t.Context(), tenantA, visits(), c.ask)
		check(t, err)
		if !strings.Contains(plan, c.uses) || strings.Contains(plan, "Sort") != c.sort || c.uses != "" && !strings.Contains(plan, "Index") {
			t.Errorf("%s: want %q, sort %t:\n%s", what, c.uses, c.sort, plan)
		}
	}
}
