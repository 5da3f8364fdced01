package outbox

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// carry carries one item out and tells the queue how it went. It returns when the item is to be tried
// again; zero when it has ended or is not ours any more.
func (d *Dispatcher) carry(ctx context.Context, item leased) time.Time {
	now := d.config.Clock()
	if d.stopping() {
		d.putOff(ctx, item.Item, now, "the node stopped")
		return time.Time{}
	}
	if !now.Add(d.config.Timeout).Before(item.until) {
		return time.Time{} // the lease may run out on the way: whoever leases it next carries it
	}
	err := d.attempt(ctx, item.Item)
	if err == nil {
		return time.Time{}
	}
	if ctx.Err() != nil {
		d.putOff(ctx, item.Item, d.config.Clock(), "the node stopped")
		return time.Time{}
	}
	return d.failed(ctx, item.Item, err)
}

// failed puts an item off, or ends it.
func (d *Dispatcher) failed(ctx context.Context, item Item, err error) time.Time {
	item.Attempts++
	f := fault.From(err)
	log := d.config.Logger.With("item", item.ID, "tenant", item.Tenant.String(), "kind", string(item.Kind),
		"consumer", item.Consumer, "name", item.Name, "attempts", item.Attempts, "code", f.Code)
	if lasting(f.Kind) || item.Attempts >= d.config.Attempts {
		log.ErrorContext(ctx, "outbox: given up")
		d.bury(ctx, item, err.Error())
		return time.Time{}
	}
	again := d.config.Clock().Add(max(d.backoff(item.Attempts), f.RetryAfter))
	log.WarnContext(ctx, "outbox: put off", "until", again)
	d.putOff(ctx, item, again, err.Error())
	return again
}

// lasting reports whether waiting cannot help.
func lasting(k fault.Kind) bool {
	switch k {
	case fault.Invalid, fault.Denied, fault.Unauthenticated, fault.NotFound, fault.Unsupported:
		return true
	default:
		return false
	}
}

// backoff is the wait after the n-th failure: First doubled up to Cap, of which the last fifth is random, so
// that what failed together does not come back together.
func (d *Dispatcher) backoff(n int) time.Duration {
	wait := d.config.Cap
	if shift := n - 1; shift < 32 && d.config.First<<shift < d.config.Cap {
		wait = d.config.First << shift
	}
	return wait - time.Duration(d.config.Random()*float64(wait)/5)
}

// attempt carries the item out and takes it off the queue.
func (d *Dispatcher) attempt(ctx context.Context, item Item) error {
	deliveries, cancel := context.WithTimeout(d.trace(ctx, item), d.config.Timeout)
	defer cancel()
	spanned, span := d.config.Tracer.Start(deliveries, "outbox "+string(item.Kind), trace.WithSpanKind(trace.SpanKindConsumer))
	defer span.End()
	if item.Kind == Event && item.Consumer == "" {
		if err := d.fanOut(spanned, item); err != nil {
			span.SetStatus(codes.Error, fault.From(err).Code)
			return err
		}
		return nil
	}
	if err := d.deliver(spanned, item); err != nil {
		span.SetStatus(codes.Error, fault.From(err).Code)
		return err
	}
	d.settle(ctx, item, "take off the queue", func(ctx context.Context) error { return d.config.Queue.Done(ctx, item) })
	return nil
}

// deliver calls the kind's Deliver and turns a panic into an error.
func (d *Dispatcher) deliver(ctx context.Context, item Item) (err error) {
	do, ok := d.config.Deliver[item.Kind]
	if !ok {
		return fault.New(fault.Unsupported, "outbox-kind", "Nothing here delivers items of kind %q.", item.Kind)
	}
	defer func() {
		if r := recover(); r != nil {
			d.config.Logger.ErrorContext(ctx, "outbox: a delivery panicked", "item", item.ID, "kind", string(item.Kind),
				"panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = errors.New("the delivery panicked")
		}
	}()
	return do(ctx, item)
}

// trace continues the trace of the item's cause.
func (d *Dispatcher) trace(ctx context.Context, item Item) context.Context {
	if item.Trace == "" {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": item.Trace})
}

func (d *Dispatcher) putOff(ctx context.Context, item Item, at time.Time, reason string) {
	d.settle(ctx, item, "put off", func(ctx context.Context) error { return d.config.Queue.Later(ctx, item, at, reason) })
}

// never is the day to which items are put off that are given up where the queue has no graveyard.
var never = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

func (d *Dispatcher) bury(ctx context.Context, item Item, reason string) {
	if g, ok := d.config.Queue.(Graveyard); ok {
		d.settle(ctx, item, "bury", func(ctx context.Context) error { return g.Bury(ctx, item, reason) })
		return
	}
	d.putOff(ctx, item, never, "given up: "+reason)
}

// settling is how long telling the queue may take.
const settling = 5 * time.Second

// settle tells the queue, also when the delivery's time is over. If it cannot be told, the lease runs out
// and the item comes again: at least once.
func (d *Dispatcher) settle(ctx context.Context, item Item, what string, tell func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settling)
	defer cancel()
	if err := tell(ctx); err != nil {
		d.config.Logger.ErrorContext(ctx, "outbox: cannot "+what, "item", item.ID, "error", err)
	}
}
