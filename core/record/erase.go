package record

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Erasure says what an erasure did.
type Erasure struct {
	Erased map[string]int // records removed or blanked, by collection: "portrait/contacts"
	Kept   []Kept
}

// Kept is something that an erasure leaves, and why.
type Kept struct{ What, Why string }

// eraseAction is what the audit calls the erasure of one record's personal content.
const eraseAction = "core:person.erase"

// Erase removes what is kept about a person from all installed collections, from their marks alone. A record
// loses the fields that are the person's; where it would not be valid without them, or nothing is left, it
// goes as a whole. The salts of its audit entries are forgotten first: no digest can be tied to it any more.
// What a legal hold covers stays. Run again after a failure, it finishes what is left.
func (k *Keeper) Erase(ctx context.Context, c Caller, s Subject) (Erasure, error) {
	done := Erasure{Erased: map[string]int{}}
	holds, err := k.holds(ctx, c.Tenant)
	if err != nil {
		return done, err
	}
	for _, t := range k.config.Installed(c.Tenant) {
		name := t.Module + "/" + t.Schema.Collection
		if t.Schema.Kind == store.Anonymous {
			done.Kept = append(done.Kept, Kept{name, "anonymous: nobody can be found in it"})
			continue
		}
		n, why, err := k.eraseFrom(ctx, c, t, s, holds)
		if n > 0 {
			done.Erased[name] = n
		}
		if why != "" {
			done.Kept = append(done.Kept, Kept{name, "legal hold: " + why})
		}
		if err != nil {
			return done, fmt.Errorf("erasing from %s: %w", name, err)
		}
	}
	return done, nil
}

// eraseFrom works through a collection in the order of ids. It says why something stays, where a hold covers it.
func (k *Keeper) eraseFrom(ctx context.Context, c Caller, t Table, s Subject, holds []Hold) (n int, why string, err error) {
	col, err := k.collections.of(t)
	if err != nil {
		return 0, "", err
	}
	for after, again := "", 0; ; {
		found, err := k.about(ctx, c, t, s, after)
		if err != nil || len(found) == 0 {
			return n, why, err
		}
		last := found[len(found)-1].ID
		free, reason, err := unheld(holds, col, found)
		if err == nil && len(free) > 0 {
			err = k.eraseThese(ctx, c, col, s, free)
		}
		switch {
		case err == nil:
			n, after, why = n+len(free), last, cmp.Or(why, reason)
		case again < attempts && moved(err):
			again++ // somebody was faster: look again
		default:
			return n, why, err
		}
	}
}

// unheld are the records that no hold covers, and the reason of a hold that covers others.
func unheld(holds []Hold, c *collection, found []store.Record) (free []store.Record, why string, err error) {
	for _, r := range found {
		h, held, err := covering(holds, c, r)
		if err != nil {
			return nil, "", err
		}
		if held {
			why = h.Reason
			continue
		}
		free = append(free, r)
	}
	return free, why, nil
}

func (k *Keeper) forgetSalts(ctx context.Context, t tenant.ID, resource string) error {
	if k.config.Salts == nil {
		return nil
	}
	if err := k.config.Salts.ForgetSalts(ctx, t, resource); err != nil {
		return fmt.Errorf("forgetting salts: %w", err)
	}
	return nil
}

func (k *Keeper) eraseThese(ctx context.Context, c Caller, col *collection, s Subject, found []store.Record) error {
	var b Batch
	var files []string
	for _, r := range found {
		w, gone, err := s.erased(col, r)
		if err != nil {
			return err
		}
		if w.Doc, err = k.reseal(c.Tenant, col, r.ID, w.Doc); err != nil {
			return err
		}
		b.Writes = append(b.Writes, w)
		files = append(files, gone...)
		b.Entries = append(b.Entries, audit.Entry{
			ID: uuid.Must(uuid.NewV7()).String(), Tenant: c.Tenant, At: k.now(), Principal: c.Who(), Behalf: c.Principal.Behalf, Action: eraseAction,
			Resource: col.resource(r.ID), Unit: r.Unit, Outcome: audit.Done, Count: 1, Request: c.Request,
		})
		if err := k.forgetSalts(ctx, c.Tenant, col.resource(r.ID)); err != nil {
			return err
		}
	}
	if _, err := k.config.Rows.Apply(ctx, c.Tenant, b); err != nil {
		return err
	}
	k.news.ring(c.Tenant)
	return k.removeFiles(ctx, c, files)
}

// erased is the write that takes a person out of a record, and the files that go with it.
func (s Subject) erased(col *collection, r store.Record) (Write, []string, error) {
	fields, err := decode(r.Doc)
	if err != nil {
		return Write{}, nil, err
	}
	theirs := s.fields(col.Schema, fields)
	w := Write{Table: col.Table, Verb: store.Update, ID: r.ID, Rev: r.Rev, Unit: r.Unit, Owner: r.Owner}
	if slices.Contains(s.Names, w.Owner) {
		w.Owner = ""
	}
	left := make(map[string]any, len(fields))
	bare := true
	for name, v := range fields {
		if !slices.Contains(theirs, name) {
			left[name] = v
			bare = bare && name == col.unit
		}
	}
	if bare || col.checker.Check(left) != nil {
		w.Verb = store.Delete
		return w, filesIn(col.Schema, fields, nil), nil //nolint:nilerr // what would not be valid without the fields goes as a whole
	}
	w.Search = col.searchText(left)
	w.Doc, err = store.Encode(left)
	return w, filesIn(col.Schema, fields, theirs), err
}

// fields lists what of a document is the person's: personal fields, and those that name them.
func (s Subject) fields(schema store.Schema, fields map[string]any) []string {
	var theirs []string
	for _, f := range schema.Fields {
		if f.Subject != "" && s.names(fields, f.Subject) {
			theirs = append(theirs, f.Name, f.Subject)
		}
	}
	return theirs
}

// filesIn lists the ids of files in some fields of a document; in all, when only is nil.
func filesIn(schema store.Schema, fields map[string]any, only []string) []string {
	var ids []string
	for _, f := range schema.Fields {
		id, ok := fields[f.Name].(string)
		if ok && f.File != "" && (only == nil || slices.Contains(only, f.Name)) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (k *Keeper) removeFiles(ctx context.Context, c Caller, ids []string) error {
	if k.config.Files == nil {
		return nil
	}
	for _, id := range ids {
		if err := k.config.Files.Remove(ctx, c.Tenant, id); err != nil {
			return fmt.Errorf("removing file %s: %w", id, err)
		}
	}
	return nil
}
