package disclosure

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Limits keep the work of one publication small.
const (
	maxCells    = 5_000
	maxAtoms    = 5_000
	maxMeasures = 500
)

// checker gathers what is wrong with a table.
type checker struct {
	table  Table
	at     map[string]int // cell by key
	fields []fault.Field
}

func (c *checker) say(pointer, message string, args ...any) {
	c.fields = append(c.fields, fault.Field{Pointer: pointer, Message: fmt.Sprintf(message, args...)})
}

// validate refuses tables whose numbers cannot be true together: the rules would protect nobody with them.
func (t Table) validate() error {
	c := &checker{table: t, at: map[string]int{}}
	c.head()
	if len(c.fields) == 0 {
		for i := range t.Cells {
			c.cell(i)
		}
	}
	if len(c.fields) == 0 {
		for i := range t.Cells {
			c.family(i)
		}
	}
	if len(c.fields) == 0 {
		return nil
	}
	err := fault.New(fault.Invalid, "table-invalid", "The table to publish is not valid.")
	err.Fields = c.fields
	return err
}

func (c *checker) head() {
	t := c.table
	if t.Release == "" {
		c.say("/release", "says what the numbers are of; it is missing")
	}
	if t.Name == "" || strings.ContainsAny(t.Name, "/#") {
		c.say("/name", "is needed, without / and #")
	}
	if t.Floor < 0 {
		c.say("/floor", "must not be negative")
	}
	if _, known := t.Kind.least(); !known {
		c.say("/kind", "%q is no kind: scores, distributions or texts", t.Kind)
	}
	if len(t.Cells) > maxCells || len(t.Atoms) > maxAtoms {
		c.say("/cells", "a table may have %d cells and %d atoms; this one has %d and %d", maxCells, maxAtoms, len(t.Cells), len(t.Atoms))
	}
	for _, atom := range slices.Sorted(maps.Keys(t.Atoms)) {
		if t.Atoms[atom] < 0 {
			c.say("/atoms/"+escape(atom), "must not be negative")
		}
	}
	for i, cell := range t.Cells {
		if _, twice := c.at[cell.Key]; twice || cell.Key == "" {
			c.say(fmt.Sprintf("/cells/%d/key", i), "must be there and appear once")
		}
		c.at[cell.Key] = i
	}
}

// cell checks a cell by itself.
func (c *checker) cell(i int) {
	cell, pointer := c.table.Cells[i], fmt.Sprintf("/cells/%d", i)
	sum, seen := 0, map[string]bool{}
	for j, atom := range cell.Atoms {
		n, known := c.table.Atoms[atom]
		if !known || seen[atom] {
			c.say(fmt.Sprintf("%s/atoms/%d", pointer, j), "%q must be one of the table's atoms, once", atom)
		}
		sum, seen[atom] = sum+n, true
	}
	if len(cell.Atoms) == 0 {
		c.say(pointer+"/atoms", "a cell covers at least one atom")
	}
	if cell.N < 0 || cell.N > sum {
		c.say(pointer+"/n", "%d is not between 0 and the %d of its atoms", cell.N, sum)
	}
	if len(cell.Values) > maxMeasures {
		c.say(pointer+"/values", "a cell may have %d figures", maxMeasures)
	}
	for _, name := range slices.Sorted(maps.Keys(cell.Values)) {
		c.figure(pointer, cell, name)
	}
}

func (c *checker) figure(cellPointer string, cell Cell, name string) {
	f := cell.Values[name]
	say := func(place, message string, args ...any) {
		c.say(cellPointer+"/values/"+escape(name)+place, message, args...)
	}
	if name == "" {
		say("", "a figure has a name")
	}
	if f.N < 0 || f.N > cell.N {
		say("/n", "%d is not between 0 and the cell's %d", f.N, cell.N)
	}
	if f.Value != nil && !finite(*f.Value) {
		say("/value", "must be a finite number; leave it out and give a reason")
	}
	for _, companion := range slices.Sorted(maps.Keys(f.More)) {
		if !finite(f.More[companion]) {
			say("/more/"+escape(companion), "must be a finite number")
		}
	}
}

// family checks a cell against the one that it is a part of.
func (c *checker) family(i int) {
	cell, pointer := c.table.Cells[i], fmt.Sprintf("/cells/%d", i)
	if cell.Parent == "" {
		return
	}
	at, known := c.at[cell.Parent]
	if !known {
		c.say(pointer+"/parent", "%q is no cell of the table", cell.Parent)
		return
	}
	parent := c.table.Cells[at]
	holds := set(parent.Atoms)
	if slices.ContainsFunc(cell.Atoms, func(a string) bool { return !holds[a] }) {
		c.say(pointer+"/atoms", "the parent %q does not hold all of them", cell.Parent)
	}
	if cell.N > parent.N {
		c.say(pointer+"/n", "%d is more than the parent's %d", cell.N, parent.N)
	}
	for step, up := 0, parent; up.Parent != ""; step++ {
		if at, known = c.at[up.Parent]; !known {
			return // said of that cell
		}
		if up = c.table.Cells[at]; step > len(c.table.Cells) || up.Key == cell.Key {
			c.say(pointer+"/parent", "the cell is its own ancestor")
			return
		}
	}
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }

func set(list []string) map[string]bool {
	made := make(map[string]bool, len(list))
	for _, s := range list {
		made[s] = true
	}
	return made
}

// escape makes a text a step of a JSON Pointer.
func escape(s string) string { return strings.NewReplacer("~", "~0", "/", "~1").Replace(s) }

// least is the least floor of a kind.
func (k Kind) least() (int, bool) {
	switch k {
	case "", Scores:
		return FloorScore, true
	case Distributions:
		return FloorDistribution, true
	case Texts:
		return FloorText, true
	}
	return 0, false
}
