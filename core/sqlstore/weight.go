package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Weight implements record.Weighed. Neither engine reads a long document for that, only how long it is.
func (r rows) Weight(ctx context.Context, t tenant.ID, of record.Table) (bytes int64, err error) {
	tbl, err := r.db.tables.of(of)
	if err != nil {
		return 0, err
	}
	size := "octet_length(doc)"
	if r.db.dialect == postgres {
		size = "pg_column_size(doc)"
	}
	err = r.db.read(ctx, t, func(ctx context.Context, s *session) error {
		_, err := s.row(ctx, "SELECT CAST(COALESCE(sum("+size+"), 0) AS BIGINT) FROM "+tbl.name+" WHERE tenant_id = ?", []any{t.String()}, []any{&bytes})
		return err
	})
	return bytes, err
}

var _ record.Weighed = rows{}
