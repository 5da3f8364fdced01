package module

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/ribambelle/ribambelle/sdk/wire"
)

// What a process may write into the core's log. The sdk keeps its lines below longestLine; who speaks the wire past the
// sdk is cut.
const (
	longestLine = 8 << 10
	eachSecond  = 64 << 10 // bytes
	inReserve   = 1 << 20  // bytes, for a bad moment
	perLine     = 200      // bytes that a line takes beside its words
)

// ration is what a process may still write: so much a second, and a reserve. It begins full.
type ration struct {
	mu      sync.Mutex
	left    float64
	at      time.Time
	dropped int
}

func newRation(now time.Time) *ration { return &ration{left: inReserve, at: now} }

// take takes a line's bytes out of the ration, or counts the line as dropped. Who gets something is told how many were
// dropped before.
func (r *ration) take(size int, now time.Time) (dropped int, ok bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left = min(inReserve, r.left+now.Sub(r.at).Seconds()*eachSecond)
	r.at = now
	if float64(size) > r.left {
		r.dropped++
		return 0, false
	}
	r.left -= float64(size)
	dropped, r.dropped = r.dropped, 0
	return dropped, true
}

// takeLines writes one process's lines into the core's log, under the module's name and the trace that they tell.
func (h *Host) takeLines(name string) func(context.Context, []wire.LogLine) {
	share := newRation(h.config.Clock.Now())
	return func(ctx context.Context, lines []wire.LogLine) {
		for _, l := range lines {
			l = cutShort(l)
			dropped, ok := share.take(perLine+len(l.Message)+len(l.Attributes), h.config.Clock.Now())
			if !ok {
				continue
			}
			if dropped > 0 {
				h.config.Logger.WarnContext(ctx, "a module wrote more than its share of the log", "module", name, "lines_dropped", dropped)
			}
			h.write(ctx, name, l)
		}
	}
}

// cutShort leaves of a line what a line may be.
func cutShort(l wire.LogLine) wire.LogLine {
	l.Message = l.Message[:min(len(l.Message), longestLine)]
	if len(l.Attributes) > longestLine || !json.Valid(l.Attributes) {
		l.Attributes = nil
	}
	if len(l.TraceParent) > longestLine {
		l.TraceParent = ""
	}
	return l
}

func (h *Host) write(ctx context.Context, name string, l wire.LogLine) {
	carrier := propagation.MapCarrier{"traceparent": l.TraceParent}
	traced := propagation.TraceContext{}.Extract(trace.ContextWithSpan(ctx, nil), carrier)
	h.config.Logger.LogAttrs(traced, max(slog.LevelDebug, min(slog.LevelError, l.Level)), l.Message,
		slog.String("module", name), slog.String("attributes", string(l.Attributes)))
}
