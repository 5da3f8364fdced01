package server

import (
	"context"
	"log/slog"
	"sync"
)

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
