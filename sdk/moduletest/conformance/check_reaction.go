package conformance

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// reacting are the checks of jobs, events and before-hooks.
func reacting() []Check {
	return []Check{
		{"jobs/run", "Jobs that are due by themselves run.", reactions("job", (*run).scheduled, well)},
		{"jobs/again", "A job that is run twice runs well twice.", reactions("job", (*run).scheduled, twice)},
		{"jobs/committed", "What jobs stage can be committed.", reactions("job", (*run).scheduled, committed)},
		{"jobs/empty", "Jobs run in an organisation without records.", emptyWorld},
		{"jobs/data", "A job with data that it does not know harms nobody.", reactions("job", oddJobs, sturdily)},
		{"jobs/unknown", "A job that it does not have is refused.", unknownJob},
		{"hears/told", "It hears the events that it asks for.", reactions("event", oddEvents, sturdily)},
		{"hears/again", "An event that is told twice is heard twice alike.", reactions("event", events, sameTwice)},
		{"hears/committed", "What it stages on an event can be committed.", reactions("event", events, committed)},
		{"hears/other", "An event that it did not ask for changes nothing.", otherEvent},
		{"hooks/create", "Before-hooks take a new document, or refuse it.", hooked(store.Create, well)},
		{"hooks/update", "Before-hooks take a changed document, or refuse it.", hooked(store.Update, well)},
		{"hooks/delete", "Before-hooks let a deletion pass, or refuse it.", hooked(store.Delete, well)},
		{"hooks/sound", "The document that a before-hook returns fits its collection.", hooked(store.Create, soundly)},
		{"hooks/swift", "Before-hooks answer within 200 ms.", hooked(store.Create, swiftly)},
		{"hooks/same", "A before-hook that is asked twice says the same twice.", hooked(store.Create, sameTwice)},
		{"hooks/odd", "A before-hook takes documents with members that it does not know.", oddDocument},
		{"hooks/none", "A collection without a before-hook has none.", noHook},
		{"guards/told", "It answers about each write of other modules at which it asks to look.", guarding(answering)},
		{"guards/document", "It changes nothing of what another module writes.", guarding(leaving)},
		{"guards/swift", "It looks at a write of another module within 200 ms.", guarding(swiftly)},
	}
}

// reactions tries each drill of a kind.
func reactions(what string, of func(*run) []drill, try func(context.Context, *run, drill) error) func(context.Context, *run) error {
	return func(ctx context.Context, r *run) error {
		if _, err := r.known(ctx); err != nil {
			return err
		}
		all := of(r)
		if len(all) == 0 {
			return besides("there is no such " + what)
		}
		var wrong findings
		for _, d := range all {
			if err := try(ctx, r, d); err != nil {
				wrong.add("%s: %w", d.name, err)
			}
			if err := r.died(ctx); err != nil {
				wrong.add("%s: %w", d.name, err)
			}
		}
		return wrong.err()
	}
}

// well wants success, or a refusal in words.
func well(ctx context.Context, r *run, d drill) error {
	_, err := r.perform(ctx, d)
	return unwell(err)
}

// sturdily wants an end, whichever, and a process that goes on.
func sturdily(ctx context.Context, r *run, d drill) error {
	_, err := r.perform(ctx, d)
	if f := fault.From(err); f != nil && (f.Code == "deadline-exceeded" || f.Code == "module-unavailable") {
		return unwell(err)
	}
	return nil
}

func twice(ctx context.Context, r *run, d drill) error {
	first, err := r.perform(ctx, d)
	if err != nil {
		return nil //nolint:nilerr // jobs/run tells
	}
	kept := r.world
	defer func() { r.world = kept }()
	if r.world, err = newWorld(r.manifest); err != nil {
		return err
	}
	if _, err := r.world.store.Commit(ctx, first.staged); err != nil {
		return nil //nolint:nilerr // jobs/committed tells
	}
	_, err = r.perform(ctx, d)
	return unwell(err)
}

func sameTwice(ctx context.Context, r *run, d drill) error {
	a, err := r.perform(ctx, d)
	was := end(a, err)
	b, err := r.perform(ctx, d)
	if is := end(b, err); was != is || string(a.body) != string(b.body) {
		return fmt.Errorf("first %s %s, then %s %s", was, a.body, is, b.body)
	}
	return nil
}

func committed(ctx context.Context, r *run, d drill) error {
	a, err := r.perform(ctx, d)
	if err != nil || empty(a.staged) {
		return nil //nolint:nilerr // others tell
	}
	return r.commit(ctx, a.staged)
}

func emptyWorld(ctx context.Context, r *run) error {
	if err := r.declared(); err != nil {
		return err
	}
	kept := r.world
	defer func() { r.world = kept }()
	var err error
	if r.world, err = newWorld(r.manifest, bare); err != nil {
		return besides("the collections are not sound")
	}
	return reactions("job", (*run).scheduled, well)(ctx, r)
}

func oddJobs(r *run) []drill {
	var all []drill
	for _, j := range r.manifest.Jobs {
		for _, data := range []string{``, `{}`, `null`, `{"id":7,"no_such":true}`, `not json`} {
			all = append(all, r.job(j.Name, json.RawMessage(data)))
		}
	}
	return all
}

func unknownJob(ctx context.Context, r *run) error {
	if _, err := r.known(ctx); err != nil {
		return err
	}
	_, err := r.perform(ctx, r.job("no-such-job", nil))
	if kind := fault.KindOf(err); err == nil || kind != fault.Unsupported && kind != fault.NotFound {
		return fmt.Errorf("it ends with %s", end(reply{}, err))
	}
	return nil
}

func events(r *run) []drill {
	var all []drill
	for _, l := range r.manifest.Hears {
		all = append(all, r.event(l.Type, json.RawMessage(`{}`)))
	}
	return all
}

func oddEvents(r *run) []drill {
	all := events(r)
	for _, l := range r.manifest.Hears {
		all = append(all, r.event(l.Type, nil), r.event(l.Type, json.RawMessage(`[1]`)), r.event(l.Type, json.RawMessage(`not json`)))
	}
	return all
}

func otherEvent(ctx context.Context, r *run) error {
	if _, err := r.known(ctx); err != nil {
		return err
	}
	a, err := r.perform(ctx, r.event("nobody.nothing.happened", json.RawMessage(`{}`)))
	if unwell(err) != nil || !empty(a.staged) {
		return fmt.Errorf("it ends with %s and stages %d changes", end(a, err), len(a.staged.Mutations))
	}
	return nil
}

// hooked tries the before-hook of each collection that has one.
func hooked(verb store.Verb, try func(context.Context, *run, drill) error) func(context.Context, *run) error {
	return reactions("before-hook", func(r *run) []drill {
		var all []drill
		for _, s := range r.manifest.Collections {
			if s.Hooked {
				all = append(all, r.before(r.write(s, verb)))
			}
		}
		return all
	}, try)
}

// write is a write of a sample to a collection.
func (r *run) write(s store.Schema, verb store.Verb) wire.Change {
	change := wire.Change{Collection: s.Collection, Verb: verb, ID: newIDs(1)[0], New: r.world.document(s, 7)}
	if verb == store.Create {
		return change
	}
	change.Old, change.Rev = r.world.document(s, 0), 1
	if id, ok := first(r.world.ids[s.Collection]); ok {
		change.ID = id
	}
	if verb == store.Delete {
		change.New = nil
	}
	return change
}

func soundly(ctx context.Context, r *run, d drill) error {
	a, err := r.perform(ctx, d)
	if err != nil || a.body == nil {
		return nil //nolint:nilerr // hooks/create tells
	}
	for _, s := range r.manifest.Collections {
		if d.name != fmt.Sprintf("%s in %s", store.Create, s.Collection) || r.commit(ctx, store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: s.Collection, Doc: r.world.document(s, 7)}}}) != nil {
			continue // a sample that does not fit itself tells nothing
		}
		err := r.commit(ctx, store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: s.Collection, Doc: a.body}}})
		if fault.From(err) != nil && fault.KindOf(err) == fault.Invalid {
			return err
		}
	}
	return nil
}

func swiftly(ctx context.Context, r *run, d drill) error {
	const most = 200 * time.Millisecond
	var took time.Duration
	for range 3 { // a slow moment of the machine is not the module's
		began := time.Now()
		_, _ = r.perform(ctx, d) // hooks/create tells
		if took = time.Since(began); took < most {
			return nil
		}
	}
	return fmt.Errorf("it took %s", took.Round(time.Millisecond))
}

func oddDocument(ctx context.Context, r *run) error {
	return reactions("before-hook", func(r *run) []drill {
		var all []drill
		for _, s := range r.manifest.Collections {
			if s.Hooked {
				change := r.write(s, store.Update)
				change.New = with(change.New, func(fields map[string]any) { fields["of_another_version"] = []int{1} })
				change.Old = json.RawMessage(`{}`)
				all = append(all, r.before(change))
			}
		}
		return all
	}, well)(ctx, r)
}

func noHook(ctx context.Context, r *run) error {
	if _, err := r.known(ctx); err != nil {
		return err
	}
	_, err := r.perform(ctx, r.before(wire.Change{Collection: "no_such_collection", Verb: store.Create, ID: newIDs(1)[0], New: json.RawMessage(`{}`)}))
	if err == nil {
		return fmt.Errorf("it answers as if it had one")
	}
	return unwell(err)
}

// guarding tries the guard of each collection of another module that has one. What is in it the module alone says: it is
// asked about documents with members that it does not know, and none that it does.
func guarding(try func(context.Context, *run, drill) error) func(context.Context, *run) error {
	return reactions("guard", func(r *run) []drill {
		var all []drill
		doc := json.RawMessage(`{"of_another_module":[1]}`)
		for _, g := range r.manifest.Guards {
			if !strings.Contains(g.Collection, "/") {
				continue // guards/collection tells
			}
			for _, c := range []wire.Change{{Verb: store.Create, New: doc}, {Verb: store.Update, Rev: 3, Old: doc, New: doc}, {Verb: store.Delete, Rev: 3, Old: doc}} {
				c.Collection, c.ID = g.Collection, newIDs(1)[0]
				all = append(all, r.before(c))
			}
		}
		return all
	}, try)
}

func answering(ctx context.Context, r *run, d drill) error {
	_, err := r.perform(ctx, d)
	if err != nil && fault.KindOf(err) == fault.Unsupported {
		return err
	}
	return unwell(err)
}

func leaving(ctx context.Context, r *run, d drill) error {
	a, err := r.perform(ctx, d)
	if err == nil && a.body != nil {
		return fmt.Errorf("it returns a document")
	}
	return nil //nolint:nilerr // guards/told tells
}
