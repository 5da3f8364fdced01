package storetest

import (
	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// anonymity looks for what an anonymous record must not have.
func (s *suite) anonymity() {
	token := s.commit(s.Internal, store.Mutation{Verb: store.Create, Collection: "tokens", Doc: doc{"hash": "h"}.text()})[0]
	use := store.Commit{Mutations: []store.Mutation{
		{Verb: store.Delete, Collection: "tokens", ID: token.ID},
		{Verb: store.Create, Collection: "answers", Doc: doc{"value": 3, "site": s.North.ID}.text()},
	}}
	r, err := s.Internal.Commit(s.Context(), use)
	if err != nil {
		s.Fatalf("using a code: %v", err)
	}
	p, err := s.Internal.List(s.Context(), "answers", store.Query{})
	if err != nil || len(p.Records) != 1 {
		s.Fatalf("reading answers back: %d, %v", len(p.Records), err)
	}
	for _, a := range []store.Record{r.Records[1], p.Records[0]} {
		if id, err := uuid.Parse(a.ID); err != nil || id.Version() != 4 {
			s.Errorf("id %q is not random", a.ID)
		}
		if a.Rev != 0 || a.Owner != "" || !a.Created.IsZero() || !a.Updated.IsZero() || a.Unit != s.North.Path {
			s.Errorf("an anonymous record says too much, or not where: %+v", a)
		}
	}
	_, err = s.Internal.Commit(s.Context(), use)
	s.wantKind("a code used twice", err, fault.NotFound)
	for what, c := range map[string]store.Commit{
		"a change of an ordinary record": {Mutations: []store.Mutation{
			{Verb: store.Create, Collection: "answers", Doc: doc{"value": 3}.text()},
			{Verb: store.Create, Collection: "visits", Doc: doc{"title": "a"}.text()},
		}},
		"a new internal record": {Mutations: []store.Mutation{
			{Verb: store.Create, Collection: "answers", Doc: doc{"value": 3}.text()},
			{Verb: store.Create, Collection: "tokens", Doc: doc{"hash": "i"}.text()},
		}},
		"an event": {
			Mutations: []store.Mutation{{Verb: store.Create, Collection: "answers", Doc: doc{"value": 3}.text()}},
			Events:    []store.Event{{Type: "test.answered"}},
		},
		"a job": {
			Mutations: []store.Mutation{{Verb: store.Create, Collection: "answers", Doc: doc{"value": 3}.text()}},
			Jobs:      []store.Job{{Name: "count"}},
		},
	} {
		_, err := s.Internal.Commit(s.Context(), c)
		s.wantKind("an anonymous record beside "+what, err, fault.Invalid)
	}
	if p, err := s.Internal.List(s.Context(), "answers", store.Query{}); err != nil || len(p.Records) != 1 {
		s.Errorf("after refused commits: %d answers, %v", len(p.Records), err)
	}
	_, err = s.Internal.List(s.Context(), "answers", store.Query{Order: "created_at"})
	s.wantPointer("an order by a time that is not kept", err, "/order_by")
}

// tenants writes as one tenant and proves that the other sees nothing.
func (s *suite) tenants() {
	if s.Other == nil {
		return
	}
	ours := s.create("visits", doc{"title": "ours", "code": "1", "places": 3})[0]
	theirs := s.commit(s.Other, store.Mutation{Verb: store.Create, Collection: "visits", Doc: doc{"title": "theirs", "code": "1"}.text()})[0]
	_, err := s.Other.Get(s.Context(), "visits", ours.ID)
	s.wantKind("get across tenants", err, fault.NotFound)
	for what, q := range map[string]store.Query{
		"list":          {},
		"list by id":    {Filter: `id = "` + ours.ID + `"`},
		"list by title": {Filter: `title = "ours"`},
		"search":        {Search: "ours"},
	} {
		p, err := s.Other.List(s.Context(), "visits", q)
		if err != nil {
			s.Errorf("%s: %v", what, err)
		}
		for _, r := range p.Records {
			if r.ID != theirs.ID {
				s.Errorf("%s across tenants found %s", what, r.Doc)
			}
		}
	}
	groups, err := s.Other.Aggregate(s.Context(), "visits", store.Aggregation{Measure: []store.Measure{{Op: store.Count}}})
	if err != nil || len(groups) != 1 || groups[0].N != 1 {
		s.Errorf("a count across tenants: %+v, %v", groups, err)
	}
	for what, m := range map[string]store.Mutation{
		"update": {Verb: store.Update, ID: ours.ID, Doc: doc{"title": "x"}.text()},
		"delete": {Verb: store.Delete, ID: ours.ID},
	} {
		m.Collection = "visits"
		_, err := s.Other.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{m}})
		s.wantKind(what+" across tenants", err, fault.NotFound)
	}
	_, err = s.Other.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
		{Verb: store.Create, Collection: "visits", Doc: doc{"title": "x", "site": s.North.ID}.text()},
	}})
	s.wantPointer("a unit of another tenant", err, "/site")
	if got, err := s.Store.Get(s.Context(), "visits", ours.ID); err != nil || got.Rev != 1 {
		s.Errorf("ours afterwards: %+v, %v", got, err)
	}
}
