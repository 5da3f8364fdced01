package piloufilou_test

import (
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// The demonstration shows an edition at work, once, however often it is told; a workshop waits for today.
func TestTheDemonstrationShowsAnEditionAtWork(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	for range 2 {
		if err := w.Hear(t.Context(), store.Event{Type: sdk.DemoBegan}); err != nil {
			t.Fatal(err)
		}
	}
	count := func(collection string) int {
		page, err := w.Store().List(t.Context(), collection, store.Query{Size: 1000})
		if err != nil {
			t.Fatal(err)
		}
		return len(page.Records)
	}
	if count("editions") != 1 || count("cycles") != 6 || count("facilitators") != 6 || count("workshops") != 5*16 || count("cards") != 1 {
		t.Errorf("%d editions, %d cycles, %d facilitators, %d workshops", count("editions"), count("cycles"), count("facilitators"), count("workshops"))
	}
	page, err := w.Store().List(t.Context(), "editions", store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	answer := w.Do("GET", "/editions/"+page.Records[0].ID+":overview", "")
	for _, want := range []string{`"states":"hhhhhhpppppppppp"`, `"next_number":7,"next_on":"2026-09-14"`, `"unsupervised":2`, `"status":"done"`, `"late":2`} {
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("no %s in %s", want, answer.Body)
		}
	}
}
