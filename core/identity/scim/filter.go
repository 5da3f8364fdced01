package scim

import (
	"fmt"
	"slices"
	"strings"

	filter "github.com/scim2/filter-parser/v2"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Filter chooses users: every condition holds. The zero Filter chooses all.
type Filter []condition

// condition is one attribute that equals one value.
type condition struct{ name, value string }

// mostFilter is how long a filter may be: a parser of others reads it.
const mostFilter = 1000

// ParseFilter reads a filter of "eq" and "and" over userName, externalId, active, id and emails. Fault kind: invalid
// "scim-filter".
func ParseFilter(text string) (Filter, error) {
	if text == "" {
		return nil, nil
	}
	if len(text) > mostFilter {
		return nil, unfit("a filter has %d characters at most", mostFilter)
	}
	parsed, err := filter.ParseFilter([]byte(text))
	if err != nil {
		return nil, unfit("this is no filter").Because(err)
	}
	tests, err := conditions(parsed)
	if err != nil {
		return nil, err
	}
	for _, t := range tests {
		if !slices.Contains([]string{"username", "externalid", "active", "id", "emails", "emails.value", "emails.type", "emails.primary"}, t.name) {
			return nil, unfit("a filter asks for userName, externalId, active, id or emails.value, not %s", t.name)
		}
	}
	return tests, nil
}

// conditions takes an expression apart that is made of "eq" and "and" alone.
func conditions(e filter.Expression) (Filter, error) {
	switch e := e.(type) {
	case *filter.AttributeExpression:
		name := strings.ToLower(e.AttributePath.AttributeName)
		if sub := e.AttributePath.SubAttributeName(); sub != "" {
			name += "." + strings.ToLower(sub)
		}
		if e.Operator != filter.EQ {
			return nil, unfit("a filter compares by eq")
		}
		return Filter{{name, fmt.Sprint(e.CompareValue)}}, nil
	case *filter.LogicalExpression:
		if e.Operator != filter.AND {
			return nil, unfit("conditions are joined by and")
		}
		left, err := conditions(e.Left)
		if err != nil {
			return nil, err
		}
		right, err := conditions(e.Right)
		return append(left, right...), err
	case *filter.ValuePath:
		inner, err := conditions(e.ValueFilter)
		for i := range inner {
			inner[i].name = strings.ToLower(e.AttributePath.AttributeName) + "." + inner[i].name
		}
		return inner, err
	}
	return nil, unfit("a filter is made of eq and and")
}

// Login is the login that a filter asks for, where it asks for one.
func (f Filter) Login() (string, bool) {
	for _, t := range f {
		if t.name == "username" {
			return identity.CanonicalLogin(t.value), true
		}
	}
	return "", false
}

// Match reports whether every condition holds for a person.
func (f Filter) Match(p identity.Person) bool {
	for _, t := range f {
		var held bool
		switch t.name {
		case "username":
			held = p.Login == identity.CanonicalLogin(t.value)
		case "externalid":
			held = p.External == t.value
		case "id":
			held = p.ID == t.value
		case "active":
			held = strings.EqualFold(t.value, fmt.Sprint(!p.Suspended))
		case "emails", "emails.value":
			held = p.Email != "" && p.Email == identity.CanonicalLogin(t.value)
		case "emails.type":
			held = p.Email != "" && strings.EqualFold(t.value, "work")
		case "emails.primary":
			held = p.Email != "" && t.value == "true"
		}
		if !held {
			return false
		}
	}
	return true
}

func unfit(message string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "scim-filter", message, args...)
}
