package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// numbers are how many entries and changes the tenants' logs have. SQLite's writer alone adds to them there, and
// keeps them in mind: a group writes the row of a log once, however many of its turns add to it.
type numbers struct {
	known map[tenant.ID]lengths
	due   map[tenant.ID]bool // whose row the group under way has still to write
}

type lengths struct{ entries, changes int64 }

// maxNumbers is how many logs are kept in mind.
const maxNumbers = 10_000

func newNumbers() *numbers {
	return &numbers{known: map[tenant.ID]lengths{}, due: map[tenant.ID]bool{}}
}

// begin starts a group.
func (n *numbers) begin() {
	clear(n.due)
	if len(n.known) > maxNumbers {
		clear(n.known)
	}
}

// add makes the session's log longer and returns the lengths that it had.
func (n *numbers) add(ctx context.Context, s *session, entries, changes int) (had lengths, err error) {
	had, found := n.known[s.tenant]
	if !found {
		_, err = s.row(ctx, "SELECT entries, changes FROM logs WHERE tenant_id = ?", []any{s.tenant.String()}, []any{&had.entries, &had.changes})
		if err != nil {
			return had, err
		}
	}
	n.known[s.tenant] = lengths{had.entries + int64(entries), had.changes + int64(changes)}
	n.due[s.tenant] = true
	return had, nil
}

// undoing returns what takes back whatever a turn of a tenant is about to add.
func (n *numbers) undoing(t tenant.ID) func() {
	had, found := n.known[t]
	return func() {
		if found {
			n.known[t] = had
		} else {
			delete(n.known, t)
		}
	}
}

const putNumbers = `INSERT INTO logs (tenant_id, entries, sealed, changes) VALUES (?, ?, 0, ?)
	ON CONFLICT (tenant_id) DO UPDATE SET entries = excluded.entries, changes = excluded.changes`

// write puts the rows of the group's logs.
func (n *numbers) write(on *direct) error {
	for t := range n.due {
		now, found := n.known[t]
		if !found {
			continue // the one turn that added to it was undone
		}
		if _, err := on.exec(putNumbers, t.String(), now.entries, now.changes); err != nil {
			return err
		}
	}
	return nil
}
