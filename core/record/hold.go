package record

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Hold keeps the records that it covers: those about a person, of a collection, or of a unit and all below it.
type Hold struct {
	Person     Subject
	Collection string // "portrait/contacts"
	Unit       string // path
	Reason     string
}

// Holds tells which holds a tenant has now.
type Holds interface {
	Live(ctx context.Context, t tenant.ID) ([]Hold, error)
}

// holds are those of a tenant, where anybody keeps any.
func (k *Keeper) holds(ctx context.Context, t tenant.ID) ([]Hold, error) {
	if k.config.Holds == nil {
		return nil, nil
	}
	all, err := k.config.Holds.Live(ctx, t)
	if err != nil {
		return nil, fmt.Errorf("reading legal holds: %w", err)
	}
	return all, nil
}

// covering is the first hold that covers a record, in clear.
func covering(all []Hold, c *collection, r store.Record) (Hold, bool, error) {
	if len(all) == 0 {
		return Hold{}, false, nil
	}
	fields, err := decode(r.Doc)
	if err != nil {
		return Hold{}, false, err
	}
	i := slices.IndexFunc(all, func(h Hold) bool { return h.covers(c, r, fields) })
	if i < 0 {
		return Hold{}, false, nil
	}
	return all[i], true, nil
}

func (h Hold) covers(c *collection, r store.Record, fields map[string]any) bool {
	return h.Collection == c.resource("") ||
		h.Unit != "" && strings.HasPrefix(r.Unit, h.Unit) ||
		slices.Contains(h.Person.Names, r.Owner) ||
		slices.ContainsFunc(subjectsOf(c.Schema), func(field string) bool { return h.Person.names(fields, field) })
}

// HeldBack is the refusal to delete what legal holds keep; it tells why they were made.
type HeldBack struct {
	Reason string
	cause  *fault.Error
}

// Error implements error.
func (h HeldBack) Error() string { return h.cause.Error() }

// Unwrap gives its kind and code.
func (h HeldBack) Unwrap() error { return h.cause }

// UnderHold refuses to delete what is under legal holds, by their reasons.
func UnderHold(reasons ...string) error {
	reason := strings.Join(reasons, "; ")
	return HeldBack{reason, fault.New(fault.Conflict, "legal-hold", "This is under a legal hold and cannot be deleted: %s", reason)}
}

// HeldIn lists the reasons of the holds that cover any record of these collections.
func (k *Keeper) HeldIn(ctx context.Context, t tenant.ID, tables []Table) (reasons []string, err error) {
	all, err := k.holds(ctx, t)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	for _, table := range tables {
		c, err := k.collections.of(table)
		if err != nil {
			return nil, err
		}
		err = k.Walk(ctx, t, table, func(r store.Record) error {
			h, held, err := covering(all, c, r)
			if held && !slices.Contains(reasons, h.Reason) {
				reasons = append(reasons, h.Reason)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("looking for what is held in %s: %w", table.Name(), err)
		}
	}
	return reasons, nil
}

// unheld refuses to delete records that a hold covers.
func (v *View) unheld(ctx context.Context, stages []*stage) error {
	var all []Hold
	for _, s := range stages {
		if s.verb != store.Delete || s.collection.Schema.Kind == store.Anonymous {
			continue
		}
		if all == nil {
			var err error
			if all, err = v.keeper.holds(ctx, v.caller.Tenant); err != nil || len(all) == 0 {
				return err
			}
		}
		h, held, err := covering(all, s.collection, s.old)
		if err != nil {
			return err
		}
		if held {
			return UnderHold(h.Reason)
		}
	}
	return nil
}
