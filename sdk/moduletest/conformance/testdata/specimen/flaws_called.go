package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

type (
	next = func(context.Context, wire.Call) (wire.Answer, error)
	when = func(ctx context.Context, c wire.Call) bool
)

var errInside = fault.New(fault.Internal, "internal", "Something went wrong on our side.")

// calling is a flaw of operations.
func calling(call func(ctx context.Context, c wire.Call, next next) (wire.Answer, error)) flaw {
	return flaw{shell: func(s *shell) { s.call = call }}
}

// breaking fails inside when something is so.
func breaking(is when) flaw {
	return calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
		if is(ctx, c) {
			return wire.Answer{}, errInside
		}
		return next(ctx, c)
	})
}

// taking answers 200 when something is so.
func taking(is when) flaw {
	return calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
		a, err := next(ctx, c)
		if is(ctx, c) {
			return wire.Answer{Status: 200}, nil
		}
		return a, err
	})
}

// changing changes the answers of an operation.
func changing(operation string, change func(ctx context.Context, c wire.Call, a *wire.Answer)) flaw {
	return calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
		a, err := next(ctx, c)
		if err == nil && c.Request.Operation == operation {
			change(ctx, c, &a)
		}
		return a, err
	})
}

func op(name string, is when) when {
	return func(ctx context.Context, c wire.Call) bool { return c.Request.Operation == name && is(ctx, c) }
}

func body(part string) when {
	return func(_ context.Context, c wire.Call) bool { return bytes.Contains(c.Request.Body, []byte(part)) }
}

// answering changes the refusals that come of one code of the core's.
func answering(code string, as func() error) flaw {
	return calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
		a, err := next(ctx, c)
		if f := fault.From(err); f != nil && f.Code == code && f.Message == "The core says no." {
			return wire.Answer{}, as()
		}
		return a, err
	})
}

func unsound(c *store.Commit) {
	for i := range c.Mutations {
		c.Mutations[i].Doc = json.RawMessage(`{"nonsense":1}`)
	}
}

// eyes see what the store answers.
type eyes struct {
	store.Store
	see func(store.Page)
}

// List implements store.Store.
func (e eyes) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	page, err := e.Store.List(ctx, collection, q)
	if err == nil {
		e.see(page)
	}
	return page, err
}

// seeing does something about a page that an operation was given.
func seeing(odd func(store.Page) bool, then func() error) flaw {
	return calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
		seen := false
		c.Store = eyes{c.Store, func(p store.Page) { seen = seen || odd(p) }}
		a, err := next(ctx, c)
		if seen {
			if wrong := then(); wrong != nil {
				return wire.Answer{}, wrong
			}
		}
		return a, err
	})
}

func inside() error { return errInside }

func anyRecord(odd func(store.Record) bool) func(store.Page) bool {
	return func(p store.Page) bool {
		for _, r := range p.Records {
			if odd(r) {
				return true
			}
		}
		return false
	}
}

// deaf goes on asking when a call is over for that reason.
type deaf struct {
	store.Store
	to error
}

// List implements store.Store.
func (d deaf) List(ctx context.Context, collection string, q store.Query) (store.Page, error) {
	on, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		if !errors.Is(ctx.Err(), d.to) {
			cancel()
		}
	})
	defer stop()
	type outcome struct {
		page store.Page
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		page, err := d.Store.List(on, collection, q)
		done <- outcome{page, err}
	}()
	select {
	case o := <-done:
		return o.page, o.err
	case <-ctx.Done():
		return store.Page{}, ctx.Err()
	}
}

// hello does something once "hello" was answered.
func hellos(do func(ctx context.Context, c wire.Call)) flaw {
	return changing("hello", func(ctx context.Context, c wire.Call, _ *wire.Answer) { do(ctx, c) })
}

func called() map[string]flaw {
	var calls, slow atomic.Int64
	var cancelled sync.Map // by operation
	var serial sync.Mutex
	return map[string]flaw{
		"calls/answers": breaking(op("hello", func(context.Context, wire.Call) bool { return true })),
		"calls/status": changing("hello", func(_ context.Context, c wire.Call, a *wire.Answer) {
			if c.Request.Method == "GET" {
				a.Status = 302
			}
		}),
		"calls/types":   changing("hello", func(_ context.Context, _ wire.Call, a *wire.Answer) { a.Header.Del("Content-Type") }),
		"calls/json":    changing("hello", func(_ context.Context, _ wire.Call, a *wire.Answer) { a.Body = []byte("{oops") }),
		"calls/headers": changing("hello", func(_ context.Context, _ wire.Call, a *wire.Answer) { a.Header.Set("Set-Cookie", "a=b") }),
		"calls/safe": changing("hello", func(_ context.Context, _ wire.Call, a *wire.Answer) {
			a.Staged.Events = []store.Event{{Type: "specimen.said"}}
		}),
		"calls/staged": changing("visit-plan", func(_ context.Context, _ wire.Call, a *wire.Answer) { unsound(&a.Staged) }),
		"calls/published": changing("figures", func(_ context.Context, _ wire.Call, a *wire.Answer) {
			a.Body = []byte(`{"header":{},"releases":[],"mean":3.5}`)
		}),
		"calls/languages":    breaking(op("hello", func(_ context.Context, c wire.Call) bool { return c.Caller.Language == "en" })),
		"calls/zone":         breaking(op("hello", func(_ context.Context, c wire.Call) bool { return strings.HasPrefix(c.Caller.Zone, "Lune") })),
		"calls/unconfigured": breaking(op("hello", func(_ context.Context, c wire.Call) bool { return c.Caller.Config == nil })),
		"calls/visitor":      breaking(op("hello", func(_ context.Context, c wire.Call) bool { return c.Caller.ID == "" })),
		"calls/service":      breaking(op("hello", func(_ context.Context, c wire.Call) bool { return c.Caller.Kind == "service" })),
		"calls/again":        breaking(func(_ context.Context, c wire.Call) bool { return c.Caller.Again }),
		"calls/unknown": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			a, err := next(ctx, c)
			if a.Status == 404 && c.Request.Path == "/no/such/address" {
				a.Status = 200
			}
			return a, err
		}),
		"calls/methods": taking(func(_ context.Context, c wire.Call) bool { return c.Request.Method == "PATCH" }),

		"input/malformed": taking(func(_ context.Context, c wire.Call) bool { return string(c.Request.Body) == `{"a": ` }),
		"input/list":      taking(func(_ context.Context, c wire.Call) bool { return string(c.Request.Body) == `[]` }),
		"input/missing":   taking(op("visit-plan", func(_ context.Context, c wire.Call) bool { return len(c.Request.Body) == 0 })),
		"input/unknown":   taking(body("no_such_member")),
		"input/types":     taking(body(`{"a":[1]}`)),
		"input/utf8":      breaking(body("\xff\xfe")),
		"input/nul":       breaking(body(`\u0000`)),
		"input/long":      breaking(body(strings.Repeat("é", 50_000))),
		"input/deep":      breaking(body("[[[[[[")),
		"input/numbers":   breaking(body("1e999")),
		"input/large":     breaking(body(strings.Repeat(" ", 1<<20))),
		"input/ids":       breaking(func(_ context.Context, c wire.Call) bool { return strings.Contains(c.Request.Path, "%00") }),
		"input/query":     breaking(func(_ context.Context, c wire.Call) bool { return strings.Contains(c.Request.Query, "%zz") }),
		"input/headers": breaking(func(_ context.Context, c wire.Call) bool {
			return strings.Contains(c.Request.Header.Get("Accept"), "q=none")
		}),

		"host/slow": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			began := time.Now()
			a, err := next(ctx, c)
			if time.Since(began) < 90*time.Millisecond {
				slow.Store(0)
			} else if slow.Add(1) == 2 {
				return wire.Answer{}, fault.New(fault.Invalid, "no-patience", "This took too long.")
			}
			return a, err
		}),
		"host/unavailable": answering("store-unavailable", func() error { return fault.New(fault.Denied, "no", "No.") }),
		"host/patient": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			a, err := next(ctx, c)
			for range 60 {
				if f := fault.From(err); f == nil || f.Code != "store-unavailable" {
					break
				}
				_, _ = c.Store.List(ctx, "visits", store.Query{})
			}
			return a, err
		}),
		"host/handle":    answering("handle-not-valid", func() error { return fault.New(fault.Denied, "no", "No.") }),
		"host/denied":    answering("not-allowed", func() error { return fault.New(fault.Invalid, "no", "No.") }),
		"host/missing":   answering("record-not-found", inside),
		"host/conflict":  answering("revision-changed", inside),
		"host/exhausted": answering("too-much", inside),
		"host/failing":   answering("internal", func() error { os.Exit(3); return nil }),

		"host/large-page": seeing(func(p store.Page) bool { return len(p.Records) >= 1000 }, inside),
		"host/endless-pages": seeing(func(p store.Page) bool { return len(p.Records) > 0 && p.Next != "" },
			func() error { time.Sleep(2 * time.Second); return nil }),
		"host/empty-page":    seeing(func(p store.Page) bool { return len(p.Records) == 0 && p.Next != "" }, inside),
		"host/masked":        seeing(anyRecord(func(r store.Record) bool { return len(r.Masked) > 0 }), inside),
		"host/other-version": seeing(anyRecord(func(r store.Record) bool { return bytes.Contains(r.Doc, []byte("of_another_version")) }), inside),
		"host/no-ids":        breaking(op("visit-plan", func(_ context.Context, c wire.Call) bool { return len(c.IDs) == 0 })),
		"host/no-units": breaking(op("hello", func(ctx context.Context, c wire.Call) bool {
			units, err := c.Host.Units(ctx, wire.UnitQuery{})
			return err == nil && len(units) == 0
		})),
		"host/no-reads": breaking(op("visit-finish", func(_ context.Context, c wire.Call) bool {
			return len(c.Reads) == 0 && !strings.Contains(c.Request.Path, "%") && len(c.Request.Path) < 200
		})),

		"deadline/kept": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			paging := false
			c.Store = eyes{c.Store, func(p store.Page) { paging = paging || p.Next != "" }}
			a, err := next(ctx, c)
			if errors.Is(ctx.Err(), context.DeadlineExceeded) && !paging {
				time.Sleep(2 * time.Second)
			}
			return a, err
		}),
		"deadline/passed-on": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			c.Store = deaf{c.Store, context.DeadlineExceeded}
			return next(ctx, c)
		}),
		"cancel/passed-on": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			c.Store = deaf{c.Store, context.Canceled}
			return next(ctx, c)
		}),
		"cancel/next": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			count, _ := cancelled.LoadOrStore(c.Request.Operation, new(atomic.Int64))
			times := count.(*atomic.Int64)
			if times.CompareAndSwap(2, 0) {
				return wire.Answer{}, fault.New(fault.Conflict, "busy", "The last one was given up.")
			}
			a, err := next(ctx, c)
			if errors.Is(ctx.Err(), context.Canceled) {
				times.Add(1)
			}
			return a, err
		}),

		"load/parallel": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			defer calls.Add(-1)
			if n := calls.Add(1); n > 4 {
				return wire.Answer{}, fault.New(fault.Exhausted, "too-many", "One after the other.")
			} else if n > 1 {
				time.Sleep(20 * time.Millisecond)
			}
			return next(ctx, c)
		}),
		"load/beside": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			serial.Lock()
			defer serial.Unlock()
			return next(ctx, c)
		}),

		"wire/trace": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			return next(trace.ContextWithSpanContext(ctx, trace.SpanContext{}), c)
		}),

		"logs/stdout": hellos(func(context.Context, wire.Call) { fmt.Println("I was called.") }),
		"logs/quiet":  hellos(func(context.Context, wire.Call) { fmt.Fprintln(os.Stderr, strings.Repeat("noise ", 20_000)) }),
		"logs/attributes": hellos(func(ctx context.Context, _ wire.Call) {
			write(ctx, &pb.LogLine{Message: "x", Attributes: []byte("not json")})
		}),
		"logs/lines":  hellos(func(ctx context.Context, _ wire.Call) { write(ctx, &pb.LogLine{Message: strings.Repeat("x", 20<<10)}) }),
		"logs/levels": hellos(func(ctx context.Context, _ wire.Call) { wire.Logger(ctx).Log(ctx, slog.Level(100), "loud") }),
		"logs/people": changing("visit-finish", func(ctx context.Context, c wire.Call, _ *wire.Answer) {
			for _, read := range c.Reads {
				wire.Logger(ctx).InfoContext(ctx, "finished", "doc", string(read.Record.Doc))
			}
		}),
		"logs/secrets": hellos(func(ctx context.Context, c wire.Call) {
			wire.Logger(ctx).InfoContext(ctx, "derived", "from", hex.EncodeToString(c.Caller.Secret))
		}),
		"events/people": changing("visit-finish", func(_ context.Context, c wire.Call, a *wire.Answer) {
			for _, read := range c.Reads {
				a.Staged.Events = append(a.Staged.Events, store.Event{Type: "specimen.visit.finished", Data: read.Record.Doc})
			}
		}),
		"events/names": changing("visit-plan", func(_ context.Context, _ wire.Call, a *wire.Answer) {
			a.Staged.Events = append(a.Staged.Events, store.Event{Type: "other.thing.happened"})
		}),
		"handles/shown": hellos(func(ctx context.Context, _ wire.Call) {
			_, _ = core().Get(ctx, &pb.GetRequest{Collection: "visits", Id: "x"})
		}),
		"handles/live": hellos(func(ctx context.Context, c wire.Call) {
			go func() {
				time.Sleep(10 * time.Millisecond)
				_, _ = c.Store.List(context.WithoutCancel(ctx), "visits", store.Query{})
			}()
		}),
		"stop/refuses": calling(func(ctx context.Context, c wire.Call, next next) (wire.Answer, error) {
			a, err := next(ctx, c)
			if f := fault.From(err); f != nil && f.Code == "module-draining" {
				return wire.Answer{Status: 200}, nil
			}
			return a, err
		}),
	}
}

func write(ctx context.Context, line *pb.LogLine) {
	_, _ = core().Log(ctx, &pb.LogRequest{Lines: []*pb.LogLine{line}})
}
