package memstore_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
	"github.com/ribambelle/ribambelle/sdk/store/memstore"
	"github.com/ribambelle/ribambelle/sdk/store/storetest"
)

func TestStore(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) storetest.Harness {
		h := storetest.Harness{
			North: storetest.Unit{ID: "n", Path: "/north/"},
			Inner: storetest.Unit{ID: "i", Path: "/north/inner/"},
			South: storetest.Unit{ID: "s", Path: "/south/"},
		}
		h.Store = open(t, map[string]string{"n": h.North.Path, "i": h.Inner.Path, "s": h.South.Path})
		h.Other = open(t, map[string]string{"o": "/other/"})
		return h
	})
}

func open(t *testing.T, units map[string]string) *memstore.Store {
	t.Helper()
	s, err := memstore.New(memstore.Config{Collections: storetest.Schemas(), Units: units})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestNewRefusesUnsoundSchemas(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{}`, `{"type":"object","properties":{"a":{"type":"strin"}}}`} {
		_, err := memstore.New(memstore.Config{Collections: []store.Schema{{Collection: "a", JSON: []byte(text)}}})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want invalid", text, err)
		}
	}
}

func TestOutbox(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	_, err := s.Commit(t.Context(), store.Commit{
		Events: []store.Event{{Type: "test.done"}}, Jobs: []store.Job{{Name: "count"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if o := s.Outbox(); len(o.Events) != 1 || o.Events[0].Type != "test.done" || len(o.Jobs) != 1 || o.Jobs[0].Name != "count" {
		t.Errorf("outbox: %+v", o)
	}
}
