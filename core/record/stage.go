package record

import (
	"context"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// stage is one mutation on its way to a write: read, checked, decided, shown to its hook.
type stage struct {
	collection *collection
	verb       store.Verb
	action     string // that authz decides on, and the audit names
	rule       string // that allowed it
	old        store.Record
	oldFields  map[string]any
	fields     map[string]any // the new document; nil on delete
	mask       []string
	dropped    []string // files that the record no longer holds
	plain      []byte   // the new document in clear; write has it as it is stored
	write      Write
}

func (v *View) stage(ctx context.Context, c *collection, m store.Mutation, hooks *hookTime) (*stage, error) {
	s := &stage{collection: c, verb: m.Verb, action: c.action(string(m.Verb))}
	if v.caller.Action != "" && c.Module == v.caller.Module {
		s.action = v.caller.Action
	}
	if err := v.begin(ctx, s, m); err != nil {
		return nil, err
	}
	if err := v.prepare(ctx, s, m.Doc); err != nil {
		return nil, err
	}
	if err := v.decide(ctx, s); err != nil {
		return nil, err
	}
	changed, err := v.ask(ctx, s, hooks)
	if err == nil && changed != nil {
		if err = v.prepare(ctx, s, changed); err == nil {
			err = v.decide(ctx, s)
		}
	}
	if err != nil {
		return nil, err
	}
	return s, v.guard(ctx, s, hooks)
}

// begin finds the record that the mutation is about.
func (v *View) begin(ctx context.Context, s *stage, m store.Mutation) error {
	f, err := v.readable(ctx, s.collection)
	if err != nil {
		return err
	}
	s.mask = f.Mask()
	switch m.Verb {
	case store.Create:
		s.write.ID = m.ID
		return v.identify(s)
	case store.Update, store.Delete:
	default:
		return fault.InvalidField("/verb", "must be create, update or delete")
	}
	if s.old, err = v.visible(ctx, s.collection, f, m.ID); err != nil {
		return err
	}
	if m.Rev != 0 && m.Rev != s.old.Rev {
		return store.Changed()
	}
	s.write.ID, s.write.Rev = m.ID, s.old.Rev
	s.oldFields, err = decode(s.old.Doc)
	return err
}

// identify gives a new record its id. An id that the caller brings must be of the kind's own sort: nothing
// about time or order may hide in that of an anonymous record.
func (v *View) identify(s *stage) error {
	anonymous := s.collection.Schema.Kind == store.Anonymous
	if s.write.ID == "" {
		s.write.ID = v.keeper.config.IDs()
		if anonymous {
			s.write.ID = uuid.NewString()
		}
		return nil
	}
	want := uuid.Version(7)
	if anonymous {
		want = 4
	}
	id, err := uuid.Parse(s.write.ID)
	if err != nil || id.Version() != want || id.String() != s.write.ID {
		return fault.InvalidField("/id", "must be a UUID of version %d, in lower case", want)
	}
	return nil
}

// prepare checks a document and works out everything that is written with it.
func (v *View) prepare(ctx context.Context, s *stage, doc []byte) error {
	c := s.collection
	s.write.Table, s.write.Verb = c.Table, s.verb
	if s.verb == store.Delete {
		s.write.Unit, s.write.Owner = s.old.Unit, s.old.Owner
		return v.attach(ctx, s)
	}
	fields, err := c.checker.Normal(doc)
	if err != nil {
		return err
	}
	if err := s.keepMasked(fields); err != nil {
		return err
	}
	if err := c.checker.Check(fields); err != nil {
		return err
	}
	if s.write.Doc, err = store.Encode(fields); err != nil {
		return err
	}
	if len(s.write.Doc) > store.MaxDocument {
		return fault.InvalidField("", "must not exceed %d KiB", store.MaxDocument>>10)
	}
	s.fields = fields
	if s.write.Unit, err = v.place(ctx, c, fields, s.oldFields[c.unit]); err != nil {
		return err
	}
	s.write.Owner = v.ownerOf(s)
	s.write.Search = c.searchText(fields)
	return v.attach(ctx, s)
}

// keepMasked carries what is withheld from the caller over from the old document: who does not see a field
// neither changes nor loses it.
func (s *stage) keepMasked(fields map[string]any) error {
	if s.verb != store.Update {
		return nil
	}
	for _, name := range s.mask {
		if _, given := fields[name]; given {
			return fault.InvalidRule("/"+name, "withheld", "", "is withheld from you and cannot be changed")
		}
		if kept, ok := s.oldFields[name]; ok {
			fields[name] = kept
		}
	}
	return nil
}

func (v *View) ownerOf(s *stage) string {
	if s.collection.Schema.Kind == store.Anonymous {
		return ""
	}
	if owner, ok := s.fields[s.collection.owner].(string); ok && s.collection.owner != "" {
		return owner
	}
	if s.verb == store.Create {
		return v.caller.Principal.ID
	}
	return s.old.Owner
}

// decide asks whether the principal may change the old document into the new one.
func (v *View) decide(ctx context.Context, s *stage) error {
	if !s.collection.ordinary() {
		return nil
	}
	q := authz.Question{
		Tenant: v.caller.Tenant, Version: v.caller.Version, Principal: v.caller.Principal, Action: s.action,
	}
	if s.verb != store.Create {
		q.Record = s.collection.decided(document(s.old, s.oldFields))
	}
	if s.verb != store.Delete {
		q.New = s.collection.decided(document(store.Record{ID: s.write.ID, Unit: s.write.Unit, Owner: s.write.Owner}, s.fields))
	}
	d, err := v.keeper.config.Authorizer.Decide(ctx, q)
	if err != nil {
		return fmt.Errorf("deciding %s: %w", s.action, err)
	}
	s.rule = d.Rule
	if d.Allow {
		return nil
	}
	return v.refuse(ctx, s.collection, refusal{action: s.action, rule: s.rule, unit: s.write.Unit})
}

// ask shows the change to the module's before-hook, unless the module itself makes it. It returns the
// document that the hook wants instead; nil when it is fine as it is.
func (v *View) ask(ctx context.Context, s *stage, hooks *hookTime) ([]byte, error) {
	c := s.collection
	if !c.Schema.Hooked || v.caller.Inside && c.Module == v.caller.Module {
		return nil, nil
	}
	if v.keeper.config.Hooks == nil {
		return nil, errNoHook
	}
	return hooks.before(ctx, v.keeper.config.Hooks, v.caller, Change{
		Module: c.Module, Collection: c.Schema.Collection, Verb: s.verb, ID: s.write.ID, Rev: s.old.Rev,
		Old: slices.Clone(s.old.Doc), New: slices.Clone(s.write.Doc),
	})
}
