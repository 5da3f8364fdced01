package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// works implements sharing.Works.
type works struct{ db *DB }

const (
	selectWorks         = "SELECT doc, rev FROM works WHERE tenant_id = ?"
	selectSubscriptions = "SELECT coalesce(publisher_id, ''), doc, rev FROM subscriptions WHERE tenant_id = ?"
)

// Works implements sharing.Works. Ids tell the order.
func (x works) Works(ctx context.Context, t tenant.ID) ([]sharing.Work, error) {
	return x.works(ctx, t, selectWorks+" ORDER BY id DESC", t.String())
}

// Work implements sharing.Works.
func (x works) Work(ctx context.Context, t tenant.ID, id string) (sharing.Work, error) {
	found, err := x.works(ctx, t, selectWorks+" AND id = ?", t.String(), id)
	return only(found, err, "work")
}

func (x works) works(ctx context.Context, t tenant.ID, text string, args ...any) (all []sharing.Work, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		err := s.each(ctx, text, args, func(scan func(...any) error) error {
			var doc document[sharing.Work]
			var rev int64
			err := scan(&doc, &rev)
			doc.value.Rev = rev
			all = append(all, doc.value)
			return err
		})
		if err != nil {
			return err
		}
		return followers(ctx, s, t, all)
	})
	return all, err
}

// followers completes works with who follows them, the first first.
func followers(ctx context.Context, s *session, t tenant.ID, all []sharing.Work) error {
	at := map[string]*sharing.Work{}
	for i := range all {
		at[all[i].ID] = &all[i]
	}
	return s.each(ctx, "SELECT work_id, other_id, since FROM followers WHERE tenant_id = ? ORDER BY since, other_id", []any{t.String()}, func(scan func(...any) error) error {
		var work, other string
		var since stamp
		err := scan(&work, &other, &since)
		if w := at[work]; w != nil {
			w.Followers = append(w.Followers, sharing.Follower{Tenant: tenant.Trusted(other), Since: since.Time})
		}
		return err
	})
}

// Document implements sharing.Works.
func (x works) Document(ctx context.Context, t tenant.ID, version string) ([]byte, error) {
	var found []string
	err := x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		found = nil
		return s.each(ctx, "SELECT doc FROM work_versions WHERE tenant_id = ? AND id = ?", []any{t.String(), version}, func(scan func(...any) error) error {
			var doc string
			err := scan(&doc)
			found = append(found, doc)
			return err
		})
	})
	doc, err := only(found, err, "version")
	return []byte(doc), err
}

// Subscriptions implements sharing.Works.
func (x works) Subscriptions(ctx context.Context, t tenant.ID) ([]sharing.Subscription, error) {
	return x.subscriptions(ctx, t, selectSubscriptions+" ORDER BY id DESC", t.String())
}

// Subscription implements sharing.Works.
func (x works) Subscription(ctx context.Context, t tenant.ID, id string) (sharing.Subscription, error) {
	found, err := x.subscriptions(ctx, t, selectSubscriptions+" AND id = ?", t.String(), id)
	return only(found, err, "subscription")
}

func (x works) subscriptions(ctx context.Context, t tenant.ID, text string, args ...any) (all []sharing.Subscription, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, text, args, func(scan func(...any) error) error {
			var publisher string
			var doc document[sharing.Subscription]
			var rev int64
			err := scan(&publisher, &doc, &rev)
			doc.value.Publisher, doc.value.Rev = tenant.Trusted(publisher), rev
			all = append(all, doc.value)
			return err
		})
	})
	return all, err
}

// only is the one that was found.
func only[T any](found []T, err error, noun string) (one T, _ error) {
	if err == nil && len(found) == 0 {
		err = fault.Missing(noun)
	}
	if err != nil {
		return one, err
	}
	return found[0], nil
}

// workWriter implements sharing.WorkWriter.
type workWriter struct{ *change }

// Works implements audit.KeyWriter.
func (w keyWriter) Works() sharing.WorkWriter { return workWriter(w) }

// PutWork implements sharing.WorkWriter.
func (w workWriter) PutWork(ctx context.Context, work sharing.Work) error {
	doc := document[sharing.Work]{work}
	if work.Rev == 0 {
		_, err := w.exec(ctx, "INSERT INTO works (tenant_id, id, doc, rev) VALUES (?, ?, ?, 1)", w.id(), work.ID, doc)
		return err
	}
	n, err := w.exec(ctx, "UPDATE works SET doc = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?", doc, w.id(), work.ID, work.Rev)
	return onlyOne(n, err)
}

// AddDocument implements sharing.WorkWriter.
func (w workWriter) AddDocument(ctx context.Context, version string, doc []byte) error {
	_, err := w.exec(ctx, "INSERT INTO work_versions (tenant_id, id, doc) VALUES (?, ?, ?)", w.id(), version, string(doc))
	return err
}

// PutSubscription implements sharing.WorkWriter.
func (w workWriter) PutSubscription(ctx context.Context, s sharing.Subscription) error {
	doc := document[sharing.Subscription]{s}
	if s.Rev == 0 {
		_, err := w.exec(ctx, "INSERT INTO subscriptions (tenant_id, id, publisher_id, doc, rev) VALUES (?, ?, ?, ?, 1)", w.id(), s.ID, s.Publisher.String(), doc)
		return err
	}
	n, err := w.exec(ctx, "UPDATE subscriptions SET publisher_id = ?, doc = ?, rev = rev + 1 WHERE tenant_id = ? AND id = ? AND rev = ?",
		s.Publisher.String(), doc, w.id(), s.ID, s.Rev)
	return onlyOne(n, err)
}

// PutFollower implements sharing.WorkWriter.
func (w workWriter) PutFollower(ctx context.Context, work string, f sharing.Follower) error {
	_, err := w.exec(ctx, "INSERT INTO followers (tenant_id, work_id, other_id, since) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", w.id(), work, f.Tenant.String(), stamp{f.Since})
	return err
}

// RemoveFollower implements sharing.WorkWriter.
func (w workWriter) RemoveFollower(ctx context.Context, work string, t tenant.ID) error {
	_, err := w.exec(ctx, "DELETE FROM followers WHERE tenant_id = ? AND work_id = ? AND other_id = ?", w.id(), work, t.String())
	return err
}
