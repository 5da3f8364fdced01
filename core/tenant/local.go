package tenant

import (
	"maps"
	"slices"
	"strings"
)

// Opening says whether a module is open at a unit and all below it.
type Opening string

// The openings. What is forced or forbidden holds for all that lies below; the other two, until a unit below says otherwise.
const (
	Opened    Opening = "open"
	Closed    Opening = "closed"
	Forced    Opening = "forced"
	Forbidden Opening = "forbidden"
)

// Open reports whether the module is open.
func (o Opening) Open() bool { return o == Opened || o == Forced }

// firm reports whether nothing below can say otherwise.
func (o Opening) firm() bool { return o == Forced || o == Forbidden }

// NoHolidays is said of a unit that keeps no public holidays although the organisation, or a unit above, does.
const NoHolidays = "none"

// Local is what a unit sets for itself and all below it, instead of what it inherits. What is empty is inherited.
type Local struct {
	Holidays string             `json:"holidays,omitempty" enum:",none,FR,FR-57,CA-QC" doc:"Whose public holidays close it: France, Alsace-Moselle, Québec, or none's."`
	Modules  map[string]Opening `json:"modules,omitempty" doc:"Whether modules are open here: open, closed, forced or forbidden. Forced and forbidden hold for all below."`
}

// IsZero reports whether everything is inherited.
func (l Local) IsZero() bool { return l.Holidays == "" && len(l.Modules) == 0 }

// Inherited is a value that holds at a unit, and which unit it was said of; empty: the organisation.
type Inherited[T any] struct {
	Value T
	Unit  string
	Path  string
}

// Prevailing is what holds at the last of some units, which lead down to it from the top.
type Prevailing struct {
	Holidays Inherited[string]             // NoHolidays where there are none
	Modules  map[string]Inherited[Opening] // of the modules that the organisation, or a unit on the way, says something of
}

// Prevails tells what holds at the last of some units, which lead down to it from the top; without any, at the organisation.
func (t Tenant) Prevails(way []Unit) Prevailing {
	holds := Prevailing{Holidays: Inherited[string]{Value: t.Settings.Holidays, Path: Root}, Modules: map[string]Inherited[Opening]{}}
	if holds.Holidays.Value == "" {
		holds.Holidays.Value = NoHolidays
	}
	for name, opening := range t.Settings.Openings {
		holds.Modules[name] = Inherited[Opening]{opening, "", Root}
	}
	for _, u := range way {
		if u.Local.Holidays != "" {
			holds.Holidays = Inherited[string]{u.Local.Holidays, u.ID, u.Path}
		}
		for name, opening := range u.Local.Modules {
			if !holds.Modules[name].Value.firm() {
				holds.Modules[name] = Inherited[Opening]{opening, u.ID, u.Path}
			}
		}
	}
	return holds
}

// Binds returns what is forced or forbidden above, by module: what a unit under the last of these cannot change.
func (p Prevailing) Binds() map[string]Inherited[Opening] {
	firm := maps.Clone(p.Modules)
	maps.DeleteFunc(firm, func(_ string, o Inherited[Opening]) bool { return !o.Value.firm() })
	return firm
}

// Turn is a place of the tree from which on a module is open, or closed, until the next turn below.
type Turn struct {
	Path string
	Open bool
}

// Turns lists, for each module that is not open everywhere, where it opens and closes, in path order. The units may be all or
// only those with something of their own; they are in path order.
func (t Tenant) Turns(units []Unit) map[string][]Turn {
	said, firm := map[string][]Turn{}, map[string][]string{}
	say := func(path string, openings map[string]Opening) {
		for name, opening := range openings {
			if slices.ContainsFunc(firm[name], func(above string) bool { return Within(path, above) }) {
				continue
			}
			if opening.firm() {
				firm[name] = append(firm[name], path)
			}
			if opening.Open() != openAt(said[name], path) {
				said[name] = append(said[name], Turn{path, opening.Open()})
			}
		}
	}
	say(Root, t.Settings.Openings)
	for _, u := range units {
		say(u.Path, u.Local.Modules)
	}
	return said
}

// openAt reports whether a module is open at a path, after its turns.
func openAt(turns []Turn, path string) bool {
	for _, turn := range slices.Backward(turns) {
		if strings.HasPrefix(path, turn.Path) {
			return turn.Open
		}
	}
	return true
}

// OpenBelow reports whether a module with some turns is open at a path or anywhere below it; at the root always, where what is
// common to all lies.
func OpenBelow(turns []Turn, path string) bool {
	return path == Root || openAt(turns, path) || slices.ContainsFunc(turns, func(turn Turn) bool { return turn.Open && Within(turn.Path, path) })
}
