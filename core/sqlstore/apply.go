package sqlstore

import (
	"context"
	"strings"

	"go.opentelemetry.io/otel/propagation"

	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Apply implements record.Rows.
func (r rows) Apply(ctx context.Context, t tenant.ID, b record.Batch) (receipt store.Receipt, err error) {
	tables := make([]*table, len(b.Writes))
	for i, w := range b.Writes {
		if tables[i], err = r.db.tables.of(w.Table); err != nil {
			return store.Receipt{}, err
		}
		if w.Verb != store.Delete {
			if err := storable(w.Doc); err != nil {
				return store.Receipt{}, store.Locate(err, i, len(b.Writes))
			}
		}
	}
	size := len(b.Writes) + len(b.Entries) + len(b.Events) + len(b.Jobs) + len(b.Mails) + len(b.Notices)
	err = r.db.write(ctx, t, size, func(ctx context.Context, s *session) error {
		receipt, err = s.apply(ctx, tables, b)
		return err
	})
	if err != nil {
		return store.Receipt{}, err
	}
	return receipt, nil
}

// apply writes a batch. The tenant's numbers are reserved after the records, because on PostgreSQL that
// makes other commits of the tenant wait.
func (s *session) apply(ctx context.Context, tables []*table, b record.Batch) (receipt store.Receipt, err error) {
	if err := s.claim(ctx, b.Idempotency); err != nil {
		return receipt, err
	}
	changes := 0
	for i, w := range b.Writes {
		stored, err := s.put(ctx, tables[i], w)
		if err != nil {
			return receipt, store.Locate(err, i, len(b.Writes))
		}
		receipt.Records = append(receipt.Records, stored)
		if watched(w) {
			changes++
		}
		if tables[i].anonymous {
			if err := s.arrive(ctx, tables[i]); err != nil {
				return receipt, err
			}
		}
	}
	if changes+len(b.Entries)+len(b.Events)+len(b.Jobs)+len(b.Mails)+len(b.Notices) > 0 {
		if err := s.follow(ctx, b, receipt, changes); err != nil {
			return receipt, err
		}
	}
	return receipt, s.answer(ctx, b.Idempotency, receipt)
}

// follow writes what a batch leaves behind it: entries, changes, events, jobs, messages and notices.
func (s *session) follow(ctx context.Context, b record.Batch, r store.Receipt, changes int) error {
	entry, change, err := s.reserve(ctx, len(b.Entries), changes)
	if err != nil {
		return err
	}
	if err := s.insertEntries(ctx, entry, b.Entries); err != nil {
		return err
	}
	if err := s.insertChanges(ctx, change, b.Writes, r.Records); err != nil {
		return err
	}
	if len(b.Events)+len(b.Jobs)+len(b.Mails)+len(b.Notices) == 0 {
		return nil
	}
	trace := traceOf(ctx, b)
	for _, e := range b.Events {
		item := outbox.Item{Kind: outbox.Event, Name: e.Type, Subject: e.Subject, Data: e.Data, Trace: trace}
		if err := s.enqueue(ctx, item); err != nil {
			return err
		}
	}
	for _, j := range b.Jobs {
		item := outbox.Item{Kind: outbox.Job, Consumer: j.Module, Name: j.Name, Key: j.Key, Principal: j.Principal, Data: j.Data, At: j.At, Trace: trace}
		if err := s.enqueue(ctx, item); err != nil {
			return err
		}
	}
	for _, m := range b.Mails {
		item := outbox.Item{Kind: outbox.Mail, Name: m.Module, Principal: "module:" + m.Module, Data: m.Data, Trace: trace}
		if err := s.enqueue(ctx, item); err != nil {
			return err
		}
	}
	for _, n := range b.Notices {
		item := outbox.Item{Kind: outbox.Notice, Name: n.Module, Subject: n.To, Principal: "module:" + n.Module, Data: n.Data, Trace: trace}
		if err := s.enqueue(ctx, item); err != nil {
			return err
		}
	}
	return nil
}

// traceOf is the trace of a batch's cause; of one that writes an anonymous record there is none to be told.
func traceOf(ctx context.Context, b record.Batch) string {
	for _, w := range b.Writes {
		if w.Table.Schema.Kind == store.Anonymous {
			return ""
		}
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier["traceparent"]
}

// put does one write and returns the record as stored.
func (s *session) put(ctx context.Context, t *table, w record.Write) (store.Record, error) {
	kept := store.Record{ID: w.ID, Unit: w.Unit, Owner: w.Owner, Doc: w.Doc}
	var err error
	switch w.Verb {
	case store.Create:
		err = s.insert(ctx, t, w, &kept)
	case store.Update:
		err = s.update(ctx, t, w, &kept)
	case store.Delete:
		kept = store.Record{ID: w.ID}
		args := []any{s.tenant.String(), w.ID, w.Rev, w.Rev}
		if t.anonymous {
			args = args[:2]
		}
		var n int64
		if n, err = s.exec(ctx, t.remove, args...); err == nil && n == 0 {
			err = s.unmet(ctx, t, w.ID)
		}
	default:
		err = fault.New(fault.Invalid, "bad-verb", "There is no verb %q.", w.Verb)
	}
	if t.anonymous {
		kept.Owner = ""
	}
	return kept, unique(err, s.dialect, t, w)
}

func (s *session) insert(ctx context.Context, t *table, w record.Write, kept *store.Record) error {
	if t.anonymous {
		_, err := s.exec(ctx, t.insert, s.tenant.String(), w.ID, w.Unit, string(w.Doc))
		return err
	}
	kept.Rev, kept.Created, kept.Updated = 1, s.now, s.now
	_, err := s.exec(ctx, t.insert, s.tenant.String(), w.ID, w.Unit, string(w.Doc), orNull(w.Owner), w.Search,
		w.Table.Schema.Version, stamp{s.now}, stamp{s.now})
	return err
}

func (s *session) update(ctx context.Context, t *table, w record.Write, kept *store.Record) error {
	if t.anonymous {
		n, err := s.exec(ctx, t.update, w.Unit, string(w.Doc), s.tenant.String(), w.ID)
		if err == nil && n == 0 {
			return fault.Missing("record")
		}
		return err
	}
	var created stamp
	found, err := s.row(ctx, t.update, []any{
		w.Unit, string(w.Doc), orNull(w.Owner), w.Search, w.Table.Schema.Version,
		stamp{s.now},
		s.tenant.String(), w.ID, w.Rev, w.Rev,
	}, []any{&kept.Rev, &created})
	if err == nil && !found {
		return s.unmet(ctx, t, w.ID)
	}
	kept.Created, kept.Updated = created.Time, s.now
	return err
}

// unmet says why a write at a revision met no row.
func (s *session) unmet(ctx context.Context, t *table, id string) error {
	if _, err := s.fetch(ctx, t, id); err != nil {
		return err
	}
	return store.Changed()
}

// unique turns a violation into the conflict of its field, or of the id.
func unique(err error, d dialect, t *table, w record.Write) error {
	name, taken := violated(err)
	if !taken {
		return err
	}
	all, _ := d.indexes(t, w.Table.Schema) // installed, so they could be made
	for _, i := range all {
		if i.unique && strings.Contains(name, i.name) {
			return store.Taken(i.field).Because(err)
		}
	}
	return store.Exists().Because(err)
}

// orNull keeps a missing owner as policies and filters see it: missing.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
