package audit

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Reader reads the log back.
type Reader interface {
	// Entries returns a page, newest first, before a cursor ("" starts at the newest), and the next cursor.
	Entries(ctx context.Context, t tenant.ID, q Query) (entries []Entry, next string, err error)
	// Sealed calls deliver for each sealed entry with its index, in the order of the tree.
	Sealed(ctx context.Context, t tenant.ID, deliver func(index int64, e Entry) error) error
	// Hash returns the stored leaf hashes [from, to) of the tree.
	Hashes(ctx context.Context, t tenant.ID, from, to int64) ([][32]byte, error)
	// Salt forgets the salts of all entries about a resource: their digests can no longer be tied to content.
	ForgetSalts(ctx context.Context, t tenant.ID, resource string) error
}

// Query narrows Entries; empty fields do not.
type Query struct {
	Principal string
	Action    string // a prefix: "portrait:"
	Resource  string // a prefix
	Outcome   Outcome
	Before    string // cursor
	Size      int    // 1 to 500; default 50
}
