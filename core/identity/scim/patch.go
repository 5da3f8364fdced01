package scim

import (
	"encoding/json"
	"strings"

	filter "github.com/scim2/filter-parser/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// mostOperations is how many changes one request may hold.
const mostOperations = 100

// Patched is the user after the changes of a request (RFC 7644 section 3.5.2): a path or none, in any case, with the whole
// value or one attribute's. Fault kinds: invalid "scim-value", "scim-path".
func Patched(u User, text []byte) (User, error) {
	var in struct {
		Operations []struct {
			Op    string          `json:"op"`
			Path  string          `json:"path"`
			Value json.RawMessage `json:"value"`
		} `json:"Operations"`
	}
	if err := json.Unmarshal(text, &in); err != nil {
		return u, wrong("a list of Operations").Because(err)
	}
	if len(in.Operations) == 0 || len(in.Operations) > mostOperations {
		return u, wrong("between 1 and %d Operations", mostOperations)
	}
	u = u.forChange()
	for _, o := range in.Operations {
		var err error
		switch op := strings.ToLower(o.Op); {
		case op == "remove" && o.Path == "":
			err = fault.New(fault.Invalid, "scim-target", "A removal says what it removes.")
		case op == "remove":
			err = u.put(o.Path, json.RawMessage("null"))
		case op != "add" && op != "replace":
			err = wrong("an op: add, replace or remove")
		case o.Path != "":
			err = u.put(o.Path, o.Value)
		default:
			err = u.putAll(o.Value)
		}
		if err != nil {
			return u, err
		}
	}
	return u, nil
}

// forChange forgets how a name was written, so that the parts that come say how it is written now.
func (u User) forChange() User {
	u.Display, u.Name = "", nil
	return u
}

// putAll takes an operation without a path, whose names may be paths themselves.
func (u *User) putAll(value json.RawMessage) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(value, &all); err != nil {
		return wrong("without a path the value is an object").Because(err)
	}
	for name, one := range all {
		if err := u.put(name, one); err != nil {
			return err
		}
	}
	return nil
}

// put takes a value at a path: an attribute, or the address of work or the primary one.
func (u *User) put(path string, value json.RawMessage) error {
	if strings.HasPrefix(path, "urn:") && !strings.HasPrefix(strings.ToLower(path), strings.ToLower(UserSchema)) {
		return nil // an extension's: not kept
	}
	at, err := filter.ParsePath([]byte(path))
	if err != nil {
		return fault.New(fault.Invalid, "scim-path", "There is no path %q.", path).Because(err)
	}
	name := strings.ToLower(at.AttributePath.AttributeName)
	sub := strings.ToLower(at.SubAttributeName() + at.AttributePath.SubAttributeName())
	switch {
	case name == "emails" && at.ValueExpression != nil:
		return u.putEmail(at.ValueExpression, sub, value)
	case sub != "":
		return u.set(name+"."+sub, value)
	}
	return u.set(name, value)
}

// putEmail takes an address that a condition chooses. A person has one here: that of work, or the primary one.
func (u *User) putEmail(which filter.Expression, sub string, value json.RawMessage) error {
	tests, err := conditions(which)
	if err != nil {
		return err
	}
	for _, t := range tests {
		if t.name == "type" && !strings.EqualFold(t.value, "work") || t.name == "primary" && t.value != "true" {
			return nil
		}
	}
	if string(value) == "null" {
		return u.set("emails", value)
	}
	if sub == "" {
		return u.set("emails", append(append(json.RawMessage("["), value...), ']'))
	}
	if sub != "value" {
		return nil
	}
	address, err := textOf("emails.value", value)
	if err != nil {
		return err
	}
	u.Emails = nil
	if address != "" {
		u.Emails = []Email{{address, "work", true}}
	}
	return nil
}
