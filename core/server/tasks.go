package server

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// tidyEvery is how often what has had its time is forgotten: ended sessions, kept answers, used invitations.
const tidyEvery = time.Hour

// tasks runs what goes on beside requests, and waits for all of it at the end.
type tasks struct {
	wait   sync.WaitGroup
	logger *slog.Logger
}

// start runs a task until ctx ends. A task that fails is said, and the others go on.
func (t *tasks) start(ctx context.Context, name string, run func(context.Context) error) {
	t.wait.Go(func() {
		if err := run(ctx); err != nil && ctx.Err() == nil {
			t.logger.ErrorContext(ctx, "a background task ended", "task", name, "error", err)
		}
	})
}

// tidy forgets what has had its time, until ctx ends.
func (p *parts) tidy(ctx context.Context) error {
	for tick := time.NewTicker(tidyEvery); ; {
		if err := p.db.Tidy(ctx); err != nil && ctx.Err() == nil {
			p.telemetry.Logger.WarnContext(ctx, "tidying the database failed; it is tried again", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			tick.Stop()
			return nil
		}
	}
}

// What may bring records of an older version after an upgrade is a request that began before it, or another
// node: so conversion looks again a little later, then now and then.
const (
	convertAgain = time.Minute
	convertEvery = time.Hour
)

// convert brings records to the newest version of their schema after each upgrade, until ctx ends.
func (p *parts) convert(ctx context.Context) error {
	for next := convertEvery; ; {
		select {
		case <-p.modules.upgraded:
			next = convertAgain
		case <-time.After(next):
			next = convertEvery
		case <-ctx.Done():
			return nil
		}
		tenants, err := p.db.Directory().All(ctx)
		if err == nil {
			ids := make([]tenant.ID, len(tenants))
			for i, t := range tenants {
				ids[i] = t.ID
			}
			err = p.records.ConvertAll(ctx, ids)
		}
		if err != nil && ctx.Err() == nil {
			p.telemetry.Logger.WarnContext(ctx, "converting records failed; it is tried again", "error", err)
			next = convertAgain
		}
	}
}
