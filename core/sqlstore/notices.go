package sqlstore

import (
	"context"
	"strings"
	"time"

	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// notices implements notice.Store and notice.Keeper.
type notices struct{ db *DB }

// Notices returns what people are told.
func (db *DB) Notices() interface {
	notice.Store
	notice.Keeper
} {
	return notices{db}
}

const (
	selectNotices = "SELECT doc, sent_at, read_at, handed_at FROM notices WHERE tenant_id = ?"
	insertNotice  = `INSERT INTO notices (tenant_id, id, person_id, module, doc, way, at, sent_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (tenant_id, id) DO NOTHING`
)

// Of implements notice.Store. Ids tell the order.
func (x notices) Of(ctx context.Context, t tenant.ID, person, before string, n int) ([]notice.Notice, error) {
	if before == "" {
		return x.find(ctx, t, " AND person_id = ? ORDER BY id DESC LIMIT ?", person, n)
	}
	return x.find(ctx, t, " AND person_id = ? AND id < ? ORDER BY id DESC LIMIT ?", person, before, n)
}

// Unread implements notice.Store.
func (x notices) Unread(ctx context.Context, t tenant.ID, person string) (n int, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		_, err := s.row(ctx, "SELECT count(*) FROM notices WHERE tenant_id = ? AND person_id = ? AND read_at IS NULL", []any{t.String(), person}, []any{&n})
		return err
	})
	return n, err
}

// Waiting implements notice.Store.
func (x notices) Waiting(ctx context.Context, t tenant.ID, people []string) ([]notice.Notice, error) {
	if len(people) == 0 {
		return nil, nil
	}
	return x.find(ctx, t, " AND read_at IS NULL AND handed_at IS NULL AND person_id"+among(people)+" ORDER BY id", texts(people)...)
}

// Gathered implements notice.Store.
func (x notices) Gathered(ctx context.Context, t tenant.ID) ([]notice.Notice, error) {
	return x.find(ctx, t, " AND way = 'weekly' AND sent_at IS NULL ORDER BY id")
}

func (x notices) find(ctx context.Context, t tenant.ID, condition string, args ...any) (all []notice.Notice, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, selectNotices+condition, append([]any{t.String()}, args...), func(scan func(...any) error) error {
			var doc document[notice.Notice]
			var sent, read, handed stamp
			err := scan(&doc, &sent, &read, &handed)
			n := doc.value
			n.Sent, n.Read, n.Handed = sent.optional(), read.optional(), handed.optional()
			all = append(all, n)
			return err
		})
	})
	return all, err
}

// Choices implements notice.Store.
func (x notices) Choices(ctx context.Context, t tenant.ID, person string) (all []notice.Choice, err error) {
	const text = "SELECT person_id, module, kind, way FROM notice_choices WHERE tenant_id = ? AND person_id = ? ORDER BY module, kind"
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, text, []any{t.String(), person}, func(scan func(...any) error) error {
			var c notice.Choice
			err := scan(&c.Person, &c.Module, &c.Kind, &c.Way)
			all = append(all, c)
			return err
		})
	})
	return all, err
}

// Put implements notice.Keeper.
func (x notices) Put(ctx context.Context, t tenant.ID, n notice.Notice, then ...outbox.Item) error {
	sent := stampOf(n.Sent)
	n.Sent = nil // a column tells it
	return x.db.write(ctx, t, 1+len(then), func(ctx context.Context, s *session) error {
		fresh, err := s.exec(ctx, insertNotice, t.String(), n.ID, n.Person, n.Module, document[notice.Notice]{n}, n.Way, stamp{n.At}, sent)
		if err != nil || fresh == 0 {
			return err
		}
		return enqueueAll(then)(ctx, s)
	})
}

// Send implements notice.Keeper.
func (x notices) Send(ctx context.Context, t tenant.ID, ids []string, then ...outbox.Item) error {
	return x.db.write(ctx, t, len(ids)+len(then), func(ctx context.Context, s *session) error {
		if len(ids) > 0 {
			n, err := s.exec(ctx, "UPDATE notices SET sent_at = ? WHERE tenant_id = ? AND sent_at IS NULL AND id"+among(ids),
				append([]any{stamp{s.now}, t.String()}, texts(ids)...)...)
			switch {
			case err != nil || n == 0:
				return err
			case int(n) < len(ids):
				return errMoved
			}
		}
		return enqueueAll(then)(ctx, s)
	})
}

// Drop implements notice.Keeper.
func (x notices) Drop(ctx context.Context, t tenant.ID, before time.Time, except []string) error {
	args := []any{t.String(), t.String(), stamp{before}}
	kept := ""
	if len(except) > 0 {
		kept, args = " AND person_id NOT"+among(except), append(args, texts(except)...)
	}
	return x.db.drop(ctx, t, "DELETE FROM notices WHERE tenant_id = ? AND id IN (SELECT id FROM notices WHERE tenant_id = ? AND at < ?"+kept+" LIMIT ?)",
		append(args, tidyRows)...)
}

// Erase implements notice.Keeper.
func (x notices) Erase(ctx context.Context, t tenant.ID, person string) (n int, err error) {
	err = x.db.write(ctx, t, 1, func(ctx context.Context, s *session) error {
		n = 0
		for _, text := range []string{
			"DELETE FROM notices WHERE tenant_id = ? AND person_id = ?",
			"DELETE FROM outbox WHERE tenant_id = ? AND kind = 'notice' AND subject = ?",
			"DELETE FROM notice_choices WHERE tenant_id = ? AND person_id = ?",
		} {
			gone, err := s.exec(ctx, text, t.String(), person)
			if err != nil {
				return err
			}
			if !strings.Contains(text, "choices") {
				n += int(gone)
			}
		}
		return nil
	})
	return n, err
}

// noticeWriter implements notice.Writer.
type noticeWriter struct{ *change }

// Notices implements audit.PersonWriter.
func (w personWriter) Notices() notice.Writer { return noticeWriter(w) }

// MarkRead implements notice.Writer.
func (w noticeWriter) MarkRead(ctx context.Context, person string, ids []string) error {
	return w.mark(ctx, "read_at", person, ids)
}

// MarkHanded implements notice.Writer.
func (w noticeWriter) MarkHanded(ctx context.Context, person string, ids []string) error {
	return w.mark(ctx, "handed_at", person, ids)
}

func (w noticeWriter) mark(ctx context.Context, column, person string, ids []string) error {
	text, args := "UPDATE notices SET "+column+" = ? WHERE tenant_id = ? AND person_id = ? AND "+column+" IS NULL", []any{stamp{w.now}, w.id(), person}
	if len(ids) > 0 {
		text, args = text+" AND id"+among(ids), append(args, texts(ids)...)
	}
	_, err := w.exec(ctx, text, args...)
	return err
}

// Choose implements notice.Writer.
func (w noticeWriter) Choose(ctx context.Context, choices []notice.Choice) error {
	for _, c := range choices {
		_, err := w.exec(ctx, `INSERT INTO notice_choices (tenant_id, person_id, module, kind, way) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (tenant_id, person_id, module, kind) DO UPDATE SET way = excluded.way`, w.id(), c.Person, c.Module, c.Kind, c.Way)
		if err != nil {
			return err
		}
	}
	return nil
}

// among is a condition that holds for so many texts.
func among(all []string) string { return " IN (?" + strings.Repeat(", ?", len(all)-1) + ")" }

func texts(all []string) []any {
	args := make([]any, len(all))
	for i, one := range all {
		args[i] = one
	}
	return args
}
