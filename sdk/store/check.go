package store

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// MaxMutations is how much one commit may change; larger work is a job that commits in chunks.
const MaxMutations = 500

// How many roles and units one notice names at most.
const (
	MaxRoles = 10
	MaxUnits = 500
)

// CheckCommit refuses what no store takes: more than MaxMutations, two mutations of one record, a notice to nobody or
// to both a person and roles, and what would break anonymity. kinds are those of the mutations' collections, in order.
//
// Beside an anonymous record a commit may only change other anonymous records and delete internal ones (a
// single-use code, say): anything else has a time, an author or a place in an order, and would tie it to them.
func CheckCommit(c Commit, kinds []Kind) error {
	if len(c.Mutations) > MaxMutations {
		return fault.InvalidField("/mutations", "must not be more than %d: commit in chunks", MaxMutations)
	}
	seen := map[string]bool{}
	for i, m := range c.Mutations {
		key := m.Collection + "/" + m.ID
		if m.ID != "" && seen[key] {
			return fault.InvalidField(fmt.Sprintf("/mutations/%d", i), "changes a record that this commit changes already")
		}
		seen[key] = true
	}
	for i, n := range c.Notices {
		if err := n.check(fmt.Sprintf("/notices/%d", i)); err != nil {
			return err
		}
	}
	if slices.Contains(kinds, Anonymous) {
		return checkAnonymity(c, kinds)
	}
	return nil
}

// check refuses a notice that says wrongly whom it is for. What is for one person's mail alone does not go to a role.
func (n Notice) check(at string) error {
	wrong := func(pointer, message string, args ...any) error {
		e := fault.InvalidField(at+pointer, message, args...)
		e.Code = "notice-invalid"
		return e
	}
	several := len(n.Roles) > 0
	switch {
	case !several && n.To == "":
		return wrong("/to", "must be somebody's id, where no roles are named")
	case several && n.To != "":
		return wrong("/roles", "must be empty where one person is told")
	case !several && len(n.Units) > 0:
		return wrong("/units", "must be empty where no roles are named")
	case several && n.Address != "":
		return wrong("/address", "must be empty where roles are named")
	case several && len(n.Attachments) > 0:
		return wrong("/attachments", "must be empty where roles are named")
	case len(n.Roles) > MaxRoles:
		return wrong("/roles", "must not be more than %d", MaxRoles)
	case len(n.Units) > MaxUnits:
		return wrong("/units", "must not be more than %d", MaxUnits)
	}
	return nil
}

func checkAnonymity(c Commit, kinds []Kind) error {
	for i, m := range c.Mutations {
		if kinds[i] != Anonymous && (kinds[i] != Internal || m.Verb != Delete) {
			return tied("changes a record of " + m.Collection)
		}
	}
	if len(c.Events)+len(c.Jobs)+len(c.Tallies)+len(c.Mails)+len(c.Notices) > 0 {
		return tied("tells an event, asks for a job, counts or writes to somebody")
	}
	return nil
}

func tied(what string) error {
	return fault.New(fault.Invalid, "anonymity-broken",
		"A commit that changes an anonymous record %s: that would say when, or for whom, it was made.", what)
}

// Locate puts the pointers of a fault about mutation i into the commit, when that has n > 1 of them:
// "/title" becomes "/mutations/2/doc/title".
func Locate(err error, i, n int) error {
	var f *fault.Error
	if n < 2 || !errors.As(err, &f) || len(f.Fields) == 0 {
		return err
	}
	moved := *f
	moved.Fields = nil
	for _, field := range f.Fields {
		field.Pointer = fmt.Sprintf("/mutations/%d/doc%s", i, field.Pointer)
		moved.Fields = append(moved.Fields, field)
	}
	return &moved
}
