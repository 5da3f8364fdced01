package record_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestHooksSeeRefuseAndChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	c := w.a.coordinator()
	var seen []record.Change
	w.hook.set(func(_ context.Context, ch record.Change) ([]byte, error) {
		seen = append(seen, ch)
		switch {
		case bytes.Contains(ch.New, []byte("refuse")):
			return nil, fault.New(fault.Conflict, "not-now", "Not now.")
		case bytes.Contains(ch.New, []byte("change")):
			return []byte(`{"title":"changed"}`), nil
		case bytes.Contains(ch.New, []byte("break")):
			return []byte(`{"title":7}`), nil
		}
		return nil, nil
	})
	made := w.create(c, "guarded", `{"title":"plain"}`)
	update := func(title string) (store.Receipt, error) {
		return w.commit(c, store.Mutation{Verb: store.Update, Collection: "guarded", ID: made.ID, Doc: []byte(`{"title":"` + title + `"}`)})
	}
	if r, err := update("change me"); err != nil || string(r.Records[0].Doc) != `{"title":"changed"}` {
		t.Errorf("a hook's own document: %+v, %v", r.Records, err)
	}
	_, err := update("refuse me")
	if !errors.Is(err, fault.New(fault.Conflict, "not-now", "")) {
		t.Errorf("a refusal: %v", err)
	}
	_, err = update("break me")
	wantKind(t, "a hook's bad document", err, fault.Invalid)
	if last := seen[1]; last.Rev != 1 || string(last.Old) != `{"title":"plain"}` || last.ID != made.ID || last.Verb != store.Update {
		t.Errorf("what a hook sees: %+v", last)
	}
	inside := c
	inside.Inside = true
	before := len(seen)
	if _, err := w.commit(inside, store.Mutation{Verb: store.Delete, Collection: "guarded", ID: made.ID}); err != nil || len(seen) != before {
		t.Errorf("the module's own commit asked its hook (%v)", err)
	}
}

// TestAHookThatHangs shows that a commit waits no longer than it says, and then writes nothing.
func TestAHookThatHangs(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	w.hook.set(func(ctx context.Context, _ record.Change) ([]byte, error) {
		if end, ok := ctx.Deadline(); !ok || time.Until(end) > record.HookTime {
			t.Errorf("a hook may think until %v", end)
			return nil, nil
		}
		<-ctx.Done()
		return nil, ctx.Err()
	})
	create := store.Mutation{Verb: store.Create, Collection: "guarded", Doc: []byte(`{"title":"a"}`)}
	_, err := w.commit(w.a.coordinator(), create, create)
	wantKind(t, "a hook that hangs", err, fault.Unavailable)
	p, err := w.keeper.View(w.a.coordinator()).List(t.Context(), "guarded", store.Query{})
	if err != nil || len(p.Records) > 0 {
		t.Errorf("written without the hook's word: %v, %v", p.Records, err)
	}
}

// TestAHookAnswersAboutTheRevisionThatIsWritten changes the record while its hook thinks.
func TestAHookAnswersAboutTheRevisionThatIsWritten(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	c := w.a.coordinator()
	made := w.create(c, "guarded", `{"title":"0"}`)
	inside := c
	inside.Inside = true
	var revs []int64
	w.hook.set(func(_ context.Context, ch record.Change) ([]byte, error) {
		if revs = append(revs, ch.Rev); len(revs) == 1 {
			if _, err := w.commit(inside, store.Mutation{Verb: store.Update, Collection: "guarded", ID: made.ID, Doc: []byte(`{"title":"meanwhile"}`)}); err != nil {
				t.Error(err)
			}
		}
		return nil, nil
	})
	update := store.Mutation{Verb: store.Update, Collection: "guarded", ID: made.ID, Doc: []byte(`{"title":"mine"}`)}
	r, err := w.commit(c, update)
	if err != nil || r.Records[0].Rev != 3 || !cmp.Equal(revs, []int64{1, 2}) {
		t.Errorf("revision %v after hooks on %v, %v", r.Records, revs, err)
	}
	revs = nil
	update.Rev = 3
	_, err = w.commit(c, update)
	wantKind(t, "a revision that the caller insists on", err, fault.Conflict)
}

func TestIdempotency(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	used := fault.New(fault.Conflict, "idempotency-key-used", "")
	key, request := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	retry := &record.Idempotency{Key: key, Request: request, Answer: func(r store.Receipt) (int, []byte) {
		return 201, []byte(r.Records[0].ID)
	}}
	c := w.a.coordinator()
	c.Retry = retry
	made := w.create(c, "visits", `{"title":"once"}`)
	_, err := w.commit(c, store.Mutation{Verb: store.Create, Collection: "visits", Doc: []byte(`{"title":"once"}`)})
	if !errors.Is(err, used) {
		t.Errorf("the second time: %v", err)
	}
	status, body, err := w.db.Replays().Replay(t.Context(), w.a.id, key, request)
	if err != nil || status != 201 || string(body) != made.ID {
		t.Errorf("the answer kept: %d %s, %v", status, body, err)
	}
	other := w.b.coordinator()
	other.Retry = retry
	w.create(other, "visits", `{"title":"the same key in the other town"}`)
	quiet := w.a.itself()
	quiet.Retry = &record.Idempotency{Key: request, Request: key, Answer: retry.Answer}
	if _, err := w.commit(quiet, store.Mutation{Verb: store.Create, Collection: "answers", Doc: []byte(`{"value":1}`)}); err != nil {
		t.Fatal(err)
	}
	status, body, err = w.db.Replays().Replay(t.Context(), w.a.id, request, key)
	if err != nil || status != 201 || body != nil {
		t.Errorf("of an anonymous answer is kept: %d %q, %v; want its status only", status, body, err)
	}
}

// TestAnonymousWritesLeaveNoEntryButOneTally counts the audit after answers were given and counted.
func TestAnonymousWritesLeaveNoEntryButOneTally(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	module := w.a.itself()
	for range 3 {
		token := w.create(module, "tokens", `{"hash":"`+time.Now().String()+`"}`)
		before := len(w.entries(w.a))
		_, err := w.commit(module,
			store.Mutation{Verb: store.Delete, Collection: "tokens", ID: token.ID},
			store.Mutation{Verb: store.Create, Collection: "answers", Doc: []byte(`{"value":1}`)})
		if err != nil {
			t.Fatal(err)
		}
		if after := len(w.entries(w.a)); after != before {
			t.Errorf("an answer left %d entries", after-before)
		}
	}
	wave := w.create(w.a.coordinator(), "visits", `{"title":"wave"}`)
	closing := w.a.coordinator()
	closing.Mode = record.AsModule
	for _, tally := range []store.Tally{{Collection: "answers", Filter: "value = 1", Subject: wave.ID}, {Collection: "answers", Filter: "value = 2"}} {
		_, err := w.keeper.View(closing).Commit(t.Context(), store.Commit{
			Mutations: []store.Mutation{{Verb: store.Update, Collection: "visits", ID: wave.ID, Doc: []byte(`{"title":"closed"}`)}},
			Tallies:   []store.Tally{tally},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var tallies []audit.Entry
	for _, e := range w.entries(w.a) {
		if e.Action == "test:answers.tally" {
			tallies = append(tallies, e)
		}
	}
	if len(tallies) != 1 || tallies[0].Count != 3 || tallies[0].Resource != "test/answers/"+wave.ID ||
		tallies[0].Principal != "module:test" || tallies[0].Behalf != closing.Who() || !tallies[0].At.Equal(w.clock.Now().Truncate(24*time.Hour)) {
		t.Errorf("tallies: %+v", tallies)
	}
	_, err := w.keeper.View(closing).Commit(t.Context(), store.Commit{Tallies: []store.Tally{{Collection: "visits"}}})
	wantKind(t, "a tally of what has entries", err, fault.Invalid)
}

func TestModulesSpeakInTheirOwnName(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	v := w.keeper.View(w.a.coordinator())
	_, err := v.Commit(t.Context(), store.Commit{Events: []store.Event{{Type: "other.done"}}})
	wantKind(t, "an event of another module", err, fault.Invalid)
	_, err = v.Commit(t.Context(), store.Commit{Jobs: []store.Job{{}}})
	wantKind(t, "a job without a name", err, fault.Invalid)
	_, err = v.Commit(t.Context(), store.Commit{
		Events: []store.Event{{Type: "test.done", Data: json.RawMessage(`{}`)}}, Jobs: []store.Job{{Name: "count"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	items, err := w.db.Queue().Lease(t.Context(), 10, time.Minute)
	if err != nil || len(items) != 2 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	for _, i := range items {
		if i.Tenant != w.a.id || i.Name == "count" && (i.Consumer != "test" || i.Principal != w.a.coordinator().Who()) {
			t.Errorf("item: %+v", i)
		}
	}
}

// TestAMessageIsQueuedWithItsChange commits a record with a message, then one that fails.
func TestAMessageIsQueuedWithItsChange(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t), func(c *record.Config) {
		c.Letters = func(to tenant.ID, m store.Mail) ([]byte, error) {
			if m.To == "" {
				return nil, fault.InvalidField("/to", "must be there")
			}
			return []byte(to.String() + " " + m.To + " " + m.Language), nil
		}
	})
	v := w.keeper.View(w.a.coordinator())
	write := func(doc, to string) error {
		_, err := v.Commit(t.Context(), store.Commit{
			Mutations: []store.Mutation{{Verb: store.Create, Collection: "visits", Doc: []byte(doc)}},
			Mails:     []store.Mail{{To: to, Subject: "s", Text: "t"}},
		})
		return err
	}
	if err := write(`{"title":"kept"}`, "ines@example.org"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "a record that is not valid", write(`{"title":7}`, "other@example.org"), fault.Invalid)
	wantKind(t, "a message that is not", write(`{"title":"not kept"}`, ""), fault.Invalid)
	items, err := w.db.Queue().Lease(t.Context(), 10, time.Minute)
	if err != nil || len(items) != 1 {
		t.Fatalf("%d items, %v", len(items), err)
	}
	if i := items[0]; i.Kind != outbox.Mail || i.Tenant != w.a.id || i.Principal != "module:test" || string(i.Data) != w.a.id.String()+" ines@example.org "+w.a.coordinator().Principal.Language {
		t.Errorf("item %+v %s", i, i.Data)
	}
	if page, err := v.List(t.Context(), "visits", store.Query{}); err != nil || len(page.Records) != 1 {
		t.Errorf("%d visits, %v; want the one whose message is queued", len(page.Records), err)
	}
	_, err = newWorld(t, sqlite(t)).keeper.View(w.a.coordinator()).Commit(t.Context(), store.Commit{Mails: []store.Mail{{To: "a@example.org"}}})
	wantKind(t, "a message where none are sent", err, fault.Unsupported)
}
