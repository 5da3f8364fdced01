package piloufilou

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/plugins/piloufilou/cycle"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// way is a cycle with its workshops, while an operation changes them.
type way struct {
	cycle     *sdk.Item[cycle.Cycle]
	workshops []sdk.Item[cycle.Session]
	changed   map[int]bool // by number
}

// way reads the workshops of a cycle in their order.
func (d *desk) way(ctx context.Context, one *sdk.Item[cycle.Cycle]) (*way, error) {
	found, _, err := d.workshops.List(ctx, store.Query{Filter: fmt.Sprintf("cycle = %q", one.ID), Order: "number", Size: 60})
	if err != nil {
		return nil, fmt.Errorf("reading the workshops: %w", err)
	}
	return &way{cycle: one, workshops: found, changed: map[int]bool{}}, nil
}

func (w *way) docs() []cycle.Session {
	all := make([]cycle.Session, len(w.workshops))
	for i, one := range w.workshops {
		all[i] = one.Doc
	}
	return all
}

// at finds a workshop by its number.
func (w *way) at(number int) (cycle.Session, error) {
	for _, one := range w.workshops {
		if one.Doc.Number == number {
			return one.Doc, nil
		}
	}
	return cycle.Session{}, fault.Missing("workshop")
}

// set puts a changed workshop in its place.
func (w *way) set(doc cycle.Session) {
	for i := range w.workshops {
		if w.workshops[i].Doc.Number == doc.Number {
			w.workshops[i].Doc = doc
			w.changed[doc.Number] = true
		}
	}
}

// keep stages what changed, the cycle where its state follows, and the shared calendar.
func (d *desk) keep(ctx context.Context, w *way, next cycle.Cycle) error {
	for i := range w.workshops {
		if !w.changed[w.workshops[i].Doc.Number] {
			continue
		}
		if err := d.workshops.Update(ctx, &w.workshops[i]); err != nil {
			return fmt.Errorf("keeping workshop %d: %w", w.workshops[i].Doc.Number, err)
		}
	}
	settled := next.Settled(w.docs(), sdk.Call(ctx).Today)
	if settled.Status != w.cycle.Doc.Status || settled.EndedOn != w.cycle.Doc.EndedOn {
		if settled.Status == cycle.Done {
			sdk.Tx(ctx).Emit(store.Event{Type: "piloufilou.cycle.done", Subject: w.cycle.ID})
		}
		w.cycle.Doc = settled
		if err := d.cycles.Update(ctx, w.cycle); err != nil {
			return fmt.Errorf("keeping the cycle: %w", err)
		}
	}
	return d.follow(ctx, w)
}

// records are the workshops as stored.
func (w *way) records() []sdk.Record[cycle.Session] {
	all := make([]sdk.Record[cycle.Session], len(w.workshops))
	for i, one := range w.workshops {
		all[i] = sdk.RecordOf(one)
	}
	return all
}
