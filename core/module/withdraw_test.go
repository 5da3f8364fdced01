package module_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// What was offered to one who goes is the others' as before; what was for them alone is named, to be removed.
func TestWhoGoesIsOfferedNothing(t *testing.T) {
	t.Parallel()
	p := newPress(t)
	file := p.packed(t, "visits")
	for _, one := range []tenant.ID{asker, nobody} {
		if _, err := p.Install(t.Context(), file, module.Terms{For: one, Shared: true}); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(by tenant.ID) bool {
		if err := p.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, found := p.Module("visits", by)
		return found
	}
	withdraw := func(of tenant.ID, want int) {
		t.Helper()
		for range 2 { // it may be called again
			gone, err := p.Withdraw(t.Context(), of)
			if err != nil || len(gone) != want {
				t.Fatalf("%d releases were for %v alone (%v), want %d", len(gone), of, err, want)
			}
		}
	}
	if !seen(asker) || !seen(nobody) {
		t.Fatal("the control: it is there for neither")
	}
	withdraw(asker, 0)
	if seen(asker) || !seen(nobody) {
		t.Errorf("once one has gone: for them %t, for the other %t", seen(asker), seen(nobody))
	}
	withdraw(nobody, 1)
}
