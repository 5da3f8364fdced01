package store

import "github.com/ribambelle/ribambelle/sdk/fault"

// Codes of the conflicts that a commit may meet.
const (
	CodeChanged = "revision-moved" // the record is at another revision than the precondition says
	CodeExists  = "already-exists" // a create whose id is taken
	CodeTaken   = "not-unique"     // a unique field whose value another record holds; Fields says which
)

// Changed is the conflict of a revision that moved.
func Changed() *fault.Error {
	return fault.New(fault.Conflict, CodeChanged, "The record was changed meanwhile: read it again.")
}

// Exists is the conflict of a create whose id is taken.
func Exists() *fault.Error {
	return fault.New(fault.Conflict, CodeExists, "There is a record with this id already.")
}

// Taken is the conflict of a unique field.
func Taken(field string) *fault.Error {
	e := fault.New(fault.Conflict, CodeTaken, "Another record has this value already.")
	e.Fields = []fault.Field{{Pointer: Pointer("", field), Message: "must be unique", Rule: fault.Taken}}
	return e
}

// SealedField refuses what a query asks of a sealed field; blind says that it can be compared by = and !=.
func SealedField(pointer, name string, blind bool) *fault.Error {
	if blind {
		return fault.InvalidField(pointer, "%s is sealed: it can be compared with a whole value by = and != only", name)
	}
	return fault.InvalidField(pointer, "%s is sealed: it can be neither compared nor ordered, grouped or added up", name)
}
