package record

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Conversion is a tenant's collection on its way to a new version of its schema.
type Conversion struct {
	Tenant     tenant.ID
	Module     string
	Collection string
	Version    int      // that the records are brought to
	Total      int      // records that were of an older one when it began
	Done       int      // of them rewritten
	Failed     []string // ids that stay as they were; they are converted whenever they are read
	Running    bool
}

type conversionKey struct {
	tenant tenant.ID
	table  string
}

// conversions are those that this process has seen to, newest state of each.
type conversions struct {
	mu  sync.Mutex
	all map[conversionKey]Conversion
}

func newConversions() *conversions { return &conversions{all: map[conversionKey]Conversion{}} }

func (c *conversions) change(key conversionKey, do func(*Conversion)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	one := c.all[key]
	do(&one)
	c.all[key] = one
}

// Conversions tells how the conversions of a module's records stand, or of all for an empty name.
func (k *Keeper) Conversions(module string) []Conversion {
	k.conversions.mu.Lock()
	defer k.conversions.mu.Unlock()
	var all []Conversion
	for _, one := range k.conversions.all {
		if module == "" || one.Module == module {
			one.Failed = slices.Clone(one.Failed)
			all = append(all, one)
		}
	}
	slices.SortFunc(all, func(a, b Conversion) int {
		return strings.Compare(a.Tenant.String()+a.Module+a.Collection, b.Tenant.String()+b.Module+b.Collection)
	})
	return all
}

// ConvertAll brings every record of these tenants to the version of its schema that serves its tenant, one collection
// after the other. What fails does not hinder the rest; call it again to try again.
func (k *Keeper) ConvertAll(ctx context.Context, tenants []tenant.ID) error {
	var wrong []error
	for _, t := range tenants {
		for _, table := range k.config.Installed(t) {
			if table.Schema.Version <= 1 || table.Schema.Kind == store.Anonymous {
				continue
			}
			if err := k.convertOne(ctx, t, table); err != nil {
				wrong = append(wrong, err)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
	}
	return errors.Join(wrong...)
}

// convertOne converts a tenant's collection and keeps count.
func (k *Keeper) convertOne(ctx context.Context, t tenant.ID, table Table) error {
	rows, ok := k.config.Rows.(Versioned)
	if !ok {
		return nil
	}
	total, err := rows.Behind(ctx, t, table, 1<<40)
	key := conversionKey{t, table.Name()}
	if err != nil || total == 0 {
		return err
	}
	k.conversions.change(key, func(c *Conversion) {
		*c = Conversion{
			Tenant: t, Module: table.Module, Collection: table.Schema.Collection, Version: table.Schema.Version, Total: total, Running: true,
		}
	})
	done, err := k.Convert(ctx, t, table, func(n int) {
		k.conversions.change(key, func(c *Conversion) { c.Done = n })
	})
	k.conversions.change(key, func(c *Conversion) { c.Done, c.Failed, c.Running = done.Records, done.Failed, false })
	return err
}
