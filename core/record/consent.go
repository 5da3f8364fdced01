package record

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Consented is a proof of consent, whose it is, and where it lies.
type Consented struct {
	Collection string // "mobilisation/subscribers"
	Record     string
	Who        string // as the field that names the person has it
	store.Consent
}

// Consents lists the proofs of consent that all installed collections keep, those of one person where s names any, with the keeper's
// own rights: whoever calls has decided that the caller may ask, and notes it in the audit. It reads some records from where after
// says, and returns from where to go on; "" at the end.
func (k *Keeper) Consents(ctx context.Context, c Caller, s Subject, after string) (found []Consented, next string, err error) {
	collection, id, _ := strings.Cut(after, " ")
	for _, t := range k.config.Installed(c.Tenant) {
		name := t.Module + "/" + t.Schema.Collection
		if collection != "" && collection != name {
			continue
		}
		collection = ""
		marked, holds := t.Schema.Marked(func(m store.Marks) bool { return m.Consent })
		if !holds {
			continue
		}
		records, err := k.consenting(ctx, c, t, s, id)
		if err != nil {
			return nil, "", fmt.Errorf("reading consents of %s: %w", name, err)
		}
		for _, r := range records {
			if found, err = proofs(found, name, marked, r); err != nil {
				return nil, "", err
			}
		}
		if id = ""; len(records) == subjectPage {
			return found, name + " " + records[len(records)-1].ID, nil
		}
	}
	if collection != "" {
		return nil, "", fault.InvalidField("/page_token", "is not one of this list")
	}
	return found, "", nil
}

// consenting is a page of the records of a collection, in clear.
func (k *Keeper) consenting(ctx context.Context, c Caller, t Table, s Subject, after string) ([]store.Record, error) {
	if len(s.Names) > 0 {
		return k.about(ctx, c, t, s, after)
	}
	col, err := k.collections.of(t)
	if err != nil {
		return nil, err
	}
	var where []authz.Cond
	if after != "" {
		where = []authz.Cond{{Op: authz.Gt, Field: "id", Value: after}}
	}
	page, err := k.config.Rows.Scan(ctx, c.Tenant, t, Selection{Where: where, Order: []Order{{Field: "id"}}, Size: subjectPage})
	for i := range page.Records {
		if err == nil {
			page.Records[i], err = k.current(c.Tenant, col, page.Records[i])
		}
	}
	return page.Records, err
}

// proofs adds those of one record.
func proofs(found []Consented, collection string, marked store.Field, r store.Record) ([]Consented, error) {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(r.Doc, &doc); err != nil {
		return nil, err
	}
	if doc[marked.Name] == nil {
		return found, nil
	}
	all, err := store.Consents(doc[marked.Name])
	if err != nil {
		return nil, fault.New(fault.Internal, "internal", "A proof of consent in %s cannot be read.", collection).Because(err)
	}
	var who string
	_ = json.Unmarshal(doc[marked.Subject], &who) // a field marked consent is personal, and its subject a text
	for _, one := range all {
		found = append(found, Consented{collection, r.ID, who, one})
	}
	return found, nil
}
