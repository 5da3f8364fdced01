package sqlstore

import (
	"context"
	"sync"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/uptrace/bun"
)

type (
	directory   struct{ tenant.Directory }
	tree        struct{ tenant.Tree }
	credentials struct{ identity.Store }
	roll        struct{ identity.Roll }
	sessionStore = identity.Sessions
	sessions struct{ sessionStore }
	book        struct{ audit.Book }
	auditLog    struct{ audit.Log }
	entries     struct{ audit.Reader }
	rows        struct{ record.Rows }
	installer   struct{ record.Installer }
	replays     struct{ record.Replays }
	queue       struct{ outbox.Queue }
	ledger      struct{ disclosure.Ledger }
	catalog     struct{ module.Catalog }
)
type tableCache struct{ mu sync.Mutex }

func (db *DB) Migrate(ctx context.Context) error                  { return nil }
func (db *DB) migrated(ctx context.Context, idb bun.IDB) error { return nil }
