package manifest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// By says who applies a plan, for the audit.
type By struct {
	Principal string    // "person:…"; "operator" for the command line
	Request   string    // request id
	Now       time.Time // default the time now
}

// Action is what the audit calls the applying of files.
const Action = "core:tenant.apply"

// Apply carries a plan out: one transaction and one audit entry for each organisation that changes. A
// refused plan changes nothing. If the state moved since the plan was made, or something cannot be removed,
// it is a conflict: organisations before that one are done, the others are not; make a new plan and go on.
func Apply(ctx context.Context, book audit.Book, p Plan, by By) error {
	if err := p.Refusal(); err != nil {
		return err
	}
	if by.Now.IsZero() {
		by.Now = time.Now()
	}
	for _, t := range p.targets {
		if !t.changes() {
			continue
		}
		if err := t.apply(ctx, book, p.about(t.slug), by); err != nil {
			return fmt.Errorf("apply the files to %s: %w", t.slug, err)
		}
	}
	return nil
}

// about is what the audit's digest covers: the steps of one organisation.
func (p Plan) about(slug string) []byte {
	var steps []Step
	for _, s := range p.Steps {
		if s.Tenant == slug {
			steps = append(steps, s)
		}
	}
	text, _ := json.Marshal(steps) // three texts each
	return text
}

func (t target) changes() bool {
	return t.put || t.remove || len(t.units)+len(t.gone)+len(t.modules) > 0
}

// apply is one transaction. What it makes up (ids, times) is made up before, because the transaction may
// run again.
func (t target) apply(ctx context.Context, book audit.Book, about []byte, by By) error {
	now := by.Now.UTC().Truncate(time.Millisecond)
	if t.remove {
		var err error
		if t.tenant, err = t.tenant.Leave(unnamed, 0, now); err != nil {
			return err
		}
	}
	if t.tenant.ID.IsZero() {
		t.tenant.ID, t.tenant.Created = tenant.NewID(), now
	}
	t.units, t.modules = slices.Clone(t.units), slices.Clone(t.modules)
	for i := range t.units {
		if t.units[i].unit.ID == "" {
			t.units[i].unit.ID = uuid.Must(uuid.NewV7()).String()
		}
	}
	for i := range t.modules {
		if t.modules[i].Since.IsZero() {
			t.modules[i].Since = now
		}
	}
	entry := audit.Entry{
		ID: uuid.Must(uuid.NewV7()).String(), Tenant: t.tenant.ID, At: now, Principal: by.Principal,
		Action: Action, Unit: tenant.Root, Outcome: audit.Done, Count: 1, Request: by.Request,
	}
	entry.Cover(about)
	return book.Change(ctx, t.tenant.ID, &entry, t.write)
}

// unnamed is why an organisation leaves that no file names any more.
const unnamed = "Aucun fichier ne nomme plus cette organisation. / No file names this organisation any more."

// write puts everything in place: the organisation, its units from the root down, what goes, modules. One that leaves is only
// closed here: whoever deletes organisations does the rest, and signs for it.
func (t target) write(ctx context.Context, tx audit.Tx) error {
	if t.put || t.remove {
		if err := tx.Tenants(t.tenant.Version).Put(ctx, t.tenant); err != nil {
			return err
		}
	}
	ids := maps.Clone(t.known)
	for _, s := range t.units {
		id, err := s.write(ctx, tx.Units(), ids)
		if err != nil {
			return fmt.Errorf("unit %s: %w", s.unit.Key, err)
		}
		ids[s.unit.Key] = id
	}
	for _, u := range t.gone {
		if err := tx.Units().Remove(ctx, u.ID); err != nil {
			return fmt.Errorf("remove unit %s (close it instead, to keep its history): %w", u.Key, err)
		}
	}
	for _, m := range t.modules {
		if err := tx.Tenants(t.tenant.Version).PutModule(ctx, m); err != nil {
			return fmt.Errorf("module %s: %w", m.Name, err)
		}
	}
	return nil
}

func (s settled) write(ctx context.Context, units audit.UnitWriter, ids map[string]string) (string, error) {
	u := s.unit
	if u.Rev == 0 {
		u.Parent = ids[s.parent]
		made, err := units.Put(ctx, u)
		return made.ID, err
	}
	if s.move {
		now, err := units.Unit(ctx, u.ID)
		if err != nil {
			return "", err
		}
		moved, err := units.Move(ctx, u.ID, ids[s.parent])
		if err != nil {
			return "", err
		}
		if now.Rev == u.Rev { // else somebody changed it since the plan, and Put says so
			u.Rev = moved.Rev
		}
	}
	made, err := units.Put(ctx, u)
	return made.ID, err
}
