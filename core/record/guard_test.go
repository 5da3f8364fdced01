package record_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestModulesOfOthersLookAtWrites has two modules look at what is written to a collection that has a hook of its own.
func TestModulesOfOthersLookAtWrites(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		w := newWorld(t, config(d))
		w.hook.guards = map[string][]string{"test/guarded": {"alpha", "beta"}, "test/contacts": {"alpha"}, "test/signatures": {"alpha"}}
		w.hook.only = w.a.id
		var asked []string
		var last record.Change
		w.hook.set(func(_ context.Context, c record.Change) ([]byte, error) {
			asked, last = append(asked, c.Module+" "+c.Collection), c
			switch {
			case c.Module == "test":
				return []byte(`{"title":"of its own hook"}`), nil
			case c.Module == "beta" && strings.Contains(string(c.Old), "own hook"):
				return nil, fault.New(fault.Conflict, "not-this-one", "Not this one.")
			}
			return []byte(`{"title":"changed by another"}`), nil
		})
		c := w.a.coordinator()
		made := w.create(c, "guarded", `{"title":"plain"}`)
		if got := strings.Join(asked, ", "); got != "test guarded, alpha test/guarded, beta test/guarded" || string(made.Doc) != `{"title":"of its own hook"}` || string(last.New) != string(made.Doc) {
			t.Errorf("asked %s, shown %s, written %s", got, last.New, made.Doc)
		}
		for _, m := range []store.Mutation{{Verb: store.Update, Doc: []byte(`{"title":"b"}`)}, {Verb: store.Delete}} {
			m.Collection, m.ID = "guarded", made.ID
			if _, err := w.commit(c, m); !errors.Is(err, fault.New(fault.Conflict, "not-this-one", "")) {
				t.Errorf("%s that another module refuses: %v", m.Verb, err)
			}
		}
		asked = nil
		inside := c
		inside.Inside = true // what a module's own operations and jobs write is looked at as well
		if _, err := w.commit(inside, store.Mutation{Verb: store.Delete, Collection: "guarded", ID: made.ID}); fault.From(err).Code != "not-this-one" || strings.Join(asked, ", ") != "alpha test/guarded, beta test/guarded" {
			t.Errorf("a write of the module's own: %v, asked %v", err, asked)
		}
		asked = nil
		w.create(w.b.coordinator(), "contacts", `{"person":"p","phone":"1"}`)
		if len(asked) > 0 {
			t.Errorf("another tenant's write was shown: %v", asked)
		}

		w.create(c, "contacts", `{"person":"p","phone":"012"}`)
		if !strings.Contains(string(last.New), "012") {
			t.Errorf("personal data are not shown: %s", last.New)
		}
		all := w.entries(w.a)
		told := func(e audit.Entry) bool {
			return e.Principal == "module:alpha" && e.Behalf == c.Who() && e.Action == "test:contacts.read" && e.Resource == "test/contacts"
		}
		found := false
		for _, e := range all {
			found = found || told(e)
		}
		if !found {
			t.Errorf("nobody wrote down that a module saw personal data: %+v", all)
		}
		secret := w.create(c, "signatures", `{"title":"a","union":"yes","opinion":"sealed-word"}`)
		if strings.Contains(string(last.New), "sealed-word") || !strings.Contains(string(last.New), `"a"`) || !strings.Contains(string(secret.Doc), "sealed-word") {
			t.Errorf("of sensitive fields a module of others is shown %s", last.New)
		}
	})
}

// TestAGuardThatDoesNotAnswer lets nothing pass, in a time that all share, and names the module to administrators alone.
func TestAGuardThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	w.hook.guards = map[string][]string{"test/contacts": {"alpha", "beta"}}
	create := store.Mutation{Verb: store.Create, Collection: "contacts", Doc: []byte(`{"person":"p"}`)}
	administrator := w.a.coordinator()
	administrator.Principal.Grants = append(administrator.Principal.Grants, identity.Grant{Role: identity.Administrator, Path: "/"})
	for name, fails := range map[string]error{
		"a failure": errors.New("broken"), "its own failure": fault.New(fault.Internal, "internal", "Something."), "a quarantine": fault.New(fault.Unavailable, "module-unavailable", "It does not run."),
		"what would sign people out": fault.New(fault.Unauthenticated, "sign-in-needed", "Sign in."), "what would hide the record": fault.New(fault.NotFound, "record-not-found", "There is none."),
	} {
		w.hook.set(func(_ context.Context, c record.Change) ([]byte, error) {
			if c.Module == "beta" {
				return nil, fails
			}
			return nil, nil
		})
		_, err := w.commit(w.a.coordinator(), create)
		if f := fault.From(err); f.Kind != fault.Unavailable || f.Code != "hook-unavailable" || strings.Contains(f.Message, "beta") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err = w.commit(administrator, create); !strings.Contains(fault.From(err).Message, "module beta") || fault.From(err).Code != "hook-unavailable" {
			t.Errorf("%s, for an administrator: %v", name, err)
		}
	}
	w.hook.set(func(context.Context, record.Change) ([]byte, error) {
		return nil, fault.New(fault.NotFound, "module-off", "It is off.") // turned off since it was asked who looks
	})
	if _, err := w.commit(w.a.coordinator(), create); err != nil {
		t.Errorf("a module that was turned off holds a write up: %v", err)
	}
	calls := 0
	w.hook.set(func(ctx context.Context, _ record.Change) ([]byte, error) {
		if calls++; calls < 3 {
			return nil, nil
		}
		if end, ok := ctx.Deadline(); !ok || time.Until(end) > record.HookTime {
			t.Errorf("a guard may think until %v", end)
			return nil, nil
		}
		<-ctx.Done()
		return nil, nil // too late
	})
	began := time.Now()
	_, err := w.commit(w.a.coordinator(), create, create, create)
	if f := fault.From(err); f.Code != "hook-unavailable" || time.Since(began) > 20*record.HookTime {
		t.Errorf("guards that take their time: %v after %s", err, time.Since(began))
	}
	if page, err := w.keeper.View(w.a.coordinator()).List(t.Context(), "contacts", store.Query{}); err != nil || len(page.Records) != 1 {
		t.Errorf("written without a guard's word: %v, %v", page.Records, err)
	}
}

// TestNobodyLooksAtWhatNobodyReads writes to an anonymous and an internal collection that somebody wants to look at.
func TestNobodyLooksAtWhatNobodyReads(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	w.hook.guards = map[string][]string{}
	written := 0
	for _, table := range tables(t) {
		if table.Schema.Kind == store.Ordinary {
			continue
		}
		w.hook.guards["test/"+table.Schema.Collection] = []string{"alpha"}
		w.hook.set(func(_ context.Context, c record.Change) ([]byte, error) {
			t.Errorf("%s was shown to %s", c.Collection, c.Module)
			return nil, nil
		})
		if _, err := w.commit(w.a.itself(), store.Mutation{Verb: store.Create, Collection: table.Schema.Collection, Doc: []byte(`{}`)}); err == nil || fault.KindOf(err) == fault.Invalid {
			written++
		}
	}
	if written == 0 {
		t.Error("nothing was tried")
	}
}
