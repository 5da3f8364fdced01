package record

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Place is where a sealed value belongs; it opens nowhere else.
type Place struct {
	Tenant     string
	Collection string // "portrait/waves"
	Record     string
	Field      string
}

// Sealer seals what fields marked sensitive hold, before it reaches storage, audit or outbox.
type Sealer interface {
	// Seal seals a value, which is JSON.
	Seal(at Place, plain []byte) (string, error)
	// Open opens a value; unavailable "seal-broken" where it was changed, moved, or sealed by a key that is lost.
	Open(at Place, sealed string) ([]byte, error)
	// Blind is equal for equal values of one field in one tenant, and tells nothing else.
	Blind(at Place, plain []byte) string
}

var (
	errNoSealer = fault.New(fault.Unsupported, "sealing-unsupported", "This installation has no key to seal fields with.")
	errBroken   = fault.New(fault.Unavailable, "seal-broken", "A field that is to be sealed was found open, or does not open: its record was changed past the platform.")
	errReads    = fault.New(fault.Unavailable, "policy-reads-sealed", "A policy of this organisation or module decides by a sealed field, which policies cannot see.")
)

// box is a sealed value as it is stored in the place of the field's own.
type box struct{ sealed, blind string }

// boxed reads a stored value as a box.
func boxed(value any) (b box, ok bool) {
	parts, _ := value.(map[string]any)
	b.sealed, ok = parts["sealed"].(string)
	b.blind, _ = parts["blind"].(string)
	return b, ok && (len(parts) == 1 || len(parts) == 2 && b.blind != "")
}

func (c *collection) place(t tenant.ID, id, field string) Place {
	return Place{Tenant: t.String(), Collection: c.resource(""), Record: id, Field: field}
}

// seal writes a document as it is stored.
func (k *Keeper) seal(t tenant.ID, c *collection, id string, fields map[string]any) (json.RawMessage, error) {
	if len(c.sealed) == 0 {
		return store.Encode(fields)
	}
	if k.config.Sealer == nil {
		return nil, errNoSealer
	}
	shut := maps.Clone(fields)
	for _, name := range c.sealed {
		value, has := fields[name]
		if !has {
			continue
		}
		plain, err := plainly(value)
		if err != nil {
			return nil, err
		}
		at := c.place(t, id, name)
		sealed, err := k.config.Sealer.Seal(at, plain)
		if err != nil {
			return nil, fmt.Errorf("sealing %s: %w", name, err)
		}
		parts := map[string]any{"sealed": sealed}
		if _, blind := c.Schema.Sealed(name); blind {
			parts["blind"] = k.config.Sealer.Blind(at, plain)
		}
		shut[name] = parts
	}
	return store.Encode(shut)
}

// reseal is seal for a document that was written already.
func (k *Keeper) reseal(t tenant.ID, c *collection, id string, doc json.RawMessage) (json.RawMessage, error) {
	if len(c.sealed) == 0 || len(doc) == 0 {
		return doc, nil
	}
	fields, err := decode(doc)
	if err != nil {
		return nil, err
	}
	return k.seal(t, c, id, fields)
}

// plainly writes a value the one way that makes equal values equal.
func plainly(value any) ([]byte, error) {
	if n, whole := value.(int64); whole {
		value = float64(n)
	}
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing a value to be sealed: %w", err)
	}
	return plain, nil
}

// open puts the values of sealed fields in the place of their boxes. A field that must be sealed and is not was
// not written by the platform.
func (k *Keeper) open(t tenant.ID, c *collection, id string, fields map[string]any) error {
	for _, name := range c.sealed {
		value, has := fields[name]
		if !has {
			continue
		}
		b, ok := boxed(value)
		if !ok {
			return errBroken
		}
		var err error
		if fields[name], err = k.unbox(c.place(t, id, name), b); err != nil {
			return err
		}
	}
	return nil
}

func (k *Keeper) unbox(at Place, b box) (value any, err error) {
	if k.config.Sealer == nil {
		return nil, errNoSealer
	}
	plain, err := k.config.Sealer.Open(at, b.sealed)
	if err != nil {
		return nil, fmt.Errorf("opening %s: %w", at.Field, err)
	}
	if err := json.Unmarshal(plain, &value); err != nil {
		return nil, errBroken.Because(err)
	}
	return value, nil
}

// openOld opens what a document of an older version holds sealed. Its schema is gone, so boxes are known by
// their shape; what only looks like one stays as it is, and a field that must be sealed is refused afterwards.
func (k *Keeper) openOld(t tenant.ID, c *collection, id string, fields map[string]any) {
	for name, value := range fields {
		if b, ok := boxed(value); ok {
			if opened, err := k.unbox(c.place(t, id, name), b); err == nil {
				fields[name] = opened
			}
		}
	}
}

// stillShut reports whether a field that must be sealed did not open.
func (c *collection) stillShut(fields map[string]any) bool {
	return slices.ContainsFunc(c.sealed, func(name string) bool { _, shut := boxed(fields[name]); return shut })
}

// blinded puts blind indexes in the place of the values that sealed fields are compared with.
func (k *Keeper) blinded(t tenant.ID, c *collection, cond authz.Cond) (authz.Cond, error) {
	args := cond.Args
	cond.Args = nil
	for _, arg := range args {
		hidden, err := k.blinded(t, c, arg)
		if err != nil {
			return cond, err
		}
		cond.Args = append(cond.Args, hidden)
	}
	if !slices.Contains(c.sealed, cond.Field) {
		return cond, nil
	}
	if k.config.Sealer == nil {
		return cond, errNoSealer
	}
	values, several := cond.Value.([]any)
	if !several {
		values = []any{cond.Value}
	}
	hidden := make([]any, len(values))
	for i, value := range values {
		plain, err := plainly(value)
		if err != nil {
			return cond, err
		}
		hidden[i] = k.config.Sealer.Blind(c.place(t, "", cond.Field), plain)
	}
	if cond.Value = hidden[0]; several {
		cond.Value = hidden
	}
	return cond, nil
}

// mentions reports whether a condition reads one of these fields.
func mentions(cond authz.Cond, fields []string) bool {
	return slices.Contains(fields, cond.Field) || slices.Contains(fields, cond.Other) ||
		slices.ContainsFunc(cond.Args, func(arg authz.Cond) bool { return mentions(arg, fields) })
}

// decided is what policies see of a record: everything but what is sealed.
func (c *collection) decided(d authz.Document) authz.Document {
	for _, name := range c.sealed {
		delete(d, name)
	}
	return d
}
