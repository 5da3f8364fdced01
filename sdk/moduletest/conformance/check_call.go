package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	"github.com/ribambelle/ribambelle/sdk/fault"
	pb "github.com/ribambelle/ribambelle/sdk/proto/ribambelle/module/v1"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// calling are the checks of operations that are asked as they should be.
func calling() []Check {
	return []Check{
		{"calls/answers", "Every operation answers or refuses a sample of its input: none fails inside, hangs or breaks off.", judged(func(a answered) error { return unwell(a.err) })},
		{"calls/status", "Answers have a status that a module may give: 2xx, 304, 4xx.", answers(givenStatus)},
		{"calls/types", "An answer with a body says what it is; one that takes none has none.", answers(contentType)},
		{"calls/json", "What is said to be JSON is JSON, in UTF-8.", answers(jsonBody)},
		{"calls/headers", "Answers have no headers but those that the core lets through.", answers(headers)},
		{"calls/safe", "GET and HEAD change nothing.", answers(safe)},
		{"calls/staged", "What operations stage can be committed.", staged},
		{"calls/published", "Published operations answer labels and releases, and nothing else.", published},
		{"calls/streams", "Streams send their head once and first, then pieces of at most 64 KiB.", streams},
		{"calls/languages", "Operations answer in English as they do in French.", alike(func(c *wire.Call) {
			c.Caller.Language, c.Request.Header = "en", http.Header{"Accept-Language": {"en"}, "Content-Type": {"application/json"}}
		})},
		{"calls/zone", "An unknown time zone harms nobody.", sturdy(func(c *wire.Call) { c.Caller.Zone = "Lune/Mer_de_la_Tranquillite" })},
		{"calls/unconfigured", "Operations answer in an organisation that chose nothing.", sturdy(func(c *wire.Call) { c.Caller.Config = nil })},
		{"calls/visitor", "Public operations answer visitors, who have no id.", visitors},
		{"calls/service", "Operations answer services.", sturdy(func(c *wire.Call) { c.Caller.Kind = "service" })},
		{"calls/again", "Operations that may be tried again take the second try.", again},
		{"calls/unknown", "Where there is no operation it answers not_found.", nowhere("GET", "/no/such/address")},
		{"calls/methods", "Operations are asked by their own method only.", methods},
	}
}

// judged looks at every operation's answer or refusal in fair weather.
func judged(judge func(answered) error) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		all, err := r.called(ctx)
		if err != nil {
			return err
		}
		var wrong findings
		for _, a := range all {
			if err := judge(a); err != nil {
				wrong.add("%s: %w", a.name, err)
			}
		}
		return wrong.err()
	}
}

// answers looks at those that were no refusal.
func answers(judge func(answered) error) func(context.Context, *run) error {
	return judged(func(a answered) error {
		if a.err == nil {
			return judge(a)
		}
		return nil
	})
}

func givenStatus(a answered) error {
	if a.status >= 200 && a.status < 300 || a.status == http.StatusNotModified || a.status >= 400 && a.status < 500 {
		return nil
	}
	return fmt.Errorf("its status is %d", a.status)
}

func contentType(a answered) error {
	bare := a.status == http.StatusNoContent || a.status == http.StatusNotModified
	switch {
	case bare && len(a.body) > 0:
		return fmt.Errorf("a status %d with a body", a.status)
	case len(a.body) > 0 && a.header.Get("Content-Type") == "":
		return fmt.Errorf("no Content-Type")
	}
	return nil
}

func jsonBody(a answered) error {
	if kind := a.header.Get("Content-Type"); !strings.Contains(kind, "json") || a.op.Stream {
		return nil
	}
	if !json.Valid(a.body) || !utf8.Valid(a.body) {
		return fmt.Errorf("the body is not: %s", lastWords(string(a.body)))
	}
	return nil
}

func headers(a answered) error {
	passed := []string{"Cache-Control", "Content-Disposition", "Content-Language", "Content-Type", "Etag", "Last-Modified", "Allow", "X-Content-Type-Options"}
	var wrong findings
	for name := range a.header {
		if !slices.Contains(passed, http.CanonicalHeaderKey(name)) {
			wrong.add("it sends %s", name)
		}
	}
	return wrong.err()
}

func safe(a answered) error {
	if (a.op.Method == "GET" || a.op.Method == "HEAD") && !empty(a.reply.staged) {
		return fmt.Errorf("a %s stages something", a.op.Method)
	}
	return nil
}

func empty(c store.Commit) bool {
	return len(c.Mutations)+len(c.Events)+len(c.Jobs)+len(c.Tallies)+len(c.Mails)+len(c.Notices) == 0
}

// commit tries what was staged in an organisation like the one that it was staged for.
func (r *run) commit(ctx context.Context, c store.Commit) error {
	fresh, err := newWorld(r.manifest)
	if err != nil {
		return err
	}
	_, err = fresh.store.Commit(ctx, c)
	return err
}

func staged(ctx context.Context, r *run) error {
	all, err := r.called(ctx)
	if err != nil {
		return err
	}
	return r.committable(ctx, all)
}

func (r *run) committable(ctx context.Context, all []answered) error {
	var wrong findings
	seen := false
	for _, a := range all {
		if a.err != nil || a.status >= 400 || empty(a.reply.staged) {
			continue
		}
		seen = true
		if err := r.commit(ctx, a.reply.staged); err != nil {
			wrong.add("%s: %w", a.name, err)
		}
	}
	if !seen {
		return besides("nothing is staged for the samples")
	}
	return wrong.err()
}

func published(ctx context.Context, r *run) error {
	all, err := r.called(ctx)
	if err != nil {
		return err
	}
	var wrong findings
	any := false
	for _, a := range all {
		if !a.op.Published || a.err != nil || a.status >= 300 {
			continue
		}
		any = true
		var body map[string]json.RawMessage
		if json.Unmarshal(a.body, &body) != nil {
			wrong.add("%s answers no object", a.name)
		}
		for name := range body {
			if name != "header" && name != "releases" {
				wrong.add("%s answers %q too", a.name, name)
			}
		}
	}
	if !any {
		return besides("nothing is published for the samples")
	}
	return wrong.err()
}

func streams(ctx context.Context, r *run) error {
	p, err := r.known(ctx)
	if err != nil {
		return err
	}
	var wrong findings
	heads := 0
	p.spy.set(func() {
		p.spy.received = func(m proto.Message) {
			if a, ok := m.(*pb.StreamResponse); ok {
				switch {
				case a.GetHead() != nil:
					heads++
				case heads == 0:
					wrong.add("a piece comes before the head")
				case len(a.GetChunk()) > wire.ChunkSize:
					wrong.add("a piece has %d bytes", len(a.GetChunk()))
				}
			}
		}
	})
	defer p.spy.set(func() { p.spy.received = nil })
	all, err := r.offered(ctx, func(d drill) bool { return !d.op.Stream })
	if err != nil {
		return err
	}
	for _, d := range all {
		heads = 0
		if _, err := r.perform(ctx, d); err == nil && heads != 1 {
			wrong.add("%s sends %d heads", d.name, heads)
		}
	}
	if len(all) == 0 {
		return besides("there are no streams")
	}
	return wrong.err()
}

// alike performs every operation with a change that should make no difference.
func alike(change func(*wire.Call)) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		all, err := r.called(ctx)
		if err != nil {
			return err
		}
		var wrong findings
		for _, a := range willing(all) {
			b, err := r.perform(ctx, a.drill, change)
			if was, is := end(a.reply, a.err), end(b, err); was != is {
				wrong.add("%s: %s, and %s otherwise", a.name, is, was)
			}
		}
		return wrong.err()
	}
}

// sturdy performs every operation with a change that may make a difference, and no harm.
func sturdy(change func(*wire.Call)) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		all, err := r.called(ctx)
		if err != nil {
			return err
		}
		return r.endure(ctx, drills(willing(all)), change)
	}
}

// willing are those that a sound input did not break already: that is told once.
func willing(all []answered) []answered {
	return slices.DeleteFunc(slices.Clone(all), func(a answered) bool { return unwell(a.err) != nil })
}

// offered are the operations that can be tried further.
func (r *run) offered(ctx context.Context, but func(drill) bool) ([]drill, error) {
	all, err := r.called(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(drills(willing(all)), but), nil
}

func drills(all []answered) []drill {
	made := make([]drill, len(all))
	for i, a := range all {
		made[i] = a.drill
	}
	return made
}

// endure performs drills, each of which must end well or in a refusal.
func (r *run) endure(ctx context.Context, all []drill, change ...func(*wire.Call)) error {
	var wrong findings
	for _, d := range all {
		_, err := r.perform(ctx, d, change...)
		if err := unwell(err); err != nil {
			wrong.add("%s: %w", d.name, err)
		}
		if err := r.died(ctx); err != nil {
			wrong.add("%s: %w", d.name, err)
		}
	}
	return wrong.err()
}

func visitors(ctx context.Context, r *run) error {
	open, err := r.offered(ctx, func(d drill) bool { return !d.op.Public })
	if err != nil {
		return err
	}
	if len(open) == 0 {
		return besides("no operation is public")
	}
	return r.endure(ctx, open, func(c *wire.Call) { c.Caller.Kind, c.Caller.ID = "visitor", "" })
}

func again(ctx context.Context, r *run) error {
	twice, err := r.offered(ctx, func(d drill) bool { return !d.op.Retry })
	if err != nil {
		return err
	}
	if len(twice) == 0 {
		return besides("no operation is tried again")
	}
	return r.endure(ctx, twice, func(c *wire.Call) { c.Caller.Again = true })
}

// nowhere asks for what is not offered.
func nowhere(method, path string) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		if _, err := r.known(ctx); err != nil {
			return err
		}
		a, err := r.perform(ctx, drill{do: call, request: wire.Request{Operation: "no-such-operation", Method: method, Path: path}})
		if err == nil && a.status != http.StatusNotFound || err != nil && fault.KindOf(err) != fault.NotFound {
			return fmt.Errorf("%s %s: %s", method, path, end(a, err))
		}
		return nil
	}
}

func methods(ctx context.Context, r *run) error {
	all, err := r.offered(ctx, func(drill) bool { return false })
	if err != nil {
		return err
	}
	var wrong findings
	for _, d := range all[:min(len(all), 5)] {
		d.request.Method = "PATCH"
		d.do = call
		a, err := r.perform(ctx, d)
		if err == nil && a.status < 400 || unwell(err) != nil {
			wrong.add("PATCH %s: %s", d.op.Path, end(a, err))
		}
	}
	return wrong.err()
}

// refusals are the checks of what operations were refused with so far.
func refusals() []Check {
	stack := regexp.MustCompile(`goroutine \d+|\.(go|js|ts|py|rb|java):\d+|panic:|Traceback|0x[0-9a-f]{6,}|/(home|root|usr|tmp|work)/`)
	code := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	about := func(judge func(*pb.Fault) error) func(context.Context, *run) error {
		return func(_ context.Context, r *run) error {
			var wrong findings
			any := false
			for _, p := range r.all {
				p.spy.set(func() {
					for _, f := range p.spy.faults {
						any = true
						if err := judge(f); err != nil {
							wrong = append(wrong, err)
						}
					}
				})
			}
			if !any {
				return besides("nothing was refused")
			}
			return wrong.err()
		}
	}
	return []Check{
		{"faults/kinds", "Refusals are of a kind that exists.", about(func(f *pb.Fault) error {
			if fault.KindNamed(f.GetKind()).String() != f.GetKind() {
				return fmt.Errorf("%q is none", f.GetKind())
			}
			return nil
		})},
		{"faults/codes", "Refusals have a stable code: lower case letters, digits and hyphens.", about(func(f *pb.Fault) error {
			if !code.MatchString(f.GetCode()) {
				return fmt.Errorf("%q is none", f.GetCode())
			}
			return nil
		})},
		{"faults/sentences", "Refusals say something, in one line.", about(func(f *pb.Fault) error {
			if text := f.GetMessage(); strings.TrimSpace(text) == "" || strings.Contains(text, "\n") {
				return fmt.Errorf("%s says %q", f.GetCode(), text)
			}
			return nil
		})},
		{"faults/inside", "Refusals show nothing of the inside: no stack, no path of a file.", about(func(f *pb.Fault) error {
			if found := stack.FindString(f.GetMessage()); found != "" {
				return fmt.Errorf("%s shows %q", f.GetCode(), found)
			}
			return nil
		})},
		{"faults/fields", "Refusals that name a place name it by a JSON Pointer, or by where else it stands, and say why.", about(func(f *pb.Fault) error {
			for _, field := range f.GetFields() {
				where := field.GetPointer()
				if where != "" && !strings.HasPrefix(where, "/") && !regexp.MustCompile(`^(path|query|header|cookie)\b`).MatchString(where) || field.GetMessage() == "" {
					return fmt.Errorf("%s names %q: %q", f.GetCode(), where, field.GetMessage())
				}
			}
			return nil
		})},
	}
}
