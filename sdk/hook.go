package sdk

import (
	"context"
	"encoding/json"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/wire"
)

// before finds the hook of a collection of the module's own, or of another's.
func (m *Module) before(collection string) (hook, bool) {
	if own, ok := m.hooks[collection]; ok {
		return own, true
	}
	for _, g := range m.manifest.Guards {
		if g.Collection == collection {
			return g.before.looking(), true
		}
	}
	return nil, false
}

// looking leaves the document as it is, whatever the hook did with its copy.
func (h hook) looking() hook {
	return func(ctx context.Context, c wire.Change) (json.RawMessage, error) {
		_, err := h(ctx, c)
		return nil, err
	}
}

// hook is a before-hook whose document type is forgotten.
type hook func(ctx context.Context, c wire.Change) (json.RawMessage, error)

func hookOf[T any](before func(context.Context, Change[T]) error) hook {
	return func(ctx context.Context, w wire.Change) (json.RawMessage, error) {
		c := Change[T]{Verb: w.Verb, ID: w.ID, Rev: w.Rev}
		var err error
		if c.Old, err = decoded[T](w.Old); err != nil {
			return nil, err
		}
		if c.New, err = decoded[T](w.New); err != nil {
			return nil, err
		}
		if err := before(ctx, c); err != nil || c.New == nil {
			return nil, err
		}
		text, err := json.Marshal(c.New)
		if err != nil {
			return nil, fault.From(err)
		}
		return text, nil
	}
}

func decoded[T any](text json.RawMessage) (*T, error) {
	if text == nil {
		return nil, nil
	}
	doc := new(T)
	if err := json.Unmarshal(text, doc); err != nil {
		return nil, fault.New(fault.Invalid, "document-not-readable", "The document does not fit its type.").Because(err)
	}
	return doc, nil
}
