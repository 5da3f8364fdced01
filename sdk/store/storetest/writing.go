package storetest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// records follows one record through its life.
func (s *suite) records() {
	made := s.create("visits", doc{"title": "Café & <co>", "phone": nil, "opens": "2026-03-01T10:00:00+02:00", "score": 0.5})[0]
	if id, err := uuid.Parse(made.ID); err != nil || id.Version() != 7 {
		s.Errorf("id %q is no UUIDv7", made.ID)
	}
	if made.Rev != 1 || made.Unit != "/" || made.Created.IsZero() || !made.Created.Equal(made.Updated) {
		s.Errorf("a fresh record: %+v", made)
	}
	s.wantDoc(made, doc{"title": "Café & <co>", "opens": "2026-03-01T08:00:00.000Z", "score": 0.5})
	got, err := s.Store.Get(s.Context(), "visits", made.ID)
	if err != nil {
		s.Fatalf("get: %v", err)
	}
	if diff := cmp.Diff(made, got); diff != "" {
		s.Errorf("what was answered is not what is kept:\n%s", diff)
	}
	changed := s.commit(s.Store, store.Mutation{
		Verb: store.Update, Collection: "visits", ID: made.ID, Rev: 1,
		Doc: doc{"title": "Tea", "site": s.North.ID}.text(),
	})[0]
	if changed.Rev != 2 || changed.Unit != s.North.Path || !changed.Created.Equal(made.Created) {
		s.Errorf("after an update: %+v", changed)
	}
	s.wantDoc(changed, doc{"title": "Tea", "site": s.North.ID})
	gone := s.commit(s.Store, store.Mutation{Verb: store.Delete, Collection: "visits", ID: made.ID, Rev: 2})[0]
	if gone.ID != made.ID || gone.Doc != nil {
		s.Errorf("a deleted record: %+v", gone)
	}
	_, err = s.Store.Get(s.Context(), "visits", made.ID)
	s.wantKind("get after delete", err, fault.NotFound)
}

func (s *suite) wantDoc(r store.Record, want doc) {
	s.Helper()
	var got doc
	if err := json.Unmarshal(r.Doc, &got); err != nil {
		s.Fatalf("reading %s: %v", r.Doc, err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		s.Errorf("document (-want +got):\n%s", diff)
	}
}

func (s *suite) badDocuments() {
	for text, pointer := range map[string]string{
		`{`:                                      "",
		`[]`:                                     "",
		`null`:                                   "",
		`{"a":1} x`:                              "",
		"{\"title\":\"\xff\"}":                   "",
		`{}`:                                     "/title",
		`{"title":null}`:                         "/title",
		`{"title":""}`:                           "/title",
		`{"title":7}`:                            "/title",
		`{"title":"a\u0000b"}`:                   "/title",
		`{"title":"a","Title":"b"}`:              "/Title",
		`{"title":"a","id":"b"}`:                 "/id",
		`{"title":"a","a/b~":1}`:                 "/a~1b~0",
		`{"title":"a","status":"closed"}`:        "/status",
		`{"title":"a","places":1.5}`:             "/places",
		`{"title":"a","places":-1}`:              "/places",
		`{"title":"a","places":"5"}`:             "/places",
		`{"title":"a","score":9007199254740994}`: "/score",
		`{"title":"a","starts":"2026-02-30"}`:    "/starts",
		`{"title":"a","opens":"yesterday"}`:      "/opens",
		`{"title":"a","urgent":"yes"}`:           "/urgent",
		`{"title":"a","tags":["b",7]}`:           "/tags/1",
		`{"title":"a","site":"nowhere"}`:         "/site",
		`{"title":"a","tags":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`: "/tags" + strings.Repeat("/0", 31),
		`{"title":"` + strings.Repeat("a", store.MaxDocument) + `"}`:                     "",
	} {
		_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
			{Verb: store.Create, Collection: "visits", Doc: json.RawMessage(text)},
		}})
		if len(text) > 100 {
			text = text[:100] + "…"
		}
		s.wantPointer(text, err, pointer)
	}
	_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
		{Verb: store.Create, Collection: "visits", Doc: doc{"title": "a"}.text()},
		{Verb: store.Create, Collection: "visits", Doc: doc{"title": "a", "places": -1}.text()},
	}})
	s.wantPointer("the second of two mutations", err, "/mutations/1/doc/places")
	if titles := s.titles(store.Query{}); len(titles) > 0 {
		s.Errorf("refused documents were kept: %v", titles)
	}
}

func (s *suite) preconditions() {
	r := s.create("visits", doc{"title": "a"})[0]
	absent := uuid.Must(uuid.NewV7()).String()
	title := doc{"title": "b"}.text()
	for what, c := range map[string]struct {
		m    store.Mutation
		kind fault.Kind
	}{
		"update at an old revision":   {store.Mutation{Verb: store.Update, ID: r.ID, Rev: 9, Doc: title}, fault.Conflict},
		"delete at an old revision":   {store.Mutation{Verb: store.Delete, ID: r.ID, Rev: 9}, fault.Conflict},
		"update of nothing":           {store.Mutation{Verb: store.Update, ID: absent, Doc: title}, fault.NotFound},
		"update of nothing, revision": {store.Mutation{Verb: store.Update, ID: absent, Rev: 1, Doc: title}, fault.NotFound},
		"delete of nothing":           {store.Mutation{Verb: store.Delete, ID: absent}, fault.NotFound},
		"create of what exists":       {store.Mutation{Verb: store.Create, ID: r.ID, Doc: title}, fault.Conflict},
		"no verb":                     {store.Mutation{ID: r.ID, Doc: title}, fault.Invalid},
	} {
		c.m.Collection = "visits"
		_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{c.m}})
		s.wantKind(what, err, c.kind)
	}
	chosen := s.commit(s.Store, store.Mutation{Verb: store.Create, Collection: "visits", ID: absent, Doc: title})[0]
	if chosen.ID != absent {
		s.Errorf("a chosen id %s became %s", absent, chosen.ID)
	}
	_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: "nothing", Doc: title}}})
	s.wantKind("commit to no collection", err, fault.NotFound)
	_, err = s.Store.Get(s.Context(), "nothing", r.ID)
	s.wantKind("get from no collection", err, fault.NotFound)
	_, err = s.Store.Get(s.Context(), "visits", "no-id")
	s.wantKind("get by what is no id", err, fault.NotFound)
}

func (s *suite) atomicity() {
	r := s.create("visits", doc{"title": "kept", "code": "1"})[0]
	other := s.create("visits", doc{"title": "kept too"})[0]
	for what, bad := range map[string]store.Mutation{
		"revision": {Verb: store.Update, Collection: "visits", ID: r.ID, Rev: 7, Doc: doc{"title": "x"}.text()},
		"unique":   {Verb: store.Create, Collection: "visits", Doc: doc{"title": "x", "code": "1"}.text()},
		"absent":   {Verb: store.Delete, Collection: "visits", ID: uuid.Must(uuid.NewV7()).String()},
		"document": {Verb: store.Create, Collection: "visits", Doc: doc{}.text()},
	} {
		_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
			{Verb: store.Create, Collection: "visits", Doc: doc{"title": "lost"}.text()},
			{Verb: store.Update, Collection: "visits", ID: other.ID, Doc: doc{"title": "lost"}.text()},
			bad,
		}})
		if err == nil {
			s.Errorf("%s: a commit with a bad mutation passed", what)
		}
	}
	_, err := s.Store.Commit(s.Context(), store.Commit{Mutations: []store.Mutation{
		{Verb: store.Update, Collection: "visits", ID: r.ID, Doc: doc{"title": "lost"}.text()},
		{Verb: store.Delete, Collection: "visits", ID: r.ID},
	}})
	s.wantKind("two mutations of one record", err, fault.Invalid)
	_, err = s.Store.Commit(s.Context(), store.Commit{Mutations: slices.Repeat([]store.Mutation{
		{Verb: store.Create, Collection: "visits", Doc: doc{"title": "lost"}.text()},
	}, store.MaxMutations+1)})
	s.wantKind("a commit beyond the limit", err, fault.Invalid)
	if diff := cmp.Diff([]string{"kept", "kept too"}, s.titles(store.Query{})); diff != "" {
		s.Errorf("part of a refused commit was kept:\n%s", diff)
	}
	got := s.commit(s.Store,
		store.Mutation{Verb: store.Create, Collection: "visits", Doc: doc{"title": "two"}.text()},
		store.Mutation{Verb: store.Delete, Collection: "visits", ID: r.ID, Rev: 1},
		store.Mutation{Verb: store.Create, Collection: "visits", Doc: doc{"title": "three", "code": "1"}.text()},
	)
	if got[1].ID != r.ID || got[2].Rev != 1 {
		s.Errorf("the receipt is not in the order of the mutations: %+v", got)
	}
	if diff := cmp.Diff([]string{"kept too", "three", "two"}, s.titles(store.Query{Order: "title"})); diff != "" {
		s.Errorf("after a commit of several:\n%s", diff)
	}
}
