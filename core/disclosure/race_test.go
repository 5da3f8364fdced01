package disclosure_test

import (
	"context"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// racing lets a rival publish at the worst moment: after this gate has read the ledger, before it writes.
type racing struct {
	*ledger
	rival func()
}

func (r *racing) Remember(ctx context.Context, t tenant.ID, release string, shown []disclosure.Shown) error {
	if rival := r.rival; rival != nil {
		r.rival = nil
		rival()
	}
	return r.ledger.Remember(ctx, t, release, shown)
}

// TestTwoAtOnce publishes the network and, at the same moment, all of it but the site e of 3 people.
func TestTwoAtOnce(t *testing.T) {
	t.Parallel()
	kept := &ledger{}
	rest := network(12, 9, 5, 4, 3)
	rest.Name = "rest"
	rest.Cells = []disclosure.Cell{{Key: "rest", Atoms: []string{"a", "b", "c", "d"}, N: 30, Values: measure(30, 1)}}
	var rival disclosure.Released
	slow := &racing{ledger: kept, rival: func() {
		rival = publish(t, disclosure.New(disclosure.Config{Ledger: kept}), rest)
	}}
	mine := publish(t, disclosure.New(disclosure.Config{Ledger: slow}), network(12, 9, 5, 4, 3))
	if !slices.Contains(told(rival), "rest") {
		t.Fatal("the rival came first and shows nothing")
	}
	if slices.Contains(told(mine), "network") {
		t.Errorf("network and rest are both shown: they differ by 3 people (%v)", told(mine))
	}
}
