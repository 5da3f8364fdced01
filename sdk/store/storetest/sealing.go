package storetest

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// signatures fills the collection whose fields are sealed.
func (s *suite) signatures() []store.Record {
	s.Helper()
	return s.create("signatures",
		doc{"title": "a", "email": "ana@example.org", "union": "yes", "age": 41, "score": 1.5, "opinion": "secret", "more": doc{"n": 1}},
		doc{"title": "b", "email": "bob@example.org", "union": "no", "age": 41},
		doc{"title": "c"},
	)
}

// sealed follows records with sealed fields: whoever may read them sees nothing of the sealing.
func (s *suite) sealed() {
	made := s.signatures()
	whole := doc{"title": "a", "email": "ana@example.org", "union": "yes", "age": 41.0, "score": 1.5, "opinion": "secret", "more": map[string]any{"n": 1.0}}
	s.wantDoc(made[0], whole)
	got, err := s.Store.Get(s.Context(), "signatures", made[0].ID)
	if err != nil {
		s.Fatalf("get: %v", err)
	}
	if diff := cmp.Diff(made[0], got); diff != "" {
		s.Errorf("what was answered is not what is kept:\n%s", diff)
	}
	changed := s.commit(s.Store, store.Mutation{
		Verb: store.Update, Collection: "signatures", ID: made[0].ID, Rev: 1, Doc: doc{"title": "a", "email": "ana@example.org", "opinion": "another"}.text(),
	})[0]
	s.wantDoc(changed, doc{"title": "a", "email": "ana@example.org", "opinion": "another"})
	_, err = s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
		{Verb: store.Create, Collection: "signatures", Doc: doc{"title": "d", "email": "bob@example.org"}.text()},
	}})
	if f := fault.From(err); err == nil || f.Code != store.CodeTaken || len(f.Fields) != 1 || f.Fields[0].Pointer != "/email" {
		s.Errorf("a sealed value that another record has: %v", err)
	}
	for text, pointer := range map[string]string{
		`{"title":"d","union":"perhaps"}`:                  "/union",
		`{"title":"d","age":"old"}`:                        "/age",
		`{"title":"d","opinion":{"sealed":"AAAA"}}`:        "/opinion",
		`{"title":"d","email":{"sealed":"AAAA"}}`:          "/email",
		`{"title":"d","score":{"sealed":"A"}}`:             "/score",
		`{"title":"d","email":{"blind":"A","sealed":"A"}}`: "/email",
	} {
		_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: "signatures", Doc: json.RawMessage(text)}}})
		s.wantPointer(text, err, pointer)
	}
	made = s.commit(s.Store, store.Mutation{Verb: store.Create, Collection: "signatures", Doc: doc{"title": "e", "more": doc{"sealed": "AAAA", "blind": "B"}}.text()})
	s.wantDoc(made[0], doc{"title": "e", "more": map[string]any{"sealed": "AAAA", "blind": "B"}})
	s.watchSealed()
}

// watchSealed wants a change's sealed fields as a reader sees them.
func (s *suite) watchSealed() {
	s.Helper()
	if s.Other != nil {
		page, err := s.Other.List(s.Context(), "signatures", store.Query{Filter: `email = "bob@example.org"`})
		if err != nil || len(page.Records) > 0 {
			s.Errorf("another tenant finds %d signatures, %v", len(page.Records), err)
		}
	}
	ctx, stop := context.WithTimeout(s.Context(), patience)
	defer stop()
	heard, ended := make(chan store.Change), make(chan error, 1)
	go func() {
		ended <- s.Store.Watch(ctx, "signatures", "", func(c store.Change) error {
			select {
			case heard <- c:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}()
	for { // "from now on" begins when the watch has
		s.create("signatures", doc{"title": "watched", "opinion": "told"})
		select {
		case c := <-heard:
			s.wantDoc(c.Record, doc{"title": "watched", "opinion": "told"})
			return
		case err := <-ended:
			s.Fatalf("the watch ended: %v", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// sealedQueries asks of sealed fields what may be asked, and what may not.
func (s *suite) sealedQueries() {
	s.signatures()
	for text, want := range map[string][]string{
		`email = "ana@example.org"`:              {"a"},
		`email = "Ana@example.org"`:              {},
		`email != "ana@example.org"`:             {"b"},
		`NOT email = "ana@example.org"`:          {"b", "c"},
		`union = "yes" OR title = "c"`:           {"a", "c"},
		`union = yes AND email:"x" OR age = 41`:  nil,
		`age = 41`:                               {"a", "b"},
		`age = 41.0 AND union = "no"`:            {"b"},
		`email = "bob@example.org" AND age != 5`: {"b"},
	} {
		page, err := s.Store.List(s.Context(), "signatures", store.Query{Filter: text, Order: "title"})
		if want == nil {
			s.wantPointer(text, err, "/filter")
			continue
		}
		if err != nil {
			s.Errorf("%s: %v", text, err)
			continue
		}
		if got := titlesOf(s.T, page.Records); !slices.Equal(got, want) {
			s.Errorf("%s finds %v, want %v", text, got, want)
		}
	}
	for text, pointer := range map[string]string{
		`email = "ana*"`: "/filter", `email = "*org"`: "/filter", `email:"ana"`: "/filter", `email:*`: "/filter", `email > "a"`: "/filter",
		`age < 50`: "/filter", `NOT age >= 5`: "/filter", `opinion = "secret"`: "/filter", `opinion:*`: "/filter", `score = 1.5`: "/filter", `title = "a" OR opinion != "x"`: "/filter",
	} {
		_, err := s.Store.List(s.Context(), "signatures", store.Query{Filter: text})
		s.wantPointer(text, err, pointer)
		_, err = s.Store.Aggregate(s.Context(), "signatures", store.Aggregation{Filter: text, Measure: []store.Measure{{Op: store.Count}}})
		s.wantPointer("counting "+text, err, pointer)
	}
	for _, order := range []string{"email", "title, age desc", "opinion"} {
		_, err := s.Store.List(s.Context(), "signatures", store.Query{Order: order})
		s.wantPointer("order by "+order, err, "/order_by")
	}
	for pointer, a := range map[string]store.Aggregation{
		"/group_by/0":      {GroupBy: []string{"union"}, Measure: []store.Measure{{Op: store.Count}}},
		"/measure/0/field": {Measure: []store.Measure{{Op: store.Avg, Field: "age"}}},
		"/measure/1/field": {Measure: []store.Measure{{Op: store.Count}, {Op: store.Max, Field: "score"}}},
	} {
		_, err := s.Store.Aggregate(s.Context(), "signatures", a)
		s.wantPointer("an aggregate of what is sealed", err, pointer)
	}
	page, err := s.Store.List(s.Context(), "signatures", store.Query{Search: "secret"})
	if err != nil || len(page.Records) > 0 {
		s.Errorf("a search finds %d signatures by what is sealed, %v", len(page.Records), err)
	}
}
