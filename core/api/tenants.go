package api

import (
	"context"
	"net/http"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/core/tenant/manifest"
)

type organisation struct {
	Slug     string   `json:"slug"`
	Name     string   `json:"name"`
	Country  string   `json:"country"`
	Template string   `json:"template"`
	Managed  []string `json:"managed"`
	Standing standing `json:"standing"`
}

type organisationsOut struct {
	Tenants []organisation `json:"tenants"`
}

type planTenants struct {
	Body struct {
		Files    map[string]string `json:"files" doc:"Text of each file by its path within tenants/."`
		Prune    bool              `json:"prune,omitempty" doc:"Also say what would be removed."`
		TakeOver bool              `json:"take_over,omitempty" doc:"Also say what would be overwritten."`
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
	register(e, operation{
		id: "tenant-list", method: http.MethodGet, path: "/tenants", action: "core:tenant.read", system: true,
		summary: "Every organisation on this installation; for operators",
	}, e.listTenants)
	register(e, operation{
		id: "tenant-plan", method: http.MethodPost, path: "/tenants:plan", action: "core:tenant.apply", system: true, body: maxImportBody,
		summary: "What applying files would create, change and remove; for operators",
	}, e.planTenants)
	register(e, operation{
		id: "tenant-apply", method: http.MethodPost, path: "/tenants:apply", action: "core:tenant.apply", system: true, body: maxImportBody,
		summary: "Apply organisations' files; for operators",
	}, e.applyTenants)
}

func (e *edge) listTenants(ctx context.Context, _ *call, _ *struct{}) (*body[organisationsOut], error) {
	all, err := e.Tenants.All(ctx)
	if err != nil {
		return nil, err
	}
	out := organisationsOut{Tenants: []organisation{}}
	for _, t := range all {
		out.Tenants = append(out.Tenants, line(t))
	}
	return ok(out), nil
}

func line(t tenant.Tenant) organisation {
	return organisation{t.Slug, t.Name, t.Country, t.Template, list(t.Managed), standingOf(t.Standing)}
}

func (e *edge) planTenants(ctx context.Context, _ *call, in *planTenants) (*body[manifest.Plan], error) {
	plan, err := e.plan(ctx, in.Body.Files, manifest.Options{Prune: in.Body.Prune, TakeOver: in.Body.TakeOver})
	return ok(plan), err
}

func (e *edge) applyTenants(ctx context.Context, c *call, in *applyTenants) (*body[manifest.Plan], error) {
	plan, err := e.plan(ctx, in.Body.Files, manifest.Options{Prune: in.Body.Prune, TakeOver: in.Body.TakeOver})
	if err != nil || in.Body.DryRun {
		return ok(plan), err
	}
	by := manifest.By{Principal: c.actor(), Request: c.Request, Now: e.clock()}
	if err := manifest.Apply(ctx, e.Book, plan, by); err != nil {
		return nil, err
	}
	if len(plan.Removes()) > 0 && e.Departures != nil {
		e.Departures.Hurry()
	}
	return ok(plan), nil
}

// plan compares files with what is there.
func (e *edge) plan(ctx context.Context, files map[string]string, o manifest.Options) (manifest.Plan, error) {
	checks := ManifestChecks(ctx, e.Modules.Module, e.Authorizer)
	o.Config, o.Overlay = checks.Config, checks.Overlay
	return manifest.Against(ctx, files, e.Tenants, e.Units, o)
}
