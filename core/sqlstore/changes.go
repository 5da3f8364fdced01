package sqlstore

import (
	"context"
	"strconv"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// watched reports whether a write has a place in the change feed: internal and anonymous ones leave none.
func watched(w record.Write) bool {
	return w.Table.Schema.Kind != store.Anonymous && w.Table.Schema.Kind != store.Internal
}

const insertChange = "INSERT INTO changes (tenant_id, seq, tbl, id, verb, at) VALUES (?, ?, ?, ?, ?, ?)"

func (s *session) insertChanges(ctx context.Context, seq int64, writes []record.Write, stored []store.Record) error {
	for i, w := range writes {
		if !watched(w) {
			continue
		}
		if _, err := s.exec(ctx, insertChange, s.tenant.String(), seq, w.Table.Name(), stored[i].ID, string(w.Verb), stamp{s.now}); err != nil {
			return err
		}
		seq++
	}
	return nil
}

// Changes implements record.Rows. A cursor is the number of the change after the last one told.
func (r rows) Changes(ctx context.Context, t tenant.ID, from record.Table, after string, limit int) (all []store.Change, next string, err error) {
	tbl, err := r.db.tables.of(from)
	if err != nil {
		return nil, "", err
	}
	start := int64(0)
	if after != "" {
		if start, err = strconv.ParseInt(after, 10, 64); err != nil || start < 0 {
			return nil, "", errNoPlace
		}
	}
	err = r.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		end := int64(0) // read before the changes: what comes between is told next time
		if _, err := s.row(ctx, "SELECT changes FROM logs WHERE tenant_id = ?", []any{t.String()}, []any{&end}); err != nil {
			return err
		}
		next = strconv.FormatInt(max(start, end), 10)
		if limit <= 0 {
			return s.continues(ctx, tbl, after != "", start, end)
		}
		if all, err = s.changes(ctx, tbl, start, end, limit); err != nil {
			return err
		}
		if len(all) == limit {
			next = all[limit-1].Cursor
		}
		return nil
	})
	return all, next, err
}

var (
	errNoPlace = fault.New(fault.Invalid, "bad-cursor", "This is not a cursor of this collection's changes.")
	errTooOld  = fault.New(fault.Conflict, "cursor-too-old", "What changed since this cursor is not kept any more: read the list again, then watch from now on.")
)

// continues refuses a cursor from which a watch cannot go on: one beyond the feed's end, as after a backup was
// restored, and one before the oldest change that is left of a feed that was cut.
func (s *session) continues(ctx context.Context, tbl *table, given bool, start, end int64) error {
	switch {
	case !given:
		return nil
	case start > end:
		return errNoPlace
	}
	var oldest int64
	var at stamp
	found, err := s.row(ctx, "SELECT seq, at FROM changes WHERE tenant_id = ? AND tbl = ? ORDER BY seq LIMIT 1",
		[]any{s.tenant.String(), tbl.name}, []any{&oldest, &at})
	if err == nil && found && start < oldest && at.Before(s.now.Add(-keepChanges)) {
		return errTooOld
	}
	return err
}

func (s *session) changes(ctx context.Context, tbl *table, start, end int64, limit int) (all []store.Change, err error) {
	text := "SELECT seq, id, verb FROM changes WHERE tenant_id = ? AND tbl = ? AND seq >= ? AND seq < ? ORDER BY seq LIMIT ?"
	err = s.each(ctx, text, []any{s.tenant.String(), tbl.name, start, end, limit}, func(scan func(...any) error) error {
		var c store.Change
		var seq int64
		err := scan(&seq, &c.Record.ID, &c.Verb)
		c.Cursor = strconv.FormatInt(seq+1, 10)
		all = append(all, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].Verb == store.Delete {
			continue
		}
		now, err := s.fetch(ctx, tbl, all[i].Record.ID)
		switch {
		case err == nil:
			all[i].Record = now
		case fault.KindOf(err) != fault.NotFound: // deleted since: the id is all there is
			return nil, err
		}
	}
	return all, nil
}
