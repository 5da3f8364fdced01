package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type whyQuestion struct {
	PersonID string     `json:"person_id" maxLength:"64" doc:"A person, a service key, or a share with another organisation."`
	Action   string     `json:"action" maxLength:"120" example:"portrait:wave.open"`
	UnitID   string     `json:"unit_id,omitempty" maxLength:"64"`
	Record   *recordRef `json:"record,omitempty"`
}

type recordRef struct {
	Module     string `json:"module" maxLength:"40"`
	Collection string `json:"collection" maxLength:"60"`
	ID         string `json:"id" maxLength:"64"`
}

type askWhy struct {
	InTenant
	Body whyQuestion
}

type whyAnswer struct {
	Allow   bool       `json:"allow"`
	Rule    string     `json:"rule"`
	Needs   []string   `json:"needs" doc:"Roles that would allow it."`
	Grants  []grantOut `json:"grants" doc:"What the person holds."`
	Reasons []string   `json:"reasons" doc:"In English, most telling first; screens translate by rule."`
}

func (e *edge) why() {
	register(e, operation{
		id: "why", method: http.MethodPost, path: "/t/{tenant}/why", action: "core:why.ask",
		summary: "Why somebody may, or may not, do something", example: whyQuestion{PersonID: "0198c0de-0000-7000-8000-000000000000", Action: "core:unit.create"},
	}, e.askWhy)
}

func (e *edge) askWhy(ctx context.Context, c *call, in *askWhy) (*body[whyAnswer], error) {
	if err := e.checkAction(c, "/action", in.Body.Action); err != nil {
		return nil, err
	}
	asked, err := e.principalOf(ctx, c, in.Body.PersonID)
	if err != nil {
		return nil, err
	}
	doc, err := e.whyAbout(ctx, c, in.Body)
	if err != nil {
		return nil, err
	}
	q := c.question(in.Body.Action)
	q.Principal, q.Record = asked, doc
	found, err := e.Authorizer.Explain(ctx, q)
	if err != nil {
		return nil, err
	}
	held, err := e.grantsOut(ctx, c.Tenant.ID, asked.Grants)
	if err != nil {
		return nil, err
	}
	return ok(whyAnswer{found.Allow, found.Rule, list(found.Needs), held, list(found.Reasons)}), nil
}

// checkAction refuses an action that is not there to be done.
func (e *edge) checkAction(c *call, pointer, action string) error {
	if !slices.ContainsFunc(actionsOf(e.plugins(c.Tenant.ID)), func(a sdk.Action) bool { return a.Name == action }) {
		return fault.InvalidRule(pointer, fault.Absent, "", "there is no action %q", action)
	}
	return nil
}

// principalOf is somebody of this organisation, as they would come in now.
func (e *edge) principalOf(ctx context.Context, c *call, id string) (identity.Principal, error) {
	grants, err := e.grantsOf(ctx, c.Tenant.ID, id)
	if err != nil {
		return identity.Principal{}, err
	}
	p, err := identity.Somebody(ctx, e.Roll, c.Tenant.ID, grants, id)
	if err == nil {
		return identity.Principal{Kind: identity.Human, ID: id, Home: p.Tenant, Grants: grants, Language: p.Language}, nil
	}
	if fault.KindOf(err) != fault.NotFound {
		return identity.Principal{}, err
	}
	if p, found, err := e.shareNamed(ctx, c, id); found || err != nil {
		return p, err
	}
	keys, err := e.Roll.Keys(ctx, c.Tenant.ID)
	if err != nil {
		return identity.Principal{}, err
	}
	i := slices.IndexFunc(keys, func(k identity.Key) bool { return k.ID == id })
	if i < 0 {
		return identity.Principal{}, fault.InvalidRule("/person_id", fault.Absent, "", "there is no such person here")
	}
	return identity.Principal{Kind: identity.Service, ID: id, Home: c.Tenant.ID, Grants: grants, Scopes: keys[i].Scopes}, nil
}

// whyAbout is the record or unit of the question, whether or not the asker may see it: only the decision is told.
func (e *edge) whyAbout(ctx context.Context, c *call, q whyQuestion) (authz.Document, error) {
	if q.Record == nil {
		_, doc, err := e.place(ctx, c, q.UnitID, "/unit_id")
		return doc, err
	}
	m, err := e.installed(q.Record.Module, c.Tenant.ID)
	if err != nil {
		return nil, fault.InvalidRule("/record/module", fault.Absent, "", "there is no such module")
	}
	i := slices.IndexFunc(m.Collections, func(s store.Schema) bool { return s.Collection == q.Record.Collection })
	if i < 0 || m.Collections[i].Kind != store.Ordinary {
		return nil, fault.InvalidRule("/record/collection", fault.Absent, "", "there is no such collection")
	}
	doc, err := e.Records.Document(ctx, c.Tenant.ID, record.Table{Module: m.Name, Schema: m.Collections[i]}, q.Record.ID)
	if err != nil {
		if fault.KindOf(err) == fault.NotFound {
			return nil, fault.InvalidRule("/record/id", fault.Absent, "", "there is no such record")
		}
		return nil, err
	}
	return doc, nil
}

// recordDoc is a record as policies see it.
func recordDoc(r store.Record) (authz.Document, error) {
	doc := authz.Document{}
	if err := json.Unmarshal(r.Doc, &doc); err != nil {
		return nil, err
	}
	doc["id"], doc["unit_path"] = r.ID, r.Unit
	if r.Owner != "" {
		doc["owner_id"] = r.Owner
	}
	return doc, nil
}
