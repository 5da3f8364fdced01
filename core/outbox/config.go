package outbox

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Deliver carries one item out. It may run again for the same item, also after it succeeded; item.ID tells.
// Its ctx carries the trace of the item's cause and ends with Config.Timeout or the process. An error of a
// fault kind that cannot pass by waiting (invalid, denied, unauthenticated, not_found, unsupported) ends the
// item; others are tried again, not before the fault's RetryAfter.
type Deliver func(ctx context.Context, item Item) error

// Config says what a dispatcher works on. Only Queue and Deliver have no default.
type Config struct {
	Queue   Queue
	Deliver map[Kind]Deliver // an item of a kind that is not here ends as unsupported

	// Listeners names the modules of a tenant that hear a type of event; default: none.
	Listeners func(ctx context.Context, t tenant.ID, eventType string) ([]string, error)
	// Schedules lists what is to run again and again; asked twice a minute. Default: nothing.
	Schedules func(ctx context.Context) ([]Schedule, error)

	Poll     time.Duration // how often due items are looked for without a Wake; default 1 s
	Lease    time.Duration // how long an item is this node's; default 2 min
	Timeout  time.Duration // for one delivery; default 30 s, always below Lease
	Flight   int           // items held at once; default 64
	Attempts int           // tries before an item is given up; default 36, which takes a little over a day
	First    time.Duration // wait after the first failure, doubled each time; default 2 s
	Cap      time.Duration // longest wait; default 1 h
	Grace    time.Duration // for deliveries under way when Run is told to stop; default 10 s

	Clock  func() time.Time // default time.Now
	Random func() float64   // in [0, 1), for jitter; default math/rand/v2
	Logger *slog.Logger     // never told of Subject, Data or reasons; default: nothing is logged
	Tracer trace.Tracer     // default: no spans
}

func (c *Config) fill() {
	or := func(d *time.Duration, usual time.Duration) {
		if *d <= 0 {
			*d = usual
		}
	}
	or(&c.Poll, time.Second)
	or(&c.Lease, 2*time.Minute)
	or(&c.Timeout, 30*time.Second)
	or(&c.First, 2*time.Second)
	or(&c.Cap, time.Hour)
	or(&c.Grace, 10*time.Second)
	c.Timeout = min(c.Timeout, c.Lease/2)
	if c.Flight <= 0 {
		c.Flight = 64
	}
	if c.Attempts <= 0 {
		c.Attempts = 36
	}
	c.fillPorts()
}

func (c *Config) fillPorts() {
	if c.Listeners == nil {
		c.Listeners = func(context.Context, tenant.ID, string) ([]string, error) { return nil, nil }
	}
	if c.Schedules == nil {
		c.Schedules = func(context.Context) ([]Schedule, error) { return nil, nil }
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Tracer == nil {
		c.Tracer = noop.Tracer{}
	}
}

func (c *Config) validate() error {
	if c.Queue == nil {
		return errors.New("outbox: no queue is set")
	}
	return nil
}
