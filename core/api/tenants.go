package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

type organisation struct {
	Slug    string   `json:"slug"`
	Name    string   `json:"name"`
	Country string   `json:"country"`
	Managed []string `json:"managed"`
}

type organisationsOut struct {
	Tenants []organisation `json:"tenants"`
}

type planTenants struct {
	Body struct {
		Files map[string]string `json:"files" doc:"Text of each file by its path within tenants/."`
	}
}

type applyTenants struct {
	Body struct {
		Files    map[string]string `json:"files" doc:"Text of each file by its path within tenants/."`
		Prune    bool              `json:"prune,omitempty" doc:"Remove what files owned before and name no more."`
		TakeOver bool              `json:"take_over,omitempty" doc:"Overwrite what people have changed."`
		DryRun   bool              `json:"dry_run,omitempty"`
	}
}

func (e *edge) tenants() {
	register(e, operation{id: "tenant-list", method: http.MethodGet, path: "/tenants", action: "core:tenant.read", system: true,
		summary: "Every organisation on this installation; for operators"}, e.listTenants)
	register(e, operation{id: "tenant-plan", method: http.MethodPost, path: "/tenants:plan", action: "core:tenant.apply", system: true, body: maxImportBody,
		summary: "What applying files would create, change and remove; for operators"}, e.planTenants)
	register(e, operation{id: "tenant-apply", method: http.MethodPost, path: "/tenants:apply", action: "core:tenant.apply", system: true, body: maxImportBody,
		summary: "Apply organisations' files; for operators"}, e.applyTenants)
}

func (e *edge) listTenants(ctx context.Context, _ *call, _ *struct{}) (*body[organisationsOut], error) {
	all, err := e.Tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	out := organisationsOut{Tenants: []organisation{}}
	for _, t := range all {
		out.Tenants = append(out.Tenants, organisation{t.Slug, t.Name, t.Country, list(t.Managed)})
	}
	return ok(out), nil
}

func (e *edge) planTenants(ctx context.Context, _ *call, in *planTenants) (*body[json.RawMessage], error) {
	if e.Manifests == nil {
		return nil, noManifests()
	}
	plan, err := e.Manifests.Plan(ctx, in.Body.Files)
	if err != nil {
		return nil, err
	}
	return ok(plan), nil
}

func (e *edge) applyTenants(ctx context.Context, c *call, in *applyTenants) (*body[json.RawMessage], error) {
	if e.Manifests == nil {
		return nil, noManifests()
	}
	done, err := e.Manifests.Apply(ctx, c.Caller, in.Body.Files, ApplyHow{in.Body.Prune, in.Body.TakeOver, in.Body.DryRun})
	if err != nil {
		return nil, err
	}
	return ok(done), nil
}

func noManifests() error {
	return fault.New(fault.Unsupported, "no-manifests", "This server does not apply files.")
}
