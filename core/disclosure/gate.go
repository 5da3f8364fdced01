package disclosure

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Config says what a gate stands on. Ledger is required.
type Config struct {
	Ledger Ledger
}

// Gate lets out what may be told.
type Gate struct {
	ledger Ledger
	memory *memory
	off    defences
}

// defences names what tests turn off to show that the attack works without it. The zero value is all on.
type defences struct {
	remainder bool // the remainder rule, among siblings and among everything shown
	ledger    bool // what was released before
}

// New makes a gate.
func New(c Config) *Gate { return &Gate{ledger: c.Ledger, memory: newMemory(memoryRoom)} }

// Publish returns what may be told of a table, and remembers it before it is told. Asked again with the same
// numbers it tells the same. Fault kind: invalid, with pointers into the table.
//
// Two publications of one release at the same moment, on whatever nodes, both see what the other told or hold
// back: each reads the ledger again once its own part is written.
func (g *Gate) Publish(ctx context.Context, id tenant.ID, t Table) (Released, error) {
	if err := t.validate(); err != nil {
		return Released{}, err
	}
	past, err := g.past(ctx, id, t.Release)
	if err != nil {
		return Released{}, err
	}
	told := g.decide(t, past)
	mine := told.shown()
	if err := g.ledger.Remember(ctx, id, t.Release, mine); err != nil {
		return Released{}, fmt.Errorf("remembering what is published of %s: %w", t.Release, err)
	}
	now, err := g.past(ctx, id, t.Release)
	if err != nil {
		return Released{}, err
	}
	if foreign := others(now, past, mine); len(foreign) > 0 {
		told = g.decide(t, slices.Concat(past, foreign))
	}
	released := told.released(id)
	if t.Final {
		g.memory.keep(memoryKey{id, t.Release, t.Name}, released)
	}
	return released, nil
}

// Recall tells again what was told of a final table; false when this gate does not remember it. To tell the same
// twice gives nothing away, and the ledger has it already: whatever is published beside it was judged with it.
func (g *Gate) Recall(id tenant.ID, release, name string) (Released, bool) {
	return g.memory.recall(memoryKey{id, release, name})
}

func (g *Gate) past(ctx context.Context, id tenant.ID, release string) ([]Shown, error) {
	if g.off.ledger {
		return nil, nil
	}
	past, err := g.ledger.Past(ctx, id, release)
	if err != nil {
		return nil, fmt.Errorf("reading what was published of %s: %w", release, err)
	}
	return past, nil
}

// others returns what came into the ledger from elsewhere since past was read.
func others(now, past, mine []Shown) []Shown {
	known := map[string]bool{}
	for _, s := range slices.Concat(past, mine) {
		known[s.identity()] = true
	}
	return slices.DeleteFunc(slices.Clone(now), func(s Shown) bool { return known[s.identity()] })
}

func (s Shown) identity() string { return fmt.Sprintf("%s\x00%d\x00%s", s.Name, s.N, setKey(s.Atoms)) }

// released puts the decision into the shape that leaves the core. Its id follows from what it tells alone.
func (d *decision) released(id tenant.ID) Released {
	r := Released{Release: d.table.Release, Name: d.table.Name, Floor: d.floor}
	for i, c := range d.table.Cells {
		r.Cells = append(r.Cells, d.cell(i, c))
	}
	text, err := json.Marshal(r)
	if err != nil {
		text = fmt.Appendf(nil, "%+v", r) // cannot happen: numbers were found finite
	}
	sum := sha256.Sum256(append([]byte(id.String()), text...))
	r.ID = hex.EncodeToString(sum[:16])
	return r
}

func (d *decision) cell(i int, c Cell) ReleasedCell {
	out := ReleasedCell{Key: c.Key, Parent: c.Parent, Masked: !d.count.open[i]}
	if out.Masked {
		return out
	}
	out.N = c.N
	for _, m := range d.measures {
		figure, has := c.Values[m.name]
		switch {
		case !has:
		case m.open[i]:
			if out.Values == nil {
				out.Values = map[string]Figure{}
			}
			out.Values[m.name] = figure
		default:
			out.Hidden = append(out.Hidden, m.name)
		}
	}
	return out
}
