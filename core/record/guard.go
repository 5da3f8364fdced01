package record

import (
	"context"
	"errors"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// guard shows a change to the modules of others that look at writes of the collection: after the module's own hook, in
// the order of their names, within what it left of the time. They refuse it or let it pass as it is; who does not answer
// refuses it. Sensitive fields are left out, and what is internal or anonymous is shown to nobody.
func (v *View) guard(ctx context.Context, s *stage, hooks *hookTime) error {
	c := s.collection
	if !c.ordinary() || v.keeper.config.Hooks == nil {
		return nil
	}
	names, err := v.keeper.config.Hooks.Guards(ctx, v.caller.Tenant, c.Module, c.Schema.Collection)
	if err != nil || len(names) == 0 {
		return err
	}
	shown := Change{Collection: c.Module + "/" + c.Schema.Collection, Verb: s.verb, ID: s.write.ID, Rev: s.old.Rev}
	if shown.Old, err = withoutSealed(c, s.old.Doc); err != nil {
		return err
	}
	if shown.New, err = withoutSealed(c, s.write.Doc); err != nil {
		return err
	}
	for _, name := range names {
		shown.Module = name
		if err := v.noteShown(ctx, s, name); err != nil {
			return err
		}
		_, err := hooks.before(ctx, v.keeper.config.Hooks, v.caller, shown)
		if err := v.guarded(ctx, name, err); err != nil {
			return err
		}
	}
	return nil
}

// withoutSealed is a document as others may see it before it is written.
func withoutSealed(c *collection, doc []byte) ([]byte, error) {
	if doc == nil {
		return nil, nil
	}
	r, err := masked(store.Record{Doc: slices.Clone(doc)}, c.sealed)
	return r.Doc, err
}

// guarded is what becomes of the change: it is refused by a guard's own refusal, and by any failure. One that was turned
// off meanwhile holds nothing up.
func (v *View) guarded(ctx context.Context, name string, err error) error {
	switch {
	case err == nil || fault.From(err).Code == "module-off":
		return nil
	case ctx.Err() != nil:
		return err
	}
	switch known := fault.From(err); {
	case errors.Is(err, errNoHook):
	case known.Kind == fault.Invalid || known.Kind == fault.Denied || known.Kind == fault.Conflict:
		return err
	}
	if !v.administers() {
		return errNoHook.Because(err)
	}
	return fault.New(fault.Unavailable, errNoHook.Code, "The module %s looks at changes here before they are made, and does not answer. While it does not, nothing is changed; close it to go on without it.", name).Because(err)
}

// administers reports whether the caller may turn modules off.
func (v *View) administers() bool {
	return slices.ContainsFunc(v.caller.Principal.Grants, func(g identity.Grant) bool { return g.Role == identity.Administrator })
}

// noteShown puts down that a module of others sees personal data, before it does.
func (v *View) noteShown(ctx context.Context, s *stage, name string) error {
	c := s.collection
	if within(c.personal, c.sealed) {
		return nil
	}
	e := audit.Entry{
		Tenant: v.caller.Tenant, Principal: "module:" + name, Behalf: v.caller.Who(), Action: c.action("read"), Resource: c.resource(""),
		Unit: s.write.Unit, Outcome: audit.Done, Request: v.caller.Request,
	}
	return v.keeper.reads.Note(ctx, e.Resource+" "+e.Unit, e)
}
