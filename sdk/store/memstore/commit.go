package memstore

import (
	"context"
	"maps"
	"time"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Commit implements store.Store.
func (s *Store) Commit(_ context.Context, c store.Commit) (store.Receipt, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.checkCommit(c); err != nil {
		return store.Receipt{}, err
	}
	staged := map[string]map[string]row{}
	for name, t := range s.tables {
		staged[name] = maps.Clone(t.rows)
	}
	var receipt store.Receipt
	var made []change
	for i, m := range c.Mutations {
		t, err := s.table(m.Collection)
		if err != nil {
			return store.Receipt{}, err
		}
		r, err := s.mutate(t, staged[m.Collection], m)
		if err != nil {
			return store.Receipt{}, store.Locate(err, i, len(c.Mutations))
		}
		receipt.Records = append(receipt.Records, r.copied())
		if t.schema.Kind == store.Ordinary {
			made = append(made, change{m.Collection, m.Verb, r.ID})
		}
	}
	for name, t := range s.tables {
		t.rows = staged[name]
	}
	s.changes = append(s.changes, made...)
	s.outbox.Events = append(s.outbox.Events, c.Events...)
	s.outbox.Jobs = append(s.outbox.Jobs, c.Jobs...)
	s.outbox.Tallies = append(s.outbox.Tallies, c.Tallies...)
	s.outbox.Mails = append(s.outbox.Mails, c.Mails...)
	s.outbox.Notices = append(s.outbox.Notices, c.Notices...)
	close(s.grown)
	s.grown = make(chan struct{})
	return receipt, nil
}

// checkCommit refuses what no store takes.
func (s *Store) checkCommit(c store.Commit) error {
	kinds := make([]store.Kind, len(c.Mutations))
	for i, m := range c.Mutations {
		t, err := s.table(m.Collection)
		if err != nil {
			return err
		}
		kinds[i] = t.schema.Kind
	}
	for _, tally := range c.Tallies {
		t, err := s.table(tally.Collection)
		if err != nil {
			return err
		}
		if t.schema.Kind != store.Anonymous {
			return fault.InvalidField("/tallies", "%s has an entry for each record already", tally.Collection)
		}
	}
	return store.CheckCommit(c, kinds)
}

func (s *Store) mutate(t *table, rows map[string]row, m store.Mutation) (row, error) {
	switch m.Verb {
	case store.Create:
		return s.create(t, rows, m)
	case store.Update, store.Delete:
	default:
		return row{}, fault.InvalidField("/verb", "must be create, update or delete")
	}
	old, ok := rows[m.ID]
	if !ok {
		return row{}, fault.Missing("record")
	}
	if m.Rev != 0 && m.Rev != old.Rev {
		return row{}, store.Changed()
	}
	if m.Verb == store.Delete {
		delete(rows, m.ID)
		old.Doc = nil
		return old, nil
	}
	r, err := s.fill(t, old, m.Doc)
	if err != nil {
		return row{}, err
	}
	return r, put(t, rows, r)
}

func (s *Store) create(t *table, rows map[string]row, m store.Mutation) (row, error) {
	if m.ID == "" {
		m.ID = s.newID(t.schema.Kind)
	}
	if _, taken := rows[m.ID]; taken {
		return row{}, store.Exists()
	}
	var fresh row
	fresh.ID = m.ID
	if t.schema.Kind != store.Anonymous {
		fresh.Owner = s.config.Owner
		fresh.Created = s.now()
	}
	r, err := s.fill(t, fresh, m.Doc)
	if err != nil {
		return row{}, err
	}
	return r, put(t, rows, r)
}

// fill gives a record its new document, and what follows from it.
func (s *Store) fill(t *table, r row, doc []byte) (row, error) {
	fields, err := t.check.document(doc)
	if err != nil {
		return row{}, err
	}
	r.fields, r.words, r.Unit = fields, searchText(t.schema, fields), "/"
	if r.Doc, err = store.Encode(fields); err != nil {
		return row{}, err
	}
	if f, ok := t.schema.Marked(func(m store.Marks) bool { return m.Unit }); ok && fields[f.Name] != nil {
		path, known := s.unitPath(fields[f.Name].(string))
		if !known {
			return row{}, fault.InvalidField("/"+f.Name, "is not a unit")
		}
		r.Unit = path
	}
	if f, ok := t.schema.Marked(func(m store.Marks) bool { return m.Owner }); ok && fields[f.Name] != nil {
		r.Owner = fields[f.Name].(string)
	}
	if t.schema.Kind == store.Anonymous {
		return r, nil
	}
	r.Rev++
	if r.Updated = r.Created; r.Rev > 1 {
		r.Updated = s.now()
	}
	return r, nil
}

// put stores a row unless another holds one of its unique values.
func put(t *table, rows map[string]row, r row) error {
	for _, f := range t.schema.Fields {
		value := r.fields[f.Name]
		if !f.Unique || value == nil {
			continue
		}
		for id, other := range rows {
			if id != r.ID && other.fields[f.Name] == value {
				return store.Taken(f.Name)
			}
		}
	}
	rows[r.ID] = r
	return nil
}

func (s *Store) now() time.Time { return s.config.Clock().UTC().Truncate(time.Millisecond) }
