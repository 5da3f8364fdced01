package memstore

import (
	"context"
	"strconv"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// change is one line of what happened; its cursor is its place, counted from 1.
type change struct {
	collection string
	verb       store.Verb
	id         string
}

// Watch implements store.Store.
func (s *Store) Watch(ctx context.Context, collection, cursor string, deliver func(store.Change) error) error {
	at, err := s.start(collection, cursor)
	if err != nil {
		return err
	}
	for {
		news, next, grown := s.since(collection, at)
		for _, c := range news {
			if err := deliver(c); err != nil {
				return err
			}
		}
		at = next
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-grown:
		}
	}
}

func (s *Store) start(collection, cursor string) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, err := s.table(collection)
	if err != nil {
		return 0, err
	}
	if t.schema.Kind != store.Ordinary {
		return 0, fault.New(fault.Unsupported, "watch-unsupported", "This collection cannot be watched.")
	}
	if cursor == "" {
		return len(s.changes), nil
	}
	at, err := strconv.Atoi(cursor)
	if err != nil || at < 0 || at > len(s.changes) {
		return 0, fault.InvalidField("/cursor", "is not a cursor of this collection")
	}
	return at, nil
}

// since returns the collection's changes after a place, the place reached, and what closes at the next commit.
func (s *Store) since(collection string, at int) ([]store.Change, int, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var news []store.Change
	for i, c := range s.changes[at:] {
		if c.collection != collection {
			continue
		}
		now, ok := s.tables[collection].rows[c.id]
		if !ok {
			now.ID = c.id
		}
		news = append(news, store.Change{Cursor: strconv.Itoa(at + i + 1), Verb: c.verb, Record: now.copied()})
	}
	return news, len(s.changes), s.grown
}
