package server

import (
	"context"
	"log/slog"
	"net"
	"strings"
	"sync"
	"time"
)

// hostsKept is how long host names are believed: a change is live everywhere within it.
const hostsKept = 3 * time.Second

// hostTable implements api.HostTable: which organisation a host name of its own stands for, as it was read not long ago.
type hostTable struct {
	read   func(context.Context) (map[string]string, error)
	now    func() time.Time
	logger *slog.Logger

	mu    sync.Mutex
	names map[string]string // host to slug
	until time.Time
}

// Slug implements api.HostTable.
func (x *hostTable) Slug(ctx context.Context, host string) (string, bool) {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	slug, found := x.known(ctx)[strings.ToLower(host)]
	return slug, found
}

// known are the host names; while they cannot be read, those that were read last.
func (x *hostTable) known(ctx context.Context) map[string]string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if now := x.now(); !now.Before(x.until) {
		names, err := x.read(context.WithoutCancel(ctx))
		if err != nil {
			x.logger.ErrorContext(ctx, "reading the organisations' host names failed", "error", err)
		} else {
			x.names = names
		}
		x.until = now.Add(hostsKept)
	}
	return x.names
}
