package storetest

import (
	"errors"
	"sync"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const racers = 8

func (s *suite) unique() {
	a := s.create("visits", doc{"title": "a", "code": "1"})[0]
	taken := store.Mutation{Verb: store.Create, Collection: "visits", Doc: doc{"title": "b", "code": "1"}.text()}
	_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{taken}})
	s.wantTaken(err)
	b := s.create("visits", doc{"title": "b", "code": "2"}, doc{"title": "c"}, doc{"title": "d"})[0]
	_, err = s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
		{Verb: store.Update, Collection: "visits", ID: b.ID, Doc: doc{"title": "b", "code": "1"}.text()},
	}})
	s.wantTaken(err)
	s.commit(s.Store, store.Mutation{Verb: store.Update, Collection: "visits", ID: a.ID, Doc: doc{"title": "a2", "code": "1"}.text()})
	s.commit(s.Store, store.Mutation{Verb: store.Delete, Collection: "visits", ID: a.ID})
	s.commit(s.Store, taken)
}

func (s *suite) wantTaken(err error) {
	s.Helper()
	s.wantKind("a value that is taken", err, fault.Conflict)
	if f := fault.From(err); f == nil || f.Code != store.CodeTaken || len(f.Fields) != 1 || f.Fields[0].Pointer != "/code" {
		s.Errorf("a value that is taken: %+v, want code %s at /code", f, store.CodeTaken)
	}
}

// races lets racers do the same at the same moment: exactly one wins, the others are told why not.
func (s *suite) races() {
	r := s.create("visits", doc{"title": "a"})[0]
	s.race("update at one revision", fault.Conflict, s.Store, store.Commit{Mutations: []store.Mutation{
		{Verb: store.Update, Collection: "visits", ID: r.ID, Rev: 1, Doc: doc{"title": "b"}.text()},
	}})
	s.race("create of one value", fault.Conflict, s.Store, store.Commit{Mutations: []store.Mutation{
		{Verb: store.Create, Collection: "visits", Doc: doc{"title": "b", "code": "1"}.text()},
	}})
	s.race("delete", fault.NotFound, s.Store, store.Commit{Mutations: []store.Mutation{
		{Verb: store.Delete, Collection: "visits", ID: r.ID},
	}})
	token := s.commit(s.Internal, store.Mutation{Verb: store.Create, Collection: "tokens", Doc: doc{"hash": "h"}.text()})[0]
	s.race("use of a single-use code", fault.NotFound, s.Internal, store.Commit{Mutations: []store.Mutation{
		{Verb: store.Delete, Collection: "tokens", ID: token.ID},
		{Verb: store.Create, Collection: "answers", Doc: doc{"value": 1}.text()},
	}})
	p, err := s.Internal.List(s.Context(), "answers", store.Query{})
	if err != nil || len(p.Records) != 1 {
		s.Errorf("%d answers for one code (%v)", len(p.Records), err)
	}
	counter := s.create("visits", doc{"title": "counter"})[0]
	s.together(func() error {
		_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
			{Verb: store.Update, Collection: "visits", ID: counter.ID, Doc: doc{"title": "counted"}.text()},
		}})
		return err
	}, func(errs []error) {
		if err := errors.Join(errs...); err != nil {
			s.Errorf("updates at any revision: %v", err)
		}
	})
	if now, err := s.Store.Get(s.Context(), "visits", counter.ID); err != nil || now.Rev != racers+1 {
		s.Errorf("after %d updates: revision %d (%v)", racers, now.Rev, err)
	}
}

func (s *suite) race(what string, loser fault.Kind, st store.Store, c store.Commit) {
	s.Helper()
	s.together(func() error {
		_, err := st.Commit(s.Context(), c)
		return err
	}, func(errs []error) {
		s.Helper()
		winners := 0
		for _, err := range errs {
			if err == nil {
				winners++
			} else if fault.KindOf(err) != loser {
				s.Errorf("%s: a loser got %v, want %s", what, err, loser)
			}
		}
		if winners != 1 {
			s.Errorf("%s: %d winners of %d", what, winners, racers)
		}
	})
}

// together starts racers that wait for one signal, and judges how they ended.
func (s *suite) together(run func() error, judge func([]error)) {
	s.Helper()
	start := make(chan struct{})
	errs := make([]error, racers)
	var group sync.WaitGroup
	for i := range racers {
		group.Go(func() {
			<-start
			errs[i] = run()
		})
	}
	close(start)
	group.Wait()
	judge(errs)
}
