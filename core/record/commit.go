package record

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// attempts is how often a commit without revisions of its own is tried when records move under it. Each
// round of a race has a winner, so that as many rounds as racers are enough.
const attempts = 32

// Commit implements store.Store. Each record is read, decided on and written at the revision that was
// decided on; where the caller gave no revision and the record moved meanwhile, all of it is done again.
func (v *View) Commit(ctx context.Context, c store.Commit) (store.Receipt, error) {
	collections, err := v.resolveAll(c)
	if err != nil {
		return store.Receipt{}, err
	}
	for attempt := 1; ; attempt++ {
		batch, stages, err := v.batch(ctx, c, collections)
		if err == nil && attempt == 1 {
			err = v.fits(ctx, batch.Writes)
		}
		if err == nil {
			err = v.unheld(ctx, stages)
		}
		if err != nil {
			return store.Receipt{}, err
		}
		receipt, err := v.keeper.config.Rows.Apply(ctx, v.caller.Tenant, batch)
		if err == nil {
			v.keeper.news.ring(v.caller.Tenant)
			v.dropFiles(ctx, stages)
			return v.receipt(ctx, stages, receipt)
		}
		if attempt == attempts || !again(err, c) {
			return store.Receipt{}, err
		}
	}
}

// dropFiles removes what records no longer hold. The commit stands, so a file that cannot be removed now is
// no failure of it: nothing leads to that file any more.
func (v *View) dropFiles(ctx context.Context, stages []*stage) {
	for _, s := range stages {
		_ = v.keeper.removeFiles(ctx, v.caller, s.dropped)
	}
}

// again reports whether a fresh run may pass: a revision moved, and not one that the caller asked for.
func again(err error, c store.Commit) bool {
	return errors.Is(err, store.Changed()) &&
		slices.ContainsFunc(c.Mutations, func(m store.Mutation) bool { return m.Verb != store.Create && m.Rev == 0 })
}

func (v *View) resolveAll(c store.Commit) ([]*collection, error) {
	collections := make([]*collection, len(c.Mutations))
	kinds := make([]store.Kind, len(c.Mutations))
	for i, m := range c.Mutations {
		var err error
		if collections[i], err = v.resolve(m.Collection); err != nil {
			return nil, err
		}
		kinds[i] = collections[i].Schema.Kind
	}
	return collections, store.CheckCommit(c, kinds)
}

// batch prepares everything that the transaction writes.
func (v *View) batch(ctx context.Context, c store.Commit, collections []*collection) (Batch, []*stage, error) {
	var b Batch
	stages := make([]*stage, len(c.Mutations))
	hooks := hookTime{left: v.keeper.config.HookTime, awake: map[string]bool{}}
	anonymous, secret := false, false
	for i, m := range c.Mutations {
		s, err := v.stage(ctx, collections[i], m, &hooks)
		if err == nil {
			err = v.unclaimed(ctx, s)
		}
		if err == nil {
			s.plain = s.write.Doc
			s.write.Doc, err = v.keeper.reseal(v.caller.Tenant, collections[i], s.write.ID, s.plain)
		}
		if err != nil {
			return b, nil, store.Locate(err, i, len(c.Mutations))
		}
		stages[i] = s
		b.Writes = append(b.Writes, s.write)
		anonymous = anonymous || s.collection.Schema.Kind == store.Anonymous
		secret = secret || len(s.collection.sealed) > 0
	}
	if !anonymous {
		for _, s := range stages {
			b.Entries = append(b.Entries, v.changeEntry(s))
		}
	}
	for _, t := range c.Tallies {
		entries, err := v.tally(ctx, t)
		if err != nil {
			return b, nil, err
		}
		b.Entries = append(b.Entries, entries...)
	}
	if v.caller.Retry != nil {
		once := *v.caller.Retry
		once.Bare = once.Bare || anonymous || secret // the answer may hold what was sealed
		b.Idempotency = &once
	}
	return b, stages, v.outbox(&b, c)
}

// changeEntry says in the audit what a stage does, with a salted digest of the document.
func (v *View) changeEntry(s *stage) audit.Entry {
	e := v.entry(s.collection, s.action, s.write.ID)
	e.ID = uuid.Must(uuid.NewV7()).String()
	e.Unit = s.write.Unit
	if s.rule != "" {
		e.Rule = s.rule
	}
	if s.write.Doc != nil {
		e.Cover(s.write.Doc)
	}
	return e
}

// tally is the one entry that stands for the records of an anonymous collection; none for none.
func (v *View) tally(ctx context.Context, t store.Tally) ([]audit.Entry, error) {
	c, err := v.resolve(t.Collection)
	if err != nil {
		return nil, err
	}
	if c.Schema.Kind != store.Anonymous {
		return nil, fault.InvalidField("/tallies", "%s has an entry for each record already", t.Collection)
	}
	groups, err := v.Aggregate(ctx, t.Collection, store.Aggregation{Filter: t.Filter, Measure: []store.Measure{{Op: store.Count}}})
	if err != nil {
		return nil, fmt.Errorf("counting %s: %w", t.Collection, err)
	}
	if len(groups) == 0 || groups[0].N == 0 {
		return nil, nil
	}
	e := v.entry(c, c.action("tally"), t.Subject)
	e.ID, e.At, e.Count = uuid.Must(uuid.NewV7()).String(), e.At.Truncate(24*time.Hour), int(groups[0].N)
	return []audit.Entry{e}, nil
}

// outbox adds events, jobs, messages and notices. A module speaks in its own name only.
func (v *View) outbox(b *Batch, c store.Commit) error {
	for i, e := range c.Events {
		if !strings.HasPrefix(e.Type, v.caller.Module+".") {
			return fault.InvalidField(fmt.Sprintf("/events/%d/type", i), "must begin with the module's name: %s.…", v.caller.Module)
		}
		b.Events = append(b.Events, Event{Module: v.caller.Module, Event: e})
	}
	for i, j := range c.Jobs {
		if j.Name == "" {
			return fault.InvalidField(fmt.Sprintf("/jobs/%d/name", i), "must be the name of a declared job")
		}
		b.Jobs = append(b.Jobs, Job{Module: v.caller.Module, Principal: v.caller.Who(), Job: j})
	}
	if err := v.notices(b, c.Notices); err != nil {
		return err
	}
	return v.letters(b, c.Mails)
}

// notices adds what people are told.
func (v *View) notices(b *Batch, told []store.Notice) error {
	for i, n := range told {
		if v.keeper.config.Notices == nil {
			return fault.New(fault.Unsupported, "no-notices", "This server tells people nothing.")
		}
		data, err := v.keeper.config.Notices(v.caller.Tenant, v.caller.Module, n)
		if err != nil {
			return fmt.Errorf("notice %d: %w", i, err)
		}
		b.Notices = append(b.Notices, Notice{Module: v.caller.Module, To: n.To, Data: data})
	}
	return nil
}

// letters adds messages, in the caller's language where they name none.
func (v *View) letters(b *Batch, mails []store.Mail) error {
	for i, m := range mails {
		if v.keeper.config.Letters == nil {
			return fault.New(fault.Unsupported, "no-mail", "This server sends no messages.")
		}
		if m.Language == "" {
			m.Language = v.caller.Principal.Language
		}
		data, err := v.keeper.config.Letters(v.caller.Tenant, m)
		if err != nil {
			return fmt.Errorf("message %d: %w", i, err)
		}
		b.Mails = append(b.Mails, Mail{Module: v.caller.Module, Data: data})
	}
	return nil
}

// receipt shows the caller what was stored, as far as the caller may read it: of the rest, id and revision.
func (v *View) receipt(ctx context.Context, stages []*stage, stored store.Receipt) (store.Receipt, error) {
	for i, r := range stored.Records {
		if r.Doc != nil {
			r.Doc = stages[i].plain
			stored.Records[i] = r
		}
		f, err := v.readable(ctx, stages[i].collection)
		if err != nil {
			return store.Receipt{}, err
		}
		seen, err := matches(f, r)
		if err != nil {
			return store.Receipt{}, err
		}
		if !seen {
			stored.Records[i] = store.Record{ID: r.ID, Rev: r.Rev}
			continue
		}
		if stored.Records[i], err = masked(r, f.Mask()); err != nil {
			return store.Receipt{}, err
		}
	}
	return stored, nil
}
