package sqlstore_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func entryOf(t tenantID, w *world, resource string) audit.Entry {
	return audit.Entry{
		ID: resource, Tenant: t, At: w.clock.Now(), Principal: "person:1", Behalf: "b", Action: "portrait:wave.open",
		Resource: resource, Unit: "/nord/", Outcome: audit.Denied, Rule: "overlay", Count: 3, Digest: []byte{1, 0, 255}, Salt: []byte{9}, Request: "r1",
	}
}

func TestLog(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		before, err := w.Log().Unsealed(t.Context(), tenantA, 100) // the entry that made the tenant
		if err != nil || len(before) != 1 {
			t.Fatalf("before: %v, %v", before, err)
		}
		var want []audit.Entry
		for i := range 5 {
			e := entryOf(tenantA, w, fmt.Sprint("portrait/waves/", i))
			want = append(want, e)
			if err := w.Log().Append(t.Context(), e, entryOf(tenantB, w, e.Resource)); err != nil {
				t.Fatal(err)
			}
		}
		got, err := w.Log().Unsealed(t.Context(), tenantA, 100)
		if diff := cmp.Diff(append(before, want...), got, sameTenant); err != nil || diff != "" {
			t.Errorf("unsealed: %v\n%s", err, diff)
		}
		var told []audit.Entry
		for q := (audit.Query{Size: 2, Resource: "portrait/"}); ; {
			page, next, err := w.Entries().Entries(t.Context(), tenantA, q)
			if err != nil {
				t.Fatal(err)
			}
			told = append(told, page...)
			if q.Before = next; next == "" {
				break
			}
		}
		slices.Reverse(told)
		if diff := cmp.Diff(want, told, sameTenant); diff != "" {
			t.Errorf("told (-want +got):\n%s", diff)
		}
		for what, c := range map[string]struct {
			query audit.Query
			want  int
		}{
			"by action":    {audit.Query{Action: "portrait:"}, 5},
			"by outcome":   {audit.Query{Outcome: audit.Done}, 1},
			"by principal": {audit.Query{Principal: "nobody"}, 0},
		} {
			if page, _, err := w.Entries().Entries(t.Context(), tenantA, c.query); err != nil || len(page) != c.want {
				t.Errorf("%s: %d entries, %v, want %d", what, len(page), err, c.want)
			}
		}
		if _, _, err := w.Entries().Entries(t.Context(), tenantA, audit.Query{Before: "x"}); !is(err, fault.Invalid) {
			t.Errorf("a bad cursor: %v", err)
		}
		w.seal(t, got)
	})
}

// seal seals in two steps, with what must not be sealed between them.
func (w *world) seal(t *testing.T, all []audit.Entry) {
	t.Helper()
	if _, err := w.Log().Last(t.Context(), tenantA); !is(err, fault.NotFound) {
		t.Errorf("the last checkpoint of nothing: %v", err)
	}
	hashes := make([][32]byte, len(all))
	for i := range hashes {
		hashes[i][0] = byte(i)
	}
	head := func(size int64) audit.Checkpoint {
		return audit.Checkpoint{Tenant: tenantA, Size: size, Root: [32]byte{byte(size)}, At: w.clock.Now(), Note: []byte("note")}
	}
	if err := w.Log().Seal(t.Context(), 0, all[:4], hashes[:4], head(4)); err != nil {
		t.Fatal(err)
	}
	swapped := []audit.Entry{all[5], all[4]}
	for what, c := range map[string]struct {
		from    int64
		entries []audit.Entry
	}{"again": {0, all[:4]}, "with a gap": {5, all[5:]}, "in another order": {4, swapped}} {
		err := w.Log().Seal(t.Context(), c.from, c.entries, hashes[:len(c.entries)], head(c.from+int64(len(c.entries))))
		if !is(err, fault.Conflict) {
			t.Errorf("sealing %s: %v", what, err)
		}
	}
	if err := w.Log().Seal(t.Context(), 4, all[4:], hashes[4:], head(6)); err != nil {
		t.Fatal(err)
	}
	if last, err := w.Log().Last(t.Context(), tenantA); err != nil || cmp.Diff(head(6), last, sameTenant) != "" {
		t.Errorf("last: %+v, %v", last, err)
	}
	if got, err := w.Entries().Hashes(t.Context(), tenantA, 3, 5); err != nil || !slices.Equal(got, hashes[3:5]) {
		t.Errorf("hashes: %v, %v", got, err)
	}
	var sealed []audit.Entry
	err := w.Entries().Sealed(t.Context(), tenantA, func(index int64, e audit.Entry) error {
		if index != int64(len(sealed)) {
			t.Errorf("index %d after %d entries", index, len(sealed))
		}
		sealed = append(sealed, e)
		return nil
	})
	if diff := cmp.Diff(all, sealed, sameTenant); err != nil || diff != "" {
		t.Errorf("sealed: %v\n%s", err, diff)
	}
	if dirty, err := w.Log().Dirty(t.Context()); err != nil || !slices.Equal(dirty, []tenant.ID{tenantB}) {
		t.Errorf("dirty: %v, %v", dirty, err)
	}
	if err := w.Entries().ForgetSalts(t.Context(), tenantA, all[1].Resource); err != nil {
		t.Fatal(err)
	}
	for id, want := range map[tenantID]int{tenantA: 0, tenantB: 1} {
		page, _, err := w.Entries().Entries(t.Context(), id, audit.Query{Resource: all[1].Resource})
		if err != nil || len(page) != 1 || len(page[0].Salt) != want || len(page[0].Digest) != 3 {
			t.Errorf("salts of %s: %+v, %v", id, page, err)
		}
	}
}

// TestEntriesHaveNoGap appends from many sides at once: the numbers are those of the tree.
func TestEntriesHaveNoGap(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		const writers, each = 8, 10
		var group sync.WaitGroup
		errs := make([]error, writers)
		for i := range writers {
			group.Go(func() {
				for j := range each {
					errs[i] = errors.Join(errs[i], w.Log().Append(t.Context(), entryOf(tenantA, w, fmt.Sprint(i, "/", j))))
				}
			})
		}
		group.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		all, err := w.Log().Unsealed(t.Context(), tenantA, 1000)
		if err != nil || len(all) != writers*each+1 {
			t.Fatalf("%d entries, %v", len(all), err)
		}
		hashes := make([][32]byte, len(all))
		if err := w.Log().Seal(t.Context(), 0, all, hashes, audit.Checkpoint{Tenant: tenantA, Size: int64(len(all)), At: w.clock.Now(), Note: []byte("note")}); err != nil {
			t.Errorf("sealing: %v", err)
		}
	})
}
