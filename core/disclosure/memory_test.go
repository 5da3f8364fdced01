package disclosure_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// TestWhatAFinalTableToldIsToldAgain looks for it from the neighbour's side too, and for a table that is not final.
func TestWhatAFinalTableToldIsToldAgain(t *testing.T) {
	t.Parallel()
	gate, nantes := gate(), tenant.Trusted("0198a000-0000-7000-8000-000000000002")
	final := network(12, 9, 3)
	final.Final = true
	told := publish(t, gate, final)
	again, ok := gate.Recall(lyon, final.Release, final.Name)
	if diff := cmp.Diff(told, again); !ok || diff != "" {
		t.Errorf("told again (-first +again):\n%s", diff)
	}
	for name, key := range map[string]struct {
		tenant        tenant.ID
		release, name string
	}{
		"the neighbour": {nantes, final.Release, final.Name}, "another release": {lyon, "wave/2", final.Name}, "another table": {lyon, final.Release, "else"},
	} {
		if _, ok := gate.Recall(key.tenant, key.release, key.name); ok {
			t.Errorf("%s is told of it", name)
		}
	}
	open := network(12, 9)
	open.Release = "wave/3"
	publish(t, gate, open)
	if _, ok := gate.Recall(lyon, open.Release, open.Name); ok {
		t.Error("a table that may change is remembered")
	}
}
