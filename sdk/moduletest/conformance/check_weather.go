package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// weathering are the checks of a module whose core is in trouble.
func weathering() []Check {
	failing := func(kind fault.Kind, code string) weather {
		return weather{before: func(context.Context) error { return fault.New(kind, code, "The core says no.") }}
	}
	return []Check{
		{"host/slow", "A slow core makes no difference but time.", under(weather{before: func(ctx context.Context) error { return wait(ctx, 100*time.Millisecond) }}, unchanged)},
		{"host/unavailable", "Where the store is out of reach, it ends in a refusal of the kind unavailable, or does without.", under(failing(fault.Unavailable, "store-unavailable"), passes(fault.Unavailable))},
		{"host/patient", "Where the store is out of reach, it does not ask for ever.", fewCalls(failing(fault.Unavailable, "store-unavailable"))},
		{"host/handle", "Where its handle has expired, it ends in a refusal.", under(failing(fault.Unauthenticated, "handle-not-valid"), passes(fault.Unauthenticated))},
		{"host/denied", "What the core denies is denied on, or done without.", under(failing(fault.Denied, "not-allowed"), passes(fault.Denied))},
		{"host/missing", "Where nothing is found, it fails in words.", under(failing(fault.NotFound, "record-not-found"), survives)},
		{"host/conflict", "Where the core reports a conflict, it ends in words.", under(failing(fault.Conflict, "revision-changed"), survives)},
		{"host/exhausted", "Where a limit is reached, it ends in words.", under(failing(fault.Exhausted, "too-much"), survives)},
		{"host/failing", "Where the core fails inside, it goes on with the next call.", under(failing(fault.Internal, "internal"), ends)},
		{"host/large-page", "A page of 1000 records is taken.", under(weather{page: largePage}, survives)},
		{"host/endless-pages", "Pages without end are left in time.", endless},
		{"host/empty-page", "An empty page that has a next one is taken.", under(weather{page: emptyPageOnce()}, survives)},
		{"host/masked", "Fields that the caller may not see are done without.", under(weather{record: masked}, survives)},
		{"host/other-version", "Members of documents that it does not know are let be.", under(weather{record: grown}, unchanged)},
		{"host/no-ids", "Where no ids come along, it asks for them.", idless},
		{"host/no-units", "An organisation without units harms nobody.", everywhere(weather{units: true})},
		{"host/no-reads", "Where records do not come along, it asks for them or refuses.", unread},
		{"deadline/kept", "A call ends when its time is over, whatever it waits for.", deadline},
		{"deadline/passed-on", "What it asks of the core ends with the call's time.", passedOn(func(q *pb.CallRequest) { q.LeftUs = shortTime.Microseconds() }, false)},
		{"cancel/passed-on", "What it asks of the core ends when the call is given up.", passedOn(func(*pb.CallRequest) {}, true)},
		{"cancel/next", "After a call that was given up, the next one is answered.", afterCancel},
	}
}

// shortTime is what a call is given that waits for more.
const shortTime = 120 * time.Millisecond

// grace is how much later it may end.
const grace = time.Second

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// mostAsking is how many drills are tried in each weather.
const mostAsking = 4

// talkers are drills that ask the core for something, operations first.
func (r *run) talkers(ctx context.Context) ([]answered, error) {
	all, err := r.fair(ctx)
	if err != nil {
		return nil, err
	}
	var asking []answered
	for _, a := range willing(all) {
		if a.calls > 0 && !a.op.Stream && len(asking) < mostAsking {
			asking = append(asking, a)
		}
	}
	if len(asking) == 0 {
		return nil, besides("it asks the core for nothing")
	}
	return asking, nil
}

// under tries the talkers in a weather.
func under(w weather, judge func(a answered, is reply, err error) error) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		asking, err := r.talkers(ctx)
		if err != nil {
			return err
		}
		defer r.world.turn(w)()
		var wrong findings
		for _, a := range asking {
			is, err := r.perform(ctx, a.drill)
			if err := judge(a, is, err); err != nil {
				wrong.add("%s: %w", a.name, err)
			}
			if err := r.died(ctx); err != nil {
				wrong.add("%s: %w", a.name, err)
			}
		}
		return wrong.err()
	}
}

// everywhere tries every operation in a weather.
func everywhere(w weather) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		all, err := r.called(ctx)
		if err != nil {
			return err
		}
		defer r.world.turn(w)()
		return r.endure(ctx, drills(willing(all)))
	}
}

func unchanged(a answered, is reply, err error) error {
	if was, now := end(a.reply, a.err), end(is, err); was != now {
		return fmt.Errorf("%s, and %s otherwise", now, was)
	}
	return nil
}

func survives(_ answered, _ reply, err error) error { return unwell(err) }

// ends wants an end; that it fails inside is the core's word.
func ends(_ answered, _ reply, err error) error {
	if f := fault.From(err); f != nil && (f.Code == "deadline-exceeded" || f.Code == "module-unavailable") {
		return unwell(err)
	}
	return nil
}

// passes wants a refusal of that kind, or a way without what was asked for.
func passes(kind fault.Kind) func(answered, reply, error) error {
	return func(_ answered, _ reply, err error) error {
		if err != nil && fault.KindOf(err) != kind {
			return fmt.Errorf("it ends with %w", err)
		}
		return nil
	}
}

func fewCalls(w weather) func(context.Context, *run) error {
	const most = 50
	return func(ctx context.Context, r *run) error {
		asking, err := r.talkers(ctx)
		if err != nil {
			return err
		}
		defer r.world.turn(w)()
		var wrong findings
		for _, a := range asking {
			began := r.current.spy.count()
			short, cancel := context.WithTimeout(ctx, time.Second)
			_, _ = r.perform(short, a.drill) // host/unavailable tells
			cancel()
			if n := r.current.spy.count() - began; n > most {
				wrong.add("%s asks %d times", a.name, n)
			}
		}
		return wrong.err()
	}
}

func largePage(p store.Page) store.Page {
	for n := len(p.Records); n > 0 && len(p.Records) < 1000; {
		p.Records = append(p.Records, p.Records[:n]...)
	}
	p.Records, p.Next = p.Records[:min(1000, len(p.Records))], ""
	return p
}

func emptyPageOnce() func(store.Page) store.Page {
	var n atomic.Int64
	return func(p store.Page) store.Page {
		if n.Add(1)%2 == 1 {
			return store.Page{Records: []store.Record{}, Next: "more"}
		}
		p.Next = ""
		return p
	}
}

// endless gives a next page for ever.
func endless(ctx context.Context, r *run) error {
	return inTime(weather{page: func(p store.Page) store.Page { p.Next = "more"; return p }})(ctx, r)
}

func deadline(ctx context.Context, r *run) error {
	return inTime(weather{before: func(ctx context.Context) error { return wait(ctx, grace+2*shortTime) }})(ctx, r)
}

// inTime wants calls to end when the time is over that their message gives them; this end would wait for longer.
func inTime(w weather) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		asking, err := r.talkers(ctx)
		if err != nil {
			return err
		}
		asking = slices.DeleteFunc(asking, func(a answered) bool { return a.op.ID == "" })
		if len(asking) == 0 {
			return besides("no operation asks the core for anything")
		}
		defer r.world.turn(w)()
		var wrong findings
		for _, a := range asking[:min(3, len(asking))] {
			began := time.Now()
			r.current.spy.meanwhile(func(m proto.Message) {
				if q, ok := m.(*pb.CallRequest); ok {
					q.LeftUs = shortTime.Microseconds()
				}
			}, func() { _, _ = r.perform(ctx, a.drill) }) // how it ends is its own choice
			if took := time.Since(began); took > shortTime+grace {
				wrong.add("%s took %s, and had %s", a.name, took.Round(time.Millisecond), shortTime)
			}
		}
		return wrong.err()
	}
}

// passedOn holds up what operations ask, and wants that to be given up with the call.
func passedOn(change func(*pb.CallRequest), giveUp bool) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		asking, err := r.talkers(ctx)
		if err != nil {
			return err
		}
		asking = slices.DeleteFunc(asking, func(a answered) bool { return a.op.ID == "" })
		if len(asking) == 0 {
			return besides("no operation asks the core for anything")
		}
		var wrong findings
		for _, a := range asking {
			if took := r.heldUp(ctx, a, change, giveUp); took > shortTime+grace {
				wrong.add("%s: the core was still asked %s later", a.name, took.Round(time.Millisecond))
			}
		}
		return wrong.err()
	}
}

// heldUp is how long the core was asked by a call that it held up; 0 where it was not asked.
func (r *run) heldUp(ctx context.Context, a answered, change func(*pb.CallRequest), giveUp bool) time.Duration {
	spy := r.current.spy
	ended, arrived := make(chan time.Duration, 64), make(chan struct{}, 64)
	spy.set(func() {
		spy.refuse = func(ctx context.Context, method string) error {
			if method == "Log" {
				return nil
			}
			arrived <- struct{}{}
			began := time.Now()
			_ = wait(ctx, 2*grace)
			ended <- time.Since(began)
			return fault.New(fault.Unavailable, "held-up", "The core was held up.")
		}
	})
	defer spy.set(func() { spy.refuse = nil })
	call, cancel := context.WithCancel(ctx)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		spy.meanwhile(func(m proto.Message) {
			if q, ok := m.(*pb.CallRequest); ok {
				change(q)
			}
		}, func() { _, _ = r.perform(call, a.drill) }) // how it ends is its own choice
	}()
	defer func() { <-done }()
	select {
	case <-arrived:
	case <-time.After(grace):
		return 0
	}
	if giveUp {
		cancel()
	}
	return <-ended
}

func afterCancel(ctx context.Context, r *run) error {
	asking, err := r.talkers(ctx)
	if err != nil {
		return err
	}
	call, cancel := context.WithCancel(ctx)
	defer cancel()
	arrived, release := r.current.spy.hold()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = r.perform(call, asking[0].drill) // it is given up
	}()
	select {
	case <-arrived:
	case <-time.After(grace):
	}
	cancel()
	<-done
	_ = wait(ctx, 4*settling)
	release()
	is, err := r.perform(ctx, asking[0].drill)
	return unchanged(asking[0], is, err)
}

// masked is a record of which a caller sees what is required only.
func masked(r store.Record) store.Record {
	var fields map[string]any
	if json.Unmarshal(r.Doc, &fields) != nil {
		return r
	}
	for name := range fields {
		r.Masked = append(r.Masked, name)
	}
	r.Doc = json.RawMessage(`{}`)
	return r
}

// grown is a record with a member of another version.
func grown(r store.Record) store.Record {
	if made := with(r.Doc, func(fields map[string]any) { fields["of_another_version"] = map[string]any{"a": []int{1}} }); made != nil {
		r.Doc = made
	}
	return r
}

func idless(ctx context.Context, r *run) error {
	all, err := r.called(ctx)
	if err != nil {
		return err
	}
	defer r.world.turn(weather{ids: -1})()
	var wrong findings
	for _, a := range willing(all) {
		is, err := r.perform(ctx, a.drill)
		if err := unchanged(a, is, err); err != nil {
			wrong.add("%s: %w", a.name, err)
		}
	}
	return wrong.err()
}

func unread(ctx context.Context, r *run) error {
	all, err := r.called(ctx)
	if err != nil {
		return err
	}
	reading := slices.DeleteFunc(drills(willing(all)), func(d drill) bool { return len(d.reads) == 0 })
	if len(reading) == 0 {
		return besides("no operation has records sent along")
	}
	return r.endure(ctx, reading, func(c *wire.Call) { c.Reads = nil })
}
