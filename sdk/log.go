package sdk

import (
	"context"
	"log/slog"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// Log returns the logger of the call: its lines reach the core's log with the module's name and the trace.
// Never log what a person wrote, nor who they are beyond their id.
func Log(ctx context.Context) *slog.Logger { return wire.Logger(ctx) }
