package record

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Rule is how long a tenant keeps the records of a collection.
type Rule struct {
	Table
	store.Retention              // Keep is what the tenant has chosen
	Own             store.Period // what the module keeps them, where nothing is chosen
}

// Name is the collection as holds and settings name it: "cap/seats".
func (r Rule) Name() string { return r.Module + "/" + r.Schema.Collection }

// Installed lists the tables in which a tenant may have records.
func (k *Keeper) Installed(t tenant.ID) []Table { return k.config.Installed(t) }

// Rules lists the rules of all collections of a tenant. chosen is what it keeps otherwise than the module would; a choice that the
// module does not allow any more counts for nothing.
func (k *Keeper) Rules(t tenant.ID, chosen map[string]string) []Rule {
	var all []Rule
	for _, table := range k.config.Installed(t) {
		if r, ok := RuleOf(table, chosen); ok {
			all = append(all, r)
		}
	}
	return all
}

// RuleOf is the rule of one collection, and whether it has any.
func RuleOf(table Table, chosen map[string]string) (Rule, bool) {
	declared, ok := table.Schema.Retention()
	r := Rule{Table: table, Retention: declared, Own: declared.Keep}
	if p := store.Period(chosen[r.Name()]); declared.Allows(p) {
		r.Keep = p
	}
	return r, ok
}

// Due is a record whose time is over.
type Due struct {
	ID   string
	Unit string // path
	At   time.Time
	Held string // the reason of the hold that keeps it; empty where none does
}

// Overdue hands over each record whose time is over at a time, in the order of ids, those that a hold keeps too. Nothing changes.
func (k *Keeper) Overdue(ctx context.Context, t tenant.ID, r Rule, at time.Time, each func(Due)) error {
	return k.overdue(ctx, t, r, at, func(_ *collection, found []overdue) error {
		for _, o := range found {
			each(o.Due)
		}
		return nil
	})
}

// Retained says what a run of one rule did.
type Retained struct{ Erased, Anonymised, Held int }

// retainAgain is how often one page of records is looked at again when somebody is faster.
const retainAgain = 3

// Retain erases or anonymises the records whose time is over, but for those that a hold keeps. The audit is told how many, never
// which; nothing ties its earlier entries to them any more. Run again, it goes on, and does nothing twice.
func (k *Keeper) Retain(ctx context.Context, t tenant.ID, r Rule) (Retained, error) {
	var done Retained
	err := k.overdue(ctx, t, r, k.now(), func(c *collection, found []overdue) error {
		b, files, held, err := k.retained(t, c, r, found)
		if err == nil && len(b.Writes) > 0 {
			err = k.letGo(ctx, t, c, b)
		}
		if err != nil {
			return err
		}
		done.Held += held
		if r.Anonymise {
			done.Anonymised += len(b.Writes)
		} else {
			done.Erased += len(b.Writes)
		}
		return k.removeFiles(ctx, Caller{Tenant: t}, files)
	})
	if err != nil {
		return done, fmt.Errorf("letting go of %s: %w", r.Name(), err)
	}
	return done, nil
}

// overdue is a record with what is due.
type overdue struct {
	Due
	record store.Record // in clear
}

func (k *Keeper) overdue(ctx context.Context, t tenant.ID, r Rule, at time.Time, page func(*collection, []overdue) error) error {
	c, err := k.collections.of(r.Table)
	if err != nil {
		return err
	}
	for after, tries := "", 0; ; {
		found, last, err := k.overduePage(ctx, t, c, r, at, after)
		if err == nil && len(found) > 0 {
			err = page(c, found)
		}
		switch {
		case err != nil && moved(err) && tries < retainAgain:
			tries++
			continue
		case err != nil || last == "":
			return err
		}
		after, tries = last, 0
	}
}

// leeway is how much further a page looks than the time says: months end on different days, and what is exact is decided after.
const leeway = 4 * 24 * time.Hour

// overduePage reads some records whose time is over, and the id to go on after; "" at the end.
func (k *Keeper) overduePage(ctx context.Context, t tenant.ID, c *collection, r Rule, at time.Time, after string) ([]overdue, string, error) {
	holds, err := k.holds(ctx, t)
	if err != nil {
		return nil, "", err
	}
	stale, err := k.stale(ctx, t, c)
	if err != nil {
		return nil, "", err
	}
	where := []authz.Cond{r.until(r.Keep.Before(at).Add(leeway))}
	if after != "" {
		where = append(where, authz.Cond{Op: authz.Gt, Field: "id", Value: after})
	}
	page, err := k.config.Rows.Scan(ctx, t, r.Table, Selection{Where: where, Order: []Order{{Field: "id"}}, Size: subjectPage, Stale: stale})
	if err != nil {
		return nil, "", err
	}
	var found []overdue
	for _, record := range page.Records {
		if record, err = k.current(t, c, record); err != nil {
			return nil, "", err
		}
		due, err := r.due(record)
		if err != nil {
			return nil, "", err
		}
		if due.IsZero() || due.After(at) {
			continue
		}
		h, _, err := covering(holds, c, record)
		if err != nil {
			return nil, "", err
		}
		if r.Anonymise && r.bare(record) {
			continue
		}
		found = append(found, overdue{Due{record.ID, record.Unit, due, h.Reason}, record})
	}
	if len(page.Records) < subjectPage {
		return found, "", nil
	}
	return found, page.Records[len(page.Records)-1].ID, nil
}

// until is the condition that a record's time began no later.
func (r Rule) until(t time.Time) authz.Cond {
	switch {
	case !r.Dated():
		return authz.Cond{Op: authz.Le, Field: "updated_at", Value: stamp(t)}
	case r.Field.Type == store.Date:
		return authz.Cond{Op: authz.Le, Field: r.Field.Name, Value: t.UTC().Format(time.DateOnly)}
	}
	return authz.Cond{Op: authz.Le, Field: r.Field.Name, Value: stamp(t)}
}

// due is when a record's time is over; zero where it has not begun.
func (r Rule) due(record store.Record) (time.Time, error) {
	if !r.Dated() {
		return r.Keep.After(record.Updated), nil
	}
	fields, err := decode(record.Doc)
	if err != nil {
		return time.Time{}, err
	}
	text, _ := fields[r.Field.Name].(string)
	from, err := time.Parse(time.DateOnly, text)
	if err != nil {
		from, err = time.Parse(time.RFC3339, text)
	}
	if err != nil {
		return time.Time{}, nil //nolint:nilerr // what says no day has not begun
	}
	return r.Keep.After(from), nil
}

// emptied lists the fields that a document has, and that anonymising takes.
func (r Rule) emptied(fields map[string]any) (names []string) {
	for _, f := range r.Schema.Fields {
		if _, has := fields[f.Name]; has && r.Schema.Emptied(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

// bare reports whether nothing about anybody is left in a record.
func (r Rule) bare(record store.Record) bool {
	fields, err := decode(record.Doc)
	return err == nil && record.Owner == "" && len(r.emptied(fields)) == 0
}

// retained is what a run writes of some records, the files that go with them, and how many a hold keeps.
func (k *Keeper) retained(t tenant.ID, c *collection, r Rule, found []overdue) (b Batch, files []string, held int, err error) {
	for _, o := range found {
		if o.Held != "" {
			held++
			continue
		}
		w, gone, err := k.let(t, c, r, o.record)
		if err != nil {
			return b, nil, held, err
		}
		b.Writes, files = append(b.Writes, w), append(files, gone...)
	}
	if len(b.Writes) == 0 {
		return b, nil, held, nil
	}
	action := "core:retention.erase"
	if r.Anonymise {
		action = "core:retention.anonymise"
	}
	b.Entries = []audit.Entry{{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: t, At: k.now(), Principal: "server", Action: action, Rule: "retention " + string(r.Keep),
		Resource: c.resource(""), Unit: tenant.Root, Outcome: audit.Done, Count: len(b.Writes),
	}}
	return b, files, held, nil
}

// let is the write that lets go of one record.
func (k *Keeper) let(t tenant.ID, c *collection, r Rule, record store.Record) (Write, []string, error) {
	w := Write{Table: c.Table, Verb: store.Delete, ID: record.ID, Rev: record.Rev, Unit: record.Unit, Owner: record.Owner}
	fields, err := decode(record.Doc)
	if err != nil {
		return w, nil, err
	}
	if !r.Anonymise {
		return w, filesIn(c.Schema, fields, nil), nil
	}
	emptied := r.emptied(fields)
	files := filesIn(c.Schema, fields, append([]string{}, emptied...))
	for _, name := range emptied {
		delete(fields, name)
	}
	w.Verb, w.Owner, w.Search = store.Update, "", c.searchText(fields)
	if w.Doc, err = store.Encode(fields); err == nil {
		w.Doc, err = k.reseal(t, c, record.ID, w.Doc)
	}
	return w, files, err
}

// letGo unties earlier entries of the audit from records, and writes.
func (k *Keeper) letGo(ctx context.Context, t tenant.ID, c *collection, b Batch) error {
	for _, w := range b.Writes {
		if err := k.forgetSalts(ctx, t, c.resource(w.ID)); err != nil {
			return err
		}
	}
	_, err := k.config.Rows.Apply(ctx, t, b)
	k.news.ring(t)
	return err
}
