package storetest

import (
	"context"
	"errors"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// patience bounds the wait for a change that must come: it is never waited out by a store that works.
const patience = 20 * time.Second

func (s *suite) watch() {
	first := s.create("visits", doc{"title": "a"}, doc{"title": "b"})
	seen := s.watching(s.Store, "")
	// "From now on" begins when the watch has: changes are made until the first one arrives.
	var c store.Change
	for begun := false; !begun; {
		s.create("visits", doc{"title": "early"})
		select {
		case c = <-seen.changes:
			begun = true
		case <-time.After(50 * time.Millisecond):
		}
	}
	seen.stop()
	if titlesOf(s.T, []store.Record{c.Record})[0] != "early" || c.Verb != store.Create {
		s.Errorf("from now on: %+v", c)
	}
	at := s.last(c.Cursor)

	if s.Other != nil {
		s.commit(s.Other, store.Mutation{Verb: store.Create, Collection: "visits", Doc: doc{"title": "elsewhere"}.text()})
	}
	s.commit(s.Store, store.Mutation{Verb: store.Update, Collection: "visits", ID: first[0].ID, Doc: doc{"title": "a2"}.text()})
	s.commit(s.Store, store.Mutation{Verb: store.Delete, Collection: "visits", ID: first[1].ID})
	resumed := s.watching(s.Store, at)
	defer resumed.stop()
	made := s.create("visits", doc{"title": "c"})[0]
	type seenChange struct {
		Verb store.Verb
		ID   string
		Doc  bool
	}
	want := []seenChange{
		{store.Update, first[0].ID, true}, {store.Delete, first[1].ID, false}, {store.Create, made.ID, true},
	}
	for _, w := range want {
		c := resumed.next(s)
		if diff := cmp.Diff(w, seenChange{c.Verb, c.Record.ID, c.Record.Doc != nil}); diff != "" {
			s.Errorf("a change (-want +got):\n%s", diff)
		}
	}
	for _, collection := range []string{"tokens", "answers"} {
		if err := s.Internal.Watch(s.Context(), collection, "", func(store.Change) error { return nil }); err == nil {
			s.Errorf("%s can be watched", collection)
		}
	}
	stop := errors.New("enough")
	if err := s.Store.Watch(s.Context(), "visits", at, func(store.Change) error { return stop }); !errors.Is(err, stop) {
		s.Errorf("a watch whose deliver failed ended with %v", err)
	}
	s.wantKind("a watch of nothing", s.Store.Watch(s.Context(), "nothing", "", nil), fault.NotFound)
}

// last follows the changes after a cursor to the newest one.
func (s *suite) last(cursor string) string {
	s.Helper()
	end := s.create("visits", doc{"title": "end"})[0]
	seen := s.watching(s.Store, cursor)
	defer seen.stop()
	for {
		if c := seen.next(s); c.Record.ID == end.ID {
			return c.Cursor
		}
	}
}

// watched is a running watch.
type watched struct {
	changes chan store.Change
	stop    func()
}

func (s *suite) watching(st store.Store, cursor string) watched {
	ctx, cancel := context.WithCancel(s.Context())
	w := watched{changes: make(chan store.Change, 100)}
	ended := make(chan error, 1)
	go func() {
		ended <- st.Watch(ctx, "visits", cursor, func(c store.Change) error { w.changes <- c; return nil })
	}()
	w.stop = func() {
		cancel()
		select {
		case <-ended:
		case <-time.After(patience):
			s.Errorf("a cancelled watch does not end")
		}
	}
	return w
}

func (w watched) next(s *suite) store.Change {
	s.Helper()
	select {
	case c := <-w.changes:
		return c
	case <-time.After(patience):
		s.Fatalf("a change did not arrive")
		return store.Change{}
	}
}
