package conformance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// drill is something that the module is asked for, with a sound input.
type drill struct {
	name     string // "operation visit-finish", "job remind"
	internal bool
	op       sdk.OperationDeclaration // of an operation
	request  wire.Request
	reads    []string // "visits/{id}" filled in
	do       func(ctx context.Context, m *wire.Client, c wire.Call) (reply, error)
}

// reply is what came of it.
type reply struct {
	status int
	header http.Header
	body   []byte
	staged store.Commit
}

// answered is a drill with what came of it in fair weather.
type answered struct {
	drill
	reply
	err   error
	calls int // back-calls that it made
}

// end sums up how a drill ended, to compare two of them.
func end(a reply, err error) string {
	if err != nil {
		f := fault.From(err)
		return f.Kind.String() + " " + f.Code
	}
	return fmt.Sprint(a.status)
}

// unwell says what no module may do, whatever it was asked: fail inside, hang, break off.
func unwell(err error) error {
	if err == nil {
		return nil
	}
	f := fault.From(err)
	switch {
	case f.Code == "deadline-exceeded" || f.Code == "call-canceled":
		return fmt.Errorf("it does not answer")
	case f.Code == "module-unavailable":
		return fmt.Errorf("it breaks off: %w", err)
	case f.Kind == fault.Internal:
		return fmt.Errorf("it fails inside: %w", err)
	}
	return nil
}

// perform runs a drill for a caller as change makes them.
func (r *run) perform(ctx context.Context, d drill, change ...func(*wire.Call)) (reply, error) {
	p, err := r.module(ctx)
	if err != nil {
		return reply{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.options.Patience)
	defer cancel()
	c := r.world.call(d.internal)
	c.Request = d.request
	for _, read := range d.reads {
		collection, id, _ := strings.Cut(read, "/")
		record, err := r.world.store.Get(ctx, collection, id)
		if err != nil {
			return reply{}, err
		}
		c.Reads = append(c.Reads, wire.Read{Collection: collection, Record: sky{world: r.world}.changed(record)})
	}
	for _, f := range change {
		f(&c)
	}
	return d.do(ctx, p.wire, c)
}

// operations are drills of what the module offers; those whose records no sample could be made of are left out.
func (r *run) operations() []drill {
	var all []drill
	for _, op := range r.manifest.Operations {
		if d, ok := r.operation(op); ok {
			all = append(all, d)
		}
	}
	return all
}

var braces = regexp.MustCompile(`\{([^}]+)\}`)

func (r *run) operation(op sdk.OperationDeclaration) (drill, bool) {
	said, _ := r.document.operation(op)
	m := sampler{named: r.document.Components.Schemas}
	d := drill{name: "operation " + op.ID, internal: op.Internal, op: op}
	given := map[string]string{}
	for _, name := range braces.FindAllStringSubmatch(op.Path, -1) {
		value, ok := r.parameter(op, name[1], said, m)
		if !ok {
			return drill{}, false
		}
		given[name[1]] = value
	}
	fill := func(pattern string) string {
		return braces.ReplaceAllStringFunc(pattern, func(in string) string { return given[strings.Trim(in, "{}")] })
	}
	for _, pattern := range op.Reads {
		collection, id, _ := strings.Cut(fill(pattern), "/")
		if _, err := r.world.store.Get(context.Background(), collection, id); err != nil {
			return drill{}, false
		}
		d.reads = append(d.reads, collection+"/"+id)
	}
	for name, value := range given {
		given[name] = url.PathEscape(value)
	}
	d.request = wire.Request{Operation: op.ID, Method: op.Method, Path: fill(op.Path), Header: http.Header{"Accept": {"application/json"}, "Accept-Language": {"fr"}}}
	query := url.Values{}
	for _, p := range said.Parameters {
		if p.In == "query" && p.Required {
			query.Set(p.Name, fmt.Sprint(m.of(p.Schema, 0)))
		}
	}
	d.request.Query = query.Encode()
	if body := said.body(); body != nil {
		sample := m.of(body, 0)
		r.settle(sample)
		d.request.Body, _ = json.Marshal(sample) // what was read from JSON can be written
		d.request.Header.Set("Content-Type", "application/json")
	}
	d.do = call
	if op.Stream {
		d.do = stream
	}
	return d, true
}

// settle puts a unit's id where a body has a member of the name of a field that holds one.
func (r *run) settle(body any) {
	fields, ok := body.(map[string]any)
	if !ok {
		return
	}
	for _, s := range r.manifest.Collections {
		f, ok := s.Marked(func(m store.Marks) bool { return m.Unit })
		if _, there := fields[f.Name].(string); ok && there {
			fields[f.Name] = r.world.units[1].ID
		}
	}
}

// parameter is what stands in an address: a record's id, a unit's, or a sample.
func (r *run) parameter(op sdk.OperationDeclaration, name string, said described, m sampler) (string, bool) {
	if on, thing, ok := strings.Cut(op.On, "@"); ok && on == name {
		if thing == "unit" {
			return r.world.units[1].ID, true
		}
		return first(r.world.ids[thing])
	}
	for _, pattern := range op.Reads {
		if collection, id, _ := strings.Cut(pattern, "/"); id == "{"+name+"}" {
			return first(r.world.ids[collection])
		}
	}
	for _, p := range said.Parameters {
		if p.In == "path" && p.Name == name {
			return fmt.Sprint(m.of(p.Schema, 0)), true
		}
	}
	return "exemple", true
}

func first(ids []string) (string, bool) {
	if len(ids) == 0 {
		return "", false
	}
	return ids[0], true
}

func call(ctx context.Context, m *wire.Client, c wire.Call) (reply, error) {
	a, err := m.Call(ctx, c)
	return reply{status: a.Status, header: a.Header, body: a.Body, staged: a.Staged}, err
}

// streamTime is how long a stream is listened to once it has begun.
const streamTime = 200 * time.Millisecond

// stream takes what a stream answers for a while; that it goes on is no failure.
func stream(ctx context.Context, m *wire.Client, c wire.Call) (reply, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	w := &tube{header: http.Header{}, begun: func() { time.AfterFunc(streamTime, cancel) }}
	body := bytes.NewReader(c.Request.Body)
	c.Request.Body = nil
	err := m.Stream(ctx, c, io.NopCloser(body), w)
	if ctx.Err() != nil && w.status != 0 {
		err = nil
	}
	return reply{status: w.status, header: w.header, body: w.body.Bytes()}, err
}

// tube takes a stream's answer.
type tube struct {
	header http.Header
	status int
	body   bytes.Buffer
	begun  func()
}

func (t *tube) Header() http.Header { return t.header }

func (t *tube) WriteHeader(status int) {
	t.status = status
	t.begun()
}

func (t *tube) Write(b []byte) (int, error) { return t.body.Write(b) }
func (t *tube) Flush()                      {}

// scheduled are drills of the jobs that are due by themselves.
func (r *run) scheduled() []drill {
	var all []drill
	for _, j := range r.manifest.Jobs {
		if j.Every > 0 {
			all = append(all, r.job(j.Name, nil))
		}
	}
	return all
}

func (r *run) job(name string, data json.RawMessage) drill {
	return drill{name: "job " + name, internal: true, do: func(ctx context.Context, m *wire.Client, c wire.Call) (reply, error) {
		c.Caller.Kind, c.Caller.ID = "module", r.manifest.Name
		staged, err := m.Run(ctx, c, wire.Job{ID: "0198c0de-0000-7000-8000-00000000f00d", Name: name, Data: data})
		return reply{staged: staged}, err
	}}
}

// event is the drill of an event that the module is told.
func (r *run) event(kind string, data json.RawMessage) drill {
	return drill{name: "event " + kind, internal: true, do: func(ctx context.Context, m *wire.Client, c wire.Call) (reply, error) {
		c.Caller.Kind, c.Caller.ID = "module", r.manifest.Name
		sender, _, _ := strings.Cut(kind, ".")
		staged, err := m.Hear(ctx, c, wire.Event{
			ID: "0198c0de-0000-7000-8000-00000000e4e4", Module: sender, At: today,
			Event: store.Event{Type: kind, Subject: canaryPerson, Data: data},
		})
		return reply{staged: staged}, err
	}}
}

// before is the drill of a write that the module's hook sees.
func (r *run) before(change wire.Change) drill {
	return drill{name: fmt.Sprintf("%s in %s", change.Verb, change.Collection), do: func(ctx context.Context, m *wire.Client, c wire.Call) (reply, error) {
		doc, err := m.Before(ctx, c, change)
		return reply{body: doc}, err
	}}
}

// fair runs every drill once in fair weather, and keeps what came of it.
func (r *run) fair(ctx context.Context) ([]answered, error) {
	p, err := r.known(ctx)
	if err != nil {
		return nil, err
	}
	if r.noted.done {
		return r.noted.replies, nil
	}
	r.noted.done = true
	drills := append(r.operations(), r.scheduled()...)
	for _, l := range r.manifest.Hears {
		drills = append(drills, r.event(l.Type, json.RawMessage(`{}`)))
	}
	for _, d := range drills {
		asked := p.spy.count()
		a, err := r.perform(ctx, d)
		r.noted.replies = append(r.noted.replies, answered{drill: d, reply: a, err: err, calls: p.spy.count() - asked})
		if died := r.died(ctx); died != nil {
			r.noted.replies[len(r.noted.replies)-1].err = died
			if p, err = r.module(ctx); err != nil {
				return nil, err
			}
		}
	}
	return r.noted.replies, nil
}

// called are the answers of operations.
func (r *run) called(ctx context.Context) ([]answered, error) {
	all, err := r.fair(ctx)
	if err != nil {
		return nil, err
	}
	var own []answered
	for _, a := range all {
		if a.op.ID != "" {
			own = append(own, a)
		}
	}
	if len(own) == 0 {
		return nil, besides("there are no operations that samples can be made for")
	}
	return own, nil
}
