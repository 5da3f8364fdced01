package api

import (
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// plan decides what becomes of each line of an import, against the tree as it is and the lines above.
type plan struct {
	tenant tenant.Tenant
	parent tenant.Unit // where lines without a parent go
	unitNames
	codes  map[string]tenant.Unit // by official code; the first by key
	placed map[place]tenant.Unit
	rows   []*importRow
	above  map[string]*importRow // lines by key and by folded name; the first of a name
	taken  map[string]bool       // keys
	seen   map[string]int        // key of a line to its number
	fresh  map[place]int         // name and parent of a line that makes a unit, to its number
}

// unitHeading is the first line of a list of sites.
func unitHeading() heading {
	return heading{map[string]string{
		"name": "name", "nom": "name", "kind": "kind", "type": "kind", "sorte": "kind", "parent": "parent", "territoire": "parent", "territory": "parent",
		"headcount": "headcount", "effectif": "headcount", "places": "places", "address": "address", "adresse": "address",
		"code": "code", "key": "key", "cle": "key", "clé": "key",
	}, "name, kind, parent, headcount, places, address, code, key"}
}

// unitNames finds units by what a cell says: a key, or a name.
type unitNames struct {
	units map[string]tenant.Unit
	named map[string][]tenant.Unit
}

func newUnitNames(units []tenant.Unit) unitNames {
	k := unitNames{map[string]tenant.Unit{}, map[string][]tenant.Unit{}}
	for _, u := range units {
		k.add(u)
	}
	return k
}

func (k unitNames) add(u tenant.Unit) {
	k.units[u.Key] = u
	k.named[folded(u.Name)] = append(k.named[folded(u.Name)], u)
}

// find returns the unit that a cell means, and the code of what is wrong with it, with a sentence.
func (k unitNames) find(text string) (u tenant.Unit, code, message string) {
	u, found := k.units[text]
	if named := k.named[folded(text)]; !found {
		switch len(named) {
		case 1:
			u = named[0]
		case 0:
			return u, "parent-unknown", "there is no unit called " + strconv.Quote(text) + " here"
		default:
			return u, "parent-ambiguous", "several units are called " + strconv.Quote(text) + "; write its key"
		}
	}
	if u.Closed != nil {
		return u, "parent-closed", strconv.Quote(u.Name) + " is closed"
	}
	return u, "", ""
}

// place is where a unit of a name is looked for.
type place struct{ parent, name string }

func folded(name string) string { return strings.ToLower(name) }

func newPlan(t tenant.Tenant, units []tenant.Unit, parent tenant.Unit) *plan {
	p := &plan{
		tenant: t, parent: parent, unitNames: newUnitNames(nil), codes: map[string]tenant.Unit{}, placed: map[place]tenant.Unit{}, above: map[string]*importRow{},
		taken: map[string]bool{}, seen: map[string]int{}, fresh: map[place]int{},
	}
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b tenant.Unit) int { return strings.Compare(a.Key, b.Key) })
	for _, u := range units {
		p.taken[u.Key] = true
		if tenant.Within(u.Path, parent.Path) {
			p.know(u)
		}
	}
	return p
}

// know makes a unit findable; of several alike, the first by key is.
func (p *plan) know(u tenant.Unit) {
	p.add(u)
	if _, taken := p.codes[u.Code]; u.Code != "" && !taken {
		p.codes[u.Code] = u
	}
	at := place{u.Parent, folded(u.Name)}
	if _, taken := p.placed[at]; !taken {
		p.placed[at] = u
	}
}

func (p *plan) report(lines []tableLine) importReport {
	out := importReport{Rows: []*importRow{}}
	for _, line := range lines {
		row := p.row(line)
		p.rows = append(p.rows, row)
		for _, name := range []string{row.unit.Key, folded(row.Name)} {
			if p.above[name] == nil {
				p.above[name] = row
			}
		}
		switch row.Act {
		case "create":
			out.Created++
		case "update":
			out.Updated++
		case "same":
			out.Same++
		default:
			out.Errors++
		}
	}
	out.Rows = list(p.rows)
	return out
}

// row reads one line.
func (p *plan) row(line tableLine) *importRow {
	row := &importRow{Line: line.number, Name: line.cells["name"], Errors: []cellError{}}
	parentID := p.findParent(row, line.cells["parent"])
	old, found := p.existing(row, line, parentID)
	unit := old
	if !found {
		unit = tenant.Unit{Parent: parentID, Kind: "creche-collective"}
	}
	p.fill(row, line, &unit)
	p.key(row, line, &unit, found)
	if found && parentID != old.Parent && line.cells["parent"] != "" {
		row.wrong("parent", "unit-elsewhere", "", "this unit hangs elsewhere; move it in the tree")
	}
	if found && locked(old, unit) != nil {
		row.wrong("name", "managed-by-file", "", "a file of the organisation owns a field that this line changes")
	}
	row.unit, row.Kind, row.Headcount = unit, unit.Kind, unit.Headcount
	row.Act = p.act(row, old, unit, found)
	return row
}

func (p *plan) act(row *importRow, old, unit tenant.Unit, found bool) string {
	switch {
	case len(row.Errors) > 0:
		return "error"
	case !found:
		return "create"
	case sameFields(old, unit):
		return "same"
	}
	return "update"
}

func sameFields(a, b tenant.Unit) bool {
	return a.Name == b.Name && a.Kind == b.Kind && a.Headcount == b.Headcount && a.Places == b.Places &&
		a.Address == b.Address && a.Code == b.Code
}

// fill puts the cells onto the unit; an absent cell leaves what is there.
func (p *plan) fill(row *importRow, line tableLine, unit *tenant.Unit) {
	if extra := line.cells["?"]; extra != "" {
		row.wrong("?", "cell-too-many", extra, "the line has more cells than the header: "+strconv.Quote(extra))
	}
	if row.Name == "" || len(row.Name) > 160 {
		row.wrong("name", "name-needed", "", "a name of at most 160 characters is needed")
	}
	unit.Name = row.Name
	if kind := line.cells["kind"]; kind != "" {
		name, known := p.kind(kind)
		if !known {
			row.wrong("kind", "kind-unknown", kind, strconv.Quote(kind)+" is not a kind of unit of this organisation")
		}
		unit.Kind = name
	}
	unit.Headcount = row.number("headcount", line.cells["headcount"], unit.Headcount)
	unit.Places = row.number("places", line.cells["places"], unit.Places)
	unit.Address = orElse(line.cells["address"], unit.Address)
	unit.Code = orElse(line.cells["code"], unit.Code)
}

// kind finds a kind by its name or its title in any language.
func (p *plan) kind(text string) (string, bool) {
	for _, kinds := range [][]tenant.Kind{p.tenant.Settings.Kinds, tenant.Kinds()} {
		for _, k := range kinds {
			if k.Name == text || keyOf(k.Name) == keyOf(text) {
				return k.Name, true
			}
			for _, title := range k.Title {
				if keyOf(title) == keyOf(text) {
					return k.Name, true
				}
			}
		}
	}
	return text, false
}

// findParent finds the parent by key or name: a line above, or a unit that is there.
func (p *plan) findParent(row *importRow, text string) string {
	if text == "" {
		return p.parent.ID
	}
	for _, name := range []string{text, folded(text)} {
		if above := p.above[name]; above != nil {
			row.parent = above
			return above.unit.ID
		}
	}
	u, code, message := p.find(text)
	if code != "" {
		row.wrong("parent", code, text, message)
	}
	return u.ID
}

// existing finds the unit that a line means: by key, else by code, else by name under the same parent.
func (p *plan) existing(row *importRow, line tableLine, parent string) (tenant.Unit, bool) {
	if key := line.cells["key"]; key != "" {
		u, found := p.units[key]
		return u, found
	}
	if u, found := p.codes[line.cells["code"]]; found {
		return u, true
	}
	if row.parent != nil && row.parent.Act == "create" {
		return tenant.Unit{}, false
	}
	u, found := p.placed[place{parent, folded(row.Name)}]
	return u, found
}

// key gives a new unit its short name, and refuses a second line about the same unit.
func (p *plan) key(row *importRow, line tableLine, unit *tenant.Unit, found bool) {
	if !found {
		unit.Key = line.cells["key"]
		switch {
		case unit.Key == "":
			unit.Key = free(keyOf(row.Name), p.taken)
		case keyOf(unit.Key) != unit.Key:
			row.wrong("key", "key-malformed", unit.Key, "lower case letters, digits and hyphens")
		}
		p.taken[unit.Key] = true
		p.again(row, line, unit)
	}
	if before, twice := p.seen[unit.Key]; twice {
		row.wrong("name", "unit-twice", strconv.Itoa(before), "line "+strconv.Itoa(before)+" is about the same unit")
	}
	p.seen[unit.Key] = row.Line
}

// again refuses a second new unit of the same name in the same place, unless a key or a code tells them apart.
func (p *plan) again(row *importRow, line tableLine, unit *tenant.Unit) {
	if line.cells["key"] != "" || line.cells["code"] != "" || row.Name == "" {
		return
	}
	at := place{unit.Parent, folded(row.Name)}
	if row.parent != nil {
		at.parent = row.parent.unit.Key
	}
	if before, twice := p.fresh[at]; twice {
		row.wrong("name", "unit-twice", strconv.Itoa(before), "line "+strconv.Itoa(before)+" is about the same unit")
		return
	}
	p.fresh[at] = row.Line
}

func (r *importRow) wrong(field, code, value, message string) {
	r.Errors = append(r.Errors, cellError{field, code, value, message})
}

// number reads a count; spaces between thousands are forgiven.
func (r *importRow) number(field, text string, old int) int {
	if text == "" {
		return old
	}
	n, err := strconv.Atoi(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "").Replace(text))
	if err != nil || n < 0 || n > 10000 {
		r.wrong(field, "number-unreadable", text, strconv.Quote(text)+" is not a number from 0 to 10000")
		return old
	}
	return n
}
