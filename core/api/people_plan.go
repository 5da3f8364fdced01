package api

import (
	"context"
	"strconv"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// peoplePlan decides what becomes of each line of a list of people, against who is here, who is invited, and the lines above.
type peoplePlan struct {
	parent tenant.Unit // where lines without a place go
	places unitNames
	roles  map[string]string          // by name and by title in every language, folded
	people map[string]identity.Person // by login and by address
	holds  map[taken]bool
	asked  map[taken]bool // who is invited already: by address, else by name
	seen   map[taken]int  // the line of one and the same thing
	gives  giver
	may    map[taken]bool // roles at places, asked of the policy once
}

// taken is a role of somebody at a place.
type taken struct{ who, role, unit string }

// peopleHeading is the first line of a list of people.
func peopleHeading() heading {
	return heading{map[string]string{
		"name": "name", "nom": "name", "email": "email", "e-mail": "email", "mail": "email", "courriel": "email", "role": "role", "rôle": "role", "fonction": "role",
		"unit": "unit", "place": "unit", "setting": "unit", "lieu": "unit", "site": "unit", "installation": "unit", "territory": "unit", "territoire": "unit",
	}, "name, email, role, unit"}
}

// calledInLists is what people call a role of the core in their own lists, beside its title.
func calledInLists(role string) []string {
	return map[string][]string{
		identity.Administrator:  {"administrator", "administratrice", "administrateur"},
		identity.Coordinator:    {"coordinator", "coordinatrice", "coordonnatrice", "coordonnateur", "coordinateur"},
		identity.Director:       {"direction", "directrice", "directeur", "director", "centre management"},
		identity.Educator:       {"educator", "éducatrice", "éducateur", "personnel éducateur"},
		identity.Adviser:        {"adviser", "advice and support", "conseil pédagogique"},
		identity.PrivacyOfficer: {"data protection", "protection des renseignements personnels"},
	}[role]
}

func (e *edge) newPeoplePlan(ctx context.Context, c *call, parent tenant.Unit) (*peoplePlan, error) {
	p := &peoplePlan{
		parent: parent, roles: map[string]string{}, people: map[string]identity.Person{},
		holds: map[taken]bool{}, asked: map[taken]bool{}, seen: map[taken]int{}, may: map[taken]bool{},
	}
	units, err := e.Units.Units(ctx, c.Tenant.ID, parent.Path)
	if err != nil {
		return nil, err
	}
	p.places = newUnitNames(units)
	for _, r := range rolesOf(e.plugins(c.Tenant.ID)) {
		if e.checkRole(c, r.Name) != nil {
			continue
		}
		for _, called := range append(calledInLists(r.Name), r.Name, r.Title["fr"], r.Title["en"]) {
			p.roles[keyOf(called)] = r.Name
		}
	}
	if p.gives, err = e.giver(ctx, c); err != nil {
		return nil, err
	}
	return p, e.whoIsHere(ctx, c, p)
}

// whoIsHere reads people, what they hold, and to what somebody is invited.
func (e *edge) whoIsHere(ctx context.Context, c *call, p *peoplePlan) error {
	people, err := e.Roll.People(ctx, c.Tenant.ID)
	if err != nil {
		return err
	}
	for _, one := range people {
		for _, name := range []string{one.Login, one.Email} {
			if name != "" {
				p.people[name] = one
			}
		}
	}
	grants, err := e.Roll.Grants(ctx, c.Tenant.ID)
	if err != nil {
		return err
	}
	for _, g := range grants {
		if g.Group == "" {
			p.holds[taken{g.Principal, g.Role, g.Unit}] = true
		}
	}
	invitations, err := e.Roll.Invitations(ctx, c.Tenant.ID)
	for _, i := range invitations {
		if i.State(e.Now()) == "pending" && i.Person == "" && !i.Support {
			p.asked[taken{orElse(i.Email, folded(i.Name)), i.Role, i.Unit}] = true
		}
	}
	return err
}

func (p *peoplePlan) report(lines []tableLine) peopleReport {
	out := peopleReport{Rows: make([]*personRow, 0, len(lines))}
	for _, line := range lines {
		row := p.row(line)
		out.Rows = append(out.Rows, row)
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
	return out
}

// row reads one line.
func (p *peoplePlan) row(line tableLine) *personRow {
	row := &personRow{Line: line.number, Name: line.cells["name"], Email: identity.CanonicalLogin(line.cells["email"]), Errors: []cellError{}}
	if extra := line.cells["?"]; extra != "" {
		row.wrong("?", "cell-too-many", extra, "the line has more cells than the header: "+strconv.Quote(extra))
	}
	if row.Name == "" || len(row.Name) > 120 {
		row.wrong("name", "person-name-needed", "", "a name of at most 120 characters is needed")
	}
	if identity.CheckEmail("/email", row.Email) != nil {
		row.wrong("email", "email-malformed", line.cells["email"], "an e-mail address such as name@example.org")
	}
	p.place(row, line.cells["unit"])
	p.role(row, line.cells["role"])
	p.person(row)
	row.Act = p.act(row)
	return row
}

// place finds where the role holds.
func (p *peoplePlan) place(row *personRow, text string) {
	row.unit = p.parent
	if text != "" {
		unit, code, message := p.places.find(text)
		if code != "" {
			row.wrong("unit", code, text, message)
		}
		row.unit = unit
	}
	row.UnitName = row.unit.Name
}

// role finds a role that whoever asks may give at the place.
func (p *peoplePlan) role(row *personRow, text string) {
	name, known := p.roles[keyOf(text)]
	switch {
	case text == "":
		row.wrong("role", "role-needed", "", "a role is needed")
		return
	case !known:
		row.wrong("role", "role-unknown", text, "there is no role called "+strconv.Quote(text))
		return
	}
	row.Role = name
	at := taken{"", name, row.unit.Path}
	may, asked := p.may[at]
	if !asked {
		may = p.gives.gives(name, row.unit.Path)
		p.may[at] = may
	}
	if !may && row.unit.Path != "" {
		row.wrong("role", "role-beyond", text, "you may give only what you may do yourself at this place")
	}
}

// person finds whoever has an account with the address.
func (p *peoplePlan) person(row *personRow) {
	if row.Email == "" {
		return
	}
	row.here = p.people[row.Email]
	if row.here.Suspended {
		row.wrong("email", "person-suspended", row.here.Name, "this person is suspended; give the access back first")
	}
}

func (p *peoplePlan) act(row *personRow) string {
	of := taken{orElse(row.Email, folded(row.Name)), row.Role, row.unit.ID}
	if before, twice := p.seen[of]; twice && len(row.Errors) == 0 {
		row.twice(before)
	}
	p.seen[of] = row.Line
	switch {
	case len(row.Errors) > 0:
		return "error"
	case row.here.ID != "" && p.holds[taken{row.here.ID, row.Role, row.unit.ID}], row.here.ID == "" && p.asked[of]:
		return "same"
	case row.here.ID != "":
		return "update"
	}
	return "create"
}
