package record

import (
	"context"
	"slices"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Subject is a person as fields marked subject may name them: principal id, canonical e-mail address.
type Subject struct{ Names []string }

// Holding is what one collection keeps about a person.
type Holding struct {
	Collection string         `json:"collection"` // "portrait/contacts"
	Records    []store.Record `json:"records"`    // without what is personal to somebody else
}

// subjectPage is how many records an export or an erasure takes at once.
const subjectPage = 100

// Export returns everything that is kept about a person, from the marks of all installed collections, with
// the keeper's own rights. Whoever calls has decided that the caller may ask, and notes it in the audit.
func (k *Keeper) Export(ctx context.Context, c Caller, s Subject) ([]Holding, error) {
	var all []Holding
	for _, t := range k.config.Installed(c.Tenant) {
		h := Holding{Collection: t.Module + "/" + t.Schema.Collection}
		for after := ""; ; {
			found, err := k.about(ctx, c, t, s, after)
			if err != nil {
				return nil, err
			}
			for _, r := range found {
				if r, err = s.own(t.Schema, r); err != nil {
					return nil, err
				}
				h.Records = append(h.Records, r)
			}
			if len(found) < subjectPage {
				break
			}
			after = found[len(found)-1].ID
		}
		if len(h.Records) > 0 {
			all = append(all, h)
		}
	}
	return all, nil
}

// about returns records about a person, in the order of ids after one of them.
func (k *Keeper) about(ctx context.Context, c Caller, t Table, s Subject, after string) ([]store.Record, error) {
	var either []authz.Cond
	for _, field := range subjectsOf(t.Schema) {
		either = append(either, authz.Cond{Op: authz.In, Field: field, Value: anys(s.Names)})
	}
	if len(either) == 0 || len(s.Names) == 0 {
		return nil, nil
	}
	col, err := k.collections.of(t)
	if err != nil {
		return nil, err
	}
	stale, err := k.stale(ctx, c.Tenant, col)
	if err != nil {
		return nil, err
	}
	who := authz.Cond{Op: authz.Or, Args: either}
	if stale && mentions(who, col.sealed) {
		return nil, errConverting
	}
	if who, err = k.blinded(c.Tenant, col, who); err != nil {
		return nil, err
	}
	where := []authz.Cond{who}
	if after != "" {
		where = append(where, authz.Cond{Op: authz.Gt, Field: "id", Value: after})
	}
	page, err := k.config.Rows.Scan(ctx, c.Tenant, t, Selection{Where: where, Order: []Order{{Field: "id"}}, Size: subjectPage, Stale: stale})
	for i := range page.Records {
		if err == nil {
			page.Records[i], err = k.current(c.Tenant, col, page.Records[i])
		}
	}
	return page.Records, err
}

// subjectsOf lists the fields that name a person.
func subjectsOf(s store.Schema) []string {
	var fields []string
	for _, f := range s.Fields {
		if f.Subject != "" && !slices.Contains(fields, f.Subject) {
			fields = append(fields, f.Subject)
		}
	}
	return fields
}

func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

// names reports whether a document's field names the person.
func (s Subject) names(fields map[string]any, field string) bool {
	text, ok := fields[field].(string)
	return ok && slices.Contains(s.Names, text)
}

// own is a record without what is personal to somebody else.
func (s Subject) own(schema store.Schema, r store.Record) (store.Record, error) {
	fields, err := decode(r.Doc)
	if err != nil {
		return r, err
	}
	for _, f := range schema.Fields {
		if f.Subject != "" && !s.names(fields, f.Subject) && f.Subject != f.Name {
			delete(fields, f.Name)
		}
	}
	for _, name := range subjectsOf(schema) {
		if !s.names(fields, name) {
			delete(fields, name)
		}
	}
	r.Doc, err = store.Encode(fields)
	return r, err
}
